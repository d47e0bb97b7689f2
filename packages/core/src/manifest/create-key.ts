import { isCollection, isMap, isScalar, type Pair, type YAMLMap } from 'yaml'
import { ActionError } from '../report/error.ts'
import { insertIntoFlow, insertLines, insertLinesBefore, type Insertion, isDense } from './insertion.ts'
import { newKeySource, newScalarSource } from './new-scalar.ts'
import { formatPath } from './selector.ts'
import { aliasesOf, type Cursor } from './tree.ts'

/**
 * Adds a key with a string to a map, beside the key that it belongs to, in the indentation, quotes and line ends of the file.
 * @throws ActionError `not-editable` for a map that is shared, encrypted, in a string, or has no line to follow
 */
export function createKey(map: Cursor, key: string, value: string, json: boolean): Insertion {
  const source = newScalarSource(value, key, map, json)
  return insertPair(map, key, source, json)
}

/**
 * As `createKey`, with the source of any value.
 * @throws ActionError `not-editable`
 */
export function insertPair(map: Cursor, key: string, source: string, json: boolean): Insertion {
  const { document, node } = map
  const reason = reasonAgainst(map)
  if (reason !== undefined || !isMap(node)) throw refuse(map, key, reason ?? 'it is no map')
  const keySource = newKeySource(key, map, json)
  if (node.flow === true) {
    const last = node.items.at(-1)
    const separator = isDense(document.text) ? ':' : ': '
    return insertIntoFlow(document, node, last && extentOf(last), keySource + separator + source)
  }
  const line = `${keySource}: ${source}`
  const sibling = siblingOf(document.text, node, key)
  if (sibling === undefined) {
    const [first] = node.items
    const { start } = first === undefined ? { start: 0 } : extentOf(first)
    const indent = indentOf(map, key, start)
    if (!document.text.slice(0, start).endsWith(`\n${indent}`)) {
      throw refuse(map, key, 'no value of the map ends on the line that it begins on')
    }
    return insertLinesBefore(document, start, [indent + line])
  }
  return insertLines(document, sibling.end, [indentOf(map, key, sibling.start) + line])
}

/** The range of a pair in its document. */
export function extentOf({ key, value }: Pair): { readonly start: number; readonly end: number } {
  const [start, keyEnd] = rangeOf(key)
  return { start, end: Math.max(keyEnd, rangeOf(value)[1]) }
}

function rangeOf(node: unknown): readonly [number, number] {
  if (!isScalar(node) && !isCollection(node)) return [0, 0]
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0]
}

/** What the value of a new key is the version of, or goes with; the first that is there is the line before it. */
function partnersOf(key: string): readonly string[] {
  const [, prefix = '', noun = ''] = /^(.*?)(tag|newTag|digest|sha)$/i.exec(key) ?? []
  const flat = prefix === '' ? [] : [`${prefix}Tag`, `${prefix}Repository`, prefix]
  const names = ['repository', 'image', 'newName', 'name']
  return /digest|sha/i.test(noun) ? [...flat, 'tag', 'newTag', ...names] : [...flat.slice(1), ...names]
}

function siblingOf(
  text: string,
  { items }: YAMLMap,
  key: string,
): { readonly start: number; readonly end: number } | undefined {
  const onOneLine = items.filter((pair) => {
    const { start, end } = extentOf(pair)
    const block = isScalar(pair.value) && (pair.value.type ?? '').startsWith('BLOCK')
    return !block && !text.slice(start, end).includes('\n')
  })
  const partner = partnersOf(key)
    .map((name) => onOneLine.find((pair) => isScalar(pair.key) && pair.key.value === name))
    .find((pair) => pair !== undefined)
  const pair = partner ?? onOneLine.at(-1)
  return pair === undefined ? undefined : extentOf(pair)
}

/** What stands before the keys of a map; the first of an item stands behind a `-`. */
function indentOf(map: Cursor, key: string, start: number): string {
  const { text } = map.document
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/^\ufeff/, '')
  if (!/^[ -]*$/.test(before))
    throw refuse(map, key, 'more than its indentation stands before the keys of the map')
  return ' '.repeat(before.length)
}

function reasonAgainst({ document, node, refusal, anchored }: Cursor): string | undefined {
  if (refusal !== undefined) return refusal.reason
  if (document.outer !== undefined) return 'the map stands in a string'
  const { uses } = aliasesOf(document)
  const shared = anchored.some((anchor) => (uses.get(anchor)?.length ?? 0) > 0)
  if (shared) return 'the map is shared by an anchor'
  return isMap(node) ? undefined : 'it is no map'
}

function refuse({ document, node, path }: Cursor, key: string, reason: string): ActionError {
  const at = document.locate(node?.range?.[0] ?? 0)
  return new ActionError(
    'not-editable',
    `${at}: "${formatPath([...path, { kind: 'key', key }])}" cannot be added: ${reason}.`,
  )
}
