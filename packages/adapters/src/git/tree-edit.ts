import { ActionError, type FileMode } from '@gitops-actions/core'

import type { GitObjects } from './objects.ts'
import { formatTree, keyOf, type Tree, treeOid, type TreeObjectEntry } from './tree-object.ts'

/** A file that is put into a tree. */
export interface TreeEdit {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
}

/**
 * The tree that differs from another by files alone, made of the trees on their paths: no index, which would take every
 * tree of the repository.
 * @returns its id, and the trees to write
 * @throws ActionError `invalid-change` for a path below something that is no directory
 */
export async function editTree(
  objects: GitObjects,
  root: string | undefined,
  edits: readonly TreeEdit[],
): Promise<{ readonly oid: string; readonly made: readonly Buffer[] }> {
  const before: Tree = (root === undefined ? undefined : (await objects.trees([root])).get(root)) ?? new Map()
  const after = new Map<string, TreeObjectEntry>(before)
  const made: Buffer[] = []
  const below = new Map<string, TreeEdit[]>()
  for (const edit of edits) {
    const slash = edit.path.indexOf('/')
    const name = slash < 0 ? edit.path : edit.path.slice(0, slash)
    if (slash < 0) after.set(keyOf(name), { mode: edit.mode, name: Buffer.from(name), oid: edit.oid })
    else below.set(name, [...(below.get(name) ?? []), { ...edit, path: edit.path.slice(slash + 1) }])
  }
  for (const [name, inside] of below) {
    const entry = before.get(keyOf(name))
    if (entry !== undefined && entry.mode !== '40000') {
      throw new ActionError(
        'invalid-change',
        `"${name}" is no directory, and a file below it is to be written`,
      )
    }
    const child = await editTree(objects, entry?.oid, inside)
    made.push(...child.made)
    after.set(keyOf(name), { mode: '40000', name: Buffer.from(name), oid: child.oid })
  }
  const bytes = formatTree(after)
  return { oid: treeOid(bytes), made: [...made, bytes] }
}
