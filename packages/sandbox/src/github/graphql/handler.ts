import type { GraphqlHandler } from '../route.ts'
import { executeRequest, type GraphQLRequest } from './execute.ts'
import { createMutationRoot } from './mutation.ts'
import type { NodeContext } from './node-context.ts'
import { createPullRequestNode } from './pull-request-node.ts'
import { createQueryRoot } from './query.ts'
import { createRepositoryNode } from './repository-node.ts'

/**
 * Answers one request to the GraphQL endpoint. Errors of the query are HTTP 200 with `errors`, as GitHub's are; what no
 * correct client would send is in `violations` too.
 */
export const answerGraphql: GraphqlHandler = async (call) => {
  const request = readRequest(call.body)
  if (request === undefined) {
    const message = 'A query attribute must be specified and must be a string.'
    return { answer: { status: 200, body: { errors: [{ message }] } }, violations: [`GraphQL: ${message}`] }
  }
  const context: NodeContext = {
    state: call.state,
    urls: call.urls,
    token: call.token,
    createRepository: (repository) => createRepositoryNode(context, repository),
    createPullRequest: (repository, pull) => createPullRequestNode(context, repository, pull),
  }
  const root = { ...createQueryRoot(context), ...createMutationRoot(context) }
  const { body, violations } = await executeRequest(request, root)
  return { answer: { status: 200, body }, violations }
}

function readRequest(body: unknown): GraphQLRequest | undefined {
  if (!isRecord(body) || typeof body.query !== 'string') return undefined
  const { query, variables, operationName } = body
  return {
    query,
    variables: isRecord(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : undefined,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
