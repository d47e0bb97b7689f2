import { type ErrorDetail, invalid, RestError } from '../route.ts'
import type { AccessToken, Account, PullRequest } from '../resources.ts'
import { type GitHubState, nodeId, type Repository, sameName } from '../state.ts'
import { importCommit, writePullRef } from './pull-ref.ts'

const CREATE_DOCS = 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request'

/** What a pull request is opened from. */
export interface NewPullRequest {
  title: string
  /** `branch` or `owner:branch`. */
  head: string
  /** Full name of the repository of `head`, where its owner has several. */
  headRepository?: string
  base: string
  body: string | null
  draft: boolean
}

/**
 * Opens a pull request.
 * @throws RestError 403 for a workflow's token where the repository does not let it, 422 in GitHub's words for the rest
 */
export async function openPull(
  state: GitHubState,
  repository: Repository,
  request: NewPullRequest,
  token: AccessToken,
): Promise<PullRequest> {
  if (token.kind === 'actions' && !repository.settings.actionsMayCreatePullRequests) {
    throw new RestError(403, 'GitHub Actions is not permitted to create or approve pull requests.', {
      documentation: CREATE_DOCS,
    })
  }
  checkTexts(request)
  const { source, branch, label } = findHead(state, repository, request)
  const base = await repository.git.resolve(`refs/heads/${request.base}`)
  if (base === undefined) throw invalidPull({ field: 'base', code: 'invalid' })
  const head = await source?.git.resolve(`refs/heads/${branch}`)
  if (source === undefined || head === undefined) throw invalidPull({ field: 'head', code: 'invalid' })
  refuseSecond(repository, request, source, branch)
  await importCommit(repository, source, head)
  await refuseEmpty(repository, { ...request, label }, base, head)
  const pull = createPull(state, repository, request, { actor: token.account, source, branch, base, head })
  await writePullRef(repository, pull)
  await state.events.emit({
    name: 'pull_request',
    action: 'opened',
    repository: repository.fullName,
    pull,
    actor: token.account,
  })
  return pull
}

/** @throws RestError 422 for a title or body that GitHub finds too long, or a title that is blank. */
export function checkTexts(texts: { title?: string; body?: string | null }): void {
  if (texts.title?.trim() === '') throw invalidPull({ field: 'title', code: 'missing_field' })
  if ((texts.title?.length ?? 0) > 256) throw tooLong('title', 256)
  checkBody(texts.body)
}

/** @throws RestError 422 above 65,536 characters. */
export function checkBody(body: string | null | undefined): void {
  if ((body?.length ?? 0) > 65_536) throw tooLong('body', 65_536)
}

function tooLong(field: string, limit: number): RestError {
  const message = `${field} is too long (maximum is ${limit} characters)`
  return invalid({ resource: 'Issue', code: 'custom', field, message })
}

function findHead(
  state: GitHubState,
  repository: Repository,
  request: NewPullRequest,
): { source: Repository | undefined; branch: string; label: string } {
  const colon = request.head.indexOf(':')
  const owner = colon < 0 ? repository.owner.login : request.head.slice(0, colon)
  const branch = request.head.slice(colon + 1)
  const label = colon < 0 ? branch : request.head
  if (request.headRepository !== undefined)
    return { source: state.findRepository(request.headRepository), branch, label }
  if (sameName(owner, repository.owner.login)) return { source: repository, branch, label }
  const forks = [...state.repositories.values()].filter((other) => other.parent === repository.fullName)
  return { source: forks.find((fork) => sameName(fork.owner.login, owner)), branch, label }
}

function refuseSecond(
  repository: Repository,
  request: NewPullRequest,
  source: Repository,
  branch: string,
): void {
  const twin = [...repository.pulls.values()].find(
    (pull) =>
      pull.state === 'open' &&
      pull.base === request.base &&
      pull.head === branch &&
      pull.headRepository === source.fullName,
  )
  if (twin === undefined) return
  throw invalidPull({
    code: 'custom',
    message: `A pull request already exists for ${source.owner.login}:${branch}.`,
  })
}

async function refuseEmpty(
  repository: Repository,
  request: { base: string; label: string },
  base: string,
  head: string,
): Promise<void> {
  const comparison = await repository.git.compare(base, head)
  if (comparison === undefined) {
    const message = `The ${request.label} branch has no history in common with ${request.base}`
    throw invalidPull({ code: 'custom', message })
  }
  if (comparison.aheadBy > 0) return
  throw invalidPull({ code: 'custom', message: `No commits between ${request.base} and ${request.label}` })
}

function createPull(
  state: GitHubState,
  repository: Repository,
  request: NewPullRequest,
  from: { actor: Account; source: Repository; branch: string; base: string; head: string },
): PullRequest {
  const id = state.nextId()
  const now = state.timestamp()
  repository.lastNumber += 1
  const pull: PullRequest = {
    id,
    nodeId: nodeId('PullRequest', id),
    number: repository.lastNumber,
    title: request.title,
    body: request.body,
    author: from.actor,
    state: 'open',
    draft: request.draft,
    base: request.base,
    head: from.branch,
    headRepository: from.source.fullName,
    baseSha: from.base,
    headSha: from.head,
    labels: [],
    assignees: [],
    reviewers: [],
    teamReviewers: [],
    milestone: null,
    autoMerge: undefined,
    queueEntry: undefined,
    queueRemovals: [],
    mergeSha: undefined,
    mergedBy: undefined,
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
    mergedAt: undefined,
  }
  repository.pulls.set(pull.number, pull)
  return pull
}

function invalidPull(detail: Omit<ErrorDetail, 'resource'>): RestError {
  return invalid({ resource: 'PullRequest', ...detail }, CREATE_DOCS)
}
