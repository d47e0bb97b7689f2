import { ActionError, type Clock } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'
import { readLines } from '../argocd/events.ts'
import { isExpired, type KubernetesApi, type Selection } from './api.ts'
import { describeResource, type KubernetesObject, readObject, type ResourcePath } from './object.ts'
import { KubernetesRefusal } from './refusal.ts'

/** How long a broken watch rests before it is opened again, in milliseconds; twice as long each time it brings nothing. */
const FIRST_REST = 500
const LONGEST_REST = 30_000
/** Characters of one event. */
const LONGEST_EVENT = 32 * 1024 * 1024

export interface CollectionListener {
  /** The whole collection: at the beginning, and when the history was lost. What it does not hold is gone. */
  replaced(objects: readonly KubernetesObject[]): void
  changed(object: KubernetesObject): void
  deleted(object: KubernetesObject): void
}

/**
 * Lists a collection, or goes on `from` the version at which it was listed, and follows its changes until it is stopped: bookmarks
 * keep the place, a watch that ends goes on where it was, and one that is told 410 lists anew. Never rejects: a broken watch is no verdict. One that is not allowed ends.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function watchCollection(
  api: KubernetesApi,
  path: ResourcePath,
  selection: Selection,
  clock: Clock,
  signal: AbortSignal,
  listener: CollectionListener,
  from?: string,
): Promise<void> {
  let place = from
  let rest = FIRST_REST
  while (!signal.aborted) {
    const before = place
    try {
      if (place === undefined) {
        const { items, resourceVersion } = await api.list(path, selection)
        if (isStopped(signal)) return
        place = resourceVersion
        listener.replaced(items)
      }
      place = await followFrom(api, path, selection, place, signal, listener)
    } catch (error) {
      if (isRefused(error)) return
      if (isExpired(error)) place = undefined
      else if (error instanceof WatchBroken) place = error.place
    }
    // A server that ends every watch at once must not be asked without pause.
    rest = place !== undefined && place !== before ? FIRST_REST : Math.min(rest * 2, LONGEST_REST)
    await clock.sleep(rest, signal).catch(() => undefined)
  }
}

/** Where a watch stood when it broke. */
class WatchBroken extends Error {
  readonly place: string

  constructor(place: string, cause: unknown) {
    super('the watch broke', { cause })
    this.place = place
  }
}

/** Follows one stream to its end, and answers the place to go on from. */
async function followFrom(
  api: KubernetesApi,
  path: ResourcePath,
  selection: Selection,
  from: string,
  signal: AbortSignal,
  listener: CollectionListener,
): Promise<string> {
  const stream = await api.openWatch(path, selection, from, signal)
  let place = from
  try {
    if (stream.status !== 200) throw statusError(stream.status)
    for await (const line of readLines(stream.chunks, LONGEST_EVENT)) {
      if (isStopped(signal)) break
      const event: unknown = JSON.parse(line)
      const type = textAt(event, 'type')
      const object = objectAt(event, 'object')
      if (type === 'ERROR') throw statusError(Number(object?.code ?? 500))
      const version = textAt(object, 'metadata', 'resourceVersion')
      if (version !== undefined) place = version
      if (type === 'BOOKMARK') continue
      const known = readObject(object, describeResource(path))
      if (type === 'DELETED') listener.deleted(known)
      else if (type === 'ADDED' || type === 'MODIFIED') listener.changed(known)
    }
    return place
  } catch (error) {
    if (isExpired(error) || isRefused(error)) throw error
    throw new WatchBroken(place, error)
  } finally {
    stream.close()
  }
}

function statusError(status: number): KubernetesRefusal {
  return new KubernetesRefusal('agent-refused', `the watch was answered ${status}`, status, '', false)
}

/** No waiting mends it; what was asked once in a while says why. */
function isRefused(error: unknown): boolean {
  if (error instanceof KubernetesRefusal) return [401, 403, 404, 405].includes(error.status)
  return error instanceof ActionError && error.kind === 'user' && error.code !== 'agent-invalid-answer'
}

/** Asked again after each await: it may have been stopped meanwhile. */
function isStopped({ aborted }: AbortSignal): boolean {
  return aborted
}
