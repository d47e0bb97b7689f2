import type { ServerResponse } from 'node:http'
import type { WatchEvent } from '../application/store.ts'
import type { SandboxClock } from '../clock.ts'
import { applicationFilter } from './applications.ts'
import { trimFields } from './fields.ts'
import { GrpcError } from './grpc-error.ts'
import type { ApiWorld } from './lookup.ts'
import type { ApiCall } from './request.ts'
import type { StreamEffect } from './transport-faults.ts'

export interface StreamOptions {
  clock: SandboxClock
  keepaliveMs: number
  effect: StreamEffect | undefined
  /** Told of every message before `fields` cuts it. */
  check: (message: object) => void
}

/**
 * `GET /api/v1/stream/applications`: newline-separated JSON, or server-sent events when the client accepts exactly
 * `text/event-stream`. Modelled on argo-cd `server/application/application.go` (`Watch`) and argoproj/pkg
 * `grpc/http/forwarders.go`:
 *
 * - Applications that exist come first, as `ADDED`, unless a resource version is given for a list watch.
 * - A message equal to the last one of the same application, as trimmed by `fields`, is not sent.
 * - Only server-sent events have a keepalive. The head of the answer goes out with the first bytes of the body, so a
 *   watch that has nothing to tell (also of an application that does not exist) shows no head either.
 */
export function watchApplications(
  world: ApiWorld,
  call: ApiCall,
  response: ServerResponse,
  options: StreamOptions,
): void {
  const permitted = applicationFilter(world, call.session, call.query)
  const name = call.query.get('name') ?? ''
  const namespace = (call.query.get('appNamespace') ?? '') || world.controlNamespace
  const version = call.query.get('resourceVersion') ?? ''
  const matches = ({ application }: WatchEvent): boolean => {
    const { metadata } = application
    if (Number(metadata.resourceVersion) < (Number(version) || 0)) return false
    if (name !== '' && (metadata.name !== name || metadata.namespace !== namespace)) return false
    return permitted(application)
  }
  const stream = new EventStream(call, response, options)
  const unwatch = world.store.watch((event) => {
    if (matches(event)) stream.send(event)
  })
  stream.onClose(unwatch)
  if (version !== '' && name === '') return
  for (const application of world.store.list()) {
    const event: WatchEvent = { type: 'ADDED', application }
    if (matches(event)) stream.send(event)
  }
}

/** An error in the form that a stream has, as its only or last message. */
export function writeStreamError(
  response: ServerResponse,
  query: URLSearchParams,
  accept: string,
  error: GrpcError,
): void {
  const isSse = accept === 'text/event-stream'
  if (!response.headersSent) response.writeHead(error.status, streamHeaders(isSse))
  // `fields` cuts errors as well: a client that trims does not see why its watch ended.
  response.end(encodeMessage({ error: error.toStreamError() }, query, isSse))
}

class EventStream {
  readonly #call: ApiCall
  readonly #response: ServerResponse
  readonly #options: StreamOptions
  readonly #isSse: boolean
  readonly #last = new Map<string, string>()
  readonly #closers: (() => void)[] = []
  #cancelKeepalive: () => void = () => undefined
  #events = 0
  #bytes = 0
  #muted = false
  #queue: Promise<void> = Promise.resolve()

  constructor(call: ApiCall, response: ServerResponse, options: StreamOptions) {
    this.#call = call
    this.#response = response
    this.#options = options
    this.#isSse = call.request.headers.accept === 'text/event-stream'
    call.signal.addEventListener('abort', () => {
      this.#close()
    })
    response.on('close', () => {
      this.#close()
    })
    if (this.#isSse) this.#scheduleKeepalive()
  }

  onClose(closer: () => void): void {
    this.#closers.push(closer)
  }

  send(event: WatchEvent): void {
    const message = { result: { type: event.type, application: event.application } }
    this.#options.check(message)
    const text = encodeMessage(message, this.#call.query, this.#isSse)
    const key = `${event.application.metadata.namespace}/${event.application.metadata.name}`
    if (this.#last.get(key) === text) return
    this.#last.set(key, text)
    this.#write(text)
    const { effect } = this.#options
    if (effect?.kind === 'duplicates') this.#write(text)
    this.#events++
    if (effect === undefined || !('afterEvents' in effect) || this.#events < effect.afterEvents) return
    if (effect.kind === 'silent') this.#muted = true
    else if (effect.kind === 'end') this.#end('')
    else {
      const error = new GrpcError(
        'unauthenticated',
        'invalid session: token has invalid claims: token is expired',
      )
      this.#end(encodeMessage({ error: error.toStreamError() }, this.#call.query, this.#isSse))
    }
  }

  #write(text: string): void {
    if (this.#muted || this.#response.destroyed || this.#response.writableEnded) return
    if (!this.#response.headersSent) this.#response.writeHead(200, streamHeaders(this.#isSse))
    const bytes = Buffer.from(text, 'utf8')
    const { effect } = this.#options
    const limit = effect === undefined ? undefined : cutAt(effect, bytes, this.#bytes)
    this.#bytes += bytes.length
    if (limit !== undefined) {
      this.#muted = true
      this.#response.write(bytes.subarray(0, limit), () => {
        this.#response.destroy()
      })
    } else if (effect?.kind === 'pieces') this.#writePieces(bytes, effect.bytes)
    else this.#response.write(bytes)
  }

  #writePieces(bytes: Buffer, size: number): void {
    this.#queue = this.#queue.then(async () => {
      this.#response.socket?.setNoDelay(true)
      for (let start = 0; start < bytes.length; start += size) {
        if (this.#response.destroyed || this.#response.writableEnded) return
        this.#response.write(bytes.subarray(start, start + size))
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
  }

  #scheduleKeepalive(): void {
    this.#cancelKeepalive = this.#options.clock.schedule(this.#options.keepaliveMs, () => {
      this.#write(':\n')
      this.#scheduleKeepalive()
    })
  }

  #end(text: string): void {
    if (text !== '') this.#write(text)
    this.#muted = true
    this.#response.end()
    this.#close()
  }

  #close(): void {
    this.#cancelKeepalive()
    for (const closer of this.#closers.splice(0)) closer()
    if (!this.#response.writableEnded) this.#response.end()
  }
}

/** How many of these bytes still go out, if the stream ends inside them. */
function cutAt(effect: StreamEffect, bytes: Buffer, sent: number): number | undefined {
  if (effect.kind === 'cut') {
    return sent + bytes.length > effect.afterBytes ? Math.max(0, effect.afterBytes - sent) : undefined
  }
  if (effect.kind !== 'cut-inside-character') return undefined
  const index = bytes.findIndex((byte) => byte >= 0xc0)
  return index < 0 ? undefined : index + 1
}

function encodeMessage(message: object, query: URLSearchParams, isSse: boolean): string {
  const json = JSON.stringify(trimFields(message, query.get('fields')))
  return isSse ? `data: ${json} \n\n\n` : `${json}\n`
}

function streamHeaders(isSse: boolean): Record<string, string> {
  if (!isSse) return { 'content-type': 'application/json' }
  return { 'content-type': 'text/event-stream', 'x-content-type-options': 'nosniff' }
}
