import { createHash } from 'node:crypto'

/** An entry as its tree holds it: names are bytes, and old trees hold modes that are written no more. */
export interface TreeObjectEntry {
  readonly mode: string
  readonly name: Buffer
  readonly oid: string
}

/** By name. */
export type Tree = ReadonlyMap<string, TreeObjectEntry>

const OID_BYTES = 20

/** `<mode> <name>\0<20 bytes of id>` for each: https://git-scm.com/docs/git-fast-import and gitformat-pack name it "tree". */
export function parseTree(bytes: Buffer): Tree {
  const entries = new Map<string, TreeObjectEntry>()
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at)
    const end = bytes.indexOf(0, space)
    const name = bytes.subarray(space + 1, end)
    const oid = bytes.toString('hex', end + 1, end + 1 + OID_BYTES)
    // Names that are no text are kept in the tree, and no path of ours fits them.
    entries.set(name.toString('latin1'), { mode: bytes.toString('latin1', at, space), name, oid })
    at = end + 1 + OID_BYTES
  }
  return entries
}

/** The entry of this name. */
export function entryOf(tree: Tree, name: string): TreeObjectEntry | undefined {
  return tree.get(keyOf(name))
}

export function keyOf(name: string): string {
  return Buffer.from(name).toString('latin1')
}

/** In the order of git: a directory is sorted as if its name ended in a slash. */
export function formatTree(tree: Tree): Buffer {
  const sorted = [...tree.values()].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)))
  return Buffer.concat(
    sorted.flatMap(({ mode, name, oid }) => [
      Buffer.from(`${mode} `),
      name,
      Buffer.from([0]),
      Buffer.from(oid, 'hex'),
    ]),
  )
}

export function treeOid(bytes: Buffer): string {
  return createHash('sha1').update(`tree ${bytes.length}\0`).update(bytes).digest('hex')
}

function sortKey({ mode, name }: TreeObjectEntry): Buffer {
  return mode === '40000' ? Buffer.concat([name, Buffer.from('/')]) : name
}
