import type { IncomingMessage, ServerResponse } from 'node:http'

import { credentialOf } from '../git/credential.ts'
import { authenticate } from './authentication.ts'
import { REST_ROUTES } from './endpoints.ts'
import { type LoggedRequest, readJson, send } from './exchange.ts'
import { answerInstead, type FaultEffect, FaultScript, fillAnswer, prepareFault } from './faults.ts'
import { createGitEndpoint } from './git-endpoint.ts'
import { answerGraphql } from './graphql/handler.ts'
import { nameGraphqlOperation } from './graphql-operation.ts'
import { answerRest } from './rest-endpoint.ts'
import { type Answer, type BaseUrls, RestError, type RouteMatch, RouteTable } from './route.ts'
import type { GitHubState } from './state.ts'

/** An API request on its way: what it asks, and what goes wrong with it. */
interface ApiCall {
  request: IncomingMessage
  url: URL
  /** The parsed body, or the error that reading it ended in. */
  body: unknown
  graphql: boolean
  match: RouteMatch | undefined
  effect: FaultEffect
}

/** What stands in front of every endpoint: the request log, faults, rate limits, and the record of violations. */
export class Gateway {
  readonly state: GitHubState
  readonly faults = new FaultScript()
  readonly requests: LoggedRequest[] = []
  readonly violations: string[] = []
  readonly git: ReturnType<typeof createGitEndpoint>
  urls: BaseUrls = { server: '', api: '', graphql: '' }
  readonly #routes = new RouteTable(REST_ROUTES)

  constructor(state: GitHubState) {
    this.state = state
    this.git = createGitEndpoint({
      state,
      faults: this.faults,
      serverUrl: () => this.urls.server,
      onExchange: ({ method, path, status, service, step }, login) => {
        const write = service === 'git-receive-pack' && step === 'rpc'
        this.requests.push({
          method,
          path,
          status,
          operation: `${service} ${step}`,
          login,
          body: undefined,
          write,
          at: state.now(),
        })
      },
    })
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    if (url.pathname.startsWith('/api/')) await this.#handleApi(request, response, url)
    else if (!(await this.git.handle(request, response))) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found\n')
    }
  }

  async #handleApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const graphql = url.pathname === '/api/graphql'
    const method = request.method ?? 'GET'
    const path = nameRepository(this.state, url.pathname.replace(/^\/api\/v3/, ''))
    const match = graphql ? undefined : this.#routes.match(method, path)
    const body = await readJson(request).catch((error: unknown) => error)
    const operation = graphql ? nameGraphqlOperation(body) : (match?.route.operation ?? 'unknown')
    const token = this.state.findToken(credential(request))
    const entry: LoggedRequest = {
      method,
      path: url.pathname + url.search,
      status: 0,
      operation,
      login: token?.account.login,
      body: body instanceof Error ? undefined : body,
      write: graphql ? operation.startsWith('mutation') : !['GET', 'HEAD'].includes(method),
      at: this.state.now(),
    }
    this.requests.push(entry)
    const effect = this.faults.take(operation, { path: entry.path, body })
    await prepareFault(effect, this.state)
    if (effect.cut === 'before') {
      request.socket.destroy()
      return
    }
    const free = operation === 'GET /rate_limit'
    const spent = this.state.quota.spend(token, graphql ? 'graphql' : 'core', free ? 0 : 1)
    const login = token?.account.login ?? 'this address'
    const limit: FaultEffect = spent.exceeded
      ? { rateLimit: { kind: 'primary', resetIn: spent.resetIn } }
      : effect
    const answer =
      answerInstead(limit, { graphql, now: this.state.now(), login }) ??
      (await this.#act({ request, url, body, graphql, match, effect }))
    if (effect.cut === 'after') {
      request.socket.destroy()
      return
    }
    entry.status = answer.status
    send(request, response, answer, spent.headers)
  }

  async #act(call: ApiCall): Promise<Answer> {
    const { request, body, effect } = call
    if (body instanceof RestError) return body.toAnswer()
    if (body instanceof Error) throw body
    if ((request.headers['user-agent'] ?? '') === '') return refuseNameless()
    const result = call.graphql ? await this.#answerGraphql(request, body) : await this.#answerRest(call)
    this.violations.push(...result.violations)
    if (effect.afterActing !== undefined) return fillAnswer(effect.afterActing)
    return effect.rewrite === undefined
      ? result.answer
      : { ...result.answer, body: effect.rewrite(result.answer.body) }
  }

  async #answerGraphql(request: IncomingMessage, body: unknown): ReturnType<typeof answerGraphql> {
    try {
      const token = authenticate(this.state, request.headers.authorization)
      if (token === undefined) throw new RestError(401, 'This endpoint requires you to be authenticated.')
      return await answerGraphql({ state: this.state, urls: this.urls, token, body })
    } catch (error) {
      if (error instanceof RestError) return { answer: error.toAnswer(), violations: [] }
      throw error
    }
  }

  #answerRest(call: ApiCall): ReturnType<typeof answerRest> {
    const { request, url, body, match } = call
    return answerRest({
      match,
      path: url.pathname.replace(/^\/api\/v3/, '') + url.search,
      query: url.searchParams,
      headers: request.headers,
      body,
      state: this.state,
      urls: this.urls,
    })
  }
}

/** `/repositories/{id}/…`, where redirects lead, as the path with the repository's name. */
function nameRepository(state: GitHubState, path: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? []
  const repository = id === undefined ? undefined : state.findRepositoryById(Number(id))
  return repository === undefined ? path : `/repos/${repository.fullName}${rest}`
}

function credential(request: IncomingMessage): string {
  return credentialOf(request.headers.authorization) ?? ''
}

/** Source: https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent */
function refuseNameless(): Answer {
  const message =
    'Request forbidden by administrative rules. Please make sure your request has a User-Agent header'
  return { status: 403, headers: { 'content-type': 'text/html' }, body: `${message}\n` }
}
