import type { GitObject, TreeEntry, TreeMode } from './object.ts'

/** One entry as it stands in a tree object; `path` is the name alone. */
export type RawTreeEntry = Omit<TreeEntry, 'size'>

/** What reads objects by revision expressions: a bare repository. */
export interface ObjectSource {
  readObject(expression: string): Promise<GitObject | undefined>
}

/** Reads the content of a tree object: `<mode> <name>\0<20 bytes of object name>`, over and over. */
export function parseTree(content: Buffer): RawTreeEntry[] {
  const entries: RawTreeEntry[] = []
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at)
    const nul = content.indexOf(0, space)
    if (space < 0 || nul < 0) throw new Error('a tree object ends in the middle of an entry')
    const mode = toMode(content.toString('latin1', at, space))
    const path = content.toString('utf8', space + 1, nul)
    entries.push({ mode, type: typeOf(mode), oid: content.toString('hex', nul + 1, nul + 21), path })
    at = nul + 21
  }
  return entries
}

/**
 * The entry at `path` below a commit or tree, found without a process of its own: a query that asks for a hundred files
 * costs no hundred children. Undefined when there is none.
 */
export async function findTreeEntry(
  repository: ObjectSource,
  treeish: string,
  path: string,
): Promise<RawTreeEntry | undefined> {
  const slash = path.lastIndexOf('/')
  const parent = await repository.readObject(
    slash < 0 ? `${treeish}^{tree}` : `${treeish}:${path.slice(0, slash)}`,
  )
  if (parent?.type !== 'tree') return undefined
  const name = path.slice(slash + 1)
  const entry = parseTree(parent.content).find((candidate) => candidate.path === name)
  return entry === undefined ? undefined : { ...entry, path }
}

function toMode(text: string): TreeMode {
  if (text === '40000') return '040000'
  if (text === '100755' || text === '120000' || text === '160000') return text
  return '100644'
}

function typeOf(mode: TreeMode): TreeEntry['type'] {
  if (mode === '040000') return 'tree'
  return mode === '160000' ? 'commit' : 'blob'
}
