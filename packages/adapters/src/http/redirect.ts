import { ActionError } from '@gitops-actions/core'

import type { HttpMethod, RedirectRule } from './contract.ts'
import { withoutCredentials } from './headers.ts'
import { checkUrl, describeUrl } from './url.ts'

/** One request of an exchange that may have several hops. */
export interface Hop {
  readonly method: HttpMethod
  readonly url: URL
  readonly headers: Record<string, string>
  readonly body: string | Uint8Array | undefined
}

export const MAX_HOPS = 5

/** Whether a status with this `Location` asks to go elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && [301, 302, 303, 307, 308].includes(status)
}

/**
 * The request that follows a redirect, by rule. A write is only repeated for 307 and 308, which keep the method
 * (https://www.rfc-editor.org/rfc/rfc9110#section-15.4). Throws `ActionError` `redirect-refused` or `refused-url`.
 */
export function followRedirect(
  from: Hop,
  status: number,
  location: string,
  rules: { redirect: RedirectRule; plaintext: boolean },
): Hop {
  const at = `${from.method} ${describeUrl(from.url)} answered ${status}`
  if (rules.redirect === 'refuse') {
    const to = URL.canParse(location, from.url.href) ? ` to ${describeUrl(new URL(location, from.url))}` : ''
    throw refuse(`${at}, a redirect${to}, where none is expected; give the final address`)
  }
  if (!URL.canParse(location, from.url.href)) throw refuse(`${at} with a Location that is not a URL`)
  const to = checkUrl(new URL(location, from.url), rules)
  if (from.url.protocol === 'https:' && to.protocol !== 'https:') {
    throw refuse(`${at} to ${describeUrl(to)}, which is not encrypted`)
  }
  const upgraded =
    from.url.protocol === 'http:' && to.protocol === 'https:' && from.url.hostname === to.hostname
  const sameHost = from.url.origin === to.origin || upgraded
  if (rules.redirect === 'same-host' && !sameHost) {
    throw refuse(`${at} to another host, ${describeUrl(to)}; give the final address if that host is right`)
  }
  const safe = from.method === 'GET' || from.method === 'HEAD'
  if (!safe && status !== 307 && status !== 308 && status !== 303) {
    throw refuse(`${at} to ${describeUrl(to)}; a write is not repeated at another address`)
  }
  const headers = sameHost ? from.headers : withoutCredentials(from.headers)
  if (safe || status !== 303) return { ...from, url: to, headers }
  return { method: 'GET', url: to, headers, body: undefined }
}

function refuse(sentence: string): ActionError {
  return new ActionError('redirect-refused', sentence)
}
