import { ActionError, type FileMode, type RepositoryFile } from '@gitops-actions/core'
import { decodeUtf8, isRegular } from './blob.ts'
import type { GitObjects } from './objects.ts'
import { entriesOf, entryOf, isDirectory } from './tree-object.ts'

export interface TreeEntry {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
}

interface PlacedTree {
  readonly oid: string
  /** With its final slash; `''` is the root. */
  readonly prefix: string
}

const MODES: readonly FileMode[] = ['100644', '100755', '120000', '160000', '040000']

/**
 * The entries of exact paths, directories among them as such; what does not exist is left out. All paths go down one
 * level at a time, so that a level costs one request and the trees beside the paths cost nothing.
 */
export async function listPaths(
  objects: GitObjects,
  wanted: readonly { readonly root: string; readonly path: string }[],
): Promise<readonly (TreeEntry | undefined)[]> {
  const found = new Map<number, TreeEntry>()
  let level = wanted.map(({ root, path }, at) => ({ at, path, tree: root, names: path.split('/') }))
  while (level.length > 0) {
    const trees = await objects.trees(level.map(({ tree }) => tree))
    const next: typeof level = []
    for (const { at, path, tree, names } of level) {
      const [name = '', ...rest] = names
      const parent = trees.get(tree)
      const entry = parent === undefined ? undefined : entryOf(parent, name)
      if (entry === undefined) continue
      const mode = readTreeMode(entry.mode, path)
      if (rest.length === 0) found.set(at, { path, mode, oid: entry.oid })
      else if (mode === '040000') next.push({ at, path, tree: entry.oid, names: rest })
    }
    level = next
  }
  return wanted.map((_, at) => found.get(at))
}

/** Files below directories: a few trees that name each other make more than any machine can list. */
const MOST_LISTED = 1_000_000

/**
 * Every file below these directories, all their trees in one request; `''` is the root. A path to a file has none. Names
 * that are no text, or that no file of a work tree can have, are left out: nobody can write them here.
 * @throws ActionError `too-many-files`
 */
export async function listBelow(
  objects: GitObjects,
  root: string,
  directories: readonly string[],
): Promise<readonly TreeEntry[]> {
  const named = directories.filter((directory) => directory !== '')
  const listed = await listPaths(
    objects,
    named.map((path) => ({ root, path })),
  )
  const tops: PlacedTree[] = listed.flatMap((entry) =>
    entry?.mode === '040000' ? [{ oid: entry.oid, prefix: `${entry.path}/` }] : [],
  )
  if (named.length < directories.length) tops.push({ oid: root, prefix: '' })
  await objects.link.fetchBelow(tops.map(({ oid }) => oid))
  const files = new Map<string, TreeEntry>()
  for (let level: readonly PlacedTree[] = tops; level.length > 0;) {
    const trees = await objects.trees(level.map(({ oid }) => oid))
    const next: PlacedTree[] = []
    for (const { oid, prefix } of level) {
      const tree = trees.get(oid)
      for (const entry of tree === undefined ? [] : entriesOf(tree)) {
        const name = decodeUtf8(entry.name)
        if (name === undefined || NO_NAME.test(name)) continue
        if (files.size + next.length >= MOST_LISTED) throw tooMany(prefix)
        const path = `${prefix}${name}`
        if (isDirectory(entry)) next.push({ oid: entry.oid, prefix: `${path}/` })
        else files.set(path, { path, mode: readTreeMode(entry.mode, path), oid: entry.oid })
      }
    }
    level = next
  }
  return [...files.values()]
}

/** Files with the text of those that are regular and `wanted`; all their contents come in one request. */
export async function readFiles(
  objects: GitObjects,
  entries: readonly TreeEntry[],
  wanted: (path: string) => boolean = () => true,
): Promise<readonly RepositoryFile[]> {
  const read = entries.filter(({ path, mode }) => isRegular(mode) && wanted(path))
  const contents = await objects.blobs(read.map(({ oid }) => oid))
  const isRead = new Set(read)
  return entries.map((entry) => {
    const bytes = isRead.has(entry) ? contents.get(entry.oid) : undefined
    return { ...entry, text: bytes === undefined ? undefined : decodeUtf8(bytes) }
  })
}

const NO_NAME = /^(?:\.{0,2}|\.git)$|\//i

function tooMany(directory: string): ActionError {
  return new ActionError(
    'too-many-files',
    `There are more than ${MOST_LISTED} files below ${directory === '' ? 'the root of the repository' : directory}: name the files with "files".`,
  )
}

function readTreeMode(text: string, path: string): FileMode {
  const padded = text.padStart(6, '0')
  // Written by git until 2005.
  const known = padded === '100664' ? '100644' : MODES.find((mode) => mode === padded)
  if (known === undefined)
    throw new ActionError('invalid-answer', `git gave ${path} a mode that is not known`)
  return known
}
