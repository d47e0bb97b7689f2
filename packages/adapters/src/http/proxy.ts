import { ActionError } from '@gitops-actions/core'

import { isLoopback } from './url.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or undefined for a direct connection. Loopback addresses are
 * always direct. Throws `ActionError` `invalid-proxy`; the message leaves out the proxy's credentials.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const given = read(env, name)
  if (given === undefined || isLoopback(url.hostname) || bypasses(url, read(env, 'no_proxy') ?? ''))
    return undefined
  return readProxy(given, name.toUpperCase())
}

/** The URL of a proxy from the setting `name`. Throws as `proxyFor` does. */
export function readProxy(given: string, name: string): URL {
  const text = given.includes('://') ? given : `http://${given}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
    throw new ActionError(
      'invalid-proxy',
      `${name} is not the http or https URL of a proxy; correct or unset it`,
    )
  }
  return proxy
}

/** Entries separated by commas or blanks: `*`, `host`, `.domain`, `*.domain`, each with an optional `:port`. */
function bypasses(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const parts = /^(?:\[(?<six>[^\]]+)\]|(?<name>[^:]+|.*:.*:.*))(?::(?<port>\d+))?$/.exec(entry)?.groups
  const name = (parts?.six ?? parts?.name ?? '').replace(/^\*?\./, '')
  if (name === '' || (parts?.port !== undefined && parts.port !== port)) return false
  return host === name || host.endsWith(`.${name}`)
}

function read(env: Env, name: string): string | undefined {
  const value = (env[name] ?? env[name.toUpperCase()])?.trim()
  return value === '' ? undefined : value
}
