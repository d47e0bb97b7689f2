import { fireAutoMerge } from '../pulls/auto-merge.ts'
import type { CommitStatus } from '../resources.ts'
import {
  type Answer,
  invalid,
  notFound,
  paginate,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { nodeId } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { nullableTextField, textField } from './fields.ts'
import { formatRepository, repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/commits/statuses'

/** GitHub takes this many statuses per commit and context. */
const LIMIT = 1000

export const statusRoutes: readonly Route[] = [
  {
    operation: 'POST /repos/{owner}/{repo}/statuses/{sha}',
    access: 'write',
    permission: 'statuses',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
    access: 'read',
    permission: 'statuses',
    async handle(context) {
      const sha = await resolveCommit(context)
      const statuses = context.repository.statuses.filter((status) => status.sha === sha).reverse()
      const page = paginate(
        context,
        `/repos/${context.repository.fullName}/commits/${sha}/statuses`,
        statuses,
      )
      return { status: 200, body: page.items.map((status) => format(context, status)), headers: page.headers }
    },
  },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{ref}/status',
    access: 'read',
    permission: 'statuses',
    handle: combine,
  },
]

/** The commit that a path names by sha, branch or tag. @throws RestError 422 as GitHub answers an unknown one */
export async function resolveCommit(context: RepositoryContext): Promise<string> {
  const ref = context.params.ref ?? ''
  const oid = await context.repository.git.resolve(ref)
  if (oid === undefined)
    throw new RestError(422, `No commit found for SHA: ${ref}`, { documentation: DOCUMENTATION })
  return oid
}

async function create(context: WriteContext): Promise<Answer> {
  const { repository, state, actor, body } = context
  const sha = context.params.sha ?? ''
  if ((await repository.git.resolve(sha)) !== sha) {
    throw new RestError(422, `No commit found for SHA: ${sha}`, { documentation: DOCUMENTATION })
  }
  const word = readState(textField(body, 'state'))
  if (word === undefined) throw notFound(DOCUMENTATION)
  const description = nullableTextField(body, 'description') ?? null
  if ((description?.length ?? 0) > 140) {
    const message = 'description is too long (maximum is 140 characters)'
    throw invalid({ resource: 'Status', code: 'custom', field: 'description', message }, DOCUMENTATION)
  }
  const text = textField(body, 'context') ?? 'default'
  if (repository.statuses.filter((status) => status.sha === sha && status.context === text).length >= LIMIT) {
    const message = 'This SHA and context has reached the maximum number of statuses.'
    throw invalid({ resource: 'Status', code: 'custom', message }, DOCUMENTATION)
  }
  const id = state.nextId()
  const status: CommitStatus = {
    id,
    nodeId: nodeId('StatusContext', id),
    sha,
    state: word,
    context: text,
    description,
    targetUrl: nullableTextField(body, 'target_url') ?? null,
    creator: actor,
    createdAt: state.timestamp(),
  }
  repository.statuses.push(status)
  await fireAutoMerge(state)
  return { status: 201, body: format(context, status) }
}

/** The newest status of every context, and one word over them: no status at all is `pending`. */
async function combine(context: RepositoryContext): Promise<Answer> {
  const { repository, urls } = context
  const sha = await resolveCommit(context)
  const latest = new Map<string, CommitStatus>()
  for (const status of repository.statuses) if (status.sha === sha) latest.set(status.context, status)
  const states = [...latest.values()].map(({ state }) => state)
  const page = paginate(context, `/repos/${repository.fullName}/commits/${sha}/status`, [...latest.values()])
  return {
    status: 200,
    headers: page.headers,
    body: {
      state: judge(states),
      sha,
      total_count: latest.size,
      statuses: page.items.map((status) => formatSimple(context, status)),
      repository: formatRepository(context, repository),
      commit_url: `${repositoryUrl(urls, repository)}/commits/${sha}`,
      url: `${repositoryUrl(urls, repository)}/commits/${sha}/status`,
    },
  }
}

function judge(states: readonly CommitStatus['state'][]): 'success' | 'failure' | 'pending' {
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure'
  return states.length > 0 && states.every((state) => state === 'success') ? 'success' : 'pending'
}

function readState(text: string | undefined): CommitStatus['state'] | undefined {
  return text === 'error' || text === 'failure' || text === 'pending' || text === 'success' ? text : undefined
}

function formatSimple(
  { repository, urls }: RepositoryContext,
  status: CommitStatus,
): Record<string, unknown> {
  return {
    url: `${repositoryUrl(urls, repository)}/statuses/${status.sha}`,
    avatar_url: `${urls.server}/avatars/u/${status.creator.id}`,
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  }
}

function format(context: RepositoryContext, status: CommitStatus): Record<string, unknown> {
  return { ...formatSimple(context, status), creator: formatAccount(context.urls, status.creator) }
}
