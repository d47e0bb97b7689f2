import { ActionError, type FileMode, type RepositoryFile } from '@gitops-actions/core'

import { decodeUtf8, isRegular } from './blob.ts'
import type { Git } from './git.ts'
import type { GitObjects } from './objects.ts'
import { remoteRefusal } from './refusal.ts'
import { entryOf } from './tree-object.ts'

export interface TreeEntry {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
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

/** Every file below a directory; `''` is the root. None when it is no directory. */
export async function listBelow(
  git: Git,
  objects: GitObjects,
  root: string,
  directory: string,
): Promise<readonly TreeEntry[]> {
  const [entry] = directory === '' ? [] : await listPaths(objects, [{ root, path: directory }])
  if (directory !== '' && entry?.mode !== '040000') return []
  const tree = entry?.oid ?? root
  await objects.fetchBelow(tree)
  const answer = await git.run(['ls-tree', '-r', '-z', tree])
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading a tree', answer)
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => parseEntry(line, directory === '' ? '' : `${directory}/`))
}

/** Files with the text of those that are regular; all their contents come in one request. */
export async function readFiles(
  objects: GitObjects,
  entries: readonly TreeEntry[],
): Promise<readonly RepositoryFile[]> {
  const contents = await objects.blobs(entries.filter(({ mode }) => isRegular(mode)).map(({ oid }) => oid))
  return entries.map((entry) => {
    const bytes = isRegular(entry.mode) ? contents.get(entry.oid) : undefined
    return { ...entry, text: bytes === undefined ? undefined : decodeUtf8(bytes) }
  })
}

/** `100644 blob <oid>\t<path>`: https://git-scm.com/docs/git-ls-tree#_output_format */
function parseEntry(line: string, prefix: string): TreeEntry {
  const tab = line.indexOf('\t')
  const [mode = '', , oid = ''] = line.slice(0, tab).split(' ')
  const path = `${prefix}${line.slice(tab + 1)}`
  return { path, mode: readTreeMode(mode, path), oid }
}

function readTreeMode(text: string, path: string): FileMode {
  const padded = text.padStart(6, '0')
  // Written by git until 2005.
  const known = padded === '100664' ? '100644' : MODES.find((mode) => mode === padded)
  if (known === undefined)
    throw new ActionError('invalid-answer', `git gave ${path} a mode that is not known`)
  return known
}
