import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { Refusal, sendBytes, sendJson, sendRefusal } from './answer.ts'
import { type Authority, createAuthority } from './authority.ts'
import { beginUpload, continueUpload, serveBlob } from './blobs.ts'
import type { Exchange } from './exchange.ts'
import type { RegistryFaults } from './faults.ts'
import { type ImageRequest, type MadeImage, makeImage } from './image.ts'
import { serveCatalog, serveReferrers, serveTags } from './listing.ts'
import { serveManifest } from './manifests.ts'
import { type Route, checkName, parseRoute } from './route.ts'
import { type StoredManifest, type Store, findManifest, openRepository } from './store.ts'
import type { RegistryUser } from './token.ts'

export interface RegistryOptions {
  /** Default: `bearer` when there are users, else `none`. */
  readonly auth?: 'bearer' | 'basic' | 'none'
  /** Name → password, or password and access. */
  readonly users?: Readonly<Record<string, string | RegistryUser>>
  /** Whether anybody may pull with an anonymous token. Default false. */
  readonly anonymousPull?: boolean
  /** Of a token, in seconds. Default 300. */
  readonly tokenLifetime?: number
  /** Whether `docker login` gets an identity token in place of the password. Default false. */
  readonly identityTokens?: boolean
  /** Milliseconds; decides when tokens expire. Default: the machine's clock. */
  readonly now?: () => number
  /** Default: a free one. */
  readonly port?: number
}

/** One request as it came in, and what was answered. */
export interface RecordedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** 0 until answered, or when the connection was cut. */
  status: number
}

/** A registry on loopback. Everything in it can be looked at and changed while it runs. */
export interface SandboxRegistry {
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** `127.0.0.1:port`, the way image references name it. */
  readonly host: string
  readonly users: Map<string, RegistryUser>
  readonly faults: RegistryFaults
  readonly requests: RecordedRequest[]
  /** Identity token → user name. */
  readonly identityTokens: Map<string, string>
  /** Puts an image there without going through HTTP. */
  putImage(request: ImageRequest): MadeImage
  /** The manifest a tag or digest names. */
  manifest(repository: string, reference: string): StoredManifest | undefined
  /** Tag → digest; empty for a repository that does not exist. */
  tags(repository: string): ReadonlyMap<string, string>
  repositories(): readonly string[]
  blob(repository: string, digest: string): Buffer | undefined
  close(): Promise<void>
}

/**
 * Starts a registry that speaks the OCI distribution API on a loopback port: good enough for docker, buildah, skopeo
 * and this project's own client. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<SandboxRegistry> {
  const store: Store = new Map()
  const faults: RegistryFaults = {}
  const requests: RecordedRequest[] = []
  const users = new Map(
    Object.entries(options.users ?? {}).map(([name, user]) => [
      name,
      typeof user === 'string' ? { password: user } : user,
    ]),
  )
  const authority = createAuthority({
    mode: options.auth ?? (users.size > 0 ? 'bearer' : 'none'),
    users,
    anonymousPull: options.anonymousPull ?? false,
    lifetime: options.tokenLifetime ?? 300,
    identityTokens: options.identityTokens ?? false,
    now: options.now ?? Date.now,
    faults,
  })
  const server = createServer((request, response) => {
    const record: RecordedRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      status: 0,
    }
    requests.push(record)
    response.once('finish', () => {
      record.status = response.statusCode
    })
    void answer({ request, response, store, faults, authority })
  })
  const port = await listen(server, options.port ?? 0)
  const host = `127.0.0.1:${port}`
  return {
    url: `http://${host}`,
    host,
    users,
    faults,
    requests,
    identityTokens: authority.refreshTokens,
    putImage: (request) => makeImage(openRepository(store, checkName(request.repository)), request),
    manifest: (repository, reference) => {
      const found = store.get(repository)
      return found === undefined ? undefined : findManifest(found, reference)
    },
    tags: (repository) => new Map(store.get(repository)?.tags),
    repositories: () => [...store.keys()].sort(),
    blob: (repository, digest) => store.get(repository)?.blobs.get(digest),
    close: () => close(server),
  }
}

interface Arrival {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly store: Store
  readonly faults: RegistryFaults
  readonly authority: Authority
}

async function answer(arrival: Arrival): Promise<void> {
  const { request, response } = arrival
  try {
    await dispatch(arrival)
  } catch (error) {
    request.resume()
    if (response.headersSent || response.destroyed) {
      response.destroy()
    } else if (error instanceof Refusal) {
      sendRefusal(request, response, error)
    } else {
      const message = error instanceof Error ? error.message : String(error)
      sendJson(request, response, 500, { errors: [{ code: 'UNKNOWN', message, detail: null }] })
    }
  }
}

async function dispatch({ request, response, store, faults, authority }: Arrival): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
  if (url.pathname === '/token') {
    await authority.serveToken(request, response, url)
    return
  }
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0')
  if (misbehave(request, response, faults)) return
  const route = parseRoute(url.pathname)
  const mayPull = authority.admit(request, url, route)
  await serve({ request, response, url, store, faults, mayPull }, route)
}

async function serve(exchange: Exchange, route: Route): Promise<void> {
  const reading = exchange.request.method === 'GET' || exchange.request.method === 'HEAD'
  switch (route.kind) {
    case 'manifest':
      await serveManifest(exchange, route.repository, route.reference)
      return
    case 'blob':
      serveBlob(exchange, route.repository, route.digest)
      return
    case 'uploads':
      await beginUpload(exchange, route.repository)
      return
    case 'upload':
      await continueUpload(exchange, route.repository, route.id)
      return
    case 'base':
    case 'catalog':
    case 'tags':
    case 'referrers':
      if (!reading) throw new Refusal('UNSUPPORTED', 'only GET is supported here')
      serveListing(exchange, route)
  }
}

function serveListing(
  exchange: Exchange,
  route: Extract<Route, { kind: 'base' | 'catalog' | 'tags' | 'referrers' }>,
): void {
  switch (route.kind) {
    case 'base':
      sendJson(exchange.request, exchange.response, 200, {})
      return
    case 'catalog':
      serveCatalog(exchange)
      return
    case 'tags':
      serveTags(exchange, route.repository)
      return
    case 'referrers':
      serveReferrers(exchange, route.repository, route.digest)
  }
}

/** Plays the faults that come before any answer; true when that ended the request. */
function misbehave(request: IncomingMessage, response: ServerResponse, faults: RegistryFaults): boolean {
  if (faults.cuts !== undefined && faults.cuts > 0) {
    faults.cuts -= 1
    request.socket.destroy()
    return true
  }
  if (faults.silentWrites === true && ['PATCH', 'PUT'].includes(request.method ?? '')) {
    request.resume()
    return true
  }
  if (faults.page !== undefined) {
    sendBytes(request, response, 200, Buffer.from(faults.page), 'text/html; charset=utf-8')
    return true
  }
  const { tooManyRequests, failures } = faults
  if (tooManyRequests !== undefined && tooManyRequests.times > 0) {
    tooManyRequests.times -= 1
    throw new Refusal('TOOMANYREQUESTS', 'You have reached your pull rate limit.', {
      headers: {
        'RateLimit-Limit': '100;w=21600',
        'RateLimit-Remaining': '0;w=21600',
        ...(tooManyRequests.retryAfter === undefined ? {} : { 'Retry-After': tooManyRequests.retryAfter }),
      },
    })
  }
  if (failures !== undefined && failures.times > 0) {
    failures.times -= 1
    throw new Refusal('UNAVAILABLE', 'service unavailable', { status: failures.status })
  }
  return false
}

function listen(server: Server, port: number): Promise<number> {
  // A connection that is closed for being idle meets the next request of a client that does not know yet.
  server.keepAliveTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address.port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve()
      else reject(error)
    })
    server.closeAllConnections()
  })
}
