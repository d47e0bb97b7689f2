import { isMap, isSeq } from 'yaml'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { openManifest } from './document.ts'
import { applyEdits, type Edit } from './edit.ts'
import { isKustomization } from './kustomize.ts'
import type { Pin, PinnedImage } from './pin.ts'
import { formatPosition } from './position.ts'
import { scalarSource } from './quoting.ts'
import { formatPath } from './selector.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, rootOf, scalarsBelow, textOf } from './tree.ts'

/** An entry of `images` that is added to a kustomization. */
export interface CreatedEntry {
  readonly edit: Edit
  /** In the grammar of selectors. */
  readonly path: string
  readonly value: string
}

/**
 * Adds an entry for an image to the one kustomization among the files, in the file's own indentation and line ends.
 * @throws ActionError `nowhere-to-create` when there is not exactly one; `not-editable` for a list that is not written
 *   over several lines; `digest-unknown`; `edit-not-exact`
 */
export function createEntry(files: readonly RepositoryFile[], wanted: PinnedImage, pin: Pin): CreatedEntry {
  const root = onlyKustomization(files, wanted)
  const { document } = root
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n'
  const fields = fieldsOf(wanted, pin)
  const images = fieldOf(root, 'images')
  const at = images === undefined ? undefined : placeInList(images)
  const indent = at?.indent ?? listIndent(root)
  const entry = fields
    .map(([key, value], index) => `${indent}${index === 0 ? '- ' : '  '}${key}: ${sourceOf(value)}${eol}`)
    .join('')
  const offset = at?.offset ?? document.text.trimEnd().length
  const inserted = insertionAt(document.text, offset, at === undefined ? `images:${eol}${entry}` : entry, eol)
  const { start } = document.rangeInFile(inserted.offset, inserted.offset)
  const edit = { file: document.file, range: { start, end: start }, before: '', after: inserted.text }
  prove(files, root, edit, fields.length)
  const index = images === undefined ? 0 : childrenOf(images).length
  const value = fields
    .slice(1)
    .map(([, text]) => text)
    .join('@')
  return { edit, path: `images[${index}]`, value }
}

function onlyKustomization(files: readonly RepositoryFile[], { image }: PinnedImage): Cursor {
  const roots = files
    .filter(({ path, text }) => text !== undefined && /kustomization/i.test(path))
    .flatMap((file) => openManifest(file).documents.map(rootOf))
    .filter(isKustomization)
  const [only, second] = roots
  if (only !== undefined && second === undefined) return only
  const found = roots.map(({ document }) => document.file).join(', ')
  throw new ActionError(
    'nowhere-to-create',
    `No place holds ${image.name}, and "create-missing" adds it to a kustomization, of which there ${only === undefined ? 'is none' : `are several (${found})`}: name the one file with "files".`,
  )
}

function fieldsOf({ image, mutable }: PinnedImage, pin: Pin): readonly (readonly [string, string])[] {
  const withDigest = pin === 'digest' || pin === 'tag-and-digest' || (pin === 'auto' && mutable)
  const withTag = pin !== 'digest' && image.tag !== undefined
  if ((withDigest || !withTag) && image.digest === undefined) {
    throw new ActionError(
      'digest-unknown',
      `The new entry for ${image.name} needs its digest, because "pin" is "${pin}": give "name:tag@sha256:…", or let "verify-image" look it up.`,
    )
  }
  return [
    ['name', image.name],
    ...(withTag ? [['newTag', image.tag] as const] : []),
    ...((withDigest || !withTag) && image.digest !== undefined ? [['digest', image.digest] as const] : []),
  ]
}

/** Behind the last entry, as deep as that one. */
function placeInList(images: Cursor): { readonly offset: number; readonly indent: string } {
  const { node, document } = images
  const last = childrenOf(images).at(-1)
  const start = last?.node?.range?.[0]
  if (!isSeq(node) || node.flow === true || start === undefined || !isMap(last?.node)) {
    throw new ActionError(
      'not-editable',
      `${document.locate(node?.range?.[0] ?? 0)}: "images" is not a list with one entry per line, to which another could be added: write it so.`,
    )
  }
  const line = document.text.lastIndexOf('-', start)
  const begin = document.text.lastIndexOf('\n', line) + 1
  const end = last.node.range?.[1] ?? start
  return { offset: document.text.slice(0, end).trimEnd().length, indent: document.text.slice(begin, line) }
}

/** As deep as another list of the file. */
function listIndent(root: Cursor): string {
  const list = childrenOf(root).find(({ node }) => isSeq(node) && node.flow !== true && node.items.length > 0)
  const start = list?.node?.range?.[0]
  if (start === undefined) return '  '
  const { text } = root.document
  return /^ */.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '  '
}

/** The line behind an offset, whatever comment ends the line that it is in. */
function insertionAt(
  text: string,
  offset: number,
  lines: string,
  eol: string,
): { readonly offset: number; readonly text: string } {
  const end = text.indexOf('\n', offset)
  if (end >= 0) return { offset: end + 1, text: lines }
  return { offset: text.length, text: eol + lines.slice(0, -eol.length) }
}

function sourceOf(value: string): string {
  return scalarSource(value, { style: 'plain', inFlow: false, json: false })
}

/** What was there must be there as it was, and the entry beside it. */
function prove(files: readonly RepositoryFile[], root: Cursor, edit: Edit, fields: number): void {
  const file = files.find(({ path }) => path === edit.file)
  const text = applyEdits(file?.text ?? '', [edit])
  const documents = file === undefined ? [] : openManifest({ ...file, text }).documents
  const after = documents[root.document.index]
  const [before, now] = [
    valuesOf(root),
    after === undefined ? new Map<string, string>() : valuesOf(rootOf(after)),
  ]
  const kept = [...before].every(([path, value]) => now.get(path) === value)
  if (kept && now.size === before.size + fields) return
  throw new ActionError(
    'edit-not-exact',
    `${formatPosition(edit.file, root.document.positionOf(0))}: nothing was written, for the file would not read as it did with a new entry of "images".`,
    { kind: 'internal' },
  )
}

function valuesOf(root: Cursor): ReadonlyMap<string, string> {
  return new Map(
    scalarsBelow(root)
      // An empty list gives way to the entry.
      .filter((scalar) => lastKey(scalar) !== 'images')
      .map((scalar) => [formatPath(scalar.path), textOf(scalar) ?? '']),
  )
}
