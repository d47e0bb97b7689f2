/** Attempts that are assumed to compete with the first one that was lost. */
const FIRST_COMPETITORS = 6
const LONGEST_WAIT = 30_000
const SHORTEST_ATTEMPT = 50
const LONGEST_ATTEMPT = 2000

/**
 * How long to wait before attempt `attempt + 1`, in milliseconds: full jitter over the time that the competitors take
 * to write one after the other. How many they are is not known, so that each lost attempt doubles their number; how
 * long one takes is what this one took. A fixed ceiling would crowd slow hosts and keep fast ones waiting.
 * @param random in [0, 1)
 * @param duration of the attempt that was lost, in milliseconds
 */
export function backoff(attempt: number, random: number, duration: number): number {
  const one = Math.min(LONGEST_ATTEMPT, Math.max(SHORTEST_ATTEMPT, duration))
  return Math.round(random * Math.min(LONGEST_WAIT, one * FIRST_COMPETITORS * 2 ** (attempt - 1)))
}
