import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { ManifestDocument } from '../manifest/document.ts'
import { childrenOf, type Cursor, lastKey, scalarText } from '../manifest/tree.ts'
import { formatPath } from '../manifest/selector.ts'
import { ActionError, messageOf } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

/** An error of the configuration at the place of a node. */
export function configError(at: Cursor, what: string, cause?: unknown): ActionError {
  const path = formatPath(at.path)
  const subject = path === '' ? 'the configuration' : `"${path}"`
  return new ActionError('invalid-config', `${at.document.locate(offsetOf(at))}: ${subject} ${what}.`, {
    cause,
  })
}

/**
 * The fields of a map by their keys.
 * @param known the keys that may be there; undefined when any may
 * @throws ActionError `invalid-config` for anything but a map, a key that stands twice and an unknown key
 */
export function readFields(at: Cursor, known?: readonly string[]): ReadonlyMap<string, Cursor> {
  if (!isMap(at.node))
    throw configError(
      at,
      `is ${describe(at)}: wanted a map${known === undefined ? '' : ` of ${known.join(', ')}`}`,
    )
  const fields = new Map<string, Cursor>()
  for (const field of childrenOf(at)) {
    const key = lastKey(field) ?? ''
    if (field.refusal !== undefined) throw configError(field, `cannot be read: ${field.refusal.reason}`)
    if (known !== undefined && !known.includes(key)) {
      const meant = closest(key, known)
      const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`
      throw configError(keyOf(at, field), `is not a key that is known here: ${hint}`)
    }
    fields.set(key, field)
  }
  return fields
}

/** @throws ActionError `invalid-config` for anything but a string */
export function readText(at: Cursor, wanted: string): string {
  if (isScalar(at.node) && typeof at.node.value === 'string') return at.node.value
  const quoted =
    isScalar(at.node) && at.node.value !== null
      ? `; put it in quotes if it is meant: "${scalarText(at.node)}"`
      : ''
  throw configError(at, `is ${describe(at)}: wanted ${wanted}${quoted}`)
}

/** Runs a parser of ours on the text, its error told with the place. */
export function readParsed<T>(at: Cursor, wanted: string, parse: (text: string) => T): T {
  const text = readText(at, wanted)
  try {
    return parse(text)
  } catch (error) {
    throw configError(at, `is not valid: ${messageOf(error).replace(/\.$/, '')}`, error)
  }
}

/** One of a few words. */
export function readWord<W extends string>(at: Cursor, words: readonly W[]): W {
  const wanted = words.map((word) => `"${word}"`).join(', ')
  const text = readText(at, `one of ${wanted}`)
  const word = words.find((candidate) => candidate === text)
  if (word !== undefined) return word
  const meant = closest(text, words)
  throw configError(at, `is "${text}": wanted ${meant === undefined ? `one of ${wanted}` : `"${meant}"?`}`)
}

/** A list of strings, none of them empty. */
export function readTexts(at: Cursor, wanted: string): readonly string[] {
  if (!isSeq(at.node)) throw configError(at, `is ${describe(at)}: wanted a list of ${wanted}s`)
  return childrenOf(at).map((item) => {
    const text = readText(item, `a ${wanted}`)
    if (text === '') throw configError(item, `is empty: wanted a ${wanted}`)
    return text
  })
}

function describe({ node }: Cursor): string {
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return 'a list'
  if (isAlias(node)) return `the alias *${node.source} (write the value out)`
  if (!isScalar(node) || node.value === null) return 'empty'
  return typeof node.value === 'string' ? `"${node.value}"` : `the ${typeof node.value} ${scalarText(node)}`
}

function offsetOf(at: Cursor): number {
  return at.node?.range?.[0] ?? 0
}

/** The key's own place: an unknown key is marked where it is written. */
function keyOf(map: Cursor, field: Cursor): Cursor {
  const pair = isMap(map.node) ? map.node.items.find(({ value }) => value === field.node) : undefined
  return isScalar(pair?.key) ? { ...field, node: pair.key } : field
}

/** The configuration has one document. */
export function onlyDocument(documents: readonly ManifestDocument[], path: string): ManifestDocument {
  const [first, second] = documents
  if (first === undefined) {
    throw new ActionError(
      'invalid-config',
      `${path}: the file is empty: wanted "version: 1", environments and services.`,
    )
  }
  if (second !== undefined) {
    throw new ActionError(
      'invalid-config',
      `${second.locate(0)}: a second document begins here: wanted one alone.`,
    )
  }
  return first
}
