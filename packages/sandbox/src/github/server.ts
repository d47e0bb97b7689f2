import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { BegunWork } from '../begun-work.ts'
import { removeDirectory } from '../directory-removal.ts'
import type { BareRepository } from '../git/bare-repository.ts'
import { type Seed, seedRepository } from '../git/server.ts'
import { listenOnLoopback } from '../listener.ts'
import { type NewApp, type RegisteredApp, registerApp } from './app-registration.ts'
import type { EventListener } from './events.ts'
import type { LoggedRequest } from './exchange.ts'
import { type FaultScript, type MovedBranch, moveBranch } from './faults.ts'
import { Gateway } from './gateway.ts'
import { advanceQueue, dequeue } from './pulls/merge-queue.ts'
import { watchReferences } from './pulls/synchronize.ts'
import type { AccessToken, Ruleset } from './resources.ts'
import { GitHubState, type NewToken, type Repository, type WorldOptions } from './state.ts'

export type GitHubOptions = WorldOptions

export interface NewRepository extends Seed {
  private?: boolean
  /** Full name of the repository it is a fork of; it must be there. A fork without files begins with its parent's. */
  parent?: string
}

export type NewRuleset = Pick<Ruleset, 'branches' | 'rules'> & Partial<Omit<Ruleset, 'id'>>

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
  /** Registers an app and installs it; its key signs the requests that ask for installation tokens. */
  createApp(request: NewApp): Promise<RegisteredApp>
  /** The git side of a repository. @throws Error when there is none of that name */
  repository(fullName: string): BareRepository
  /** Everything GitHub knows of a repository. @throws Error when there is none of that name */
  describe(fullName: string): Repository
  /** Gives a repository another full name; requests for the old one are redirected. */
  renameRepository(from: string, to: string): void
  /** Puts rules on branches, active from now on. */
  addRuleset(fullName: string, rules: NewRuleset): Ruleset
  /** Gives the merge queue of a branch the time that it needs. Default: the default branch. */
  advanceMergeQueue(fullName: string, branch?: string): Promise<void>
  /** Takes a pull request out of its merge queue, as a person or GitHub would. */
  dequeue(fullName: string, number: number, reason: string): Promise<void>
  /** Commits to a branch as somebody else would, and names the new head. */
  moveBranch(move: MovedBranch): Promise<string>
  cloneUrl(fullName: string): string
  /** Cuts connections, ends children, removes the repositories. @throws Error when violations were not taken */
  close(): Promise<void>
}

/** GitHub on loopback: REST under `/api/v3`, GraphQL at `/api/graphql`, git under `/{owner}/{repo}.git`. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const root = await mkdtemp(join(tmpdir(), 'sandbox-github-'))
  const closing = new AbortController()
  const state = new GitHubState({ ...options, sleep: sleepUntil(closing.signal, options.sleep) })
  const gateway = new Gateway(state)
  const answers = new BegunWork()
  const server = createServer((request, response) => {
    const answer = gateway.handle(request, response).catch((error: unknown) => {
      // Who left in the middle of a question, or was cut off by the end of the sandbox, did nothing that GitHub would not do.
      if (request.complete && !closing.signal.aborted)
        gateway.violations.push(`the sandbox failed at ${String(request.url)}: ${String(error)}`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
    answers.add(answer)
  })
  const listener = await listenOnLoopback(server)
  gateway.urls = {
    server: listener.url,
    api: `${listener.url}/api/v3`,
    graphql: `${listener.url}/api/graphql`,
  }

  function describe(fullName: string): Repository {
    const repository = state.findRepository(fullName)
    if (repository === undefined) throw new Error(`the sandbox has no repository ${fullName}`)
    return repository
  }

  return {
    url: gateway.urls.server,
    apiUrl: gateway.urls.api,
    graphqlUrl: gateway.urls.graphql,
    state,
    faults: gateway.faults,
    requests: gateway.requests,
    violations: gateway.violations,
    takeViolations: () => gateway.violations.splice(0),
    onEvent: (listener) => state.events.on(listener),
    async createRepository(fullName, request = {}) {
      const parent = request.parent === undefined ? undefined : describe(request.parent)
      const git = await seedRepository(join(root, `${fullName}.git`), request)
      if (parent !== undefined && request.files === undefined) await git.copyRefs(parent.git)
      watchReferences(state, state.addRepository(fullName, git, { ...request, parent: parent?.fullName }))
      return git
    },
    createApp: (request) => registerApp(state, request),
    createToken: (request) => state.addToken(request),
    repository: (fullName) => describe(fullName).git,
    describe,
    renameRepository: (from, to) => {
      state.renameRepository(from, to)
    },
    addRuleset(fullName, rules) {
      const ruleset: Ruleset = {
        id: state.nextId(),
        name: 'rules',
        enforcement: 'active',
        bypass: [],
        ...rules,
      }
      describe(fullName).rulesets.set(ruleset.id, ruleset)
      return ruleset
    },
    advanceMergeQueue(fullName, branch) {
      const repository = describe(fullName)
      return advanceQueue(state, repository, branch ?? repository.defaultBranch, { settled: true })
    },
    async dequeue(fullName, number, reason) {
      const repository = describe(fullName)
      const pull = repository.pulls.get(number)
      if (pull === undefined) throw new Error(`the sandbox has no pull request #${number} in ${fullName}`)
      await dequeue(state, repository, pull, { actor: state.account('somebody-else'), reason })
    },
    moveBranch: (move) => moveBranch(state, move),
    cloneUrl: (fullName) => `${gateway.urls.server}/${fullName}.git`,
    async close() {
      closing.abort()
      await Promise.all([gateway.git.close(), listener.close()])
      await answers.settled()
      await Promise.all([...state.repositories.values()].map(({ git }) => git.close()))
      await removeDirectory(root)
      if (gateway.violations.length > 0)
        throw new Error(`GitHub would not do this:\n${gateway.violations.join('\n')}`)
    },
  }
}

/** The sleep of a server: nobody waits for it any more when the server is closed. */
function sleepUntil(
  closing: AbortSignal,
  sleep: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): (milliseconds: number) => Promise<void> {
  const closed = new Promise<void>((resolve) => {
    closing.addEventListener('abort', () => {
      resolve()
    })
  })
  return (milliseconds) => Promise.race([sleep(milliseconds), closed])
}
