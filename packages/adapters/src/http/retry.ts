import type { Clock } from '@gitops-actions/core'

import type { HttpMethod } from './contract.ts'

const RETRIED = new Set([500, 502, 503, 504])
/** The first request and three more. */
export const MAX_ATTEMPTS = 4
const FIRST_DELAY = 500
const LONGEST_DELAY = 20_000

/** Whether the same request may be sent again: GET and HEAD alone, for nothing tells how far a write came, or what only reads. */
export function isRepeatable(method: HttpMethod, retry: 'safe' | 'reads' | 'never'): boolean {
  if (retry === 'reads') return true
  return retry === 'safe' && (method === 'GET' || method === 'HEAD')
}

/**
 * Whether a status says that a server or gateway is in trouble. 429 is not among them: each far side has rules of its own for when to
 * come back, and asking sooner makes it worse, so its adapter waits.
 */
export function isTransientStatus(status: number): boolean {
  return RETRIED.has(status)
}

/**
 * Milliseconds before attempt number `attempt` + 1: what `Retry-After` says (capped by nothing here: the caller gives up
 * when it does not fit the deadline), else full jitter over an exponentially growing window.
 */
export function retryDelay(attempt: number, retryAfter: string | undefined, clock: Clock): number {
  const asked = parseRetryAfter(retryAfter, clock.now())
  if (asked !== undefined) return asked + clock.random() * 250
  return clock.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt)
}

/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3). Undefined when
 * absent, negative or unreadable.
 */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
