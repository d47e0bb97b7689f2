import { ActionError } from '@gitops-actions/core'

import { ACCEPTED_ENCODINGS, decodeBody, readBody } from './body.ts'
import type {
  HttpClient,
  HttpClientOptions,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  HttpStream,
  HttpStreamRequest,
  RedirectRule,
} from './contract.ts'
import { beginExchange, type Exchange } from './exchange.ts'
import { describeFailure } from './failure.ts'
import { checkHeaders } from './headers.ts'
import { followRedirect, isRedirect, MAX_HOPS, type Hop } from './redirect.ts'
import { isRepeatable, isTransientStatus, MAX_ATTEMPTS, retryDelay } from './retry.ts'
import { createTransport, type RawAnswer, type Transport } from './transport.ts'
import { checkUrl, describeUrl } from './url.ts'

const DEFAULT_DEADLINE = 30_000
const DEFAULT_IDLE = 60_000
const DEFAULT_MAX_BYTES = 1024 * 1024

/** The HTTP client of a run. It opens nothing until the first request. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const transport = createTransport(options)
  return {
    request: (request) => requestWhole(transport, options, request),
    stream: (request) => openStream(transport, options, request),
    close: () => transport.close(),
  }
}

async function requestWhole(
  transport: Transport,
  options: HttpClientOptions,
  request: HttpRequest,
): Promise<HttpResponse> {
  const first = firstHop(request, options)
  const what = describeHop(first)
  const { clock } = options
  const limit = request.deadline ?? DEFAULT_DEADLINE
  const start = clock.monotonic()
  const repeatable = isRepeatable(first.method, request.retry ?? 'safe')

  for (let attempt = 0; ; attempt += 1) {
    const remaining = Math.max(1, limit - (clock.monotonic() - start))
    const outcome = await attemptOnce(transport, options, request, first, { remaining, limit })
    const failed = outcome instanceof ActionError
    const transient = failed ? outcome.code === 'unreachable' : isTransientStatus(outcome.status)
    const delay = retryDelay(attempt, failed ? undefined : outcome.headers.get('retry-after'), clock)
    const fits = clock.monotonic() - start + delay < limit
    if (!repeatable || !transient || !fits || attempt + 1 >= MAX_ATTEMPTS) {
      if (failed) throw outcome
      return outcome
    }
    await sleepUntilRetry(delay, what, options, request)
  }
}

async function attemptOnce(
  transport: Transport,
  options: HttpClientOptions,
  request: HttpRequest,
  first: Hop,
  time: { remaining: number; limit: number },
): Promise<HttpResponse | ActionError> {
  const exchange = beginExchange({ deadline: time.remaining, signals: [options.signal, request.signal] })
  try {
    return await readAnswer(transport, options, request, first, exchange)
  } catch (error) {
    return redactError(describeFailure(error, describeHop(first), exchange.endedBy(), time.limit), options)
  } finally {
    exchange.finish()
  }
}

async function readAnswer(
  transport: Transport,
  options: HttpClientOptions,
  request: HttpRequest,
  first: Hop,
  exchange: Exchange,
): Promise<HttpResponse> {
  const { hop, answer } = await sendFollowing(transport, options, request.redirect, first, exchange)
  const what = describeHop(hop)
  const empty = hop.method === 'HEAD' || answer.status === 204 || answer.status === 304
  const decoded = empty ? answer.body : decodeBody(answer.body, answer.headers, what)
  const body = await readBody(decoded, request.maxBytes ?? DEFAULT_MAX_BYTES, what)
  return response(answer.status, answer.headers, hop.url, body, what)
}

async function openStream(
  transport: Transport,
  options: HttpClientOptions,
  request: HttpStreamRequest,
): Promise<HttpStream> {
  const first = firstHop(
    { ...request, headers: { 'accept-encoding': 'identity', ...request.headers } },
    options,
  )
  const deadline = request.deadline ?? DEFAULT_DEADLINE
  const idle = request.idleTimeout ?? DEFAULT_IDLE
  const exchange = beginExchange({ deadline, idle, signals: [options.signal, request.signal] })
  const fail = (error: unknown): ActionError => {
    const by = exchange.endedBy()
    return redactError(
      describeFailure(error, describeHop(first), by, by === 'idle' ? idle : deadline),
      options,
    )
  }
  try {
    const { hop, answer } = await sendFollowing(transport, options, request.redirect, first, exchange)
    exchange.heard()
    const body = decodeBody(answer.body, answer.headers, describeHop(hop))
    let closed = false
    const close = (): void => {
      closed = true
      exchange.finish()
      exchange.abort()
    }
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of body) {
          exchange.heard()
          yield chunk as Uint8Array
        }
      } catch (error) {
        if (!closed) throw fail(error)
      } finally {
        close()
      }
    }
    // A stream closed before it is read must not end the process with an unhandled 'error'.
    body.on('error', () => undefined)
    return { status: answer.status, headers: answer.headers, url: hop.url.href, chunks: chunks(), close }
  } catch (error) {
    exchange.finish()
    throw fail(error)
  }
}

async function sendFollowing(
  transport: Transport,
  options: HttpClientOptions,
  rule: RedirectRule | undefined,
  first: Hop,
  exchange: Exchange,
): Promise<{ hop: Hop; answer: RawAnswer }> {
  const rules = { redirect: rule ?? 'refuse', plaintext: options.plaintext ?? false }
  let hop = first
  for (let hops = 0; ; hops += 1) {
    const answer = await transport.send(hop, exchange.signal)
    const location = answer.headers.get('location')
    if (!isRedirect(answer.status, location)) return { hop, answer }
    answer.body.on('error', () => undefined)
    answer.body.destroy()
    if (hops >= MAX_HOPS) {
      throw new ActionError(
        'redirect-refused',
        `${describeHop(first)} was redirected more than ${MAX_HOPS} times`,
      )
    }
    hop = followRedirect(hop, answer.status, location, rules)
  }
}

function firstHop(request: HttpRequest, options: HttpClientOptions): Hop {
  const headers = checkHeaders({
    'user-agent': options.userAgent,
    'accept-encoding': ACCEPTED_ENCODINGS,
    ...request.headers,
  })
  const url = checkUrl(request.url, { plaintext: options.plaintext ?? false })
  return { method: request.method ?? 'GET', url, headers, body: request.body }
}

function response(
  status: number,
  headers: HttpHeaders,
  url: URL,
  body: Uint8Array,
  what: string,
): HttpResponse {
  const text = (): string => new TextDecoder().decode(body)
  return {
    status,
    headers,
    url: url.href,
    body,
    text,
    json: () => {
      try {
        return JSON.parse(text()) as unknown
      } catch (cause) {
        const type = headers.get('content-type') ?? 'no content type'
        throw new ActionError(
          'invalid-answer',
          `${what} answered ${status} with ${type} where JSON was expected`,
          { cause },
        )
      }
    },
  }
}

async function sleepUntilRetry(
  delay: number,
  what: string,
  options: HttpClientOptions,
  request: HttpRequest,
): Promise<void> {
  const signals = [options.signal, request.signal].filter((signal) => signal !== undefined)
  const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]
  try {
    await options.clock.sleep(delay, signal)
  } catch (error) {
    throw describeFailure(error, what, 'cancelled', 0)
  }
}

function redactError(error: ActionError, options: HttpClientOptions): ActionError {
  const message = options.redact?.(error.message) ?? error.message
  if (message === error.message) return error
  return new ActionError(error.code, message, {
    cause: error.cause,
    kind: error.kind,
    outcome: error.outcome,
  })
}

function describeHop(hop: Hop): string {
  return `${hop.method} ${describeUrl(hop.url)}`
}
