import { isMap, isScalar, isSeq } from 'yaml'
import { ActionError } from '../report/error.ts'
import { insertPair } from './create-key.ts'
import { editAt, insertIntoFlow, insertLines, type Insertion, isSpaced } from './insertion.ts'
import { newScalarSource } from './new-scalar.ts'
import { childrenOf, type Cursor, fieldOf } from './tree.ts'

/** Keys and values of an entry, in their order. */
export type EntryFields = readonly (readonly [string, string])[]

/**
 * Adds an entry to `images` of a kustomization, in the file's own indentation, quotes and line ends; with `images` itself
 * where there is none.
 * @throws ActionError `not-editable` for a list that no entry can be added to
 */
export function createEntry(root: Cursor, fields: EntryFields): Insertion {
  const images = fieldOf(root, 'images')
  if (images === undefined) return createList(root, fields)
  if (images.refusal !== undefined) throw refuse(images, images.refusal.reason)
  const items = childrenOf(images)
  const { node, document } = images
  if (isSeq(node) && items.length > 0) {
    const last = items.at(-1)
    const [start, end] = last?.node?.range ?? [0, 0]
    if (node.flow === true) return insertIntoFlow(document, node, { start, end }, flowEntry(fields, images))
    return insertLines(
      document,
      document.text.slice(0, end).trimEnd().length,
      linesLike(last, fields, images),
    )
  }
  if (isEmpty(node)) return fillList(root, images, fields)
  throw refuse(images, 'it is not a list of images')
}

/** `images: []` or `images:`; the brackets give way to lines, unless all around them is in brackets too. */
function fillList(root: Cursor, images: Cursor, fields: EntryFields): Insertion {
  const { node, document } = images
  const [start, end] = node?.range ?? [0, 0]
  if (isSeq(node) && images.inFlow)
    return insertIntoFlow(document, node, undefined, flowEntry(fields, images))
  if (images.inFlow) throw refuse(images, 'it has no value: write "images: []"')
  const brackets = document.text.slice(start, end)
  if (!/^\[\s*\]$|^$/.test(brackets)) throw refuse(images, 'more than a list without entries stands there')
  const lines = insertLines(document, end, entryLines(fields, images, listIndent(root)))
  if (brackets === '') return lines
  const space = /[ \t]*$/.exec(document.text.slice(0, start))?.[0] ?? ''
  return [editAt(document, start - space.length, '', space + brackets), ...lines]
}

function createList(root: Cursor, fields: EntryFields): Insertion {
  const { node, document } = root
  if (isMap(node) && node.flow === true) {
    return insertPair(root, 'images', `[${flowEntry(fields, root)}]`, false)
  }
  // Whatever follows `...` is no part of the document.
  const [content = ''] = document.text.split(/^\.\.\.(?=\s|$)/m)
  return insertLines(document, content.trimEnd().length, [
    'images:',
    ...entryLines(fields, root, listIndent(root)),
  ])
}

/** As the last entry of the list stands: as deep, as far behind its dash, and in brackets where it is on one line of them. */
function linesLike(last: Cursor | undefined, fields: EntryFields, images: Cursor): readonly string[] {
  const { text } = images.document
  const [start, end] = last?.node?.range ?? [0, 0]
  const dash = text.lastIndexOf('-', start)
  const indent = text.slice(text.lastIndexOf('\n', dash) + 1, dash)
  const gap = /^-( +)$/.exec(text.slice(dash, start))?.[1] ?? ' '
  const written = text.slice(start, end)
  if (!isMap(last?.node) || last.node.flow !== true || written.includes('\n'))
    return entryLines(fields, images, indent, gap)
  return [`${indent}-${gap}${flowEntry(fields, images, written)}`]
}

function entryLines(fields: EntryFields, near: Cursor, indent: string, gap = ' '): readonly string[] {
  return fields.map(([key, value], index) => {
    const lead = index === 0 ? `-${gap}` : ` ${gap}`
    return `${indent}${lead}${key}: ${newScalarSource(value, key, near, false)}`
  })
}

/** @param like by whose spaces and quotes it is written */
function flowEntry(fields: EntryFields, near: Cursor, like = near.document.text): string {
  const json = /"newTag"|"resources"|"images"|"name"/.test(like)
  const pairs = fields.map(([key, value]) => {
    const name = json ? `"${key}"` : key
    return `${name}: ${newScalarSource(value, key, { ...near, inFlow: true }, json)}`
  })
  return isSpaced(like) ? `{ ${pairs.join(', ')} }` : `{${pairs.join(', ')}}`
}

function isEmpty(node: Cursor['node']): boolean {
  if (isSeq(node)) return node.items.length === 0
  return node === null || (isScalar(node) && node.value === null)
}

/** As deep as another list of the file. */
function listIndent(root: Cursor): string {
  const list = childrenOf(root).find(({ node }) => isSeq(node) && node.flow !== true && node.items.length > 0)
  const start = list?.node?.range?.[0]
  if (start === undefined) return '  '
  const { text } = root.document
  return /^ */.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '  '
}

function refuse({ document, node }: Cursor, reason: string): ActionError {
  return new ActionError(
    'not-editable',
    `${document.locate(node?.range?.[0] ?? 0)}: nothing can be added to "images": ${reason}.`,
  )
}
