import { isAlias, type Scalar } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ManifestDocument, OuterString, Placement } from './document.ts'
import type { TextRange } from './position.ts'
import type { Refusal } from './refusal.ts'
import type { Segment } from './selector.ts'
import { splitDocuments } from './split-documents.ts'
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
 * The roots of the YAML that a string holds: `values: |` of an Argo CD Application; several where it is several documents.
 * None for every other node, and for strings that can hold no map.
 * @throws ActionError as `ManifestDocument.root`; `not-editable` for a string whose characters cannot be found in the file
 */
export function nestedRoots(cursor: Cursor): readonly Cursor[] {
  const scalar = scalarOf(cursor)
  if (scalar === undefined) return []
  return nestedDocuments(cursor.document, scalar, cursor.path).map((nested) => {
    const root = rootOf(nested)
    return { ...root, refusal: cursor.refusal ?? refusalOf(cursor, scalar) ?? root.refusal }
  })
}

/** As `nestedRoots`, but none also for what cannot be read. */
export function readableNestedRoots(cursor: Cursor): readonly Cursor[] {
  try {
    return nestedRoots(cursor)
  } catch (error) {
    if (error instanceof ActionError) return []
    throw error
  }
}

/**
 * What a string holds, as deeper documents. The lines of a literal block are these documents as they stand, indentation
 * and all; of other strings each character is found again where it is written.
 * @throws ActionError `not-editable`
 */
export function nestedDocuments(
  document: ManifestDocument,
  scalar: Scalar,
  path: readonly Segment[],
): readonly ManifestDocument[] {
  const style = STYLES[scalar.type ?? '']
  const body = style === undefined ? undefined : bodyOf(document.text, scalar, style)
  if (style === undefined || body === undefined || typeof scalar.value !== 'string') return []
  const { start, end } = body
  if (style === 'literal') {
    const place = (from: number, to: number): TextRange => ({ start: start + from, end: start + to })
    const text = document.text.slice(start, end)
    return cut(document, text, indentOf(text), place, { path, style })
  }
  if (!scalar.value.includes(':')) return []
  const written = document.text.slice(start, end)
  const aligned = alignString(document.masked.slice(start, end), scalar.value, style, written)
  if (aligned === undefined) {
    throw new ActionError(
      'not-editable',
      `${document.locate(start)}: the YAML in this string cannot be edited: its characters are not found again in the file; write it as a block "|".`,
    )
  }
  const place = (from: number, to: number): TextRange => {
    const range = aligned.rangeOf(from, to)
    return { start: start + range.start, end: start + range.end }
  }
  return cut(document, aligned.text, '', place, { path, style })
}

function cut(
  document: ManifestDocument,
  text: string,
  indent: string,
  place: Placement,
  outer: OuterString,
): readonly ManifestDocument[] {
  return splitDocuments(text, indent).map((piece) => {
    const placePiece = (from: number, to: number): TextRange => place(piece.start + from, piece.start + to)
    return document.nested(text.slice(piece.start, piece.end), placePiece, outer)
  })
}

/** Whether what a reader takes out of the string is exactly what the deeper document holds. */
export function isExactString(document: ManifestDocument, scalar: Scalar): boolean {
  const body = bodyOf(document.text, scalar, 'literal')
  if (scalar.type !== 'BLOCK_LITERAL') return true
  if (body === undefined || typeof scalar.value !== 'string') return false
  const lines = document.text.slice(body.start, body.end).split(/\r?\n/)
  // A block that says its indentation may hold lines that begin with blanks.
  const indentation = indentOf(lines.join('\n')).length - indentOf(scalar.value).length
  const text = lines.map((line) => line.slice(indentation)).join('\n')
  return text.trimEnd() === scalar.value.trimEnd()
}

/** What stands before the first line that is not blank. */
function indentOf(text: string): string {
  return /^( *)[^\s]/m.exec(text)?.[1] ?? ''
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
