import type {
  Clock,
  EnvironmentRepository,
  Log,
  PullRequests,
  Registry,
  RepositoryName,
} from '@gitops-actions/core'
import { systemClock } from '../clock/system-clock.ts'
import { connectGitHub, type GitHubConnection } from '../github/connection.ts'
import { createGitHubRepository } from '../github/environment-repository.ts'
import { createGitHubPullRequests } from '../github/pull-requests.ts'
import { readCaCert } from '../http/certificates.ts'
import { createHttpClient } from '../http/client.ts'
import type { HttpClient } from '../http/contract.ts'
import type { RegistryCredential } from '../registry/login.ts'
import { createRegistry } from '../registry/registry.ts'

/** What the runner gives an action, as far as adapters need it. */
export interface RunResources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly signal: AbortSignal
  readonly secrets: {
    /** Hides a secret, and answers it. */
    mask(secret: string): string
    redact(text: string): string
  }
}

/** What a run knows before it reaches for the outside. */
export interface RunSettings {
  /** The action's name, for the user agent. */
  readonly action: string
  readonly runtime: RunResources
  /** Value of the input `ca-cert`: PEM text, a path, or empty. */
  readonly caCert: string
  /** Accepts plain http beyond loopback. Default false. */
  readonly plaintext?: boolean
  /** Hosts whose certificate is not verified. */
  readonly insecureHosts?: readonly string[]
  /** Base URLs of GitHub, as the runner gives them. */
  readonly host: { readonly serverUrl: string; readonly apiUrl: string; readonly graphqlUrl: string }
}

/** The adapters of one run: they share one HTTP client, one clock and one connection per token. */
export interface RunAdapters {
  readonly clock: Clock
  readonly http: HttpClient
  repository(token: string, name: RepositoryName): EnvironmentRepository
  pulls(token: string, name: RepositoryName): PullRequests
  registry(credentials: readonly RegistryCredential[]): Registry
  /** Closes idle connections, so that the process can end. */
  close(): Promise<void>
}

/** @throws ActionError `invalid-ca-cert` */
export async function openRunAdapters(settings: RunSettings): Promise<RunAdapters> {
  const { action, plaintext = false, insecureHosts, host, runtime } = settings
  const { env, log, signal, secrets } = runtime
  const mask = (secret: string): string => secrets.mask(secret)
  const clock = systemClock()
  const userAgent = `gitops-actions/${action}`
  const caCert = settings.caCert.trim() === '' ? undefined : await readCaCert(settings.caCert)
  const http = createHttpClient({
    clock,
    env,
    userAgent,
    plaintext,
    redact: (text) => secrets.redact(text),
    signal,
    warn: (line) => {
      log.warning(line)
    },
    ...(caCert === undefined ? {} : { caCert }),
    ...(insecureHosts === undefined ? {} : { insecureHosts }),
  })
  const connections = new Map<string, GitHubConnection>()
  const connect = (token: string): GitHubConnection => {
    const known = connections.get(token)
    if (known !== undefined) return known
    const connection = connectGitHub({
      http,
      clock,
      log,
      signal,
      userAgent,
      plaintext,
      token: mask(token),
      ...host,
    })
    connections.set(token, connection)
    return connection
  }
  return {
    clock,
    http,
    repository: (token, name) => createGitHubRepository(connect(token), name),
    pulls: (token, name) => createGitHubPullRequests(connect(token), name),
    registry: (credentials) =>
      createRegistry({
        http,
        credentials,
        clock,
        log,
        env,
        onSecret: mask,
        plaintext: plaintext ? credentials.map(({ registry }) => registry) : [],
      }),
    close: () => http.close(),
  }
}
