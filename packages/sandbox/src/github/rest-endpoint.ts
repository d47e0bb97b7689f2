import type { IncomingHttpHeaders } from 'node:http'

import { authenticateApp } from './app-registration.ts'
import { authenticate, findVisibleRepository, requirePermission } from './authentication.ts'
import { RuleViolationError } from './reference-update.ts'
import {
  type Answer,
  type BaseUrls,
  notFound,
  type RestContext,
  RestError,
  type RouteMatch,
} from './route.ts'
import { formatViolations } from './rules.ts'
import type { GitHubState } from './state.ts'
import { validateQuery, validateRequest, validateResponse } from './validation/openapi.ts'

export interface RestCall {
  match: RouteMatch | undefined
  /** Path and query below the API's root, as they came. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: unknown
  state: GitHubState
  urls: BaseUrls
}

export interface RestResult {
  answer: Answer
  /** Departures from GitHub's OpenAPI description, by the client or by the sandbox. */
  violations: readonly string[]
}

/** Answers one REST request; every error becomes an answer. */
export async function answerRest(call: RestCall): Promise<RestResult> {
  const operation = call.match?.route.operation
  try {
    const context = createContext(call)
    const moved = redirect(call, context)
    if (moved !== undefined) return { answer: moved, violations: [] }
    const problems = [
      ...validateQuery(context.operation, call.query),
      ...validateRequest(context.operation, call.body),
    ]
    if (problems.length > 0) return reportViolations(problems)
    return check(context.operation, await act(call, context))
  } catch (error) {
    const answer = toAnswer(error, operation)
    return operation === undefined ? { answer, violations: [] } : check(operation, answer)
  }
}

function createContext(call: RestCall): RestContext {
  const signsForItself = call.match?.route.access === 'app'
  const token = signsForItself ? undefined : authenticate(call.state, call.headers.authorization)
  if (call.match === undefined) throw notFound()
  const { route, params } = call.match
  return {
    operation: route.operation,
    params,
    query: call.query,
    headers: call.headers,
    body: call.body,
    state: call.state,
    urls: call.urls,
    token,
  }
}

async function act(call: RestCall, context: RestContext): Promise<Answer> {
  const route = call.match?.route
  if (route === undefined) throw notFound()
  if (route.access === 'open') return route.handle(context)
  if (route.access === 'app') {
    return route.handle({ ...context, app: authenticateApp(context.state, context.headers.authorization) })
  }
  const { state, token } = context
  const fullName = `${context.params.owner ?? ''}/${context.params.repo ?? ''}`
  const repository = findVisibleRepository(state, token, fullName)
  requirePermission(state, token, repository, route)
  if (route.access === 'read') return route.handle({ ...context, repository })
  if (token === undefined) throw new RestError(401, 'Requires authentication')
  return route.handle({ ...context, repository, token, actor: token.account })
}

/**
 * A repository that was renamed is found by its id: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
function redirect(call: RestCall, context: RestContext): Answer | undefined {
  const prefix = `/repos/${context.params.owner ?? ''}/${context.params.repo ?? ''}`
  const renamed = call.state.findRenamed(prefix.slice('/repos/'.length))
  if (renamed === undefined || !call.state.sees(context.token, renamed)) return undefined
  const location = `${call.urls.api}/repositories/${renamed.id}${call.path.slice(prefix.length)}`
  const reads = context.operation.startsWith('GET ')
  return {
    status: reads ? 301 : 307,
    headers: { location },
    body: {
      message: reads ? 'Moved Permanently' : 'Temporary Redirect',
      url: location,
      documentation_url:
        'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
    },
  }
}

function toAnswer(error: unknown, operation: string | undefined): Answer {
  if (error instanceof RestError) return error.toAnswer()
  if (error instanceof RuleViolationError) {
    // The contents endpoints report every refused write as a conflict.
    const status = operation?.includes('/contents/') === true ? 409 : 422
    return new RestError(status, formatViolations(error.violations)).toAnswer()
  }
  throw error
}

/** Holds an answer to the description: a sandbox that answers what GitHub never would is worse than none. */
function check(operation: string, answer: Answer): RestResult {
  if (Buffer.isBuffer(answer.body)) return { answer, violations: [] }
  const problems = validateResponse(operation, answer.status, answer.body)
  return problems.length === 0 ? { answer, violations: [] } : reportViolations(problems)
}

function reportViolations(problems: readonly string[]): RestResult {
  const message = `The sandbox refuses this exchange: ${problems.join('; ')}`
  return { answer: new RestError(500, message).toAnswer(), violations: problems }
}
