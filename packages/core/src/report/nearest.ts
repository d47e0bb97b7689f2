/** How many characters apart two texts are (Levenshtein), counted in UTF-16 units; long texts are cut at 200. */
export function editDistance(one: string, other: string): number {
  const a = one.slice(0, MAX_LENGTH)
  const b = other.slice(0, MAX_LENGTH)
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

const MAX_LENGTH = 200
const MAX_CANDIDATES = 2000

/** The `count` candidates most like `wanted`, best first, each once; at most 2,000 candidates are looked at. */
export function nearest(wanted: string, candidates: Iterable<string>, count: number): readonly string[] {
  return [...new Set(candidates)]
    .slice(0, MAX_CANDIDATES)
    .map((text) => ({ text, distance: editDistance(wanted, text) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ text }) => text)
}

/** The one candidate that `wanted` is probably a slip of, or undefined when none is close. */
export function closest(wanted: string, candidates: Iterable<string>): string | undefined {
  const [best] = nearest(wanted, candidates, 1)
  if (best === undefined) return undefined
  return editDistance(wanted, best) <= Math.max(1, Math.floor(wanted.length / 3)) ? best : undefined
}
