import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SandboxClock } from '../argocd/clock.ts'
import { matchesSelector } from '../argocd/api/selector.ts'
import type { ClusterUsers, Verb } from './access.ts'
import type { ClusterFaults } from './faults.ts'
import { apiVersionOf } from './kinds.ts'
import { mergePatch } from './merge-patch.ts'
import { type Route, routeOf } from './routes.ts'
import { conflict, expired, forbidden, notFound, StatusError } from './status.ts'
import type { ClusterObject, ObjectStore } from './store.ts'
import { streamWatch } from './watch.ts'

const MAX_BODY = 1024 * 1024

export interface RequestWorld {
  readonly store: ObjectStore
  readonly users: ClusterUsers
  readonly faults: ClusterFaults
  readonly clock: SandboxClock
  readonly bookmarkMs: number
  readonly servedVersions: ReadonlyMap<string, string>
}

/** Answers a request of a known user. @throws StatusError */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  user: string,
  world: RequestWorld,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://cluster')
  const route = routeOf(url.pathname, world.servedVersions)
  const verb = verbOf(request.method ?? 'GET', route, url.searchParams)
  if (!world.users.may(user, verb, route.kind, route.namespace)) {
    throw forbidden(user, verb, route.kind, route.namespace, route.name)
  }
  if (verb === 'watch') watch(response, route, url.searchParams, world)
  else if (verb === 'list') send(response, list(route, url.searchParams, world.store))
  else if (verb === 'get') send(response, find(route, world.store))
  else send(response, patch(route, await readPatch(request), world.store))
}

function verbOf(method: string, { name }: Route, query: URLSearchParams): Verb {
  if (method === 'GET' && query.get('watch') === 'true') return 'watch'
  if (method === 'GET') return name === '' ? 'list' : 'get'
  if (method === 'PATCH' && name !== '') return 'patch'
  throw new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  )
}

function find({ kind, namespace, name }: Route, store: ObjectStore): ClusterObject {
  const found = store.get(kind.kind, namespace ?? '', name)
  if (found === undefined) throw notFound(kind, name)
  return found
}

/** A page goes on after the key in `continue`, and only as long as the history that it began in is known. */
function list(route: Route, query: URLSearchParams, store: ObjectStore): object {
  const { kind, namespace } = route
  const [version, after] = decodePlace(query.get('continue'))
  if (version !== undefined && store.since(version) === undefined) throw expired(version, store.version)
  const all = store.list(kind.kind, namespace).filter(matcher(query, undefined))
  const rest = after === undefined ? all : all.filter((object) => keyOf(object) > after)
  const limit = Number(query.get('limit') ?? Infinity)
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  const next =
    rest.length > items.length && last !== undefined
      ? Buffer.from(JSON.stringify([version ?? store.version, keyOf(last)])).toString('base64url')
      : undefined
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion: String(version ?? store.version),
      ...(next === undefined ? {} : { continue: next }),
    },
    items,
  }
}

function decodePlace(token: string | null): [version: number | undefined, after: string | undefined] {
  if (token === null) return [undefined, undefined]
  const place: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  if (!Array.isArray(place)) throw new StatusError(400, 'BadRequest', 'continue key is not valid')
  return [Number(place[0]), String(place[1])]
}

function keyOf({ metadata }: ClusterObject): string {
  return `${metadata.namespace}/${metadata.name}`
}

function watch(response: ServerResponse, route: Route, query: URLSearchParams, world: RequestWorld): void {
  const { store, clock, faults, bookmarkMs } = world
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const from = query.get('resourceVersion') ?? ''
  streamWatch(
    response,
    {
      kind: route.kind,
      from: from === '' ? store.version : Number(from),
      bookmarks: query.get('allowWatchBookmarks') === 'true',
      bookmarkMs,
      timeoutMs: seconds > 0 ? seconds * 1000 : undefined,
      effect: faults.takeWatch(),
      matches: matcher(query, route.namespace),
    },
    store,
    clock,
  )
}

/** Fields that every kind can be selected by, and the one that events can. */
function matcher(query: URLSearchParams, namespace: string | undefined): (object: ClusterObject) => boolean {
  const labels = query.get('labelSelector') ?? ''
  const fields = (query.get('fieldSelector') ?? '').split(',').filter((one) => one !== '')
  const wanted = fields.map((field) => {
    const match = /^(metadata\.name|metadata\.namespace|involvedObject\.name)=(.*)$/.exec(field)
    if (match === null) throw new StatusError(400, 'BadRequest', `field label not supported: ${field}`)
    return { path: (match[1] ?? '').split('.'), value: match[2] }
  })
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    wanted.every(({ path: [part = '', key = ''], value }) => fieldOf(object[part], key) === value) &&
    matchesSelector(object.metadata.labels ?? {}, labels)
}

function fieldOf(part: unknown, key: string): unknown {
  return (part as Readonly<Record<string, unknown>> | undefined)?.[key]
}

function patch({ kind, namespace = '', name }: Route, body: unknown, store: ObjectStore): ClusterObject {
  const old = store.get(kind.kind, namespace, name)
  if (old === undefined) throw notFound(kind, name)
  const patched = mergePatch(old, body) as ClusterObject
  const asked = patched.metadata.resourceVersion
  if (asked !== old.metadata.resourceVersion) throw conflict(kind, name)
  return store.update(kind.kind, namespace, name, (object) => {
    // The status is a resource of its own, which a patch of the object does not reach.
    Object.assign(object, patched, { status: object.status })
    object.metadata = { ...patched.metadata, uid: old.metadata.uid, generation: old.metadata.generation }
    if (object.status === undefined) delete object.status
  })
}

async function readPatch(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]
  if (type !== 'application/merge-patch+json') {
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/merge-patch+json`,
    )
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) throw new StatusError(413, 'RequestEntityTooLarge', 'limit is 3145728')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new StatusError(400, 'BadRequest', 'error decoding patch')
  }
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
