import { ActionError } from '../report/error.ts'
import type { TextRange } from './position.ts'

/** One change of a file as data: the text at `range` is `before` and becomes `after`. Offsets are UTF-16 units. */
export interface Edit {
  readonly file: string
  readonly range: TextRange
  readonly before: string
  readonly after: string
}

/**
 * The text with every edit made; whatever lies outside their ranges is carried over unit by unit. The order of the
 * edits does not matter: all ranges are offsets in `text` as it was given.
 * @throws ActionError `edit-conflict` when two ranges overlap, or `before` is not what the text holds at its range
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
    const { start, end } = edit.range
    if (start < at || end < start || text.slice(start, end) !== edit.before) {
      throw new ActionError(
        'edit-conflict',
        `The edit of ${edit.file} at ${start}-${end} does not fit the text: it overlaps another edit, or the file is not the one it was made for.`,
        { kind: 'internal' },
      )
    }
    pieces.push(text.slice(at, start), edit.after)
    at = end
  }
  return pieces.join('') + text.slice(at)
}
