import type { YAMLMap, YAMLSeq } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ManifestDocument } from './document.ts'
import type { Edit } from './edit.ts'

/** What is added to a map or a list; the last of the edits holds the new text, one before it at most a comma. */
export type Insertion = readonly [...Edit[], Edit]

/** Lines behind the line of an offset, whatever comment ends it; each line without its line break. */
export function insertLines(document: ManifestDocument, offset: number, lines: readonly string[]): Insertion {
  const { text } = document
  const end = text.indexOf('\n', offset)
  const eol = lineBreakAt(text, end)
  if (end >= 0) return [editAt(document, end + 1, lines.map((line) => line + eol).join(''))]
  return [editAt(document, text.length, lines.map((line) => eol + line).join(''))]
}

/**
 * A pair or an item behind the last one of a flow collection, on a line of its own where the last one is.
 * @param last where the last pair or item is; undefined when there is none
 * @throws ActionError `not-editable` for a comment in an empty collection
 */
export function insertIntoFlow(
  document: ManifestDocument,
  { range }: YAMLMap | YAMLSeq,
  last: { readonly start: number; readonly end: number } | undefined,
  source: string,
): Insertion {
  const [open, end] = range ?? [0, 0]
  const close = end - 1
  const { text } = document
  if (last === undefined) {
    const inside = text.slice(open + 1, close)
    if (inside.trim() !== '') throw notInto(document, open)
    const padding = isDense(text) || !isSpaced(text) ? '' : ' '
    return [editAt(document, open + 1, padding + source + padding, inside)]
  }
  const comma = /^\s*,/.exec(text.slice(last.end, close))?.[0]
  const at = last.end + (comma?.length ?? 0)
  const lineStart = text.lastIndexOf('\n', last.start) + 1
  const indent = text.slice(lineStart, last.start)
  if (indent.trim() !== '') {
    const separator = isDense(text) ? '' : ' '
    return [editAt(document, at, (comma === undefined ? ',' : '') + separator + source)]
  }
  const lineEnd = text.indexOf('\n', at)
  const behind = lineEnd < 0 || lineEnd > close ? at : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0)
  const line = lineBreakAt(text, text.indexOf('\n', open)) + indent + source
  if (comma !== undefined) return [editAt(document, behind, `${line},`)]
  return [editAt(document, last.end, ','), editAt(document, behind, line)]
}

/** Lines before the line of an offset. */
export function insertLinesBefore(
  document: ManifestDocument,
  offset: number,
  lines: readonly string[],
): Insertion {
  const start = document.text.lastIndexOf('\n', offset - 1) + 1
  const eol = lineBreakAt(document.text, document.text.indexOf('\n', offset))
  return [editAt(document, start, lines.map((line) => line + eol).join(''))]
}

/** Text instead of what stands at an offset of a document. */
export function editAt(document: ManifestDocument, offset: number, after: string, before = ''): Edit {
  return {
    file: document.file,
    range: document.rangeInFile(offset, offset + before.length),
    before,
    after,
  }
}

/** Whether the document writes `{ a: 1 }` rather than `{a: 1}`. */
export function isSpaced(text: string): boolean {
  return count(text, /[{[] \S/g) > count(text, /[{[][^\s{}[\]]/g)
}

/** Whether the document has no white space behind `:` and `,`, as programs write JSON. */
export function isDense(text: string): boolean {
  return count(text, /":\S/g) > count(text, /":\s/g)
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function lineBreakAt(text: string, newline: number): string {
  const at = newline < 0 ? text.lastIndexOf('\n') : newline
  return text[at - 1] === '\r' ? '\r\n' : '\n'
}

function notInto(document: ManifestDocument, offset: number): ActionError {
  return new ActionError(
    'not-editable',
    `${document.locate(offset)}: nothing can be added between these brackets, for a comment stands there: write the list or map over several lines.`,
  )
}
