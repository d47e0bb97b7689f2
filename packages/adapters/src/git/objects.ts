import { ActionError } from '@gitops-actions/core'

import type { Git } from './git.ts'
import { remoteRefusal } from './refusal.ts'
import { parseTree, type Tree } from './tree-object.ts'

/** Objects of the remote, of which only those are fetched that somebody asks for. */
export interface GitObjects {
  /** Commits that are here, without their trees. */
  readonly commits: Set<string>
  /** Everything that is fetched comes whole: the server cannot leave anything out. */
  whole: boolean
  /** The references that were fetched last, with which a server that gives no single objects is asked again. */
  references: readonly string[]
  /** Fetched in one request, as far as they are not here. */
  trees(oids: readonly string[]): Promise<ReadonlyMap<string, Tree>>
  /** Fetched in one request, as far as they are not here. */
  blobs(oids: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** Fetches all trees below a tree. */
  fetchBelow(tree: string): Promise<void>
  /** Notes that a commit came with its root tree. */
  noteCommit(commit: string, root?: string): void
  /** The root tree of a commit that is here. */
  rootOf(commit: string): Promise<string>
}

/** How servers say that they give the heads of references alone. */
const NO_SINGLE_OBJECTS = /unadvertised object|not our ref|does not support wants/i

export function createObjects(git: Git): GitObjects {
  const known = new Map<string, Tree>()
  const present = new Set<string>()
  const roots = new Map<string, string>()

  async function fetchMissing(
    oids: readonly string[],
    filter: string,
    here: ReadonlySet<string> = present,
  ): Promise<void> {
    const missing = oids.filter((oid) => !here.has(oid))
    if (objects.whole || missing.length === 0) return
    const input = missing.map((oid) => `${oid}\n`).join('')
    const answer = await git.run([...FETCH, `--filter=${filter}`, '--stdin', 'origin'], { input })
    if (answer.exitCode !== 0) {
      if (!answer.said.some((line) => NO_SINGLE_OBJECTS.test(line))) {
        throw remoteRefusal(git, 'reading files', answer)
      }
      await fetchWhole()
    }
    for (const oid of missing) present.add(oid)
  }

  async function fetchWhole(): Promise<void> {
    const answer = await git.run([
      ...FETCH,
      '--refetch',
      '--no-filter',
      '--depth=1',
      'origin',
      ...objects.references,
    ])
    if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading files', answer)
    objects.whole = true
  }

  const objects: GitObjects = {
    commits: new Set(),
    whole: false,
    references: [],
    async trees(oids) {
      const missing = [...new Set(oids)].filter((oid) => !known.has(oid))
      await fetchMissing(missing, 'tree:0')
      for (const [oid, bytes] of await readObjects(git, 'tree', missing)) known.set(oid, parseTree(bytes))
      return known
    },
    async blobs(oids) {
      const wanted = [...new Set(oids)]
      await fetchMissing(wanted, 'tree:0')
      return readObjects(git, 'blob', wanted)
    },
    fetchBelow: (tree) => fetchMissing([tree], 'blob:none', new Set()),
    noteCommit(commit, root) {
      objects.commits.add(commit)
      if (root === undefined) return
      roots.set(commit, root)
      present.add(root)
    },
    async rootOf(commit) {
      const found = roots.get(commit)
      if (found !== undefined) return found
      const bytes = (await readObjects(git, 'commit', [commit])).get(commit)
      const root = /^tree ([0-9a-f]+)$/m.exec(bytes?.toString('latin1') ?? '')?.[1]
      if (root === undefined) throw new ActionError('invalid-answer', `git gave no tree of ${commit}`)
      roots.set(commit, root)
      return root
    },
  }
  return objects
}

/** What is wanted is named by its id: there is nothing to negotiate. */
const FETCH = [
  ...['-c', 'fetch.negotiationAlgorithm=noop'],
  ...['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head'],
]

/** `<oid> <type> <size>\n<bytes>\n` for each: https://git-scm.com/docs/git-cat-file#_batch_output */
async function readObjects(
  git: Git,
  wanted: 'blob' | 'tree' | 'commit',
  oids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>()
  if (oids.length === 0) return contents
  const answer = await git.run(['cat-file', '--batch'], { input: oids.map((oid) => `${oid}\n`).join('') })
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading files', answer)
  let at = 0
  while (at < answer.stdout.length) {
    const end = answer.stdout.indexOf(10, at)
    const [oid = '', type, size = ''] = answer.stdout.toString('utf8', at, end).split(' ')
    if (type !== wanted) throw new ActionError('invalid-answer', `git could not give the ${wanted} ${oid}`)
    const start = end + 1
    contents.set(oid, answer.stdout.subarray(start, start + Number(size)))
    at = start + Number(size) + 1
  }
  return contents
}
