import { isMap, isScalar, type Node, type Pair } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ManifestDocument } from './document.ts'
import type { Replacement } from './scalar.ts'

/** The entries at the root of a document in which values were replaced, before and after. */
export interface TouchedPart {
  readonly before: readonly Pair[]
  readonly after: readonly Pair[]
  /** The entries as they are after the edit, as a document of their own. */
  readonly document: ManifestDocument
}

/** An entry that is put behind the part: only a part that ends where it begins leaves it as it is. */
const [END_KEY, END_VALUE] = ['end', 'of-part']
const END = `${END_KEY}: ${END_VALUE}\n`

/**
 * Of a large document the entries that an edit touched, so that the rest of it need not be parsed again: its bytes are the same
 * before and behind them, and a block map at the left margin is read entry by entry. Each begins at the margin, and nothing of the
 * one before it goes on there (https://yaml.org/spec/1.2.2/#821-block-sequences and the chapters around it), which is not taken
 * on trust: the part is parsed with one more entry behind it, which must be read as that.
 * @returns undefined where this does not hold or is not worth it: the whole document tells
 */
export function readTouchedPart(
  before: ManifestDocument,
  after: ManifestDocument,
  replacements: readonly Replacement[],
): TouchedPart | undefined {
  const entries = blockEntries(before)
  const touched = entries === undefined ? undefined : touchedRange(before, entries, replacements)
  if (entries === undefined || touched === undefined) return undefined
  const { start, end } = touched
  const behind = before.text.length - end
  const { text } = after
  const isSame = text.startsWith(before.text.slice(0, start)) && text.endsWith(before.text.slice(end))
  if (!isSame || text.length - behind < start) return undefined
  const document = after.part(start, text.length - behind, behind === 0 ? '' : END)
  const items = itemsOf(document)
  const last = behind === 0 ? undefined : items?.at(-1)
  if (items === undefined || (behind > 0 && !isEnd(last, text.length - behind - start))) return undefined
  return {
    before: entries.slice(touched.first, touched.last + 1),
    after: behind === 0 ? items : items.slice(0, -1),
    document,
  }
}

/** The entries of a root that is a plain block map in plain YAML. */
function blockEntries(document: ManifestDocument): readonly Pair[] | undefined {
  if (document.outer !== undefined || document.templated || /^%/m.test(document.text)) return undefined
  return itemsOf(document)
}

function itemsOf(document: ManifestDocument): readonly Pair[] | undefined {
  try {
    const { root } = document
    return isMap(root) && root.flow !== true && root.tag === undefined ? root.items : undefined
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}

interface TouchedRange {
  readonly first: number
  readonly last: number
  /** Offsets in the document. */
  readonly start: number
  readonly end: number
}

function touchedRange(
  document: ManifestDocument,
  entries: readonly Pair[],
  replacements: readonly Replacement[],
): TouchedRange | undefined {
  const base = document.rangeInFile(0, 0).start
  const from = Math.min(...replacements.map(({ scalar }) => scalar.range.start)) - base
  const to = Math.max(...replacements.map(({ scalar }) => scalar.range.end)) - base
  const first = entries.findLastIndex((entry) => (startOf(entry) ?? Infinity) <= from)
  const last = entries.findLastIndex((entry) => (startOf(entry) ?? Infinity) <= to)
  const [start, end] = [marginOf(document, entries[first]), marginOf(document, entries[last + 1])]
  if (start === undefined || (last + 1 < entries.length && end === undefined)) return undefined
  const range = { first, last, start, end: end ?? document.text.length }
  return range.end - range.start > document.text.length / 2 ? undefined : range
}

/** Where an entry begins, if that is at the left margin. */
function marginOf({ text }: ManifestDocument, entry: Pair | undefined): number | undefined {
  const start = entry === undefined ? undefined : startOf(entry)
  return start === 0 || (start !== undefined && text[start - 1] === '\n') ? start : undefined
}

function startOf({ key }: Pair): number | undefined {
  return isScalar(key) ? (key as Node).range?.[0] : undefined
}

function isEnd(entry: Pair | undefined, start: number): boolean {
  if (entry === undefined || !isScalar(entry.key) || !isScalar(entry.value)) return false
  return entry.key.value === END_KEY && entry.value.value === END_VALUE && startOf(entry) === start
}
