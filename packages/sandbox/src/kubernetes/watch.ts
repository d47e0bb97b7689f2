import type { ServerResponse } from 'node:http'
import type { SandboxClock } from '../argocd/clock.ts'
import type { WatchEffect } from './faults.ts'
import { apiVersionOf, type Kind } from './kinds.ts'
import { expired } from './status.ts'
import type { ClusterObject, ObjectStore, StoreEvent } from './store.ts'

export interface WatchRequest {
  readonly kind: Kind
  readonly from: number
  readonly bookmarks: boolean
  readonly bookmarkMs: number
  readonly timeoutMs: number | undefined
  readonly effect: WatchEffect | undefined
  matches(object: ClusterObject): boolean
}

/**
 * Streams what happens to a collection, one JSON text for each line, until the client goes or the time asked for is over.
 * An object that no longer matches the selection is told as deleted, one that begins to match as added.
 */
export function streamWatch(
  response: ServerResponse,
  request: WatchRequest,
  store: ObjectStore,
  clock: SandboxClock,
): void {
  const { kind, effect } = request
  const past = store.since(request.from)
  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  if (past === undefined) {
    response.end(line('ERROR', expired(request.from, store.version).toObject()))
    return
  }
  const known = new Set<string>()
  let sent = 0
  let isSilent = false

  function send(type: string, object: object): void {
    if (response.writableEnded || response.destroyed || isSilent) return
    sent += 1
    const text = line(type, object)
    if (effect !== undefined && 'afterEvents' in effect && sent > effect.afterEvents) {
      befall(effect, text)
      return
    }
    writePieces(response, text, effect?.kind === 'pieces' ? effect.bytes : text.length)
  }

  function befall({ kind: what }: WatchEffect, text: string): void {
    if (what === 'end') response.end()
    else if (what === 'expired') response.end(line('ERROR', expired(request.from, store.version).toObject()))
    else if (what === 'silent') isSilent = true
    else response.write(text.slice(0, text.length / 2), () => response.destroy())
  }

  function tell({ type, object }: StoreEvent): void {
    if (object.kind !== kind.kind) return
    const matches = type !== 'DELETED' && request.matches(object)
    const wasKnown = known.has(object.metadata.uid)
    if (matches) known.add(object.metadata.uid)
    else known.delete(object.metadata.uid)
    if (matches) send(type === 'MODIFIED' && !wasKnown ? 'ADDED' : type, object)
    else if (wasKnown || (type === 'DELETED' && request.matches(object))) send('DELETED', object)
  }

  for (const object of store.list(kind.kind)) if (request.matches(object)) known.add(object.metadata.uid)
  for (const event of past) tell(event)
  const stopListening = store.listen(tell)
  const bookmark = (): void => {
    send('BOOKMARK', {
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      metadata: { resourceVersion: String(store.version), creationTimestamp: null },
    })
    cancelBookmark = clock.schedule(request.bookmarkMs, bookmark)
  }
  let cancelBookmark = request.bookmarks ? clock.schedule(request.bookmarkMs, bookmark) : () => undefined
  const cancelEnd =
    request.timeoutMs === undefined
      ? () => undefined
      : clock.schedule(request.timeoutMs, () => response.end())
  response.once('close', () => {
    stopListening()
    cancelBookmark()
    cancelEnd()
  })
  if (effect?.kind === 'silent' && effect.afterEvents === 0) isSilent = true
  response.flushHeaders()
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

function writePieces(response: ServerResponse, text: string, size: number): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size))
}
