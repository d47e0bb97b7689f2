import type { Clock } from '@gitops-actions/core'

/** Milliseconds between the starts of two writes: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
const GAP = 1000

/** Runs writes one after the other, with a pause between them. */
export type Pacer = <T>(write: () => Promise<T>) => Promise<T>

/** GitHub counts bursts of writes, and parallel ones, as abuse. */
export function createPacer(clock: Clock, signal: AbortSignal | undefined): Pacer {
  let last: Promise<unknown> = Promise.resolve()
  let startedAt: number | undefined

  async function paced<T>(write: () => Promise<T>): Promise<T> {
    const rest = startedAt === undefined ? 0 : startedAt + GAP - clock.monotonic()
    if (rest > 0) await clock.sleep(rest, signal)
    startedAt = clock.monotonic()
    return write()
  }

  return (write) => {
    const run = last.then(() => paced(write))
    last = run.catch(() => undefined)
    return run
  }
}
