import { writeLooseObject } from './loose-object.ts'
import type { TreeChange, TreeMode } from './object.ts'
import type { ObjectReader } from './object-reader.ts'
import { parseTree } from './tree-object.ts'

/** A directory on its way into a commit. Its entries are read when somebody looks into it, and written when they changed. */
interface Directory {
  entries: Map<string, Entry>
}

interface Entry {
  mode: TreeMode
  oid: string
  /** Of a directory that was opened; then `oid` is what it was. */
  opened?: Directory
}

/** Where the objects of one repository are read and written. */
export interface ObjectStore {
  readonly directory: string
  readonly reader: ObjectReader
}

/**
 * Writes `base` (a commit or tree; undefined: the empty tree) with the changes applied, and names the new tree. Only the
 * directories on the way to a change are read and written, so the cost does not grow with the repository.
 * @throws Error when `base` is not there
 */
export async function editTree(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const root =
    base === undefined ? { entries: new Map<string, Entry>() } : await open(store, `${base}^{tree}`)
  for (const change of changes) await apply(store, root, change)
  return (await write(store, root)) ?? writeLooseObject(store.directory, 'tree', Buffer.alloc(0))
}

async function open({ reader, directory }: ObjectStore, name: string): Promise<Directory> {
  const tree = await reader.read(name)
  if (tree?.type !== 'tree') throw new Error(`${directory} has no tree ${name}`)
  return { entries: new Map(parseTree(tree.content).map(({ path, mode, oid }) => [path, { mode, oid }])) }
}

async function apply(store: ObjectStore, root: Directory, change: TreeChange): Promise<void> {
  const folders = change.path.split('/')
  const name = folders.pop() ?? ''
  const parent = await enter(store, root, folders, 'delete' in change ? 'look' : 'make')
  if (parent === undefined) return
  if ('delete' in change) parent.entries.delete(name)
  else if ('oid' in change) parent.entries.set(name, { mode: change.mode, oid: change.oid })
  else {
    const content = Buffer.isBuffer(change.content) ? change.content : Buffer.from(change.content)
    const oid = await writeLooseObject(store.directory, 'blob', content)
    parent.entries.set(name, { mode: change.mode ?? '100644', oid })
  }
}

/** Opens the directory at the end of the way. `make` puts directories in place of what is missing, or is a file. */
async function enter(
  store: ObjectStore,
  root: Directory,
  folders: readonly string[],
  purpose: 'look' | 'make',
): Promise<Directory | undefined> {
  let current = root
  for (const folder of folders) {
    let entry = current.entries.get(folder)
    if (entry?.mode !== '040000') {
      if (purpose === 'look') return undefined
      entry = { mode: '040000', oid: '', opened: { entries: new Map() } }
      current.entries.set(folder, entry)
    }
    entry.opened ??= await open(store, entry.oid)
    current = entry.opened
  }
  return current
}

/** Names the tree of a directory; undefined for an empty one, which git does not keep. */
async function write(store: ObjectStore, directory: Directory): Promise<string | undefined> {
  for (const [name, entry] of [...directory.entries]) {
    if (entry.opened === undefined) continue
    const oid = await write(store, entry.opened)
    if (oid === undefined) directory.entries.delete(name)
    else directory.entries.set(name, { mode: entry.mode, oid })
  }
  if (directory.entries.size === 0) return undefined
  return writeLooseObject(store.directory, 'tree', format(directory))
}

function format({ entries }: Directory): Buffer {
  const sorted = [...entries]
    .map(([name, entry]) => ({ key: entry.mode === '040000' ? `${name}/` : name, name, entry }))
    .sort((left, right) => compareBytes(left.key, right.key))
  return Buffer.concat(
    sorted.flatMap(({ name, entry }) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`),
      Buffer.from(entry.oid, 'hex'),
    ]),
  )
}

/** Git sorts by bytes, a directory as if its name ended in a slash. Texts sort alike, as long as no surrogates are in them. */
function compareBytes(left: string, right: string): number {
  if (/[\ud800-\udfff]/.test(left + right)) return Buffer.compare(Buffer.from(left), Buffer.from(right))
  return left < right ? -1 : 1
}
