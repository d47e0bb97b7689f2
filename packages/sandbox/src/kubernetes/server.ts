import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createScaledClock, type SandboxClock } from '../argocd/clock.ts'
import { listenOnLoopback } from '../listener.ts'
import { type AccessRule, ClusterUsers } from './access.ts'
import { ClusterFaults } from './faults.ts'
import { answerRequest } from './requests.ts'
import { groupAnswer } from './routes.ts'
import { StatusError, unauthorized } from './status.ts'
import { ObjectStore } from './store.ts'
import { ClusterSchemas } from './validation/schemas.ts'

export interface KubernetesOptions {
  /** PEM texts: the server's pair, and who signs the certificates of clients. Plain http without. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientAuthority?: string }
  /** Between two bookmarks of a watch; a minute, as in Kubernetes. */
  readonly bookmarkMs?: number
  readonly clock?: SandboxClock
  /** Versions that are served in place of the current ones, by group. */
  readonly servedVersions?: Readonly<Record<string, string>>
}

export interface ClusterRequest {
  readonly method: string
  readonly path: string
  readonly user: string | undefined
}

export interface Kubernetes {
  readonly url: string
  readonly store: ObjectStore
  readonly users: ClusterUsers
  readonly faults: ClusterFaults
  readonly clock: SandboxClock
  readonly requests: readonly ClusterRequest[]
  /** Watches that are open now. */
  readonly watches: number
  /** A token of a user with these rules; everything unless given. */
  createToken(user: string, rules?: readonly AccessRule[]): string
  /** @throws Error that lists the objects that do not follow their definition, when there are any */
  close(): Promise<void>
}

/**
 * The API of a Kubernetes cluster on a free port of 127.0.0.1: get, list with pages, watch with bookmarks, and merge patches, behind
 * tokens, client certificates and RBAC. There is no controller in it, and no other way to write: tests and controllers of the
 * sandbox write to `store`. Objects of Flux are checked against their definitions.
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<Kubernetes> {
  const clock = options.clock ?? createScaledClock()
  const violations: string[] = []
  const schemas = ClusterSchemas.shared()
  const store = new ObjectStore(clock, (object) => {
    for (const problem of schemas.check(object)) {
      violations.push(`${object.kind} ${object.metadata.namespace}/${object.metadata.name}: ${problem}`)
    }
  })
  const users = new ClusterUsers()
  const faults = new ClusterFaults()
  const requests: ClusterRequest[] = []
  const servedVersions = new Map(Object.entries(options.servedVersions ?? {}))
  const world = { store, users, faults, clock, servedVersions, bookmarkMs: options.bookmarkMs ?? 60_000 }
  let watches = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request
    const user = users.identify(request)
    requests.push({ method, path, user })
    const effect = faults.takeRequest(method, path)
    if (effect?.kind === 'hang') return
    if (effect?.kind === 'reset') {
      request.socket.destroy()
      return
    }
    if (effect?.kind === 'login-page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Sign in</title></html>')
      return
    }
    if (effect !== undefined) {
      const { code, reason = 'InternalError', message = 'a fault of the sandbox' } = effect
      throw new StatusError(code, reason, message)
    }
    if (user === undefined) throw unauthorized()
    const group = groupAnswer(path, servedVersions)
    if (group !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(group))
      return
    }
    if (path.includes('watch=true')) {
      watches += 1
      response.once('close', () => (watches -= 1))
    }
    await answerRequest(request, response, user, world)
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    answer(request, response).catch((error: unknown) => {
      const status =
        error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error))
      if (!(error instanceof StatusError)) violations.push(String(error))
      if (response.headersSent) {
        response.destroy()
        return
      }
      response.writeHead(status.code, { 'content-type': 'application/json' })
      response.end(JSON.stringify(status.toObject()))
    })
  }

  const { tls } = options
  const authority = tls?.clientAuthority
  const server =
    tls === undefined
      ? createHttpServer(serve)
      : createHttpsServer(
          {
            cert: tls.cert,
            key: tls.key,
            ...(authority === undefined
              ? {}
              : { ca: authority, requestCert: true, rejectUnauthorized: false }),
          },
          serve,
        )
  const listener = await listenOnLoopback(server)
  let tokens = 0

  return {
    url: tls === undefined ? listener.url : listener.url.replace('http:', 'https:'),
    store,
    users,
    faults,
    clock,
    requests,
    get watches() {
      return watches
    },
    createToken(user, rules) {
      users.add(user, rules)
      const token = `sandbox-token-${user}-${(tokens += 1)}`
      users.addToken(token, user)
      return token
    },
    async close() {
      await listener.close()
      if (violations.length === 0) return
      const shown = violations.slice(0, 5).join('\n')
      throw new Error(`${violations.length} objects do not follow their definitions:\n${shown}`)
    },
  }
}
