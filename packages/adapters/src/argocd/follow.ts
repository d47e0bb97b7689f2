import type { ApplicationName, Clock } from '@gitops-actions/core'
import type { ArgoCdApi } from './api.ts'
import { readEvents } from './events.ts'
import { objectAt, textAt } from './json.ts'

/** How long a broken stream rests before it is opened again, in milliseconds; twice as long each time it brings nothing. */
const FIRST_REST = 1_000
const LONGEST_REST = 30_000

/**
 * Hands over the application of every event of the stream, and opens the stream again when it breaks, until it is stopped.
 * Never rejects: a broken stream is no verdict, the next poll sees what it would have said, or fails with a reason.
 */
export async function follow(
  api: ArgoCdApi,
  name: ApplicationName,
  clock: Clock,
  signal: AbortSignal,
  listener: (application: unknown) => void,
): Promise<void> {
  let rest = FIRST_REST
  while (!signal.aborted) {
    try {
      await followOnce(api, name, signal, (application) => {
        rest = FIRST_REST
        listener(application)
      })
    } catch {
      // Told apart from an end by nothing that matters here.
    }
    await clock.sleep(rest, signal).catch(() => undefined)
    rest = Math.min(rest * 2, LONGEST_REST)
  }
}

/** Ends with the stream, with an event that is an error, or when the application was deleted. */
async function followOnce(
  api: ArgoCdApi,
  name: ApplicationName,
  signal: AbortSignal,
  listener: (application: unknown) => void,
): Promise<void> {
  const stream = await api.stream(name, signal)
  try {
    if (stream.status !== 200) return
    for await (const event of readEvents(stream.chunks)) {
      const result = objectAt(JSON.parse(event) as unknown, 'result')
      if (result?.application === undefined || textAt(result, 'type') === 'DELETED') return
      listener(result.application)
    }
  } finally {
    stream.close()
  }
}
