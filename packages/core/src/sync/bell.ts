import type { Clock } from '../ports/clock.ts'

/** Wakes a wait. A ring that nobody waits for is kept for the next wait. */
export interface Bell {
  ring(): void
  /** Resolves when it rings, or after so many milliseconds. Its timer ends with it. */
  wait(milliseconds: number, clock: Clock): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(milliseconds, clock) {
      if (!rung) {
        const ringing = new Promise<void>((resolve) => {
          wake = resolve
        })
        const timer = clock.timer(milliseconds)
        await Promise.race([ringing, timer.done])
        timer.cancel()
      }
      rung = false
      wake = undefined
    },
  }
}
