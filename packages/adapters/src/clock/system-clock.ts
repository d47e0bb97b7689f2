import { performance } from 'node:perf_hooks'

import type { AbortSignalLike, Clock, Timer } from '@gitops-actions/core'

/** The machine's clock. `sleep` wakes at once when its signal is aborted and rejects with the signal's reason. */
export function systemClock(): Clock {
  return {
    monotonic: () => performance.now(),
    now: () => new Date(),
    sleep,
    timer: startTimer,
    random: () => Math.random(),
  }
}

/** A signal that is aborted after so many milliseconds, without keeping the process alive for it. */
export function deadlineAfter(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(Math.min(milliseconds, LONGEST_TIMER))
}

/** Longer ones ring at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1

async function sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  const abortable = isAbortSignal(signal) ? signal : undefined
  if (signal?.aborted === true) throw reasonOf(abortable)
  await new Promise<void>((resolve, reject) => {
    const wake = (): void => {
      abortable?.removeEventListener('abort', abort)
      resolve()
    }
    const abort = (): void => {
      clearTimeout(timer)
      reject(reasonOf(abortable))
    }
    const timer = setTimeout(wake, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER))
    abortable?.addEventListener('abort', abort, { once: true })
  })
}

function startTimer(milliseconds: number): Timer {
  let timeout: NodeJS.Timeout | undefined
  const done = new Promise<void>((resolve) => {
    timeout = setTimeout(resolve, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER))
  })
  return {
    done,
    cancel() {
      clearTimeout(timeout)
    },
  }
}

function isAbortSignal(signal: AbortSignalLike | undefined): signal is AbortSignal {
  return signal !== undefined && 'addEventListener' in signal
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('the wait was cancelled', { cause: reason })
}
