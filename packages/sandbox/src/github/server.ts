import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { BareRepository } from '../git/bare-repository.ts'
import { type Seed, seedRepository } from '../git/server.ts'
import { credentialOf } from '../git/credential.ts'
import { listenOnLoopback } from '../listener.ts'
import { authenticate } from './authentication.ts'
import { REST_ROUTES } from './endpoints.ts'
import type { EventListener } from './events.ts'
import { type LoggedRequest, readJson, send } from './exchange.ts'
import { answerInstead, FaultScript, type FaultEffect, fillAnswer, prepareFault } from './faults.ts'
import { createGitEndpoint } from './git-endpoint.ts'
import { answerGraphql } from './graphql/handler.ts'
import { nameGraphqlOperation } from './graphql-operation.ts'
import { watchReferences } from './pulls/synchronize.ts'
import { Quota } from './quota.ts'
import type { AccessToken } from './resources.ts'
import { answerRest } from './rest-endpoint.ts'
import { type Answer, type BaseUrls, RestError, RouteTable } from './route.ts'
import { GitHubState, type NewToken, type Repository } from './state.ts'

export interface GitHubOptions {
  /** The clock of the sandbox. Default: the real one. */
  now?: () => Date
  /** Requests per token and hour. Default 5,000. */
  rateLimit?: number
}

export interface NewRepository extends Seed {
  private?: boolean
  /** Full name of the repository it is a fork of; it must be there. */
  parent?: string
}

export interface GitHub {
  /** What `GITHUB_SERVER_URL` holds. */
  url: string
  /** What `GITHUB_API_URL` holds. */
  apiUrl: string
  /** What `GITHUB_GRAPHQL_URL` holds. */
  graphqlUrl: string
  state: GitHubState
  faults: FaultScript
  /** Every request, oldest first. */
  requests: LoggedRequest[]
  /** Requests and answers that depart from GitHub's own descriptions. */
  violations: string[]
  /** Returns the violations and forgets them, for tests that provoke them. */
  takeViolations(): string[]
  /** Told of what would start workflows, in order; whoever caused an event waits for its listeners. Returns the way out. */
  onEvent(listener: EventListener): () => void
  createRepository(fullName: string, options?: NewRepository): Promise<BareRepository>
  createToken(request: NewToken): AccessToken
  /** The git side of a repository. @throws Error when there is none of that name */
  repository(fullName: string): BareRepository
  /** Everything GitHub knows of a repository. @throws Error when there is none of that name */
  describe(fullName: string): Repository
  cloneUrl(fullName: string): string
  /** Cuts connections, ends children, removes the repositories. @throws Error when violations were not taken */
  close(): Promise<void>
}

/** GitHub on loopback: REST under `/api/v3`, GraphQL at `/api/graphql`, git under `/{owner}/{repo}.git`. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const root = await mkdtemp(join(tmpdir(), 'sandbox-github-'))
  const state = new GitHubState(options.now === undefined ? {} : { now: options.now })
  const world = new World(state, new Quota(options.rateLimit ?? 5000, () => state.now()))
  const server = createServer((request, response) => {
    world.handle(request, response).catch((error: unknown) => {
      world.violations.push(`the sandbox failed at ${String(request.url)}: ${String(error)}`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const listener = await listenOnLoopback(server)
  world.urls = { server: listener.url, api: `${listener.url}/api/v3`, graphql: `${listener.url}/api/graphql` }

  function describe(fullName: string): Repository {
    const repository = state.findRepository(fullName)
    if (repository === undefined) throw new Error(`the sandbox has no repository ${fullName}`)
    return repository
  }

  return {
    url: world.urls.server,
    apiUrl: world.urls.api,
    graphqlUrl: world.urls.graphql,
    state,
    faults: world.faults,
    requests: world.requests,
    violations: world.violations,
    takeViolations: () => world.violations.splice(0),
    onEvent: (listener) => state.events.on(listener),
    async createRepository(fullName, request = {}) {
      const parent = request.parent === undefined ? undefined : describe(request.parent).fullName
      const git = await seedRepository(join(root, `${fullName}.git`), request)
      watchReferences(state, state.addRepository(fullName, git, { ...request, parent }))
      return git
    },
    createToken: (request) => state.addToken(request),
    repository: (fullName) => describe(fullName).git,
    describe,
    cloneUrl: (fullName) => `${world.urls.server}/${fullName}.git`,
    async close() {
      world.git.close()
      await listener.close()
      await Promise.all([...state.repositories.values()].map(({ git }) => git.close()))
      await rm(root, { recursive: true, force: true })
      if (world.violations.length > 0)
        throw new Error(`GitHub would not do this:\n${world.violations.join('\n')}`)
    },
  }
}

class World {
  readonly state: GitHubState
  readonly faults = new FaultScript()
  readonly requests: LoggedRequest[] = []
  readonly violations: string[] = []
  readonly git: ReturnType<typeof createGitEndpoint>
  urls: BaseUrls = { server: '', api: '', graphql: '' }
  readonly #quota: Quota
  readonly #routes = new RouteTable(REST_ROUTES)

  constructor(state: GitHubState, quota: Quota) {
    this.state = state
    this.#quota = quota
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
    const match = graphql ? undefined : this.#routes.match(method, url.pathname.replace(/^\/api\/v3/, ''))
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
      request.destroy()
      return
    }
    const spent = this.#quota.spend(token, graphql ? 'graphql' : 'core')
    const login = token?.account.login ?? 'this address'
    const limit: FaultEffect = spent.exceeded ? { rateLimit: { kind: 'primary' } } : effect
    const answer =
      answerInstead(limit, { graphql, now: this.state.now(), login }) ??
      (await this.#act({ request, url, body, graphql, match, effect }))
    if (effect.cut === 'after') {
      request.destroy()
      return
    }
    entry.status = answer.status
    send(request, response, answer, spent.headers)
  }

  async #act(call: {
    request: IncomingMessage
    url: URL
    body: unknown
    graphql: boolean
    match: ReturnType<RouteTable['match']>
    effect: FaultEffect
  }): Promise<Answer> {
    const { request, body, effect } = call
    if (body instanceof RestError) return body.toAnswer()
    if (body instanceof Error) throw body
    if (request.headers['user-agent'] === undefined) return refuseNameless()
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

  #answerRest(call: {
    request: IncomingMessage
    url: URL
    body: unknown
    match: ReturnType<RouteTable['match']>
  }): ReturnType<typeof answerRest> {
    const { request, url, body, match } = call
    return answerRest({
      match,
      query: url.searchParams,
      headers: request.headers,
      body,
      state: this.state,
      urls: this.urls,
    })
  }
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
