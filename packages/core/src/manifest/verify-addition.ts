import { isCollection, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type ManifestDocument, openManifest } from './document.ts'
import type { TextRange } from './position.ts'
import { verifyDocument } from './verify-edit.ts'

/**
 * Compares a file before and after something was added: without what is new, everything must be what it was.
 * @param added where the new text stands in the file as it is now
 * @throws ActionError `edit-not-exact`
 */
export function verifyAddition(before: RepositoryFile, after: RepositoryFile, added: TextRange): void {
  const [was, is] = [before, after].map((file) => openManifest(file).documents)
  if (was === undefined || is?.length !== was.length) throw notExact(after)
  for (const [index, document] of was.entries()) {
    const now = is[index]
    if (now === undefined) throw notExact(after)
    if (now.text === document.text) continue
    if (!removeAdded(now, now.root, added)) throw notExact(after)
    dropEmptyImages(document.root)
    dropEmptyImages(now.root)
    verifyDocument(document, now, [])
  }
}

/** Takes the pairs and items that begin in the range out of the parsed document; whether there was one. */
function removeAdded(document: ManifestDocument, node: unknown, added: TextRange): boolean {
  const isNew = (one: unknown): boolean => {
    const start = startOf(one)
    if (start === undefined) return false
    const offset = document.rangeInFile(start, start + 1).start
    return offset >= added.start && offset < added.end
  }
  if (isMap(node)) {
    const kept = node.items.filter(({ key }) => !isNew(key))
    const removed = kept.length < node.items.length
    node.items = kept
    return kept.reduce((found, { value }) => removeAdded(document, value, added) || found, removed)
  }
  if (!isSeq(node)) return false
  const kept = node.items.filter((item) => !isNew(item))
  const removed = kept.length < node.items.length
  node.items = kept
  return kept.reduce<boolean>((found, item) => removeAdded(document, item, added) || found, removed)
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) ? node.range?.[0] : undefined
}

/** `images:` and `images: []` say the same, and neither is there any more when an entry is. */
function dropEmptyImages(root: Node | null): void {
  if (!isMap(root)) return
  root.items = root.items.filter(({ key, value }) => {
    const empty = isSeq(value)
      ? value.items.length === 0
      : value === null || (isScalar(value) && value.value === null)
    return !(empty && isScalar(key) && key.value === 'images')
  })
}

function notExact({ path }: RepositoryFile): ActionError {
  return new ActionError(
    'edit-not-exact',
    `${path}: nothing was written, for the file would not read as it did with what "create-missing" adds.`,
    { kind: 'internal' },
  )
}
