import type { Clock } from '@gitops-actions/core'
import type { HttpClient, HttpRequest, HttpResponse } from './contract.ts'
import { parseRetryAfter } from './retry.ts'

/** How often, and how long in all (milliseconds), a request waits when the far side says 429; and for how long when it does not say. */
const PATIENCE = { times: 3, budget: 60_000, pause: 2000 }

/**
 * Requests that wait when there were too many: a request that was answered 429 was refused unread, so that even a write may be
 * sent again. The answer is the last one when the wait asked for does not fit.
 */
export function waitOutLimits(
  http: Pick<HttpClient, 'request'>,
  clock: Clock,
  signal?: AbortSignal,
): Pick<HttpClient, 'request'> {
  async function request(wanted: HttpRequest): Promise<HttpResponse> {
    const start = clock.monotonic()
    for (let attempt = 1; ; attempt += 1) {
      const response = await http.request(wanted)
      if (response.status !== 429 || attempt > PATIENCE.times) return response
      const asked = parseRetryAfter(response.headers.get('retry-after'), clock.now())
      const delay = (asked ?? PATIENCE.pause * 2 ** (attempt - 1)) + clock.random() * 250
      if (clock.monotonic() - start + delay > PATIENCE.budget) return response
      await clock.sleep(delay, signal)
    }
  }
  return { request }
}
