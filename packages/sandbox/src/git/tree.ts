import { runGit } from './git-command.ts'
import type { TreeEntry, TreeMode } from './object.ts'

export interface ListOptions {
  recursive?: boolean
  /** With `recursive`: name the directories too, as GitHub's recursive listing does. */
  trees?: boolean
  /** List the entry at the path, not what is in it. */
  entryItself?: boolean
}

/** Lists a tree, or the directory `path` in it. */
export async function listTree(
  directory: string,
  treeish: string,
  path: string,
  options: ListOptions,
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-z', '--long', '--full-tree']
  if (options.recursive === true) args.push('-r')
  if (options.trees === true) args.push('-t')
  const inside = path !== '' && options.entryItself !== true
  const { stdout } = await runGit(
    [...args, '--end-of-options', inside ? `${treeish}:${path}` : treeish, ...only(path, inside)],
    {
      cwd: directory,
      env: { GIT_LITERAL_PATHSPECS: '1' },
      accept: [0, 128],
    },
  )
  const entries = stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map(parseEntry)
  return inside ? entries.map((entry) => ({ ...entry, path: `${path}/${entry.path}` })) : entries
}

function only(path: string, inside: boolean): string[] {
  return path === '' || inside ? [] : [path]
}

function parseEntry(line: string): TreeEntry {
  const match = /^(\d{6}) (blob|tree|commit) ([0-9a-f]{40}) +(\d+|-)\t([\s\S]+)$/.exec(line)
  if (match === null) throw new Error(`git ls-tree printed a line nobody expected: ${line}`)
  const [, mode = '', type = '', oid = '', size = '-', path = ''] = match
  const entry: TreeEntry = { mode: toMode(mode), type: toType(type), oid, path }
  return size === '-' ? entry : { ...entry, size: Number(size) }
}

function toMode(text: string): TreeMode {
  if (text === '100644' || text === '100755' || text === '120000' || text === '160000' || text === '040000')
    return text
  // Very old trees hold 100664; git itself reads it as 100644.
  return '100644'
}

function toType(text: string): TreeEntry['type'] {
  return text === 'tree' || text === 'commit' ? text : 'blob'
}
