/**
 * What a fetch of commits leaves out, what is wanted most first: everything but the commits, which is the one tree filter
 * that GitHub takes, and the one that costs a server nothing; files alone.
 * https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt
 */
const FILTERS = ['tree:0', 'blob:none'] as const

export type Filter = (typeof FILTERS)[number]

export const FIRST_FILTER: Filter = FILTERS[0]

/** Servers say so in one line: `filter 'tree' not supported`, `filter 'tree' not supported (maximum depth: 0, but got: 1)`. */
const REFUSED = /filter .*not supported|filter .*not allowed|invalid filter/i

/** The filter to go on with when the server refuses this one; undefined when there is none, or it refuses something else. */
export function nextFilter(filter: Filter, refusal: string): Filter | undefined {
  return REFUSED.test(refusal) ? FILTERS[FILTERS.indexOf(filter) + 1] : undefined
}
