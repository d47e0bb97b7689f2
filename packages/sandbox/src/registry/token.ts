import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refusal } from './answer.ts'

export type Action = 'pull' | 'push' | 'delete' | '*'

/** Somebody who may log in. */
export interface RegistryUser {
  readonly password: string
  /** What they may do: repository name, `prefix/*` or `*` → actions. Default: everything everywhere. */
  readonly access?: Readonly<Record<string, readonly Action[]>>
}

/** One resource and what may be done with it, as a token carries it. */
export interface Grant {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

interface IssuedToken {
  readonly grants: readonly Grant[]
  /** On the registry's own clock, in milliseconds. */
  readonly expires: number
}

export interface TokenDeskOptions {
  readonly users: ReadonlyMap<string, RegistryUser>
  readonly anonymousPull: boolean
  /** In seconds. */
  readonly lifetime: number
  /** Milliseconds. */
  readonly now: () => number
}

/**
 * Issues and checks bearer tokens the way a registry's token server does.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export class TokenDesk {
  /** Refresh token (identity token) → user name. */
  readonly refreshTokens = new Map<string, string>()
  readonly #issued = new Map<string, IssuedToken>()
  readonly #options: TokenDeskOptions

  constructor(options: TokenDeskOptions) {
    this.#options = options
  }

  /** The name of the user whose Basic credentials the header carries; undefined without a header. */
  authenticate(authorization: string | undefined): string | undefined {
    if (authorization === undefined) return undefined
    const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
    const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
    const colon = pair.indexOf(':')
    return this.checkPassword(pair.slice(0, Math.max(0, colon)), colon < 0 ? '' : pair.slice(colon + 1))
  }

  /** @throws Refusal `UNAUTHORIZED` */
  checkPassword(name: string, password: string): string {
    const user = this.#options.users.get(name)
    if (user?.password === password) return name
    throw new Refusal('UNAUTHORIZED', 'incorrect username or password')
  }

  /** @throws Refusal `UNAUTHORIZED` */
  checkRefreshToken(token: string): string {
    const name = this.refreshTokens.get(token)
    if (name !== undefined) return name
    throw new Refusal('UNAUTHORIZED', 'the refresh token is not known')
  }

  /** A refresh token for that user, as `docker login` asks for with `offline_token=true`. */
  issueRefreshToken(user: string): string {
    const token = randomBytes(24).toString('base64url')
    this.refreshTokens.set(token, user)
    return token
  }

  /** A token for the part of the scopes that the user may have: less than was asked for is no error. */
  issue(user: string | undefined, scopes: readonly Grant[]): { token: string; grants: readonly Grant[] } {
    const grants = scopes.flatMap((scope) => {
      const actions = scope.actions.filter((action) => this.mayUser(user, { ...scope, actions: [action] }))
      return actions.length === 0 ? [] : [{ ...scope, actions }]
    })
    const token = randomBytes(32).toString('base64url')
    this.#issued.set(token, { grants, expires: this.#options.now() + this.#options.lifetime * 1000 })
    return { token, grants }
  }

  /** The grants of a bearer token, or why it is not accepted. */
  check(token: string): { grants: readonly Grant[] } | { error: 'invalid_token' } {
    const issued = this.#issued.get(token)
    if (issued === undefined || issued.expires <= this.#options.now()) return { error: 'invalid_token' }
    return { grants: issued.grants }
  }

  /** Whether this user (undefined: nobody) may do all of that. */
  mayUser(user: string | undefined, wanted: Grant): boolean {
    if (user === undefined)
      return (
        this.#options.anonymousPull &&
        wanted.type === 'repository' &&
        wanted.actions.every((action) => action === 'pull')
      )
    const access = this.#options.users.get(user)?.access ?? { '*': ['*'] }
    if (wanted.type === 'registry') return access['*']?.includes('*') === true
    return wanted.actions.every((action) =>
      Object.entries(access).some(
        ([pattern, actions]) =>
          matches(pattern, wanted.name) && actions.some((own) => own === '*' || own === action),
      ),
    )
  }
}

/** Whether the grants hold everything that is wanted. */
export function covers(grants: readonly Grant[], wanted: Grant): boolean {
  return wanted.actions.every((action) =>
    grants.some(
      (grant) =>
        grant.type === wanted.type &&
        grant.name === wanted.name &&
        (grant.actions.includes(action) || grant.actions.includes('*')),
    ),
  )
}

/** Reads `repository:acme/api:pull,push` and several of these parted by spaces or given several times. */
export function parseScopes(values: readonly string[]): readonly Grant[] {
  return values
    .flatMap((value) => value.split(' '))
    .filter((value) => value !== '')
    .map((value) => {
      const first = value.indexOf(':')
      const last = value.lastIndexOf(':')
      if (first < 0 || first === last)
        throw new Refusal('DENIED', `invalid scope "${value}"`, { status: 400 })
      return {
        type: value.slice(0, first),
        name: value.slice(first + 1, last),
        actions: value.slice(last + 1).split(','),
      }
    })
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

function matches(pattern: string, name: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}
