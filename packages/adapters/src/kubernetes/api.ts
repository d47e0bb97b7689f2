import { ActionError, type Clock } from '@gitops-actions/core'
import { listAt, objectAt, textAt } from '../json/member.ts'
import { oneLine } from '../argocd/text.ts'
import type { HttpRequest, HttpResponse, HttpStream } from '../http/contract.ts'
import type { ClusterConnection } from './connection.ts'
import {
  describeResource,
  type KubernetesObject,
  pathOf,
  readObject,
  type ResourcePath,
  type ResourceType,
} from './object.ts'
import { KubernetesRefusal, type Question, refusal } from './refusal.ts'

/** A page of five hundred HelmReleases with their values runs to megabytes. */
const MAX_BYTES = 64 * 1024 * 1024
const DEADLINE = 30_000
/** Objects of one page: what kubectl asks for. */
const PAGE = 500
/** Pages of one list; more is no list that anybody waits for. */
const MAX_PAGES = 200
/** The API server tries a patch a few times itself before it says 409. */
const PATCH_ATTEMPTS = 5
const CONFLICT_REST = 100
/** Who wrote a field, for `managedFields`: https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
const FIELD_MANAGER = 'gitops-actions'
/** The server ends a watch after so many seconds, so that one that died unseen is not waited for. */
const WATCH_SECONDS = 300
/** Bookmarks come about once a minute: https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks */
const WATCH_IDLE = 150_000

export interface Selection {
  readonly labels?: string
  readonly fields?: string
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[]
  readonly resourceVersion: string
}

/**
 * The API of Kubernetes, as far as agents need it: https://kubernetes.io/docs/reference/using-api/api-concepts/
 * All throw `KubernetesRefusal`, `agent-invalid-answer` and what the connection throws.
 */
export interface KubernetesApi {
  readonly connection: ClusterConnection
  get(path: ResourcePath & { readonly name: string }): Promise<KubernetesObject>
  /** All pages. */
  list(path: ResourcePath, selection?: Selection): Promise<ObjectList>
  /** Sets annotations and nothing else, whatever others write meanwhile. */
  annotate(
    path: ResourcePath & { readonly name: string },
    annotations: Readonly<Record<string, string>>,
  ): Promise<KubernetesObject>
  /** The stream of changes since a resource version; its status may be anything. */
  openWatch(
    path: ResourcePath,
    selection: Selection,
    resourceVersion: string,
    signal: AbortSignal,
  ): Promise<HttpStream>
}

export function createKubernetesApi(connection: ClusterConnection, clock: Clock): KubernetesApi {
  const { access } = connection
  /** Versions that are served in place of those we know, by group. */
  const versions = new Map<string, string>()

  const served = (type: ResourceType): ResourceType => ({
    ...type,
    version: versions.get(type.group) ?? type.version,
  })

  function questionOf(verb: string, path: ResourcePath): Question {
    const { plural, group } = path.type
    const resource = group === '' ? plural : `${plural}.${group}`
    return { verb, what: describeResource(path), resource, access }
  }

  async function send(
    verb: string,
    path: ResourcePath,
    request: Omit<HttpRequest, 'url'>,
    query = '',
  ): Promise<unknown> {
    const response = await connection.request({
      ...request,
      url: `${access.server}${pathOf({ ...path, type: served(path.type) })}${query}`,
      headers: { accept: 'application/json', ...request.headers },
      maxBytes: MAX_BYTES,
      deadline: DEADLINE,
    })
    if (response.status === 200) return decode(response, access.server)
    const refused = refusal(response, questionOf(verb, path))
    if (refused.isUnserved && (await findVersion(path.type))) return send(verb, path, request, query)
    throw refused
  }

  /** Clusters with an older Flux serve an older version. Answers whether there is another one to try. */
  async function findVersion({ group, version }: ResourceType): Promise<boolean> {
    if (group === '' || versions.has(group)) return false
    const response = await connection.request({
      url: `${access.server}/apis/${group}`,
      headers: { accept: 'application/json' },
      deadline: DEADLINE,
    })
    if (response.status !== 200) return false
    const preferred = textAt(decode(response, access.server), 'preferredVersion', 'version')
    if (preferred === undefined || preferred === version || !/^v[0-9a-z]+$/.test(preferred)) return false
    versions.set(group, preferred)
    return true
  }

  return {
    connection,
    async get(path) {
      return readObject(await send('get', path, {}), describeResource(path))
    },
    async list(path, selection = {}) {
      const items: KubernetesObject[] = []
      let after: string | undefined
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const query = queryOf({ ...queryOfSelection(selection), limit: String(PAGE), continue: after })
        let answer
        try {
          answer = await send('list', path, {}, query)
        } catch (error) {
          // The rest of a list is kept for minutes only: begin anew.
          if (after === undefined || !isExpired(error)) throw error
          items.length = 0
          after = undefined
          continue
        }
        const metadata = objectAt(answer, 'metadata')
        const what = describeResource(path)
        if (!Array.isArray(objectAt(answer)?.items))
          throw noApi(access.server, `a list of ${what} without items`)
        items.push(...listAt(answer, 'items').map((item) => readObject(item, what)))
        after = textAt(metadata, 'continue')
        if (after === undefined || after === '') {
          return { items, resourceVersion: textAt(metadata, 'resourceVersion') ?? '' }
        }
      }
      throw noApi(access.server, `${describeResource(path)} in more than ${MAX_PAGES} pages`)
    },
    async annotate(path, annotations) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const patch = {
            method: 'PATCH',
            headers: { 'content-type': 'application/merge-patch+json' },
            body: JSON.stringify({ metadata: { annotations } }),
          } as const
          const answer = await send('patch', path, patch, queryOf({ fieldManager: FIELD_MANAGER }))
          return readObject(answer, describeResource(path))
        } catch (error) {
          const isConflict = error instanceof KubernetesRefusal && error.status === 409
          if (!isConflict || attempt >= PATCH_ATTEMPTS) throw error
          await clock.sleep(CONFLICT_REST * attempt * (0.5 + clock.random()))
        }
      }
    },
    openWatch(path, selection, resourceVersion, signal) {
      const query = queryOf({
        ...queryOfSelection(selection),
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion,
        timeoutSeconds: String(WATCH_SECONDS),
      })
      return connection.stream({
        url: `${access.server}${pathOf({ ...path, type: served(path.type) })}${query}`,
        headers: { accept: 'application/json' },
        idleTimeout: WATCH_IDLE,
        deadline: (WATCH_SECONDS + 60) * 1000,
        signal,
      })
    },
  }
}

/** Whether the server no longer knows what was asked for: the history of a collection is short. */
export function isExpired(error: unknown): boolean {
  return error instanceof KubernetesRefusal && error.status === 410
}

function decode(response: HttpResponse, server: string): unknown {
  try {
    return response.json()
  } catch (cause) {
    throw noApi(server, `"${oneLine(response.text(), 200)}"`, cause)
  }
}

function noApi(server: string, got: string, cause?: unknown): ActionError {
  return new ActionError(
    'agent-invalid-answer',
    `${server} does not answer like the API of Kubernetes: got ${got}. Check the server of the kubeconfig: a login page or a proxy may answer in its place.`,
    { cause },
  )
}

function queryOfSelection({ labels, fields }: Selection): Readonly<Record<string, string | undefined>> {
  return { labelSelector: labels, fieldSelector: fields }
}

function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return `?${new URLSearchParams(given).toString()}`
}
