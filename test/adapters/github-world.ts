import {
  connectGitHub,
  createGitHubPullRequests,
  createGitHubRepository,
  createHttpClient,
  type GitHubConnection,
  type GitHubOptions,
  type HttpClient,
} from '@gitops-actions/adapters'
import {
  ActionError,
  parseRepositoryName,
  type Clock,
  type EnvironmentRepository,
  type Log,
  type PullRequests,
} from '@gitops-actions/core'
import { startGitHub, type GitHub, type LoggedRequest } from '@gitops-actions/sandbox'

/** Sleeping takes no time, is written down and moves both clocks; jitter draws the middle. */
export interface FakeClock extends Clock {
  readonly slept: number[]
}

export function fakeClock(start = Date.UTC(2026, 1, 3, 4, 5, 6)): FakeClock {
  let elapsed = 0
  const slept: number[] = []
  return {
    slept,
    monotonic: () => elapsed,
    now: () => new Date(start + elapsed),
    sleep: (milliseconds) => {
      slept.push(milliseconds)
      elapsed += milliseconds
      return Promise.resolve()
    },
    timer: () => ({ done: Promise.resolve(), cancel: () => undefined }),
    random: () => 0.5,
  }
}

export interface World {
  readonly github: GitHub
  readonly clock: FakeClock
  readonly lines: string[]
  readonly token: string
  connection(options?: Partial<GitHubOptions>): GitHubConnection
  connect(options?: Partial<GitHubOptions>): {
    repository: EnvironmentRepository
    pulls: PullRequests
  }
  /** The operations asked for since the last call of this. */
  operations(): string[]
  writes(): LoggedRequest[]
  close(): Promise<void>
}

export const REPOSITORY = 'acme/env'

/** A GitHub on loopback with the environment repository `acme/env` and our adapter in front of it. */
export async function createWorld(
  files: Parameters<GitHub['createRepository']>[1] = { files: { 'a.yaml': 'tag: 1\n' } },
): Promise<World> {
  const clock = fakeClock()
  const github = await startGitHub({ now: () => clock.now() })
  await github.createRepository(REPOSITORY, files)
  const { token } = github.createToken({ login: 'bumper[bot]', kind: 'app' })
  const lines: string[] = []
  const clients: HttpClient[] = []
  let seen = 0

  function connection(options: Partial<GitHubOptions> = {}): GitHubConnection {
    const http = createHttpClient({ clock, env: {}, userAgent: 'gitops-actions-test' })
    clients.push(http)
    return connectGitHub({
      http,
      clock,
      log: logInto(lines),
      token,
      apiUrl: github.apiUrl,
      graphqlUrl: github.graphqlUrl,
      serverUrl: github.url,
      userAgent: 'gitops-actions-test',
      ...options,
    })
  }

  return {
    github,
    clock,
    lines,
    token,
    connection,
    connect(options) {
      const connected = connection(options)
      const name = parseRepositoryName(REPOSITORY)
      return {
        repository: createGitHubRepository(connected, name),
        pulls: createGitHubPullRequests(connected, name),
      }
    },
    operations() {
      const fresh = github.requests.slice(seen).map(({ operation }) => operation)
      seen = github.requests.length
      return fresh
    },
    writes: () => github.requests.filter(({ write }) => write),
    async close() {
      for (const client of clients) await client.close()
      await github.close()
    },
  }
}

export function logInto(lines: string[]): Log {
  const add =
    (level: string) =>
    (line: string): void => {
      lines.push(`${level}: ${line}`)
    }
  return {
    group: (_title, work) => work(),
    info: add('info'),
    debug: add('debug'),
    notice: add('notice'),
    warning: add('warning'),
    error: add('error'),
  }
}

/** The error that ended some work; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ActionError) return error
  throw new Error(`expected an ActionError, got ${String(error)}`, { cause: error })
}
