/** A host as writers of one branch see it; times in milliseconds. */
export interface Host {
  /** Of each request, there and back. */
  readonly latency: number
  /** What the host works for a read and for a write. */
  readonly read: number
  readonly write: number
  /** Requests that it works on at the same time. */
  readonly workers: number
}

/** What became of writers that began together. */
export interface RaceReport {
  readonly landed: number
  readonly attempts: number
  /** Attempts of the writer with most of them. */
  readonly worst: number
  /** When the last one had landed, in milliseconds. */
  readonly end: number
}

/** Milliseconds before the next attempt. */
export type Pause = (attempt: number, random: number, shortest: number) => number

/** Thinking between a read and its write. */
const THINKING = 5

/**
 * Writers that begin at the same moment, read, write on what they read, and try again when another one was first: event by event, with
 * drawn durations that vary by a third. The same seed gives the same race.
 */
export function race(writers: number, host: Host, pause: Pause, seed: number): RaceReport {
  const random = draws(seed)
  const events = new Agenda()
  const free = Array.from({ length: host.workers }, () => 0)
  const report = { landed: 0, attempts: 0, worst: 0, end: 0 }
  let head = 0

  const vary = (duration: number): number => duration * (0.7 + 0.6 * random())
  const ask = (now: number, work: number, then: (now: number) => void): void => {
    events.add(now + vary(host.latency), (arrived) => {
      const worker = free.indexOf(Math.min(...free))
      const done = Math.max(arrived, free[worker] ?? 0) + vary(work)
      free[worker] = done
      events.add(done, then)
    })
  }
  const begin = (): void => {
    let attempt = 0
    let shortest = Infinity
    const write = (begun: number): void => {
      attempt += 1
      ask(begun, host.read, (read) => {
        const seen = head
        ask(read + THINKING, host.write, (now) => {
          report.attempts += 1
          report.worst = Math.max(report.worst, attempt)
          if (head === seen) {
            head += 1
            report.landed += 1
            report.end = now
            return
          }
          shortest = Math.min(shortest, now - begun)
          events.add(now + pause(attempt, random(), shortest), write)
        })
      })
    }
    write(0)
  }
  for (let writer = 0; writer < writers; writer += 1) begin()
  events.run()
  return report
}

/** What happens, in the order of its time. */
class Agenda {
  readonly #events: { readonly at: number; readonly act: (now: number) => void }[] = []

  add(at: number, act: (now: number) => void): void {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle]?.at ?? 0) > at) low = middle + 1
      else high = middle
    }
    this.#events.splice(low, 0, { at, act })
  }

  run(): void {
    for (let next = this.#events.pop(); next !== undefined; next = this.#events.pop()) next.act(next.at)
  }
}

/** Numbers in [0, 1) by a linear congruence of 48 bits: https://pubs.opengroup.org/onlinepubs/9799919799/functions/drand48.html */
function draws(seed: number): () => number {
  const modulus = 2n ** 48n
  let state = (BigInt(seed) * 65_536n + 0x330en) % modulus
  return () => {
    state = (state * 0x5deece66dn + 11n) % modulus
    return Number(state) / Number(modulus)
  }
}
