import { formatTimestamp } from '../state.ts'
import { createActorNode } from './actor-node.ts'
import { GraphQLAnswerError } from './error.ts'
import type { NodeContext } from './node-context.ts'

/** https://docs.github.com/graphql/reference/queries#repository */
interface RepositoryArguments {
  readonly owner: string
  readonly name: string
  readonly followRenames?: boolean
}

/** The fields of `Query` that the sandbox answers. */
export function createQueryRoot(context: NodeContext): object {
  return {
    repository: ({ owner, name, followRenames = true }: RepositoryArguments) => {
      const fullName = `${owner}/${name}`
      const renamed = followRenames ? context.state.findRenamed(fullName) : undefined
      const repository = context.state.findRepository(fullName) ?? renamed
      if (repository !== undefined && context.state.sees(context.token, repository)) {
        return context.createRepository(repository)
      }
      throw new GraphQLAnswerError(
        `Could not resolve to a Repository with the name '${owner}/${name}'.`,
        'NOT_FOUND',
      )
    },
    node: ({ id }: { id: string }) => findNode(context, id) ?? refuseId(id),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => findNode(context, id) ?? null),
    viewer: () => {
      // GitHub answers this to people only; for apps it names the bot.
      const { account } = context.token
      return { ...createActorNode(context, account), __typename: 'User', login: account.login }
    },
    rateLimit: () => describeRateLimit(context),
  }
}

/** The error for an id that names nothing. */
export function refuseId(id: string): never {
  throw new GraphQLAnswerError(`Could not resolve to a node with the global id of '${id}'`, 'NOT_FOUND')
}

function findNode(context: NodeContext, id: string): object | undefined {
  for (const repository of context.state.repositories.values()) {
    if (!context.state.sees(context.token, repository)) continue
    if (repository.nodeId === id) return context.createRepository(repository)
    const pull = [...repository.pulls.values()].find((candidate) => candidate.nodeId === id)
    if (pull !== undefined) return context.createPullRequest(repository, pull)
  }
  return undefined
}

function describeRateLimit({ state, token }: NodeContext): object {
  const { limit, remaining, used, reset } = state.quota.read(token, 'graphql')
  return { limit, cost: 1, nodeCount: 0, used, remaining, resetAt: formatTimestamp(new Date(reset * 1000)) }
}
