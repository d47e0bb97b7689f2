import { ActionError, type Clock, type Log } from '@gitops-actions/core'
import type { Octokit } from '@octokit/rest'

import type { HttpClient } from '../http/contract.ts'
import { createFetch } from '../http/fetch.ts'
import { checkUrl } from '../http/url.ts'
import { messageOfAnswer, type GraphqlAnswer, type GraphqlError, type RestAnswer } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import { createPacer } from './pacing.ts'
import { rateLimitWait } from './rate-limit.ts'

export interface GitHubOptions {
  readonly http: HttpClient
  readonly clock: Clock
  readonly log: Log
  readonly token: string
  /** `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL` and `GITHUB_SERVER_URL`, as the runner gives them. */
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly serverUrl: string
  readonly userAgent: string
  readonly signal?: AbortSignal
  /** Milliseconds from now after which nobody waits for a rate limit any more: the run's own time. Default 5 minutes. */
  readonly patience?: number
  /** Accepts API URLs of plain http beyond loopback. Default false. */
  readonly plaintext?: boolean
}

/**
 * A token's way to GitHub. Every status is an answer; rate limits are waited for and writes are paced. What throws is an
 * `ActionError`: `unreachable`, `timeout`, `rate-limited` and the others of the HTTP client.
 */
export interface GitHubConnection {
  readonly serverUrl: string
  readonly log: Log
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  /** `route` as in GitHub's documentation: `GET /repos/{owner}/{repo}/pulls`. Reads are repeated on failure, writes never. */
  rest(route: string, parameters: Readonly<Record<string, unknown>>): Promise<RestAnswer>
  /** A GraphQL query; repeated when the connection fails. */
  query(document: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>
  /** A GraphQL mutation; never repeated. */
  mutate(document: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>
}

const DEADLINE = 60_000
const MAX_BYTES = 64 * 1024 * 1024
const DEFAULT_PATIENCE = 5 * 60_000
const QUERY_ATTEMPTS = 3

/** Connects to GitHub; nothing is sent, and Octokit is not loaded, before the first call. */
export function connectGitHub(options: GitHubOptions): GitHubConnection {
  const { clock, log, signal } = options
  const pace = createPacer(clock, signal)
  const patientUntil = clock.monotonic() + (options.patience ?? DEFAULT_PATIENCE)
  let loading: Promise<Octokit> | undefined

  async function send(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer> {
    loading ??= createOctokit(options)
    const octokit = await loading
    for (let attempt = 0; ; attempt += 1) {
      const answer = await sendOnce(octokit, route, parameters, options)
      const message = messageOfAnswer(answer.data)
      const limited = answer.errors.some((error) => error.type === 'RATE_LIMITED')
      const wait = rateLimitWait({ ...answer, message, limited }, attempt, clock.now())
      if (wait === undefined) return answer
      if (clock.monotonic() + wait > patientUntil) throw rateLimited(message, wait, clock)
      log.warning(`GitHub's rate limit is reached: waiting ${Math.ceil(wait / 1000)} s`)
      await clock.sleep(wait, signal)
    }
  }

  async function query(
    document: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await send(`POST ${options.graphqlUrl}`, { query: document, variables }).catch(
        keepTransient,
      )
      const failed = result instanceof ActionError || result.status >= 500
      if (failed && attempt < QUERY_ATTEMPTS) {
        await clock.sleep(clock.random() * 1000 * attempt, signal)
        continue
      }
      if (result instanceof ActionError) throw result
      return result
    }
  }

  return {
    serverUrl: options.serverUrl,
    log,
    clock,
    signal,
    query,
    rest: (route, parameters) =>
      route.startsWith('GET ') ? send(route, parameters) : pace(() => send(route, parameters)),
    mutate: async (document, variables) =>
      checkMutated(
        await pace(() => send(`POST ${options.graphqlUrl}`, { query: document, variables })),
        options,
      ),
  }
}

async function createOctokit(options: GitHubOptions): Promise<Octokit> {
  const rules = { plaintext: options.plaintext ?? false }
  checkUrl(options.apiUrl, rules)
  checkUrl(options.graphqlUrl, rules)
  const { Octokit } = await import('@octokit/rest')
  const quiet = (line: string): void => {
    options.log.debug(line)
  }
  return new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent,
    log: { debug: () => undefined, info: () => undefined, warn: quiet, error: quiet },
    request: {
      fetch: createFetch(options.http, { deadline: DEADLINE, maxBytes: MAX_BYTES, redirect: 'same-host' }),
    },
  })
}

async function sendOnce(
  octokit: Octokit,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  options: GitHubOptions,
): Promise<GraphqlAnswer> {
  try {
    const response = await octokit.request(route, { ...parameters })
    checkAnswered(response, route, options)
    return { ...readResponse(response), errors: readErrors(response.data) }
  } catch (error) {
    const response = isJsonObject(error) ? error.response : undefined
    if (isJsonObject(response)) return { ...readResponse(response), errors: [] }
    throw describeBrokenCall(error, options)
  }
}

function readResponse(response: { status?: unknown; headers?: unknown; data?: unknown }): RestAnswer {
  const raw = isJsonObject(response.headers) ? response.headers : {}
  const headers = new Map(Object.entries(raw).map(([name, value]) => [name.toLowerCase(), String(value)]))
  return {
    status: Number(response.status),
    headers: { get: (name) => headers.get(name.toLowerCase()), [Symbol.iterator]: () => headers.entries() },
    data: response.data,
  }
}

/**
 * A success tells something in JSON, of GraphQL data or errors. A page to sign in, or an answer that was cut on its way, is
 * no success: nobody knows what became of the request.
 */
function checkAnswered(
  { status, data }: { status: number; data: unknown },
  route: string,
  { graphqlUrl, apiUrl }: GitHubOptions,
): void {
  if (status === 204) return
  const isGraphql = route === `POST ${graphqlUrl}`
  const told = isJsonObject(data) && (!isGraphql || 'data' in data || 'errors' in data)
  if (told || (Array.isArray(data) && !isGraphql)) return
  throw new ActionError(
    'invalid-answer',
    `${isGraphql ? graphqlUrl : route.replace('/', `${apiUrl}/`)} answered ${status} without anything that GitHub answers: it may be the page of a proxy, or cut on its way; check GITHUB_API_URL, GITHUB_GRAPHQL_URL and HTTPS_PROXY, or run again`,
    { kind: 'transient' },
  )
}

/** A mutation that was acted on answers something for its field. */
function checkMutated(answer: GraphqlAnswer, { graphqlUrl }: GitHubOptions): GraphqlAnswer {
  if (answer.status !== 200 || answer.errors.length > 0) return answer
  const data = isJsonObject(answer.data) ? answer.data.data : undefined
  if (isJsonObject(data) && Object.values(data).some(isJsonObject)) return answer
  throw new ActionError(
    'invalid-answer',
    `${graphqlUrl} does not tell what became of a mutation; run again`,
    {
      kind: 'transient',
    },
  )
}

function readErrors(data: unknown): GraphqlError[] {
  if (!isJsonObject(data) || !Array.isArray(data.errors)) return []
  return (data.errors as unknown[]).filter(isJsonObject).map((error) => ({
    type: typeof error.type === 'string' ? error.type : undefined,
    message: typeof error.message === 'string' ? error.message : 'no message',
    path: Array.isArray(error.path) ? (error.path as unknown[]) : [],
  }))
}

function describeBrokenCall(error: unknown, options: GitHubOptions): unknown {
  const cause = isJsonObject(error) && error.cause instanceof ActionError ? error.cause : error
  if (!(cause instanceof ActionError) || cause.code !== 'unreachable') return cause
  return new ActionError(
    'unreachable',
    `${cause.message}. GitHub's API is expected at ${options.apiUrl} (GITHUB_API_URL) and ${options.graphqlUrl} (GITHUB_GRAPHQL_URL)`,
    { cause, kind: 'transient' },
  )
}

/** Errors after which the same query may pass become values; the others are thrown on. */
function keepTransient(error: unknown): ActionError {
  if (error instanceof ActionError && ['unreachable', 'invalid-answer'].includes(error.code)) return error
  throw error
}

function rateLimited(message: string, wait: number, clock: Clock): ActionError {
  const until = wait > 1e12 ? 'an unknown time' : new Date(clock.now().getTime() + wait).toISOString()
  return new ActionError(
    'rate-limited',
    `GitHub's rate limit for this token is reached until ${until}, longer than this run waits (${message}); run again then, or use the ` +
      'token of a GitHub App, which has a larger limit',
    { kind: 'transient' },
  )
}
