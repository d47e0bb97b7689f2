import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readGit, runGit } from './git-command.ts'
import type { TreeChange, TreeEntry, TreeMode } from './object.ts'

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

/** Writes `base` with the changes applied through an index of its own, so that writers never meet. */
export async function writeTree(
  directory: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const index = join(tmpdir(), `sandbox-index-${randomUUID()}`)
  const options = { cwd: directory, env: { GIT_INDEX_FILE: index } }
  try {
    await runGit(['read-tree', base ?? '--empty'], options)
    const lines: string[] = []
    for (const change of changes) {
      if ('oid' in change && change.mode === '040000') {
        lines.push(...(await graft(directory, base, { path: change.path, tree: change.oid })))
      } else {
        lines.push(await formatChange(directory, change))
      }
    }
    if (lines.length > 0) {
      await runGit(['update-index', '-z', '--add', '--replace', '--index-info'], {
        ...options,
        input: lines.join(''),
      })
    }
    return await readGit(['write-tree'], options)
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** Index lines that put a whole tree at a path, in place of what `base` has there. */
async function graft(
  directory: string,
  base: string | undefined,
  change: { path: string; tree: string },
): Promise<string[]> {
  const { path, tree } = change
  const before = base === undefined ? [] : await listTree(directory, base, path, { recursive: true })
  const after = await listTree(directory, tree, '', { recursive: true })
  return [
    ...before.map((entry) => `0 ${'0'.repeat(40)}\t${entry.path}\0`),
    ...after.map((entry) => `${entry.mode} ${entry.oid}\t${path}/${entry.path}\0`),
  ]
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

async function formatChange(directory: string, change: TreeChange): Promise<string> {
  if ('delete' in change) return `0 ${'0'.repeat(40)}\t${change.path}\0`
  if ('oid' in change) return `${change.mode} ${change.oid}\t${change.path}\0`
  const oid = await readGit(['hash-object', '-w', '--stdin'], { cwd: directory, input: change.content })
  return `${change.mode ?? '100644'} ${oid}\t${change.path}\0`
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
