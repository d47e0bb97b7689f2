import { isMap, isScalar } from 'yaml'
import { isPlainString, scalarSource, type ScalarStyle } from './quoting.ts'
import { childrenOf, type Cursor, lastKey, rootOf, scalarsBelow } from './tree.ts'

/**
 * The source of a string that is added under a key, in the quotes that the file has for such values: those of the same key
 * elsewhere, else those of the other strings in its map. Where quotes are needed and these have none, the ones that the
 * file uses more.
 * @param map where it is added
 */
export function newScalarSource(value: string, key: string, map: Cursor, json: boolean): string {
  const all = scalarsBelow(rootOf(map.document))
  const inFlow = isInFlow(map)
  const like = all.find((scalar) => lastKey(scalar) === key) ?? childrenOf(map).find(isText)
  const quotes = quotesOf(like) ?? (isPlainString(value, inFlow) ? 'plain' : usualQuotes(all))
  return scalarSource(value, { style: quotes, inFlow, json })
}

/** The source of a key that is added to a map: in quotes where all its other keys are. */
export function newKeySource(key: string, map: Cursor, json: boolean): string {
  const keys = isMap(map.node) ? map.node.items.map((pair) => pair.key) : []
  const quoted = keys.length > 0 && keys.every((each) => isScalar(each) && each.type === 'QUOTE_DOUBLE')
  return scalarSource(key, { style: quoted ? 'double' : 'plain', inFlow: isInFlow(map), json })
}

function isInFlow({ node, inFlow }: Cursor): boolean {
  return inFlow || (isMap(node) && node.flow === true)
}

function isText({ node }: Cursor): boolean {
  return isScalar(node) && typeof node.value === 'string' && !(node.type ?? '').startsWith('BLOCK')
}

function quotesOf(cursor: Cursor | undefined): 'single' | 'double' | undefined {
  const node = cursor?.node
  if (!isScalar(node)) return undefined
  if (node.type === 'QUOTE_SINGLE') return 'single'
  return node.type === 'QUOTE_DOUBLE' ? 'double' : undefined
}

function usualQuotes(scalars: readonly Cursor[]): ScalarStyle {
  const single = scalars.filter((scalar) => quotesOf(scalar) === 'single').length
  const double = scalars.filter((scalar) => quotesOf(scalar) === 'double').length
  return single > double ? 'single' : 'double'
}
