const FIRST_CEILING = 200
const LAST_CEILING = 5_000

/**
 * How long to wait before attempt `attempt + 1`, in milliseconds: full jitter under a ceiling that doubles.
 * Without jitter K writers need K rounds; with it about half of them.
 * @param random in [0, 1)
 */
export function backoff(attempt: number, random: number): number {
  return Math.round(random * Math.min(LAST_CEILING, FIRST_CEILING * 2 ** (attempt - 1)))
}
