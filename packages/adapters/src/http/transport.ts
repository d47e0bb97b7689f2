import type { Readable } from 'node:stream'

import type { Dispatcher } from 'undici'

import type { HttpClientOptions, HttpHeaders } from './contract.ts'
import { checkPem, trustedCertificates } from './certificates.ts'
import { readHeaders } from './headers.ts'
import { proxyFor, readProxy } from './proxy.ts'
import type { Hop } from './redirect.ts'

export interface RawAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Readable
}

/** Sends single requests: connections, TLS and proxies, nothing of rules or retries. */
export interface Transport {
  send(hop: Hop, signal: AbortSignal): Promise<RawAnswer>
  close(): Promise<void>
}

/** undici is loaded with the first request: an action that ends before it does not pay for it. */
export function createTransport(options: HttpClientOptions): Transport {
  const agents = new Map<string, Promise<Dispatcher>>()
  const announced = new Set<string>()
  let trusted: string[] | undefined

  function connectOptions(insecure: boolean): ConnectOptions {
    if (insecure) return { rejectUnauthorized: false }
    // Said, because the default is what NODE_TLS_REJECT_UNAUTHORIZED says.
    const verified = { rejectUnauthorized: true }
    const given = typeof options.caCert === 'string' ? [options.caCert] : (options.caCert ?? [])
    if (given.length === 0) return verified
    trusted ??=
      options.onlyCaCert === true
        ? given.map((pem) => checkPem(pem, 'ca-cert'))
        : trustedCertificates(given, options.env)
    return { ...verified, ca: trusted }
  }

  /** What servers are told of us, and not the proxy on the way. */
  function identity(): Pick<ConnectOptions, 'cert' | 'key' | 'servername'> {
    const { clientCertificate: shown, serverName } = options
    return {
      ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    }
  }

  function agentFor(url: URL): Promise<Dispatcher> {
    const proxy = options.proxy === undefined ? proxyFor(url, options.env) : readProxy(options.proxy, 'proxy')
    const insecure = url.protocol === 'https:' && isListed(url, options.insecureHosts ?? [])
    if (insecure && !announced.has(url.host)) {
      announced.add(url.host)
      options.warn?.(
        `TLS certificates of ${url.host} are not verified: anyone on the way can read and change what is sent, ` +
          'tokens included. Use `ca-cert` instead',
      )
    }
    const key = `${proxy?.href ?? 'direct'} ${insecure ? url.host : ''}`
    const known = agents.get(key)
    if (known !== undefined) return known
    const made = createAgent(proxy, { ...connectOptions(insecure), ...identity() }, connectOptions(false))
    agents.set(key, made)
    return made
  }

  return {
    async send(hop, signal) {
      const [{ request }, dispatcher] = await Promise.all([import('undici'), agentFor(hop.url)])
      const answer = await request(hop.url, {
        dispatcher,
        method: hop.method,
        headers: hop.headers,
        body: hop.body ?? null,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      return { status: answer.statusCode, headers: readHeaders(answer.headers), body: answer.body }
    },
    async close() {
      const open = [...agents.values()]
      agents.clear()
      for (const agent of open) await agent.then((made) => made.destroy())
    },
  }
}

interface ConnectOptions {
  readonly ca?: string[]
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  readonly rejectUnauthorized: boolean
}

async function createAgent(
  proxy: URL | undefined,
  toHost: ConnectOptions,
  toProxy: ConnectOptions,
): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici')
  if (proxy === undefined) return new Agent({ connect: toHost })
  return new ProxyAgent({ uri: proxy.href, requestTls: toHost, proxyTls: toProxy })
}

function isListed(url: URL, hosts: readonly string[]): boolean {
  return hosts.includes(url.host) || hosts.includes(url.hostname)
}
