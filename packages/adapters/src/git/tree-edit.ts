import { ActionError, type FileMode } from '@gitops-actions/core'
import { type NewObject, objectId } from './git-object.ts'
import type { GitObjects } from './objects.ts'
import { EMPTY_TREE, entryOf, isDirectory, replaceEntries, type TreeObjectEntry } from './tree-object.ts'

/** A file that is put into a tree. */
export interface TreeEdit {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
}

interface EditedTree {
  readonly oid: string
  /** The trees to write. */
  readonly made: readonly NewObject[]
}

/**
 * The tree that differs from another by files alone, made of the trees on their paths: no index, which would take every
 * tree of the repository. A level of all paths costs one request, as far as its trees are not here.
 * @throws ActionError `invalid-change` for a path below something that is no directory
 */
export async function editTree(
  objects: GitObjects,
  root: string | undefined,
  edits: readonly TreeEdit[],
): Promise<EditedTree> {
  await fetchPaths(objects, root, edits)
  return edit(objects, root, edits)
}

async function fetchPaths(
  objects: GitObjects,
  root: string | undefined,
  edits: readonly TreeEdit[],
): Promise<void> {
  if (root === undefined) return
  let level = edits.map(({ path }) => ({ tree: root, names: path.split('/').slice(0, -1) }))
  while (level.length > 0) {
    const trees = await objects.trees(level.map(({ tree }) => tree))
    level = level.flatMap(({ tree, names: [name, ...names] }) => {
      const parent = trees.get(tree)
      const entry = name === undefined || parent === undefined ? undefined : entryOf(parent, name)
      return entry !== undefined && isDirectory(entry) ? [{ tree: entry.oid, names }] : []
    })
  }
}

async function edit(
  objects: GitObjects,
  root: string | undefined,
  edits: readonly TreeEdit[],
): Promise<EditedTree> {
  const before = (root === undefined ? undefined : (await objects.trees([root])).get(root)) ?? EMPTY_TREE
  const entries: TreeObjectEntry[] = []
  const made: NewObject[] = []
  const below = new Map<string, TreeEdit[]>()
  for (const each of edits) {
    const slash = each.path.indexOf('/')
    const name = slash < 0 ? each.path : each.path.slice(0, slash)
    if (slash < 0) entries.push({ mode: each.mode, name: Buffer.from(name), oid: each.oid })
    else gather(below, name, { ...each, path: each.path.slice(slash + 1) })
  }
  for (const [name, inside] of below) {
    const entry = entryOf(before, name)
    if (entry !== undefined && !isDirectory(entry)) {
      throw new ActionError(
        'invalid-change',
        `"${name}" is no directory, and a file below it is to be written`,
      )
    }
    const child = await edit(objects, entry?.oid, inside)
    made.push(...child.made)
    entries.push({ mode: '40000', name: Buffer.from(name), oid: child.oid })
  }
  const bytes = replaceEntries(before, entries)
  const base = root === undefined ? undefined : { oid: root, bytes: before.bytes }
  const tree: NewObject = { type: 'tree', bytes, base }
  return { oid: objectId(tree), made: [...made, tree] }
}

function gather(below: Map<string, TreeEdit[]>, name: string, edit: TreeEdit): void {
  const inside = below.get(name)
  if (inside === undefined) below.set(name, [edit])
  else inside.push(edit)
}
