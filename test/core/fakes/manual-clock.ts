import type { Clock } from '@gitops-actions/core'

/** A clock on which waiting takes no time and moves it on. */
export interface ManualClock extends Clock {
  /** Milliseconds of every sleep, in order. */
  readonly slept: readonly number[]
  pass(milliseconds: number): void
}

/** @param draws what `random` answers, one after the other; the last for ever */
export function createManualClock(...draws: readonly number[]): ManualClock {
  const slept: number[] = []
  let elapsed = 0
  let drawn = 0
  return {
    slept,
    pass(milliseconds) {
      elapsed += milliseconds
    },
    monotonic: () => elapsed,
    now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + elapsed),
    sleep(milliseconds) {
      slept.push(milliseconds)
      elapsed += milliseconds
      return Promise.resolve()
    },
    timer: () => ({ done: Promise.resolve(), cancel: () => undefined }),
    random() {
      const draw = draws[Math.min(drawn, draws.length - 1)] ?? 0.5
      drawn += 1
      return draw
    },
  }
}
