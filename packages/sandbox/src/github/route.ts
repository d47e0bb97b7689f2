import type { IncomingHttpHeaders } from 'node:http'

import type { AccessToken, Account, AppRegistration, PermissionName } from './resources.ts'
import type { GitHubState, Repository } from './state.ts'

/** The roots under which the sandbox answers, without a slash at the end. */
export interface BaseUrls {
  /** `http://127.0.0.1:1234`, the host of clones and of pages. */
  server: string
  /** `…/api/v3` */
  api: string
  /** `…/api/graphql` */
  graphql: string
}

export interface Answer {
  status: number
  /** A Buffer is sent as it is; anything else as JSON; undefined sends no body. */
  body?: unknown
  headers?: Record<string, string>
}

/** One REST request, its route found and its rights checked. */
export interface RestContext {
  /** The operation as the OpenAPI description names it: `GET /repos/{owner}/{repo}/git/ref/{ref}`. */
  operation: string
  /** Decoded path parameters. */
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The parsed JSON body; undefined without one. */
  body: unknown
  state: GitHubState
  urls: BaseUrls
  token: AccessToken | undefined
}

/** A request below `/repos/{owner}/{repo}`. */
export interface RepositoryContext extends RestContext {
  repository: Repository
}

/** Context of a route that needs a token: `actor` is whose it is. */
export interface WriteContext extends RepositoryContext {
  token: AccessToken
  actor: Account
}

/** A request of an app that signs for itself, before it has an installation's token. */
export interface AppContext extends RestContext {
  app: AppRegistration
}

interface RouteBase {
  operation: string
}

/** `read` routes are open to everyone who may read; `write` routes need the permission named. */
export type Route =
  | (RouteBase & { access: 'open'; handle(context: RestContext): Answer | Promise<Answer> })
  | (RouteBase & { access: 'app'; handle(context: AppContext): Answer | Promise<Answer> })
  | (RouteBase & {
      access: 'read'
      permission: PermissionName
      /** Does as well: pull requests are issues too. */
      orPermission?: PermissionName
      handle(context: RepositoryContext): Answer | Promise<Answer>
    })
  | (RouteBase & {
      access: 'write'
      permission: PermissionName
      orPermission?: PermissionName
      handle(context: WriteContext): Answer | Promise<Answer>
    })

export interface ErrorDetail {
  resource: string
  code: string
  field?: string
  message?: string
}

/** An answer that is an error, in GitHub's form `{message, documentation_url, status, errors?}`. */
export class RestError extends Error {
  readonly status: number
  readonly errors: readonly ErrorDetail[] | undefined
  readonly documentation: string
  readonly headers: Record<string, string>

  constructor(
    status: number,
    message: string,
    options: {
      errors?: readonly ErrorDetail[]
      documentation?: string
      headers?: Record<string, string>
    } = {},
  ) {
    super(message)
    this.name = 'RestError'
    this.status = status
    this.errors = options.errors
    this.documentation = options.documentation ?? 'https://docs.github.com/rest'
    this.headers = options.headers ?? {}
  }

  toAnswer(): Answer {
    const body = { message: this.message, documentation_url: this.documentation, status: String(this.status) }
    return {
      status: this.status,
      headers: this.headers,
      body: this.errors === undefined ? body : { ...body, errors: this.errors },
    }
  }
}

export function notFound(documentation?: string): RestError {
  return new RestError(404, 'Not Found', documentation === undefined ? {} : { documentation })
}

/** 422 `Validation Failed` with one detail. */
export function invalid(detail: ErrorDetail, documentation?: string): RestError {
  return new RestError(422, 'Validation Failed', {
    errors: [detail],
    ...(documentation === undefined ? {} : { documentation }),
  })
}

export interface RouteMatch {
  route: Route
  params: Record<string, string>
}

/** Routes by the templates of the OpenAPI description. */
export class RouteTable {
  readonly #routes: { route: Route; method: string; pattern: RegExp; names: string[]; weight: number }[]

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map(compile).sort((left, right) => right.weight - left.weight)
  }

  /** The route of a request below the API's root, or undefined. */
  match(method: string, path: string): RouteMatch | undefined {
    for (const { route, method: wanted, pattern, names } of this.#routes) {
      const match = wanted === method ? pattern.exec(path) : null
      if (match !== null) {
        return {
          route,
          params: Object.fromEntries(names.map((name, at) => [name, decode(match[at + 1] ?? '')])),
        }
      }
    }
    return undefined
  }
}

/** Parameters whose values may hold slashes: reference names, paths, comparisons. */
const SLASHED = new Set(['ref', 'path', 'branch', 'basehead'])

function compile(route: Route): {
  route: Route
  method: string
  pattern: RegExp
  names: string[]
  weight: number
} {
  const [method = '', template = ''] = route.operation.split(' ')
  const names: string[] = []
  const source = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1]
      if (name === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(name)
      // An empty path is the root directory.
      if (name === 'path') return '(.*)'
      return SLASHED.has(name) ? '(.+)' : '([^/]+)'
    })
    .join('')
  const pattern = new RegExp(`^${source.replace('/(.*)', '(?:/(.*))?')}$`)
  // `commits/{ref}/status` is asked before `commits/{ref}`: more literal text wins.
  return { route, method, pattern, names, weight: template.replaceAll(/\{\w+\}/g, '').length }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A name that nothing has; the handler answers that it is not there.
    return text
  }
}

/** One request to the GraphQL endpoint, its token known to be good. */
export interface GraphqlCall {
  state: GitHubState
  urls: BaseUrls
  token: AccessToken
  /** The parsed JSON body. */
  body: unknown
}

/** Answers a GraphQL request and says what no correct client would have sent. */
export type GraphqlHandler = (call: GraphqlCall) => Promise<{ answer: Answer; violations: readonly string[] }>

/** A page of a list with its `Link` header. GitHub's default is 30 entries, its maximum 100. */
export function paginate<Item>(
  context: { query: URLSearchParams; urls: BaseUrls },
  path: string,
  items: readonly Item[],
): { items: Item[]; headers: Record<string, string> } {
  const size = clamp(Number(context.query.get('per_page') ?? 30), 1, 100, 30)
  const page = clamp(Number(context.query.get('page') ?? 1), 1, Number.MAX_SAFE_INTEGER, 1)
  const last = Math.max(1, Math.ceil(items.length / size))
  const link = (to: number, relation: string): string => {
    const query = new URLSearchParams(context.query)
    query.set('page', String(to))
    return `<${context.urls.api}${path}?${query.toString()}>; rel="${relation}"`
  }
  const links = []
  if (page > 1) links.push(link(page - 1, 'prev'))
  if (page < last) links.push(link(page + 1, 'next'), link(last, 'last'))
  if (page > 1) links.push(link(1, 'first'))
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  }
}

function clamp(value: number, low: number, high: number, otherwise: number): number {
  return Number.isInteger(value) && value >= low ? Math.min(value, high) : otherwise
}
