import { markdownCode, markdownTable, truncate } from '../report/markdown.ts'
import type { ImageChange } from './image-changes.ts'

/** GitHub refuses a longer body with 422; some room is left for what a host adds. */
const MAX_BODY = 60_000
/** GitHub cuts longer titles. */
const MAX_TITLE = 250
const MAX_LISTED_FILES = 20

export interface Promotion {
  readonly from: string
  readonly to: string
  readonly changes: readonly ImageChange[]
  readonly otherFiles: readonly string[]
}

/** `Promote staging to main: api 1.1.0 → 1.2.0`, naming at most three images. */
export function promotionTitle({ from, to, changes }: Promotion): string {
  const named = [...new Set(changes.map(describe))]
  const shown = named.slice(0, 3).join(', ')
  const more = named.length > 3 ? ` and ${named.length - 3} more` : ''
  const title = `Promote ${from} to ${to}${shown === '' ? '' : `: ${shown}${more}`}`
  return title.length <= MAX_TITLE ? title : `${title.slice(0, MAX_TITLE - 1)}…`
}

/** The body: the user's own text, the table of image changes, and the other files that change. Nothing reads it back. */
export function promotionBody(promotion: Promotion, intro: string | undefined): string {
  const { changes, otherFiles } = promotion
  const parts = [
    ...(intro === undefined ? [] : [intro]),
    `Promotes ${markdownCode(promotion.from)} to ${markdownCode(promotion.to)}.`,
    changes.length === 0 ? 'No image changes.' : imageTable(changes),
    ...(otherFiles.length === 0 ? [] : [otherFilesList(otherFiles)]),
  ]
  return truncate(parts.join('\n\n'), MAX_BODY)
}

function imageTable(changes: readonly ImageChange[]): string {
  return markdownTable(
    ['Image', 'From', 'To', 'File'],
    changes.map((change) => [
      markdownCode(change.image),
      markdownCode(change.from) || '*new*',
      markdownCode(change.to) || '*removed*',
      markdownCode(change.file),
    ]),
  )
}

function otherFilesList(files: readonly string[]): string {
  const shown = files.slice(0, MAX_LISTED_FILES).map((file) => `- ${markdownCode(file)}`)
  const more = files.length > shown.length ? [`- and ${files.length - shown.length} more`] : []
  return ['Other files that change:', '', ...shown, ...more].join('\n')
}

function describe({ image, from, to }: ImageChange): string {
  const name = image.slice(image.lastIndexOf('/') + 1)
  const version = (value: string): string => value.replace(/@sha256:([0-9a-f]{7})[0-9a-f]*/, '@$1')
  if (from === '') return `${name} ${version(to)} (new)`
  if (to === '') return `${name} removed`
  return `${name} ${version(from)} → ${version(to)}`
}
