import type { Clock, Log } from '@gitops-actions/core'
import { systemClock } from '../clock/system-clock.ts'
import { readCaCert } from '../http/certificates.ts'
import { createHttpClient } from '../http/client.ts'
import type { HttpClient } from '../http/contract.ts'
import type { RegistryCredential } from '../registry/login.ts'
import { createRegistry, type RegistryClient } from '../registry/registry.ts'

/** What the runner gives an action, as far as adapters need it. */
export interface RunResources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly signal: AbortSignal
  readonly secrets: {
    /** Hides a secret, and answers it. `user` is the name that goes with it in Basic authentication. */
    mask(secret: string, user?: string): string
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
}

/** The clients of one run: they share one HTTP client and one clock. */
export interface RunClients {
  readonly clock: Clock
  readonly http: HttpClient
  readonly userAgent: string
  /** PEM text of the input `ca-cert`; undefined when there is none. */
  readonly caCert: string | undefined
  registry(credentials: readonly RegistryCredential[]): RegistryClient
  /** Closes idle connections, so that the process can end. */
  close(): Promise<void>
}

/** @throws ActionError `invalid-ca-cert` */
export async function openRunClients(settings: RunSettings): Promise<RunClients> {
  const { action, plaintext = false, insecureHosts, runtime } = settings
  const { env, log, signal, secrets } = runtime
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
  return {
    clock,
    http,
    userAgent,
    caCert,
    registry: (credentials) =>
      createRegistry({
        http,
        credentials,
        clock,
        log,
        env,
        signal,
        onSecret: (secret) => secrets.mask(secret),
        plaintext,
      }),
    close: () => http.close(),
  }
}
