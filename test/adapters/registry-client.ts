import {
  createHttpClient,
  createRegistry,
  type HttpClient,
  type RegistryClient,
  type RegistryClientOptions,
} from '@gitops-actions/adapters'
import type { Clock } from '@gitops-actions/core'

/** A clock that only sleeping moves, at once. */
export interface FakeClock extends Clock {
  readonly slept: number[]
  advance(milliseconds: number): void
}

export function fakeClock(): FakeClock {
  let elapsed = 0
  const slept: number[] = []
  return {
    slept,
    advance: (milliseconds) => {
      elapsed += milliseconds
    },
    monotonic: () => elapsed,
    now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + elapsed),
    sleep: (milliseconds) => {
      slept.push(milliseconds)
      elapsed += milliseconds
      return Promise.resolve()
    },
    timer: () => ({ done: Promise.resolve(), cancel: () => undefined }),
    random: () => 0,
  }
}

/** A client as an action makes it, and everything it told. */
export interface TestClient {
  readonly registry: RegistryClient
  readonly http: HttpClient
  readonly clock: FakeClock
  readonly secrets: string[]
  readonly notices: string[]
}

/** A client that knows no login of this machine unless told to. */
export function testClient(
  options: Partial<Omit<RegistryClientOptions, 'dockerConfigPath'>> & {
    /** Undefined: where the environment says. */
    dockerConfigPath?: string | undefined
  } = {},
): TestClient {
  const clock = fakeClock()
  const secrets: string[] = []
  const notices: string[] = []
  const http = createHttpClient({ clock, env: {}, userAgent: 'test/1' })
  const { dockerConfigPath, ...rest } = { dockerConfigPath: '/nonexistent/config.json', ...options }
  const registry = createRegistry({
    http,
    clock,
    credentials: [],
    ...(dockerConfigPath === undefined ? {} : { dockerConfigPath }),
    env: {},
    onSecret: (value) => secrets.push(value),
    log: { notice: (line) => notices.push(line) },
    ...rest,
  })
  return { registry, http, clock, secrets, notices }
}
