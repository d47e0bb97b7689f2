import type { SandboxClock } from '../clock.ts'
import type { SourceAccess } from '../reconciler/comparison.ts'
import { getApplication, listApplications } from './applications.ts'
import {
  getEvents,
  getManagedResources,
  getResourceTree,
  getRevisionMetadata,
  getSyncWindows,
} from './details.ts'
import type { ApiWorld } from './lookup.ts'
import { rollBackApplication, syncApplication, terminateOperation } from './operations.ts'
import type { ApiCall } from './request.ts'

export interface RouteContext {
  world: ApiWorld
  clock: SandboxClock
  sources: SourceAccess
  refreshDeadlineMs: number
}

export interface Route {
  method: string
  /** Path as the swagger file writes it. */
  template: string
  /** `open`: answers without a token; `stream`: answers by itself. */
  access: 'token' | 'open' | 'stream'
  handle: (context: RouteContext, call: ApiCall) => object | Promise<object>
}

const version = 'v3.2.0+sandbox'

export const routes: readonly Route[] = [
  token('GET', '/api/v1/applications', ({ world }, call) => listApplications(world, call)),
  token('GET', '/api/v1/applications/{name}', ({ world, clock, refreshDeadlineMs }, call) =>
    getApplication(world, call, { clock, ms: refreshDeadlineMs }),
  ),
  token('POST', '/api/v1/applications/{name}/sync', ({ world, sources }, call) =>
    syncApplication(world, sources, call),
  ),
  token('POST', '/api/v1/applications/{name}/rollback', ({ world }, call) =>
    rollBackApplication(world, call),
  ),
  token('DELETE', '/api/v1/applications/{name}/operation', ({ world }, call) =>
    terminateOperation(world, call),
  ),
  token('GET', '/api/v1/applications/{applicationName}/resource-tree', ({ world, clock }, call) =>
    getResourceTree(world, clock, call),
  ),
  token('GET', '/api/v1/applications/{applicationName}/managed-resources', ({ world, clock }, call) =>
    getManagedResources(world, clock, call),
  ),
  token('GET', '/api/v1/applications/{name}/syncwindows', ({ world }, call) => getSyncWindows(world, call)),
  token('GET', '/api/v1/applications/{name}/revisions/{revision}/metadata', ({ world, sources }, call) =>
    getRevisionMetadata(world, sources, call),
  ),
  token('GET', '/api/v1/applications/{name}/events', ({ world, clock }, call) =>
    getEvents(world, clock, call),
  ),
  { method: 'GET', template: '/api/v1/stream/applications', access: 'stream', handle: () => ({}) },
  {
    method: 'GET',
    template: '/api/v1/session/userinfo',
    access: 'open',
    handle: (_, { session }) =>
      session.subject === ''
        ? {}
        : {
            loggedIn: true,
            username: session.subject,
            iss: 'argocd',
            ...(session.groups.length === 0 ? {} : { groups: session.groups }),
          },
  },
  { method: 'GET', template: '/api/version', access: 'open', handle: () => ({ Version: version }) },
]

export type RouteMatch = { route: Route; parameters: Record<string, string> } | 'not-found' | 'wrong-method'

export function matchRoute(method: string, path: string): RouteMatch {
  let known = false
  for (const route of routes) {
    const parameters = matchTemplate(route.template, path)
    if (parameters === undefined) continue
    known = true
    if (route.method === method) return { route, parameters }
  }
  return known ? 'wrong-method' : 'not-found'
}

/** Swagger names the first parameter differently from path to path; handlers know it as `name`. */
function matchTemplate(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name === undefined) {
      if (part !== value) return undefined
    } else {
      const decoded = decode(value)
      if (decoded === undefined || decoded === '') return undefined
      parameters[name === 'applicationName' ? 'name' : name] = decoded
    }
  }
  return parameters
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function token(method: string, template: string, handle: Route['handle']): Route {
  return { method, template, access: 'token', handle }
}
