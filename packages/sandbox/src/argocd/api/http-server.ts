import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { AddressInfo } from 'node:net'
import type { ArgoCdSchemas } from '../validation/schemas.ts'
import type { Session } from './access.ts'
import { type DexOptions, exchangeToken } from './dex.ts'
import { trimFields } from './fields.ts'
import { GrpcError } from './grpc-error.ts'
import { readBody, type ApiCall, type RecordedRequest } from './request.ts'
import { matchRoute, type Route, type RouteContext } from './routes.ts'
import { watchApplications, writeStreamError } from './stream.ts'
import type { RequestEffect, TransportFaults } from './transport-faults.ts'

export interface HttpServerOptions extends RouteContext {
  rootPath: string
  dex: DexOptions | undefined
  keepaliveMs: number
  faults: TransportFaults
  schemas: ArgoCdSchemas
  requests: RecordedRequest[]
  /** Told of everything that the swagger file does not allow. */
  report: (where: string, problems: string[]) => void
}

const loginPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form action="/login"></form></body></html>\n'
const userInterface =
  '<!DOCTYPE html>\n<html><head><title>Argo CD</title></head><body><div id="app"></div></body></html>\n'
const anonymous: Session = { subject: '', groups: [], issuedAt: 0 }

/** The HTTP side: what comes before and after the handlers, in the order of argo-cd `server/server.go`. */
export class ArgoCdHttpServer {
  readonly #options: HttpServerOptions
  readonly #server: Server
  readonly #closing = new AbortController()

  constructor(options: HttpServerOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      void this.#serve(request, response)
    })
    // A connection that is closed for being idle meets the next request of a client that does not know yet.
    this.#server.keepAliveTimeout = 0
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = this.#server.address() as AddressInfo
    return `127.0.0.1:${port}`
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve()
      })
      this.#server.closeAllConnections()
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    const { rootPath } = this.#options
    const below = rootPath === '' || url.pathname === rootPath || url.pathname.startsWith(`${rootPath}/`)
    const path = below ? url.pathname.slice(rootPath.length) || '/' : url.pathname
    const record: RecordedRequest = {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      accept: request.headers.accept ?? '',
      status: 0,
      at: this.#options.clock.now(),
    }
    this.#options.requests.push(record)
    response.on('finish', () => {
      record.status = response.statusCode
    })
    try {
      if (!below) sendText(response, 404, '404 page not found\n')
      else await this.#answer(request, response, record)
    } catch (error) {
      if (!response.headersSent) sendText(response, 500, 'the sandbox failed: see its violations\n')
      // Who left in the middle of a question, or was cut off by the end of the sandbox, broke no rule.
      if (!request.complete || this.#closing.signal.aborted) return
      this.#options.report(`${record.method} ${path}`, [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ])
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, record: RecordedRequest): Promise<void> {
    const { method, path } = record
    const effect = this.#options.faults.takeRequest(method, path)
    if (effect !== undefined && !(await this.#befall(effect, response))) return
    // Everything that is not the API is the user interface, which answers 200 to any path.
    if (path !== '/api' && !path.startsWith('/api/')) {
      send(response, 200, userInterface, 'text/html; charset=utf-8')
      return
    }
    if (path === '/api/dex/token' && method === 'POST') {
      await exchangeToken(request, response, this.#options.dex, this.#options.world.access)
      return
    }
    // The comparison is exact: a media type with parameters is refused (`enforceContentTypes`).
    if (method !== 'GET' && request.headers['content-type']?.toLowerCase() !== 'application/json') {
      sendText(response, 415, 'Invalid content type\n')
      return
    }
    const match = matchRoute(method, path)
    if (match === 'not-found') sendText(response, 404, 'Not Found\n')
    else if (match === 'wrong-method') sendText(response, 405, 'Method Not Allowed\n')
    else await this.#handle(match.route, match.parameters, request, response, record, effect)
  }

  async #handle(
    route: Route,
    parameters: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
    record: RecordedRequest,
    effect: RequestEffect | undefined,
  ): Promise<void> {
    const description = this.#options.schemas.describe(route.template, route.method)
    if (description === undefined)
      throw new Error(`The swagger subset has no ${route.method} ${route.template}.`)
    this.#checkQuery(record, description.query)
    try {
      const session = this.#authenticate(route, request)
      if (session.subject !== '') record.subject = session.subject
      const body = route.method === 'GET' ? {} : await readBody(request)
      if (description.body !== undefined) {
        record.body = body
        const problems = this.#options.schemas.check(description.body, body)
        this.#report(`request ${record.method} ${record.path}`, problems)
        if (problems.length > 0)
          throw new GrpcError('invalidArgument', `json: cannot unmarshal: ${problems.join('; ')}`)
      }
      const call: ApiCall = {
        request,
        parameters,
        query: record.query,
        body,
        session,
        signal: this.#signalOf(response),
      }
      if (route.access === 'stream') {
        this.#watch(call, response, description.answer)
        return
      }
      const answer = await route.handle(this.#options, call)
      this.#report(
        `answer ${record.method} ${record.path}`,
        this.#options.schemas.check(description.answer, answer),
      )
      this.#sendJson(request, response, 200, trimFields(answer, record.query.get('fields')), effect)
    } catch (error) {
      if (!(error instanceof GrpcError)) throw error
      if (route.access === 'stream') writeStreamError(response, record.query, record.accept, error)
      else {
        const body = error.toBody()
        this.#report(
          `error ${record.method} ${record.path}`,
          this.#options.schemas.check(description.error, body),
        )
        this.#sendJson(request, response, error.status, body, effect)
      }
    }
  }

  #watch(call: ApiCall, response: ServerResponse, schema: object): void {
    const { world, clock, keepaliveMs, faults } = this.#options
    const effect = faults.takeStream(call.query.get('name') ?? '')
    const check = (message: object): void => {
      this.#report('stream /api/v1/stream/applications', this.#options.schemas.check(schema, message))
    }
    watchApplications(world, call, response, { clock, keepaliveMs, effect, check })
  }

  #authenticate(route: Route, request: IncomingMessage): Session {
    try {
      return this.#options.world.access.authenticate(request.headers.authorization)
    } catch (error) {
      if (route.access === 'open') return anonymous
      throw error
    }
  }

  /** Whether the request goes on after the fault. */
  async #befall(effect: RequestEffect, response: ServerResponse): Promise<boolean> {
    switch (effect.kind) {
      case 'latency':
        await new Promise<void>((resolve) => this.#options.clock.schedule(effect.ms, resolve))
        return true
      case 'cut-body':
        return true
      case 'hang':
        return false
      case 'reset':
        response.destroy()
        return false
      case 'login-page':
        send(response, 200, loginPage, 'text/html; charset=utf-8')
        return false
      case 'answer':
        response.writeHead(effect.status, {
          'content-type': effect.contentType ?? 'application/json',
          ...effect.headers,
        })
        response.end(effect.body ?? '')
        return false
    }
  }

  #sendJson(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    body: unknown,
    effect: RequestEffect | undefined,
  ): void {
    const plain = Buffer.from(JSON.stringify(body), 'utf8')
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '')
    const bytes = zipped ? gzipSync(plain) : plain
    const headers = zipped ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      ...headers,
    })
    if (effect?.kind !== 'cut-body') {
      response.end(bytes)
      return
    }
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      response.destroy()
    })
  }

  /** Argo CD ignores parameters it does not know; a client that sends one has misspelt something. */
  #checkQuery(record: RecordedRequest, known: readonly string[]): void {
    const unknown = [...record.query.keys()].filter((name) => name !== 'fields' && !known.includes(name))
    this.#report(
      `request ${record.method} ${record.path}`,
      unknown.map((name) => `unknown query parameter ${name}`),
    )
  }

  #report(where: string, problems: string[]): void {
    if (problems.length > 0) this.#options.report(where, problems)
  }

  #signalOf(response: ServerResponse): AbortSignal {
    const gone = new AbortController()
    response.on('close', () => {
      gone.abort()
    })
    return AbortSignal.any([gone.signal, this.#closing.signal])
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, text, 'text/plain; charset=utf-8')
}

function send(response: ServerResponse, status: number, body: string, contentType: string): void {
  response.writeHead(status, { 'content-type': contentType, 'x-content-type-options': 'nosniff' })
  response.end(body)
}
