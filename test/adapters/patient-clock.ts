import { systemClock } from '@gitops-actions/adapters'
import type { Clock } from '@gitops-actions/core'

/** Milliseconds of the machine between two steps of the clock. */
const STEP = 2

/** Counts what is under way. */
export interface Errands {
  readonly isBusy: () => boolean
  readonly run: <T>(errand: () => Promise<T>) => Promise<T>
}

export function createErrands(): Errands {
  let count = 0
  return {
    isBusy: () => count > 0,
    async run(errand) {
      count += 1
      try {
        return await errand()
      } finally {
        count -= 1
      }
    },
  }
}

/**
 * A clock that goes in small steps, so many times as fast as the machine's, and stands still while something is under way: a
 * machine that is slow, or busy with something else, loses none of its time.
 */
export function createPatientClock(haste: number, isBusy: () => boolean): Clock {
  const timers = new Set<{ readonly due: number; readonly ring: () => void }>()
  let now = 0
  let going = false

  function add(milliseconds: number, ring: () => void): () => void {
    const timer = { due: now + milliseconds, ring }
    timers.add(timer)
    go()
    return () => timers.delete(timer)
  }

  function go(): void {
    if (going || timers.size === 0) return
    going = true
    setTimeout(() => {
      going = false
      if (!isBusy()) now += STEP * haste
      for (const timer of [...timers].sort((one, other) => one.due - other.due)) {
        if (timer.due > now || !timers.delete(timer)) continue
        timer.ring()
      }
      go()
    }, STEP)
  }

  return {
    ...systemClock(),
    monotonic: () => now,
    async sleep(milliseconds, signal) {
      const abortable = signal instanceof AbortSignal ? signal : undefined
      abortable?.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          abortable?.removeEventListener('abort', abort)
          resolve()
        }
        const abort = (): void => {
          forget()
          reject(abortable?.reason as Error)
        }
        const forget = add(milliseconds, wake)
        abortable?.addEventListener('abort', abort, { once: true })
      })
    },
    timer(milliseconds) {
      let cancel = (): void => undefined
      const done = new Promise<void>((resolve) => {
        cancel = add(milliseconds, resolve)
      })
      return {
        done,
        cancel: () => {
          cancel()
        },
      }
    },
  }
}
