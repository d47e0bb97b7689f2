/** The one source of time of a sandbox part: timestamps and every wait go through it. */
export interface SandboxClock {
  /** Milliseconds since the epoch, in this clock's time. */
  now(): number
  /** Runs the callback after `ms` of this clock's time; call the result to cancel. */
  schedule(ms: number, run: () => void): () => void
}

export interface ManualClock extends SandboxClock {
  /** Moves time forward by `ms`, running what falls due in order and letting pending promises go on in between. */
  advance(ms: number): Promise<void>
}

/** A clock that runs `factor` times as fast as the machine's: at 60 a minute of waiting lasts one second. */
export function createScaledClock(factor = 1): SandboxClock {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * factor,
    schedule(ms, run) {
      const timer = setTimeout(run, Math.max(0, ms) / factor)
      return () => {
        clearTimeout(timer)
      }
    },
  }
}

/** A clock that stands still until it is told to advance. */
export function createManualClock(start: Date | number = Date.UTC(2026, 0, 2, 3, 4, 5)): ManualClock {
  let time = Number(start)
  let serial = 0
  const timers = new Map<number, { due: number; run: () => void }>()
  return {
    now: () => time,
    schedule(ms, run) {
      const id = serial++
      timers.set(id, { due: time + Math.max(0, ms), run })
      return () => {
        timers.delete(id)
      }
    },
    async advance(ms) {
      const target = time + ms
      for (let next = earliest(target); next !== undefined; next = earliest(target)) {
        timers.delete(next.id)
        time = Math.max(time, next.due)
        next.run()
        await new Promise((resolve) => setImmediate(resolve))
      }
      time = target
    },
  }

  function earliest(target: number): { id: number; due: number; run: () => void } | undefined {
    let found: { id: number; due: number; run: () => void } | undefined
    for (const [id, timer] of timers) {
      if (timer.due <= target && (found === undefined || timer.due < found.due)) found = { id, ...timer }
    }
    return found
  }
}
