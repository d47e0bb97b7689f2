import type { GraphqlCall, GraphqlHandler } from '../route.ts'
import { executeRequest, type GraphQLRequest } from './execute.ts'

/** Answers a request to the GraphQL endpoint; the status is 200 also when the body holds errors, as on GitHub. */
export const answerGraphql: GraphqlHandler = async (call) => {
  const request = readRequest(call.body)
  if (request === undefined) {
    const message = 'A query attribute must be specified and must be a string.'
    return { answer: { status: 200, body: { errors: [{ message }] } }, violations: [`GraphQL: ${message}`] }
  }
  const { body, violations } = await executeRequest(request, createRoot(call))
  return { answer: { status: 200, body }, violations }
}

function createRoot(call: GraphqlCall): object {
  return { viewer: { login: call.token.account.login } }
}

function readRequest(body: unknown): GraphQLRequest | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return undefined
  const variables = 'variables' in body && typeof body.variables === 'object' ? body.variables : null
  const operationName =
    'operationName' in body && typeof body.operationName === 'string' ? body.operationName : undefined
  return { query: body.query, variables: { ...variables }, operationName }
}
