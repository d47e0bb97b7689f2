import type { AbortSignalLike, Clock, Timer } from '@gitops-actions/core'

/** A clock that jumps to its next timer as soon as nothing else is left to do: waits cost no time. */
export interface FakeClock extends Clock {
  /** Timers that are neither over nor cancelled. */
  readonly pending: number
  /** Milliseconds since the clock was made; `monotonic` began elsewhere. */
  readonly elapsed: number
  /** Runs something so many milliseconds after the clock was made. */
  at(milliseconds: number, run: () => void): void
}

/** A reading of a clock has no meaning by itself. */
const BEGINNING = 77_000_000

export function createFakeClock(): FakeClock {
  let now = 0
  let pumping = false
  const timers = new Set<{ due: number; ring: () => void }>()

  function add(milliseconds: number, ring: () => void): () => void {
    const entry = { due: now + milliseconds, ring }
    timers.add(entry)
    pump()
    return () => timers.delete(entry)
  }

  function pump(): void {
    if (pumping) return
    pumping = true
    // All that follows from the last timer by promises alone has happened when this comes.
    setImmediate(() => {
      pumping = false
      const [next] = [...timers].sort((a, b) => a.due - b.due)
      if (next === undefined) return
      timers.delete(next)
      now = Math.max(now, next.due)
      next.ring()
      pump()
    })
  }

  return {
    get pending() {
      return timers.size
    },
    at: (milliseconds, run) => {
      add(milliseconds - now, run)
    },
    get elapsed() {
      return now
    },
    monotonic: () => BEGINNING + now,
    now: () => new Date(now),
    random: () => 0.5,
    sleep: (milliseconds: number, signal?: AbortSignalLike) =>
      signal?.aborted === true
        ? Promise.reject(new Error('cancelled'))
        : new Promise((resolve) => {
            add(milliseconds, resolve)
          }),
    timer(milliseconds): Timer {
      let cancel = (): void => undefined
      const done = new Promise<void>((resolve) => {
        cancel = add(milliseconds, resolve)
      })
      return {
        done,
        cancel() {
          cancel()
        },
      }
    },
  }
}
