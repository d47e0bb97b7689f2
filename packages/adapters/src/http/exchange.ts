import type { EndedBy } from './failure.ts'

/** What ends an exchange early: its deadline, silence, or a signal of the caller. Timers are monotonic. */
export interface Exchange {
  readonly signal: AbortSignal
  endedBy(): EndedBy | undefined
  /** Starts the silence timer anew. */
  heard(): void
  /** Ends the exchange with no reason to report. */
  abort(): void
  /** Stops the timers and lets go of the caller's signals. */
  finish(): void
}

/** Begins an exchange. Times are in milliseconds; `idle` undefined means that silence is allowed. */
export function beginExchange(limits: {
  deadline: number
  idle?: number
  signals: readonly (AbortSignal | undefined)[]
}): Exchange {
  const controller = new AbortController()
  let ended: EndedBy | undefined
  const end = (by: EndedBy): void => {
    if (controller.signal.aborted) return
    ended = by
    controller.abort()
  }
  const cancel = (): void => {
    end('cancelled')
  }
  const deadline = setTimeout(end, limits.deadline, 'deadline')
  const idle = limits.idle === undefined ? undefined : setTimeout(end, limits.idle, 'idle')
  const signals = limits.signals.filter((signal) => signal !== undefined)
  for (const signal of signals) {
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel)
  }
  return {
    signal: controller.signal,
    endedBy: () => ended,
    heard: () => idle?.refresh(),
    abort: () => {
      controller.abort()
    },
    finish: () => {
      clearTimeout(deadline)
      clearTimeout(idle)
      for (const signal of signals) signal.removeEventListener('abort', cancel)
    },
  }
}
