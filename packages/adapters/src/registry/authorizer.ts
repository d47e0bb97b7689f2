import { ActionError, type Clock } from '@gitops-actions/core'
import type { HttpClient } from '../http/contract.ts'
import { requestToken } from './access-token.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import type { Login } from './docker-config.ts'
import { checkRealm } from './endpoint.ts'
import type { FindLogin } from './login.ts'
import { type Access, LOGIN_ADVICE } from './refusal.ts'

export interface AuthorizerOptions {
  readonly http: Pick<HttpClient, 'request'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly findLogin: FindLogin
  /** Called with every secret before it is used for the first time. */
  readonly onSecret: (value: string) => void
}

/** Makes `Authorization` headers and keeps them as long as they hold: one per registry, repository and actions. */
export interface Authorizer {
  /** The header to begin with; undefined before the registry has asked for one. */
  current(access: Access): Promise<string | undefined>
  /**
   * A header for a request that was answered 401 with this challenge.
   * @throws ActionError as `requestToken`
   */
  renew(
    access: Access,
    root: URL,
    challenge: string | undefined,
    refused: string | undefined,
  ): Promise<string>
}

interface Authorization {
  readonly header: string
  /** On the monotonic clock, in milliseconds. */
  readonly expires: number
}

/** Renew this much earlier than a token ends, for the time that requests take. */
const MARGIN = 5000

export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const cache = new Map<string, Promise<Authorization>>()

  async function known(access: Access): Promise<string | undefined> {
    const authorization = await cache.get(keyOf(access))
    return authorization !== undefined && authorization.expires > options.clock.monotonic()
      ? authorization.header
      : undefined
  }

  return {
    // Whoever may write may read.
    current: async (access) =>
      (await known(access)) ??
      (access.actions === 'pull'
        ? known({ ...access, actions: 'pull,push' }).catch(() => undefined)
        : undefined),
    renew: async (access, root, challenge, refused) => {
      const key = keyOf(access)
      // Two requests that were refused at once share one negotiation.
      if (cache.has(key)) {
        const header = await known(access)
        if (header !== undefined && header !== refused) return header
      }
      const pending = negotiate(access, root, challenge ?? '', options)
      cache.set(key, pending)
      try {
        return (await pending).header
      } catch (error) {
        if (cache.get(key) === pending) cache.delete(key)
        throw error
      }
    },
  }
}

async function negotiate(
  access: Access,
  root: URL,
  header: string,
  options: AuthorizerOptions,
): Promise<Authorization> {
  const challenges = parseChallenges(header)
  const login = await options.findLogin(access.registry)
  if (login?.kind === 'registry-token') return { header: `Bearer ${login.token}`, expires: Infinity }
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
  if (bearer !== undefined) return negotiateBearer(access, root, bearer, login, options)
  if (challenges.some(({ scheme }) => scheme === 'basic')) return negotiateBasic(access, login, options)
  throw new ActionError(
    'registry-unauthorized',
    `${access.registry} answered 401 without naming a way to log in that is known here (Bearer or Basic). Check that "${access.registry}" is a container registry.`,
  )
}

async function negotiateBearer(
  access: Access,
  root: URL,
  challenge: Challenge,
  login: Exclude<Login, { kind: 'registry-token' }> | undefined,
  options: AuthorizerOptions,
): Promise<Authorization> {
  const endpoint = {
    realm: checkRealm(challenge.parameters.get('realm') ?? '', root),
    service: challenge.parameters.get('service'),
    scopes: scopesFor(access, challenge.parameters.get('scope')),
  }
  const { onSecret, clock } = options
  const asked = clock.monotonic()
  const { token, lifetime } = await requestToken(
    options.http,
    endpoint,
    login,
    access,
    (username, password) => basicHeader(username, password, onSecret),
  )
  onSecret(token)
  return { header: `Bearer ${token}`, expires: asked + lifetime * 1000 - MARGIN }
}

function negotiateBasic(
  access: Access,
  login: Exclude<Login, { kind: 'registry-token' }> | undefined,
  { onSecret }: AuthorizerOptions,
): Authorization {
  if (login?.kind === 'password')
    return { header: basicHeader(login.username, login.password, onSecret), expires: Infinity }
  const why = login === undefined ? 'there is none' : 'there is an identity token alone'
  throw new ActionError(
    'registry-unauthorized',
    `${access.registry} wants a user name and a password, and ${why}: ${LOGIN_ADVICE}.`,
  )
}

/** What we need, and whatever else the registry asks for; its own wording of our repository may lack `push`. */
function scopesFor(access: Access, asked: string | undefined): readonly string[] {
  const own = `repository:${access.repository}:`
  const others = (asked ?? '').split(' ').filter((scope) => scope !== '' && !scope.startsWith(own))
  return [`${own}${access.actions}`, ...others]
}

function basicHeader(username: string, password: string, onSecret: (value: string) => void): string {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64')
  onSecret(encoded)
  return `Basic ${encoded}`
}

function keyOf({ registry, repository, actions }: Access): string {
  return `${registry} ${repository} ${actions}`
}
