import type { PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'
import { createConnection, type PageArguments } from './connection.ts'
import { gitNodeId, type NodeContext } from './node-context.ts'
import { createObjectNode } from './object-node.ts'

export const REF_PREFIX = 'REF'

/** The kinds of references whose prefix GitHub keeps out of a name. */
const PREFIXES = ['refs/heads/', 'refs/tags/'] as const

/** The reference of that full name (`refs/heads/main`); null when there is none. */
export async function createRefNode(
  context: NodeContext,
  repository: Repository,
  ref: string,
): Promise<object | null> {
  const found = await repository.git.readRef(ref)
  if (found === undefined) return null
  const prefix = PREFIXES.find((candidate) => ref.startsWith(candidate)) ?? 'refs/'
  const name = ref.slice(prefix.length)
  return {
    __typename: 'Ref',
    id: gitNodeId(REF_PREFIX, repository, ref),
    name,
    prefix,
    repository: () => context.createRepository(repository),
    target: () => createObjectNode(context, repository, found.oid),
    associatedPullRequests: (
      page: PageArguments & { states?: readonly string[] | null; baseRefName?: string | null },
    ) =>
      createConnection('associatedPullRequests', findPullsOf(repository, name, page), page, (pull) =>
        context.createPullRequest(repository, pull),
      ),
    compare: async ({ headRef }: { headRef: string }) =>
      createComparisonNode(context, repository, found.oid, headRef),
  }
}

/** The full name of what a caller calls `refs/heads/main`, `heads/main` or `main`; undefined when there is none. */
export async function expandRefName(repository: Repository, name: string): Promise<string | undefined> {
  const candidates = name.startsWith('refs/')
    ? [name]
    : [`refs/${name}`, ...PREFIXES.map((prefix) => prefix + name)]
  for (const candidate of candidates) {
    if ((await repository.git.readRef(candidate)) !== undefined) return candidate
  }
  return undefined
}

function findPullsOf(
  repository: Repository,
  branch: string,
  filter: { states?: readonly string[] | null; baseRefName?: string | null },
): PullRequest[] {
  return [...repository.pulls.values()]
    .filter((pull) => pull.head === branch && pull.headRepository === repository.fullName)
    .filter((pull) => filter.baseRefName == null || pull.base === filter.baseRefName)
    .filter((pull) => filter.states == null || filter.states.includes(pullState(pull)))
}

/** GraphQL's three words for the state of a pull request. */
export function pullState(pull: PullRequest): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (pull.state === 'open') return 'OPEN'
  return pull.mergedAt === undefined ? 'CLOSED' : 'MERGED'
}

async function createComparisonNode(
  context: NodeContext,
  repository: Repository,
  base: string,
  headRef: string,
): Promise<object | null> {
  const name = await expandRefName(repository, headRef)
  const head = await repository.git.resolve(name ?? headRef)
  const comparison = head === undefined ? undefined : await repository.git.compare(base, head)
  if (comparison === undefined) return null
  return {
    id: gitNodeId('CMP', repository, `${comparison.base}...${comparison.head}`),
    status: comparison.status.toUpperCase(),
    aheadBy: comparison.aheadBy,
    behindBy: comparison.behindBy,
    baseTarget: () => createObjectNode(context, repository, comparison.base),
    headTarget: () => createObjectNode(context, repository, comparison.head),
    commits: (page: PageArguments) =>
      createConnection('commits', comparison.commits, page, (oid) =>
        createObjectNode(context, repository, oid),
      ),
  }
}
