import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { formatTime, type Application } from '../application/object.ts'
import type { SandboxClock } from '../clock.ts'
import { GrpcError } from './grpc-error.ts'

export type AccessAction = 'get' | 'sync' | 'override' | '*'

/** One line of RBAC policy. The object is `<project>/<application>` or `<project>/<namespace>/<application>`; `*` is any text. */
export interface AccessPolicy {
  action: AccessAction
  object: string
}

export interface TokenOptions {
  /** Who the token is for: a local account, or `proj:<project>:<role>`. */
  subject?: string
  groups?: string[]
  /** What it may do; everything with every application unless given. */
  policies?: AccessPolicy[]
  /** How long it lasts from now, in milliseconds of the clock; for ever unless given. */
  expiresInMs?: number
}

export interface Session {
  subject: string
  groups: string[]
  issuedAt: number
}

/** Tokens and what they may do. Tokens are signed JWTs as Argo CD issues them (HS256, issuer `argocd`). */
export class AccessControl {
  readonly #clock: SandboxClock
  readonly #secret = randomBytes(32)
  readonly #policies = new Map<string, AccessPolicy[]>()
  readonly #controlNamespace: string

  constructor(clock: SandboxClock, controlNamespace: string) {
    this.#clock = clock
    this.#controlNamespace = controlNamespace
  }

  createToken(options: TokenOptions = {}): string {
    const subject = options.subject ?? 'ci:apiKey'
    this.#policies.set(subject, options.policies ?? [{ action: '*', object: '*' }])
    const issued = Math.floor(this.#clock.now() / 1000)
    const claims = {
      iss: 'argocd',
      sub: subject,
      iat: issued,
      nbf: issued,
      jti: randomUUID(),
      ...(options.groups === undefined ? {} : { groups: options.groups }),
      ...(options.expiresInMs === undefined ? {} : { exp: issued + Math.floor(options.expiresInMs / 1000) }),
    }
    const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
    return `${body}.${this.#sign(body).toString('base64url')}`
  }

  /** Takes everything that tokens of the subject may do away. */
  revoke(subject: string): void {
    this.#policies.delete(subject)
  }

  /** @throws GrpcError `unauthenticated` without a valid token. */
  authenticate(authorization: string | undefined): Session {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) throw new GrpcError('unauthenticated', 'no session information')
    const claims = this.#verify(token)
    if (typeof claims.exp === 'number' && this.#clock.now() >= claims.exp * 1000) {
      throw invalidSession('token has invalid claims: token is expired')
    }
    const groups = Array.isArray(claims.groups)
      ? claims.groups.filter((group) => typeof group === 'string')
      : []
    const issuedAt = typeof claims.iat === 'number' ? claims.iat : 0
    const session = { subject: String(claims.sub), groups, issuedAt }
    if (!this.#policies.has(session.subject))
      throw invalidSession(`account ${session.subject} does not exist`)
    return session
  }

  allows(session: Session, action: AccessAction, object: string): boolean {
    const policies = this.#policies.get(session.subject) ?? []
    return policies.some(
      (policy) => (policy.action === '*' || policy.action === action) && matches(policy.object, object),
    )
  }

  /** @throws GrpcError `permissionDenied` that names the object, as Argo CD does once the application is known to exist. */
  enforce(session: Session, action: AccessAction, object: string): void {
    if (this.allows(session, action, object)) return
    const since = formatTime(session.issuedAt * 1000)
    throw new GrpcError(
      'permissionDenied',
      `permission denied: applications, ${action}, ${object}, sub: ${session.subject}, iat: ${since}`,
    )
  }

  objectOf(application: Application): string {
    const { namespace, name } = application.metadata
    return this.objectName(application.spec.project, namespace, name)
  }

  objectName(project: string, namespace: string, name: string): string {
    const effective = project === '' ? 'default' : project
    return namespace === this.#controlNamespace ? `${effective}/${name}` : `${effective}/${namespace}/${name}`
  }

  #verify(token: string): Record<string, unknown> {
    const [header = '', payload = '', signature = ''] = token.split('.')
    const expected = this.#sign(`${header}.${payload}`)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw invalidSession('token signature is invalid: signature is invalid')
    }
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
  }

  #sign(body: string): Buffer {
    return createHmac('sha256', this.#secret).update(body).digest()
  }
}

function invalidSession(reason: string): GrpcError {
  return new GrpcError('unauthenticated', `invalid session: ${reason}`)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}
