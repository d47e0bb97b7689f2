import { BlockList, isIP } from 'node:net'
import { ActionError } from '@gitops-actions/core'
import { isLoopback } from '../http/url.ts'

/** Docker Hub's names for itself; references say `docker.io`, the API is elsewhere. */
const HUB = 'docker.io'
const HUB_API = 'registry-1.docker.io'
const HUB_ALIASES = new Set([HUB, HUB_API, 'index.docker.io', 'hub.docker.com', 'registry.hub.docker.com'])

/** Where docker and its credential helpers keep the login of Docker Hub. */
export const HUB_CONFIG_KEY = 'https://index.docker.io/v1/'

/**
 * The registry a setting names, as image references name it: `host[:port]`, lower-case, without scheme and path;
 * empty and every name of Docker Hub are `docker.io`.
 */
export function normalizeRegistry(text: string): string {
  const host = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/s, '')
    .toLowerCase()
  return host === '' || HUB_ALIASES.has(host) ? HUB : host
}

/** Whether a registry, as image references name it, is Docker Hub. */
export function isHub(registry: string): boolean {
  return registry === HUB
}

/** The root of a registry's API: https, but http for loopback addresses. */
export function apiRoot(registry: string): URL {
  const host = registry === HUB ? HUB_API : registry
  const url = URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`) : undefined
  if (url === undefined) {
    throw new ActionError(
      'invalid-image',
      `"${registry}" is not the address of a registry: wanted a host name, and a port if it is not 443.`,
    )
  }
  return isLoopback(url.hostname) ? new URL(`http://${host}/`) : url
}

/**
 * The token endpoint that a challenge names, if it is one we may send a password to: https; or http on the very host
 * of a registry that is itself read over http, or between loopback addresses. Addresses inside the runner's network
 * are refused unless the registry is at that address: a registry must not choose whom we talk to there.
 * @throws ActionError `registry-invalid-answer`
 */
export function checkRealm(realm: string, registry: URL): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined
  if (url === undefined) throw refuse(registry, 'is not a URL')
  if (url.username !== '' || url.password !== '') throw refuse(registry, 'carries a user name or password')
  const sameHost = url.hostname === registry.hostname
  const bothLoopback = isLoopback(url.hostname) && isLoopback(registry.hostname)
  const plain = url.protocol === 'http:' && registry.protocol === 'http:' && (sameHost || bothLoopback)
  if (url.protocol !== 'https:' && !plain) throw refuse(registry, `is at ${url.origin}, which is not https`)
  if (!sameHost && !bothLoopback && isInternal(url.hostname))
    throw refuse(registry, `is at ${url.host}, an internal address`)
  url.hash = ''
  return url
}

// https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry
const INTERNAL = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv6')

function isInternal(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const version = isIP(host)
  if (version !== 0) return INTERNAL.check(host, version === 4 ? 'ipv4' : 'ipv6')
  return isLoopback(host) || host === 'metadata.google.internal'
}

function refuse(registry: URL, why: string): ActionError {
  return new ActionError(
    'registry-invalid-answer',
    `The registry ${registry.host} asks for a token from an address that ${why}; nothing was sent there. Check that the registry is the right one, and its token server's configuration ("realm").`,
  )
}
