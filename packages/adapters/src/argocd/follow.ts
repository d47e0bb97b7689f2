import type { Clock } from '@gitops-actions/core'
import type { ArgoCdApi } from './api.ts'
import { readEvents } from './events.ts'
import { objectAt, textAt } from '../json/member.ts'
import type { Scope } from './scope.ts'

/** How long a broken stream rests before it is opened again, in milliseconds; twice as long each time it brings nothing. */
const FIRST_REST = 1_000
const LONGEST_REST = 30_000

type Listener = (application: unknown, isGone: boolean) => void

/**
 * Hands over the application of every event of the stream, and opens the stream again when it breaks, until it is stopped.
 * Never rejects: a broken stream is no verdict, the next poll sees what it would have said, or fails with a reason.
 */
export async function follow(
  api: ArgoCdApi,
  scope: Scope,
  clock: Clock,
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  let rest = FIRST_REST
  while (!signal.aborted) {
    try {
      await followOnce(api, scope, signal, (application, isGone) => {
        rest = FIRST_REST
        listener(application, isGone)
      })
    } catch {
      // Told apart from an end by nothing that matters here.
    }
    await clock.sleep(rest, signal).catch(() => undefined)
    rest = Math.min(rest * 2, LONGEST_REST)
  }
}

/** Ends with the stream, or with an event that is an error. */
async function followOnce(
  api: ArgoCdApi,
  scope: Scope,
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  const stream = await api.stream(scope, signal)
  try {
    if (stream.status !== 200) return
    for await (const event of readEvents(stream.chunks)) {
      const result = objectAt(JSON.parse(event) as unknown, 'result')
      if (result?.application === undefined) return
      listener(result.application, textAt(result, 'type') === 'DELETED')
    }
  } finally {
    stream.close()
  }
}
