import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal, readBody, sendJson } from './answer.ts'
import type { RegistryFaults } from './faults.ts'
import type { Route } from './route.ts'
import {
  type Action,
  type Grant,
  type RegistryUser,
  TokenDesk,
  bearerOf,
  covers,
  parseScopes,
} from './token.ts'

export interface AuthorityOptions {
  readonly mode: 'bearer' | 'basic' | 'none'
  readonly users: ReadonlyMap<string, RegistryUser>
  readonly anonymousPull: boolean
  /** In seconds. */
  readonly lifetime: number
  /** Whether the token endpoint gives an identity token to who asks for one. */
  readonly identityTokens: boolean
  /** Milliseconds. */
  readonly now: () => number
  readonly faults: RegistryFaults
}

/** Decides who may do what, and runs the token endpoint. */
export interface Authority {
  /** Identity token → user name. */
  readonly refreshTokens: Map<string, string>
  /**
   * Lets a request through, or refuses it with a challenge; returns whether the same party may pull from another
   * repository.
   * @throws Refusal `UNAUTHORIZED`, `DENIED`
   */
  admit(request: IncomingMessage, url: URL, route: Route): (repository: string) => boolean
  serveToken(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
}

const SERVICE = 'sandbox-registry'

export function createAuthority(options: AuthorityOptions): Authority {
  const desk = new TokenDesk(options)
  return {
    refreshTokens: desk.refreshTokens,
    admit: (request, url, route) => {
      const wanted = grantOf(request.method, route)
      switch (options.mode) {
        case 'none':
          return () => true
        case 'basic':
          return admitBasic(desk, request, wanted, options.faults)
        case 'bearer':
          return admitBearer(desk, request, url, wanted, options.faults)
      }
    },
    serveToken: (request, response, url) => serveToken(desk, options, request, response, url),
  }
}

function admitBasic(
  desk: TokenDesk,
  request: IncomingMessage,
  wanted: Grant | undefined,
  faults: RegistryFaults,
): (repository: string) => boolean {
  const challenge = faults.challenges ?? ['Basic realm="sandbox registry"']
  let user: string | undefined
  try {
    user = desk.authenticate(request.headers.authorization)
  } catch (error) {
    if (error instanceof Refusal) throw unauthorized(error.message, challenge)
    throw error
  }
  const mayPull = (name: string): boolean =>
    desk.mayUser(user, { type: 'repository', name, actions: ['pull'] })
  if (wanted === undefined ? user !== undefined : desk.mayUser(user, wanted)) return mayPull
  if (user === undefined) throw unauthorized('authentication required', challenge)
  throw new Refusal('DENIED', 'requested access to the resource is denied', { detail: wanted })
}

function admitBearer(
  desk: TokenDesk,
  request: IncomingMessage,
  url: URL,
  wanted: Grant | undefined,
  faults: RegistryFaults,
): (repository: string) => boolean {
  const token = bearerOf(request)
  const checked = token === undefined ? undefined : desk.check(token)
  if (checked !== undefined && 'grants' in checked) {
    const { grants } = checked
    if (wanted === undefined || covers(grants, wanted))
      return (name) => covers(grants, { type: 'repository', name, actions: ['pull'] })
  }
  const error = checked === undefined ? undefined : 'error' in checked ? checked.error : 'insufficient_scope'
  const realm = faults.realm ?? `http://${url.host}/token`
  const scope =
    wanted === undefined ? '' : `,scope="${wanted.type}:${wanted.name}:${wanted.actions.join(',')}"`
  const reason = error === undefined ? '' : `,error="${error}"`
  const challenge = `Bearer realm="${realm}",service="${SERVICE}"${scope}${reason}`
  throw unauthorized('authentication required', faults.challenges ?? [challenge], wanted)
}

function unauthorized(message: string, challenges: readonly string[], detail?: unknown): Refusal {
  return new Refusal('UNAUTHORIZED', message, {
    headers: challenges.length === 0 ? {} : { 'WWW-Authenticate': challenges },
    detail,
  })
}

/** What a request needs; undefined for the base endpoint, which any valid login opens. */
function grantOf(method: string | undefined, route: Route): Grant | undefined {
  if (route.kind === 'base') return undefined
  if (route.kind === 'catalog') return { type: 'registry', name: 'catalog', actions: ['*'] }
  return { type: 'repository', name: route.repository, actions: actionsOf(method, route) }
}

function actionsOf(method: string | undefined, route: Route): readonly Action[] {
  if (route.kind === 'uploads' || route.kind === 'upload') return ['pull', 'push']
  if (method === 'DELETE') return ['delete']
  return method === 'GET' || method === 'HEAD' ? ['pull'] : ['pull', 'push']
}

/**
 * GET with Basic credentials, or POST as OAuth2 with a password or a refresh token.
 * https://distribution.github.io/distribution/spec/auth/oauth/
 */
async function serveToken(
  desk: TokenDesk,
  options: AuthorityOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { faults } = options
  if (faults.tokenStatus !== undefined)
    throw new Refusal('UNAVAILABLE', 'the token server is not well', { status: faults.tokenStatus })
  const form =
    request.method === 'POST' ? new URLSearchParams((await readBody(request, 65_536)).toString()) : undefined
  const user = form === undefined ? desk.authenticate(request.headers.authorization) : userOf(desk, form)
  if (user === undefined && !options.anonymousPull)
    throw new Refusal('UNAUTHORIZED', 'authentication required')
  const scopes = parseScopes(form === undefined ? url.searchParams.getAll('scope') : form.getAll('scope'))
  const { token, grants } = desk.issue(user, faults.emptyTokens === true ? [] : scopes)
  const offline = url.searchParams.get('offline_token') === 'true' || form?.get('access_type') === 'offline'
  sendJson(request, response, 200, {
    ...Object.fromEntries((faults.tokenFields ?? ['token', 'access_token']).map((field) => [field, token])),
    ...(faults.omitExpiry === true ? {} : { expires_in: options.lifetime }),
    issued_at: new Date(options.now()).toISOString(),
    ...(form === undefined
      ? {}
      : { scope: grants.map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`).join(' ') }),
    ...(options.identityTokens && offline && user !== undefined
      ? { refresh_token: desk.issueRefreshToken(user) }
      : {}),
  })
}

function userOf(desk: TokenDesk, form: URLSearchParams): string {
  switch (form.get('grant_type') ?? '') {
    case 'password':
      return desk.checkPassword(form.get('username') ?? '', form.get('password') ?? '')
    case 'refresh_token':
      return desk.checkRefreshToken(form.get('refresh_token') ?? '')
    default:
      throw new Refusal('UNSUPPORTED', 'grant_type is neither password nor refresh_token', { status: 400 })
  }
}
