import type { GitRemote } from './remote.ts'

/**
 * What a fetch of commits leaves out, what is wanted most first: everything but the commits and their root trees, which saves an
 * exchange; everything but the commits, which is the one tree filter that GitHub takes; files alone.
 * https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt
 */
const FILTERS = ['tree:1', 'tree:0', 'blob:none'] as const

export type Filter = (typeof FILTERS)[number]

/** The filter to begin with: a refusal costs an exchange. */
export function firstFilter({ host }: GitRemote): Filter {
  return host === 'github.com' || host.endsWith('.ghe.com') ? 'tree:0' : FILTERS[0]
}

/** What a fetch of objects that are named leaves out: with one level, the entries of a tree would come along with it. */
export function filterOfObjects(filter: Filter): Filter {
  return filter === 'tree:1' ? 'tree:0' : filter
}

/** Servers say so in one line: `filter 'tree' not supported`, `tree filter allows max depth 0, but got 1`. */
const REFUSED = /filter/i

/** The filter to go on with when the server refuses this one; undefined when there is none, or it refuses something else. */
export function nextFilter(filter: Filter, refusal: string): Filter | undefined {
  return REFUSED.test(refusal) ? FILTERS[FILTERS.indexOf(filter) + 1] : undefined
}
