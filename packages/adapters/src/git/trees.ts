import { ActionError, type CommitSha, type FileMode, type RepositoryFile } from '@gitops-actions/core'

import { decodeUtf8, isRegular } from './blob.ts'
import type { Git } from './git.ts'
import { remoteRefusal } from './refusal.ts'

export interface TreeEntry {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
}

const MODES: readonly FileMode[] = ['100644', '100755', '120000', '160000', '040000']
/** Arguments of one call: far below what a system takes. */
const PATHS_AT_ONCE = 500

/** The entries of exact paths, directories among them as such; what does not exist is left out. */
export async function listPaths(
  git: Git,
  commit: CommitSha,
  paths: readonly string[],
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = []
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const some = paths.slice(at, at + PATHS_AT_ONCE)
    entries.push(...(await listTree(git, [commit, '--', ...some])))
  }
  return entries
}

/** Every file below a directory; `''` is the root. */
export async function listBelow(
  git: Git,
  commit: CommitSha,
  directory: string,
): Promise<readonly TreeEntry[]> {
  const below = directory === '' ? [] : ['--', `${directory}/`]
  return listTree(git, ['-r', commit, ...below])
}

/** Files with the text of those that are regular. Their blobs must be here. */
export async function readFiles(
  git: Git,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<string, RepositoryFile>> {
  const contents = await readBlobs(git, blobsOf(entries))
  return new Map(
    entries.map((entry) => {
      const bytes = isRegular(entry.mode) ? contents.get(entry.oid) : undefined
      return [entry.path, { ...entry, text: bytes === undefined ? undefined : decodeUtf8(bytes) }]
    }),
  )
}

function blobsOf(entries: readonly TreeEntry[]): readonly string[] {
  return [...new Set(entries.filter(({ mode }) => isRegular(mode)).map(({ oid }) => oid))]
}

async function listTree(git: Git, args: readonly string[]): Promise<readonly TreeEntry[]> {
  const answer = await git.run(['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', ...args])
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading a tree', answer)
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map(parseEntry)
}

/** `100644 blob <oid>\t<path>`: https://git-scm.com/docs/git-ls-tree#_output_format */
function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t')
  const [mode, , oid = ''] = line.slice(0, tab).split(' ')
  const known = MODES.find((each) => each === mode)
  const path = line.slice(tab + 1)
  if (known === undefined || tab < 0) {
    throw new ActionError('invalid-answer', `git gave ${path} a mode that is not known`)
  }
  return { path, mode: known, oid }
}

/**
 * Fetches the contents of files as git itself fetches what a partial clone lacks, but all at once.
 * @param present ids that are here, to which the fetched ones are added
 */
export async function fetchBlobs(
  git: Git,
  entries: readonly TreeEntry[],
  present: Set<string>,
): Promise<void> {
  const missing = blobsOf(entries).filter((oid) => !present.has(oid))
  if (missing.length === 0) return
  const answer = await git.run(
    [
      '-c',
      'fetch.negotiationAlgorithm=noop',
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--filter=blob:none',
      '--stdin',
      'origin',
    ],
    { input: missing.map((oid) => `${oid}\n`).join('') },
  )
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading files', answer)
  for (const oid of missing) present.add(oid)
}

/** `<oid> blob <size>\n<bytes>\n` for each: https://git-scm.com/docs/git-cat-file#_batch_output */
async function readBlobs(git: Git, oids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>()
  if (oids.length === 0) return contents
  const answer = await git.run(['cat-file', '--batch'], { input: oids.map((oid) => `${oid}\n`).join('') })
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading files', answer)
  let at = 0
  while (at < answer.stdout.length) {
    const end = answer.stdout.indexOf(10, at)
    const [oid = '', type, size = ''] = answer.stdout.toString('utf8', at, end).split(' ')
    if (type !== 'blob') throw new ActionError('invalid-answer', `git could not give the file ${oid}`)
    const start = end + 1
    contents.set(oid, answer.stdout.subarray(start, start + Number(size)))
    at = start + Number(size) + 1
  }
  return contents
}
