import type { Clock } from '@gitops-actions/core'
import { createHttpClient } from '../http/client.ts'
import type {
  HttpClient,
  HttpClientOptions,
  HttpRequest,
  HttpResponse,
  HttpStream,
  HttpStreamRequest,
} from '../http/contract.ts'
import { waitOutLimits } from '../http/patience.ts'
import type { ClusterAccess } from './access.ts'
import { type PluginCredential, runExecPlugin } from './exec-plugin.ts'
import { readMaterial } from './material.ts'

/** The kubelet renews the token file of a pod long before it expires; it is read again after so many milliseconds. */
const FILE_TTL = 60_000
/** A plugin's credential is renewed this long before it expires, in milliseconds. */
const EARLY = 30_000

export interface ConnectionOptions {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  readonly signal?: AbortSignal
  /** PEM text of what is trusted besides what the machine trusts, where the kubeconfig names nobody. */
  readonly caCert?: string
  /** Accepts plain http beyond loopback. Default false. */
  readonly plaintext?: boolean
  readonly warn?: (line: string) => void
  readonly redact?: (text: string) => string
  /** Called with every secret before its first use. */
  readonly onSecret?: (secret: string, user?: string) => void
}

/** One cluster behind its credentials: they are read, shown and renewed here alone. */
export interface ClusterConnection {
  readonly access: ClusterAccess
  /** Throws as `HttpClient` does, and `exec-plugin-failed`. Waits when the server has too many requests. */
  request(request: HttpRequest): Promise<HttpResponse>
  stream(request: HttpStreamRequest): Promise<HttpStream>
  close(): Promise<void>
}

/** What we show now. */
interface Credential {
  readonly authorization: string | undefined
  readonly http: HttpClient
  /** Monotonic milliseconds. */
  readonly freshUntil: number
}

/** Opens nothing before the first request. */
export function connectCluster(access: ClusterAccess, options: ConnectionOptions): ClusterConnection {
  const { clock, onSecret = () => undefined } = options
  const clients = new Map<string, HttpClient>()
  let known: Credential | undefined
  let renewing: Promise<Credential> | undefined

  function clientFor(shown: ClusterAccess['certificate']): HttpClient {
    const key = shown?.certificate ?? ''
    const open = clients.get(key)
    if (open !== undefined) return open
    const made = createHttpClient(clientOptions(access, shown, options))
    clients.set(key, made)
    return made
  }

  async function read(): Promise<Credential> {
    const { token, plugin, certificate } = access
    if (certificate !== undefined) onSecret(certificate.key)
    if (token?.kind === 'basic') {
      onSecret(token.password, token.username)
      const pair = Buffer.from(`${token.username}:${token.password}`).toString('base64')
      return { authorization: `Basic ${pair}`, http: clientFor(certificate), freshUntil: Infinity }
    }
    if (token !== undefined) {
      const bearer = (await readMaterial(token.token)).trim()
      onSecret(bearer)
      const ttl = token.token.kind === 'file' ? FILE_TTL : Infinity
      const freshUntil = clock.monotonic() + ttl
      return { authorization: `Bearer ${bearer}`, http: clientFor(certificate), freshUntil }
    }
    if (plugin === undefined)
      return { authorization: undefined, http: clientFor(certificate), freshUntil: Infinity }
    return fromPlugin(await runExecPlugin(plugin, { ...options, signal: options.signal, cluster: access }))
  }

  function fromPlugin({ token, certificate, expiresAt }: PluginCredential): Credential {
    for (const secret of [token, certificate?.key]) if (secret !== undefined) onSecret(secret)
    const left = expiresAt === undefined ? Infinity : expiresAt - clock.now().getTime() - EARLY
    return {
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      http: clientFor(certificate ?? access.certificate),
      freshUntil: clock.monotonic() + Math.max(0, left),
    }
  }

  async function credential(): Promise<Credential> {
    if (known !== undefined && clock.monotonic() < known.freshUntil) return known
    return renew(known)
  }

  /** Once for all who wait: a plugin may take seconds. */
  async function renew(old: Credential | undefined): Promise<Credential> {
    if (known !== undefined && known !== old) return known
    renewing ??= read()
      .then((read) => (known = read))
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  const isRenewable = access.plugin !== undefined || isFile(access)

  /** A refused credential may have expired early: a request that was answered 401 was not acted on, and may be sent again. */
  async function twice<A extends { readonly status: number }>(
    send: (credential: Credential) => Promise<A>,
  ): Promise<A> {
    const shown = await credential()
    const answer = await send(shown)
    if (answer.status !== 401 || !isRenewable) return answer
    return send(await renew(shown))
  }

  return {
    access,
    request: (wanted) =>
      twice(({ http, authorization }) =>
        waitOutLimits(http, clock, options.signal).request(withAuthorization(wanted, authorization)),
      ),
    stream: (wanted) =>
      twice(async ({ http, authorization }) => {
        const stream = await http.stream(withAuthorization(wanted, authorization))
        if (stream.status === 401) stream.close()
        return stream
      }),
    async close() {
      for (const client of clients.values()) await client.close()
    },
  }
}

function isFile({ token }: ClusterAccess): boolean {
  return token?.kind === 'bearer' && token.token.kind === 'file'
}

function withAuthorization<R extends HttpRequest | HttpStreamRequest>(
  request: R,
  authorization: string | undefined,
): R {
  return authorization === undefined
    ? request
    : { ...request, headers: { ...request.headers, authorization } }
}

function clientOptions(
  access: ClusterAccess,
  clientCertificate: ClusterAccess['certificate'],
  { clock, env, userAgent, signal, warn, redact, caCert, plaintext }: ConnectionOptions,
): HttpClientOptions {
  const { authority, insecure, proxy, serverName, server } = access
  return {
    clock,
    env,
    userAgent,
    ...(signal === undefined ? {} : { signal }),
    ...(warn === undefined ? {} : { warn }),
    ...(redact === undefined ? {} : { redact }),
    ...(plaintext === undefined ? {} : { plaintext }),
    ...(authority === undefined
      ? caCert === undefined
        ? {}
        : { caCert }
      : { caCert: authority, onlyCaCert: true }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(insecure ? { insecureHosts: [new URL(server).host] } : {}),
  }
}
