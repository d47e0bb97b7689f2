import { isIPv4, isIPv6 } from 'node:net'

import { ActionError } from '@gitops-actions/core'

/**
 * Parses a URL we may talk to: https, or http to a loopback address or with `plaintext`; no user name or password in it; no
 * line break; not a link-local address, where clouds keep their credentials. Throws `ActionError` `refused-url`.
 */
export function checkUrl(given: string | URL, rules: { plaintext: boolean }): URL {
  const text = given.toString()
  if (/[\r\n\0]/.test(text))
    throw refuse(text, 'it contains a line break', 'give one URL without line breaks')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) {
    throw refuse(text, 'it is not an absolute URL', 'give one such as https://host.example/path')
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(
      describeUrl(url),
      'it carries a user name or password',
      'pass credentials through their own inputs',
    )
  }
  if (isMetadataHost(url.hostname)) {
    throw refuse(
      describeUrl(url),
      'it is a link-local or cloud metadata address',
      'give the address of the service',
    )
  }
  if (url.protocol === 'https:') return url
  if (url.protocol !== 'http:') throw refuse(describeUrl(url), `it is ${url.protocol}`, 'give an https URL')
  if (!rules.plaintext && !isLoopback(url.hostname)) {
    throw refuse(
      describeUrl(url),
      'it is plain http',
      'use https, or set `plaintext: true` where the action has that input',
    )
  }
  return url
}

/** A URL for messages: no query, no fragment, no credentials. */
export function describeUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/** `localhost`, its subdomains, 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname)
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIPv4(host) && host.startsWith('127.'))
  )
}

/** Name servers answer these names with 169.254.169.254 inside the clouds that use them. */
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'instance-data',
  'instance-data.ec2.internal',
])
const METADATA_ADDRESSES = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254'])

function isMetadataHost(hostname: string): boolean {
  const host = bareHost(hostname).replace(/\.$/, '')
  if (METADATA_NAMES.has(host) || METADATA_ADDRESSES.has(host)) return true
  if (isIPv4(host)) return isLinkLocalV4(host)
  if (!isIPv6(host)) return false
  if (/^fe[89ab]/.test(host)) return true
  const embedded = /^(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host)
  if (embedded === null) return false
  const [high, low] = [parseInt(embedded[1] ?? '', 16), parseInt(embedded[2] ?? '', 16)]
  const address = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  return isLinkLocalV4(address) || METADATA_ADDRESSES.has(address)
}

function isLinkLocalV4(address: string): boolean {
  return address.startsWith('169.254.') || address === '0.0.0.0'
}

/** WHATWG host names keep the brackets of IPv6 addresses. */
function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function refuse(url: string, why: string, remedy: string): ActionError {
  const shown = url
    .replace(/[\r\n\0]+/g, ' ')
    .replace(/\/\/.*@/, '//***@')
    .replace(/[?#].*$/, '')
  return new ActionError('refused-url', `refused the URL ${JSON.stringify(shown)}: ${why}; ${remedy}`)
}
