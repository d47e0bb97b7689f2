import { ActionError } from '@gitops-actions/core'

/** An entry as its tree holds it: names are bytes, and old trees hold modes that are written no more. */
export interface TreeObjectEntry {
  readonly mode: string
  readonly name: Buffer
  readonly oid: string
}

/**
 * A tree as it is stored, and where in it each entry begins. Trees of thousands of entries are read for one of them, so that
 * nothing else is taken apart.
 */
export class Tree {
  readonly bytes: Buffer
  /** In the order of the tree. */
  readonly offsets: readonly number[]
  #lookups = 0
  #byName: ReadonlyMap<string, number> | undefined

  constructor(bytes: Buffer, offsets: readonly number[]) {
    this.bytes = bytes
    this.offsets = offsets
  }

  /** Where the entry of this name begins. The first few are looked for as they come, which is cheaper than an index of all. */
  offsetOf(name: Buffer): number | undefined {
    this.#lookups += 1
    if (this.#lookups <= LOOKUPS_WITHOUT_INDEX) return this.offsets.find((at) => this.#isNamed(at, name))
    this.#byName ??= new Map(this.offsets.map((at) => [keyOf(readEntry(this.bytes, at).name), at]))
    return this.#byName.get(keyOf(name))
  }

  #isNamed(at: number, name: Buffer): boolean {
    const { bytes } = this
    let start = at
    while (bytes[start] !== SPACE) start += 1
    start += 1
    if (bytes[start] !== name[0] || bytes[start + name.length] !== 0) return false
    return name.equals(bytes.subarray(start, start + name.length))
  }
}

const LOOKUPS_WITHOUT_INDEX = 8
const OID_BYTES = 20
const SPACE = 32
const DIRECTORY = '40000'

export const EMPTY_TREE = new Tree(Buffer.alloc(0), [])

/**
 * `<mode> <name>\0<20 bytes of id>` for each: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 * @throws ActionError `invalid-answer`
 */
export function parseTree(bytes: Buffer): Tree {
  const offsets: number[] = []
  const { length } = bytes
  for (let at = 0; at < length;) {
    offsets.push(at)
    // Modes and names are short: a call for each would take longer than the look at their bytes.
    while (at < length && bytes[at] !== SPACE) at += 1
    while (at < length && bytes[at] !== 0) at += 1
    at += 1 + OID_BYTES
    if (at > length) throw new ActionError('invalid-answer', 'A tree of the repository is damaged.')
  }
  return new Tree(bytes, offsets)
}

/** The entry of this name. */
export function entryOf(tree: Tree, name: string): TreeObjectEntry | undefined {
  const at = tree.offsetOf(Buffer.from(name))
  return at === undefined ? undefined : readEntry(tree.bytes, at)
}

export function* entriesOf({ bytes, offsets }: Tree): Generator<TreeObjectEntry> {
  for (const at of offsets) yield readEntry(bytes, at)
}

export function isDirectory({ mode }: TreeObjectEntry): boolean {
  return mode === DIRECTORY
}

/** The bytes of the tree in which these entries stand in place of those of their names, or are new. */
export function replaceEntries(tree: Tree, entries: readonly TreeObjectEntry[]): Buffer {
  const cuts = entries.flatMap((entry) => {
    const at = tree.offsetOf(entry.name)
    const before = at === undefined ? undefined : readEntry(tree.bytes, at)
    if (at !== undefined && before !== undefined) {
      const end = at + sizeOf(before)
      if (isDirectory(before) === isDirectory(entry)) return [{ at, end, entry }]
      // Sorted elsewhere from now on.
      const place = placeOf(tree, entry)
      return [
        { at, end, entry: undefined },
        { at: place, end: place, entry },
      ]
    }
    const place = placeOf(tree, entry)
    return [{ at: place, end: place, entry }]
  })
  cuts.sort((a, b) => a.at - b.at || a.end - b.end || compareEntries(a.entry, b.entry))
  const parts: Buffer[] = []
  let done = 0
  for (const { at, end, entry } of cuts) {
    parts.push(tree.bytes.subarray(done, at))
    if (entry !== undefined) parts.push(formatEntry(entry))
    done = end
  }
  return Buffer.concat([...parts, tree.bytes.subarray(done)])
}

function readEntry(bytes: Buffer, at: number): TreeObjectEntry {
  const space = bytes.indexOf(SPACE, at)
  const end = bytes.indexOf(0, space)
  return {
    mode: bytes.toString('latin1', at, space),
    name: bytes.subarray(space + 1, end),
    oid: bytes.toString('hex', end + 1, end + 1 + OID_BYTES),
  }
}

function formatEntry({ mode, name, oid }: TreeObjectEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode} `), name, Buffer.from([0]), Buffer.from(oid, 'hex')])
}

function sizeOf({ mode, name }: TreeObjectEntry): number {
  return mode.length + 1 + name.length + 1 + OID_BYTES
}

/** Where a new entry is put: before the first that is sorted behind it. */
function placeOf({ bytes, offsets }: Tree, entry: TreeObjectEntry): number {
  let [low, high] = [0, offsets.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (compareEntries(readEntry(bytes, offsets[middle] ?? 0), entry) < 0) low = middle + 1
    else high = middle
  }
  return offsets[low] ?? bytes.length
}

/** In the order of git: a directory is sorted as if its name ended in a slash. */
function compareEntries(one: TreeObjectEntry | undefined, other: TreeObjectEntry | undefined): number {
  return one === undefined || other === undefined ? 0 : Buffer.compare(sortKey(one), sortKey(other))
}

function sortKey(entry: TreeObjectEntry): Buffer {
  return isDirectory(entry) ? Buffer.concat([entry.name, Buffer.from('/')]) : entry.name
}

/** Names that are no text are kept in the tree, and no path of ours fits them. */
function keyOf(name: Buffer): string {
  return name.toString('latin1')
}
