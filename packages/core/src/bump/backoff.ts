/** Attempts that are assumed to compete with the first one that was lost. */
const FIRST_COMPETITORS = 4
/** How many more are assumed after each further one. */
const MORE_COMPETITORS = 3
const LONGEST_WAIT = 30_000
const SHORTEST_ATTEMPT = 50
const LONGEST_ATTEMPT = 5000
/** The first attempt also opens connections, and meets those of everybody who begins at the same moment. */
const LONGEST_FIRST_ATTEMPT = 1000

/**
 * How long to wait before attempt `attempt + 1`, in milliseconds: full jitter over the time that the competitors take
 * to write one after the other. How many they are is not known. Each lost attempt adds to them and none doubles them: while one
 * loses the others land, and whoever doubles waits for many when few are left. How long one takes is what an attempt took at best:
 * a fixed ceiling would crowd slow hosts and keep fast ones waiting, and what all attempts at once take is mostly their queue.
 * @param random in [0, 1)
 * @param shortest of the attempts that were lost, in milliseconds
 */
export function backoff(attempt: number, random: number, shortest: number): number {
  const longest = attempt === 1 ? LONGEST_FIRST_ATTEMPT : LONGEST_ATTEMPT
  const one = Math.min(longest, Math.max(SHORTEST_ATTEMPT, shortest))
  const competitors = FIRST_COMPETITORS + MORE_COMPETITORS * (attempt - 1)
  return Math.round(random * Math.min(LONGEST_WAIT, one * competitors))
}
