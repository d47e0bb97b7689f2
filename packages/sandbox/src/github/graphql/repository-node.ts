import type { PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'
import { createActorNode } from './actor-node.ts'
import { createConnection, type PageArguments } from './connection.ts'
import { GraphQLAnswerError } from './error.ts'
import type { NodeContext } from './node-context.ts'
import { createObjectNode } from './object-node.ts'
import { createRefNode, expandRefName, pullState } from './ref-node.ts'

interface PullFilter extends PageArguments {
  states?: readonly string[] | null
  headRefName?: string | null
  baseRefName?: string | null
  labels?: readonly string[] | null
  orderBy?: { field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'; direction: 'ASC' | 'DESC' } | null
}

export function createRepositoryNode(context: NodeContext, repository: Repository): object {
  const { urls } = context
  return {
    __typename: 'Repository',
    id: repository.nodeId,
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.fullName,
    owner: () => createActorNode(context, repository.owner),
    url: `${urls.server}/${repository.fullName}`,
    resourcePath: `/${repository.fullName}`,
    createdAt: repository.createdAt,
    isPrivate: repository.private,
    visibility: repository.private ? 'PRIVATE' : 'PUBLIC',
    isFork: repository.parent !== undefined,
    isArchived: false,
    isDisabled: false,
    isLocked: false,
    isEmpty: async () => (await repository.git.listRefs('refs/heads/')).length === 0,
    parent: () => createParentNode(context, repository),
    viewerPermission: describePermission(context, repository),
    autoMergeAllowed: repository.settings.allowAutoMerge,
    mergeCommitAllowed: repository.settings.allowMergeCommit,
    squashMergeAllowed: repository.settings.allowSquashMerge,
    rebaseMergeAllowed: repository.settings.allowRebaseMerge,
    deleteBranchOnMerge: repository.settings.deleteBranchOnMerge,
    ...describeGit(context, repository),
    ...describePulls(context, repository),
  }
}

function describeGit(context: NodeContext, repository: Repository): object {
  return {
    defaultBranchRef: () => createRefNode(context, repository, `refs/heads/${repository.defaultBranch}`),
    ref: async ({ qualifiedName }: { qualifiedName: string }) => {
      const name = await expandRefName(repository, qualifiedName)
      return name === undefined ? null : createRefNode(context, repository, name)
    },
    refs: async ({
      refPrefix,
      query,
      ...page
    }: PageArguments & { refPrefix: string; query?: string | null }) => {
      const refs = await repository.git.listRefs(refPrefix)
      const wanted = refs.filter(({ name }) => name.slice(refPrefix.length).includes(query ?? ''))
      return createConnection('refs', wanted, page, ({ name }) => createRefNode(context, repository, name))
    },
    object: ({ expression, oid }: { expression?: string | null; oid?: string | null }) => {
      const wanted = oid ?? expression
      return wanted == null || wanted === '' ? null : createObjectNode(context, repository, wanted)
    },
  }
}

function describePulls(context: NodeContext, repository: Repository): object {
  return {
    pullRequest: ({ number }: { number: number }) => {
      const pull = repository.pulls.get(number)
      if (pull !== undefined) return context.createPullRequest(repository, pull)
      throw new GraphQLAnswerError(
        `Could not resolve to a PullRequest with the number of ${number}.`,
        'NOT_FOUND',
      )
    },
    pullRequests: (filter: PullFilter) =>
      createConnection('pullRequests', filterPulls(repository, filter), filter, (pull) =>
        context.createPullRequest(repository, pull),
      ),
    label: ({ name }: { name: string }) => {
      const label = repository.labels.get(name.toLowerCase())
      return label === undefined ? null : { __typename: 'Label', ...label, id: label.nodeId }
    },
  }
}

function filterPulls(repository: Repository, filter: PullFilter): PullRequest[] {
  const pulls = [...repository.pulls.values()]
    .filter((pull) => filter.states == null || filter.states.includes(pullState(pull)))
    .filter((pull) => filter.headRefName == null || pull.head === filter.headRefName)
    .filter((pull) => filter.baseRefName == null || pull.base === filter.baseRefName)
    .filter((pull) => filter.labels == null || filter.labels.some((label) => pull.labels.includes(label)))
  const order = (pull: PullRequest): string =>
    filter.orderBy?.field === 'UPDATED_AT' ? pull.updatedAt : pull.createdAt
  pulls.sort((left, right) => order(left).localeCompare(order(right)) || left.number - right.number)
  return filter.orderBy?.direction === 'DESC' ? pulls.reverse() : pulls
}

function createParentNode(context: NodeContext, repository: Repository): object | null {
  const parent = repository.parent === undefined ? undefined : context.state.findRepository(repository.parent)
  return parent === undefined ? null : context.createRepository(parent)
}

/** Null for apps, which have no role. */
function describePermission({ state, token }: NodeContext, repository: Repository): string | null {
  if (token.kind !== 'pat') return null
  return state.access(token, repository, 'contents') === 'write' ? 'WRITE' : 'READ'
}
