import { cutLine } from '../report/cut.ts'
import { markdownCode, markdownTable, truncate } from '../report/markdown.ts'
import type { Difference } from './difference.ts'
import type { ImageChange } from './image-changes.ts'
import type { PromotionSide, PromotionSides } from './sides.ts'

/** A body above 65,536 characters is refused; each part has its share, so that none crowds out another. */
const MAX_INTRO = 20_000
const MAX_TABLE = 30_000
const MAX_LIST = 3_000
/** A longer title is refused at 256. */
const MAX_TITLE = 250
const MAX_NAMED_IMAGES = 3
/** What no title needs: control characters, and what turns the direction of writing round. */
const INVISIBLE = /\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

export interface Description {
  readonly title: string
  readonly body: string
}

/**
 * What the pull request says. Nothing reads it back.
 * @param own the user's title and the text for the top of the body
 */
export function describePromotion(
  sides: PromotionSides,
  difference: Difference,
  own: { readonly title: string | undefined; readonly body: string | undefined },
): Description {
  return {
    title: fitTitle(own.title ?? '') || fitTitle(promotionTitle(sides, difference.changes)),
    body: promotionBody(sides, difference, own.body),
  }
}

/** A table of image changes, as long as a body or a summary can take. */
export function imageTable(changes: readonly ImageChange[]): string {
  const rows = changes.map((change) => [
    markdownCode(change.image),
    markdownCode(change.from) || '*new*',
    markdownCode(change.to) || '*removed*',
    markdownCode(change.file),
  ])
  const shown = fit(rows, (cells) => cells.join(' | ').length + 5, MAX_TABLE)
  const table = markdownTable(['Image', 'From', 'To', 'File'], shown)
  return shown.length === rows.length ? table : `${table}\n\n… and ${rows.length - shown.length} more images.`
}

/** A list of file names under a heading; empty for none. */
export function fileList(heading: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return []
  const items = files.map((file) => `- ${markdownCode(file)}`)
  const shown = fit(items, (item) => item.length + 1, MAX_LIST)
  const more = shown.length === items.length ? [] : [`- … and ${items.length - shown.length} more`]
  return [[heading, '', ...shown, ...more].join('\n')]
}

/** Says when the host listed only some of the changed files. */
export function incompleteNote({ filesComplete }: Pick<Difference, 'filesComplete'>): readonly string[] {
  return filesComplete
    ? []
    : ['More files change than the host lists in a comparison: what is shown here is not everything.']
}

function promotionBody(
  { from, to }: PromotionSides,
  difference: Difference,
  intro: string | undefined,
): string {
  const { changes, otherFiles, changedOnBoth } = difference
  return [
    ...(intro === undefined ? [] : [truncate(intro, MAX_INTRO)]),
    `Promotes ${describeSide(from)} to ${describeSide(to)}.`,
    changes.length === 0 ? 'No image changes.' : imageTable(changes),
    ...fileList('Other files that change:', otherFiles),
    ...fileList(`Changed on ${markdownCode(to.branch)} too since the branches parted:`, changedOnBoth),
    ...incompleteNote(difference),
  ].join('\n\n')
}

function describeSide({ name, branch }: PromotionSide): string {
  return name === branch ? markdownCode(name) : `${markdownCode(name)} (branch ${markdownCode(branch)})`
}

/** `Promote staging to main: api 1.1.0 → 1.2.0`. */
function promotionTitle({ from, to }: PromotionSides, changes: readonly ImageChange[]): string {
  const named = [...new Set(changes.map(describeChange))]
  const shown = named.slice(0, MAX_NAMED_IMAGES).join(', ')
  const more = named.length > MAX_NAMED_IMAGES ? ` and ${named.length - MAX_NAMED_IMAGES} more` : ''
  return `Promote ${from.name} to ${to.name}${shown === '' ? '' : `: ${shown}${more}`}`
}

/** `api 1.1.0 → 1.2.0`, with digests cut short. */
export function describeChange({ image, from, to }: ImageChange): string {
  const name = image.slice(image.lastIndexOf('/') + 1)
  const version = (value: string): string => value.replace(/(^|@)sha256:([0-9a-f]{7})[0-9a-f]*/, '$1$2')
  if (from === '') return `${name} ${version(to)} (new)`
  if (to === '') return `${name} removed`
  return `${name} ${version(from)} → ${version(to)}`
}

/** One line, as the host will store it: else the next run would take it for changed. */
function fitTitle(title: string): string {
  return cutLine(title.replace(/\s+/g, ' ').replace(INVISIBLE, ''), MAX_TITLE)
}

/** The first items that fit together. */
function fit<T>(items: readonly T[], sizeOf: (item: T) => number, limit: number): readonly T[] {
  let size = 0
  const end = items.findIndex((item) => (size += sizeOf(item)) > limit)
  return end < 0 ? items : items.slice(0, end)
}
