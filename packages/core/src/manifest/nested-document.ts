import { isAlias, type Scalar } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ManifestDocument } from './document.ts'
import type { Refusal } from './refusal.ts'
import type { Segment } from './selector.ts'
import { alignString, type StringStyle } from './string-text.ts'
import { type Cursor, rootOf, scalarOf } from './tree.ts'

/** `|` or `>`, then an indentation, a chomping and a comment, to the end of the line. */
const HEADER = /^[|>][0-9+-]{0,2}[ \t]*(?:#[^\r\n]*)?\r?\n/

const STYLES: Readonly<Record<string, StringStyle>> = {
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
  QUOTE_DOUBLE: 'double',
  QUOTE_SINGLE: 'single',
}

/**
 * The root of the YAML that a string holds: `values: |` of an Argo CD Application. Undefined for every other node, and for
 * strings that can hold no map.
 * @throws ActionError as `ManifestDocument.root`; `not-editable` for a string whose characters cannot be found in the file
 */
export function nestedRoot(cursor: Cursor): Cursor | undefined {
  const scalar = scalarOf(cursor)
  if (scalar === undefined) return undefined
  const nested = nestedDocument(cursor.document, scalar, cursor.path)
  if (nested === undefined) return undefined
  const root = rootOf(nested)
  return { ...root, refusal: cursor.refusal ?? refusalOf(cursor, scalar) ?? root.refusal }
}

/** As `nestedRoot`, but undefined also for what cannot be read. */
export function readableRoot(cursor: Cursor): Cursor | undefined {
  try {
    return nestedRoot(cursor)
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}

/**
 * What a string holds, as a deeper document. The lines of a literal block are that document as they stand, indentation
 * and all; of other strings each character is found again where it is written.
 * @throws ActionError `not-editable`
 */
export function nestedDocument(
  document: ManifestDocument,
  scalar: Scalar,
  path: readonly Segment[],
): ManifestDocument | undefined {
  const style = STYLES[scalar.type ?? '']
  const body = style === undefined ? undefined : bodyOf(document.text, scalar, style)
  if (style === undefined || body === undefined || typeof scalar.value !== 'string') return undefined
  const { start, end } = body
  if (style === 'literal') {
    const place = (from: number, to: number) => ({ start: start + from, end: start + to })
    return document.nested(document.text.slice(start, end), place, { path, style })
  }
  if (!scalar.value.includes(':')) return undefined
  const written = document.text.slice(start, end)
  const aligned = alignString(document.masked.slice(start, end), scalar.value, style, written)
  if (aligned === undefined) {
    throw new ActionError(
      'not-editable',
      `${document.locate(start)}: the YAML in this string cannot be edited: its characters are not found again in the file; write it as a block "|".`,
    )
  }
  const place = (from: number, to: number) => {
    const range = aligned.rangeOf(from, to)
    return { start: start + range.start, end: start + range.end }
  }
  return document.nested(aligned.text, place, { path, style })
}

/** Whether what a reader takes out of the string is exactly what the deeper document holds. */
export function isExactString(document: ManifestDocument, scalar: Scalar): boolean {
  const body = bodyOf(document.text, scalar, 'literal')
  if (scalar.type !== 'BLOCK_LITERAL') return true
  if (body === undefined || typeof scalar.value !== 'string') return false
  const lines = document.text.slice(body.start, body.end).split(/\r?\n/)
  // A block that says its indentation may hold lines that begin with blanks.
  const indentation = indentationOf(lines) - indentationOf(scalar.value.split('\n'))
  const text = lines.map((line) => line.slice(indentation)).join('\n')
  return text.trimEnd() === scalar.value.trimEnd()
}

function indentationOf(lines: readonly string[]): number {
  return /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0
}

/** What stands between the quotes, or below the header of a block. */
function bodyOf(
  text: string,
  scalar: Scalar,
  style: StringStyle,
): { readonly start: number; readonly end: number } | undefined {
  const [start, end] = scalar.range ?? [0, 0]
  if (style === 'double' || style === 'single') return { start: start + 1, end: end - 1 }
  const header = HEADER.exec(text.slice(start, end))?.[0]
  return header === undefined ? undefined : { start: start + header.length, end }
}

function refusalOf(cursor: Cursor, scalar: Scalar): Refusal | undefined {
  if (cursor.anchored.length > 0 || isAlias(cursor.node)) {
    return { kind: 'other', reason: 'the string that it stands in is shared by an anchor' }
  }
  if (scalar.tag !== undefined && scalar.tag !== 'tag:yaml.org,2002:str' && scalar.tag !== '!') {
    return { kind: 'other', reason: `the string that it stands in carries the tag ${scalar.tag}` }
  }
  return undefined
}
