import { closePull } from '../pulls/close.ts'
import { listCommits } from '../pulls/merge.ts'
import { findAssociatedPulls } from '../pulls/lookup.ts'
import { checkTexts, openPull } from '../pulls/open.ts'
import type { PullRequest } from '../resources.ts'
import {
  type Answer,
  invalid,
  notFound,
  paginate,
  type RepositoryContext,
  type Route,
  type WriteContext,
} from '../route.ts'
import { type Repository, sameName } from '../state.ts'
import { formatCommit, formatFile } from './commit-body.ts'
import { flagField, textField } from './fields.ts'
import { formatPull, formatPullSummary, headsOf, listPullFiles } from './pull-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/pulls/pulls'

export const pullRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/pulls', access: 'read', permission: 'pull_requests', handle: list },
  {
    operation: 'POST /repos/{owner}/{repo}/pulls',
    access: 'write',
    permission: 'pull_requests',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    access: 'read',
    permission: 'pull_requests',
    handle: async (context) => ({ status: 200, body: await formatPull(context, findPull(context)) }),
  },
  {
    operation: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    access: 'write',
    permission: 'pull_requests',
    handle: update,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    access: 'read',
    permission: 'pull_requests',
    handle: listFiles,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits',
    access: 'read',
    permission: 'pull_requests',
    async handle(context) {
      const pull = findPull(context)
      const commits = await listCommits(context.repository, await headsOf(context, pull))
      const page = paginate(context, `${pullPath(context.repository, pull)}/commits`, commits)
      return {
        status: 200,
        body: page.items.map((commit) => formatCommit(context, commit)),
        headers: page.headers,
      }
    },
  },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    access: 'read',
    permission: 'pull_requests',
    async handle(context) {
      const sha = context.params.commit_sha ?? ''
      const pulls = await findAssociatedPulls(context.repository, sha)
      return answerPage(context, `/repos/${context.repository.fullName}/commits/${sha}/pulls`, pulls)
    },
  },
]

/** The pull request that the path names. @throws RestError 404 */
export function findPull(context: RepositoryContext): PullRequest {
  const pull = context.repository.pulls.get(Number(context.params.pull_number))
  if (pull === undefined) throw notFound(`${DOCUMENTATION}#get-a-pull-request`)
  return pull
}

function pullPath(repository: Repository, pull: PullRequest): string {
  return `/repos/${repository.fullName}/pulls/${pull.number}`
}

async function list(context: RepositoryContext): Promise<Answer> {
  const { repository, query } = context
  const state = query.get('state') ?? 'open'
  const base = query.get('base')
  const pulls = [...repository.pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base === base)
    .filter((pull) => matchesHead(context, pull, query.get('head')))
  return answerPage(context, `/repos/${repository.fullName}/pulls`, sort(pulls, query))
}

/**
 * `head` is `owner:branch`; anything else filters nothing. It names an owner, not a repository: branches of the same name
 * in that owner's forks match too.
 */
function matchesHead(context: RepositoryContext, pull: PullRequest, head: string | null): boolean {
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(head ?? '') ?? []
  if (owner === undefined || branch === undefined) return true
  const [headOwner = ''] = pull.headRepository.split('/')
  return pull.head === branch && sameName(headOwner, owner)
}

function sort(pulls: PullRequest[], query: URLSearchParams): PullRequest[] {
  const sorted =
    query.get('sort') === 'updated' ? pulls.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt)) : pulls
  const ascending = query.get('direction') ?? (query.has('sort') ? 'asc' : 'desc')
  return ascending === 'asc' ? sorted : sorted.reverse()
}

async function answerPage(
  context: RepositoryContext,
  path: string,
  pulls: readonly PullRequest[],
): Promise<Answer> {
  const page = paginate(context, path, pulls)
  const body = await Promise.all(page.items.map((pull) => formatPullSummary(context, pull)))
  return { status: 200, body, headers: page.headers }
}

async function create(context: WriteContext): Promise<Answer> {
  const { state, repository, body, token } = context
  const headRepository = textField(body, 'head_repo')
  const pull = await openPull(
    state,
    repository,
    {
      title: textField(body, 'title') ?? '',
      head: textField(body, 'head') ?? '',
      base: textField(body, 'base') ?? '',
      body: textField(body, 'body') ?? null,
      draft: flagField(body, 'draft') ?? false,
      ...(headRepository === undefined ? {} : { headRepository }),
    },
    token,
  )
  const answer = await formatPull(context, pull)
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

async function update(context: WriteContext): Promise<Answer> {
  const { repository, body, state, actor } = context
  const pull = findPull(context)
  const title = textField(body, 'title')
  const text = textField(body, 'body')
  const base = textField(body, 'base')
  checkTexts({ ...(title === undefined ? {} : { title }), ...(text === undefined ? {} : { body: text }) })
  if (base !== undefined) {
    const baseSha = await repository.git.resolve(`refs/heads/${base}`)
    if (baseSha === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
    pull.base = base
    pull.baseSha = baseSha
  }
  pull.title = title ?? pull.title
  pull.body = text ?? pull.body
  pull.updatedAt = state.timestamp()
  await changeState(context, pull, textField(body, 'state'))
  if ((title ?? text ?? base) !== undefined) {
    await state.events.emit({
      name: 'pull_request',
      action: 'edited',
      repository: repository.fullName,
      pull,
      actor,
    })
  }
  return { status: 200, body: await formatPull(context, pull) }
}

async function changeState(
  context: WriteContext,
  pull: PullRequest,
  wanted: string | undefined,
): Promise<void> {
  const { state, repository, actor } = context
  if (wanted === 'closed') await closePull(state, repository, pull, actor)
  if (wanted !== 'open' || pull.state === 'open') return
  const head = await state.findRepository(pull.headRepository)?.git.resolve(`refs/heads/${pull.head}`)
  if (pull.mergedAt !== undefined || head === undefined) {
    const message =
      pull.mergedAt === undefined
        ? `The ${pull.head} branch has been deleted.`
        : 'Cannot reopen a merged pull request.'
    throw invalid({ resource: 'PullRequest', code: 'custom', field: 'state', message })
  }
  pull.state = 'open'
  pull.closedAt = undefined
  pull.headSha = head
  await state.events.emit({
    name: 'pull_request',
    action: 'reopened',
    repository: repository.fullName,
    pull,
    actor,
  })
}

async function listFiles(context: RepositoryContext): Promise<Answer> {
  const pull = findPull(context)
  const heads = await headsOf(context, pull)
  const files = await listPullFiles(context.repository, heads)
  const page = paginate(context, `${pullPath(context.repository, pull)}/files`, files)
  return {
    status: 200,
    body: page.items.map((file) => formatFile(context, heads.head, file)),
    headers: page.headers,
  }
}
