import type { HttpHeaders } from '../http/contract.ts'
import { parseRetryAfter } from '../http/retry.ts'

/** Milliseconds to wait when GitHub does not say, doubled each time: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const UNSTATED_WAIT = 60_000

/**
 * Milliseconds until a refused request may be sent again, or undefined when it was not refused for a rate limit. `limited` says
 * that a GraphQL answer with status 200 was (`RATE_LIMITED`).
 * @param localNow this machine's idea of the time, for answers that do not say what GitHub's is
 */
export function rateLimitWait(
  refusal: { status: number; headers: HttpHeaders; message: string; limited: boolean },
  attempt: number,
  localNow: Date,
): number | undefined {
  const { status, headers, message, limited } = refusal
  if (!limited && status !== 403 && status !== 429) return undefined
  const spoken = limited || status === 429 || /rate limit|abuse detection/i.test(message)
  const exhausted = headers.get('x-ratelimit-remaining') === '0'
  const given = headers.get('retry-after')
  if (!spoken && !exhausted && given === undefined) return undefined
  const now = timeOf(headers) ?? localNow
  const asked = parseRetryAfter(given, now)
  if (asked !== undefined) return asked
  const reset = Number(headers.get('x-ratelimit-reset'))
  if (exhausted && given === undefined && reset > 0) return Math.max(0, reset * 1000 - now.getTime()) + 1000
  return UNSTATED_WAIT * 2 ** attempt
}

/** The time by GitHub's own clock, which its reset is counted by: a runner whose clock is wrong would wait for minutes, or not at all. */
function timeOf(headers: HttpHeaders): Date | undefined {
  const date = new Date(headers.get('date') ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date
}
