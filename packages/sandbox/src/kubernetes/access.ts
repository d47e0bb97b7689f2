import type { TLSSocket } from 'node:tls'
import type { IncomingMessage } from 'node:http'
import type { Kind } from './kinds.ts'

export type Verb = 'get' | 'list' | 'watch' | 'patch'

/** A rule of RBAC: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface AccessRule {
  readonly verbs: readonly Verb[]
  /** `*` is all. */
  readonly groups: readonly string[]
  readonly resources: readonly string[]
  /** All namespaces unless given. */
  readonly namespaces?: readonly string[]
}

/** Everything, as `cluster-admin` may. */
export const EVERYTHING: readonly AccessRule[] = [
  { verbs: ['get', 'list', 'watch', 'patch'], groups: ['*'], resources: ['*'] },
]

/** Who may do what. Users are known by a token, or by the common name of a certificate. */
export class ClusterUsers {
  readonly #tokens = new Map<string, string>()
  readonly #rules = new Map<string, readonly AccessRule[]>()

  /** Makes a user with the rules; its certificate is one whose common name is the user's. */
  add(user: string, rules: readonly AccessRule[] = EVERYTHING): void {
    this.#rules.set(user, rules)
  }

  addToken(token: string, user: string): void {
    this.#tokens.set(token, user)
  }

  revokeToken(token: string): void {
    this.#tokens.delete(token)
  }

  /** The user of a request; undefined: nobody that is known. */
  identify(request: IncomingMessage): string | undefined {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token !== undefined) return this.#tokens.get(token)
    const socket = request.socket as Partial<TLSSocket>
    if (socket.authorized !== true || socket.getPeerCertificate === undefined) return undefined
    const shown: Partial<ReturnType<TLSSocket['getPeerCertificate']>> = socket.getPeerCertificate()
    const name: unknown = shown.subject?.CN
    return typeof name === 'string' && this.#rules.has(name) ? name : undefined
  }

  may(user: string, verb: Verb, { group, plural }: Kind, namespace: string | undefined): boolean {
    return (this.#rules.get(user) ?? []).some(
      (rule) =>
        rule.verbs.includes(verb) &&
        (rule.groups.includes('*') || rule.groups.includes(group)) &&
        (rule.resources.includes('*') || rule.resources.includes(plural)) &&
        (rule.namespaces === undefined || (namespace !== undefined && rule.namespaces.includes(namespace))),
    )
  }
}
