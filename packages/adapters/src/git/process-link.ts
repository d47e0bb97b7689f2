import { parseCommitSha } from '@gitops-actions/core'
import { type Filter, filterOfObjects, firstFilter, nextFilter } from './filters.ts'
import type { Git, GitAnswer, GitCall } from './git.ts'
import { type GitObject, type NewObject, rootOf } from './git-object.ts'
import { defaultBranchOf, noCommit } from './heads.ts'
import type { BranchMove, GitLink, PushResult } from './link.ts'
import { formatPack } from './pack-write.ts'
import { judgePush } from './push.ts'
import { readObjects } from './object-batch.ts'
import { remoteRefusal } from './refusal.ts'
import { entriesOf, isDirectory, parseTree } from './tree-object.ts'

/** How servers say that they give the heads of references alone. */
const NO_SINGLE_OBJECTS = /unadvertised object|not our ref|does not support wants/i

const FETCH = ['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head']
/** What is wanted is named by its id: there is nothing to negotiate. */
const FETCH_KNOWN = ['-c', 'fetch.negotiationAlgorithm=noop', ...FETCH]

/** A remote by the git of the machine: over ssh, and by http where a server wants a client that can do more. */
export function createProcessLink(git: Git, here: Map<string, GitObject>): GitLink {
  const { remote } = git
  const depths = new Map<string, number>()
  let filter: Filter = firstFilter(remote)
  let head: string | undefined
  /** Everything that is fetched comes whole: the server cannot leave anything out. */
  let whole = false
  /** With which a server that gives no single objects is asked again. */
  let references: readonly string[] = []

  async function fetch(args: () => readonly string[], call?: GitCall): Promise<GitAnswer> {
    for (;;) {
      const answer = await git.run(args(), call)
      // A server that cannot leave anything out sends everything.
      if (answer.said.some((line) => line.includes('filtering not recognized'))) whole = true
      const next = answer.exitCode === 0 ? undefined : nextFilter(filter, answer.said.join('\n'))
      if (next === undefined) return answer
      filter = next
    }
  }

  const fetchDeep = (depth: number, wanted: readonly string[]): Promise<GitAnswer> =>
    fetch(() => [...FETCH, `--filter=${filter}`, `--depth=${depth}`, 'origin', ...wanted])

  /** Takes the commits that came into memory, and their root trees as far as those came along. */
  async function load(commits: readonly string[], depth: number): Promise<void> {
    const listed = await git.run(['rev-list', `--max-count=${depth * commits.length}`, ...commits, '--'])
    if (listed.exitCode !== 0) throw remoteRefusal(git, 'reading the history', listed)
    const names = listed.stdout.toString('utf8').trim().split('\n')
    const fresh = names.filter((name) => !here.has(name))
    await take(fresh)
    if (filter === 'tree:1') {
      const roots = new Set(fresh.flatMap((commit) => here.get(commit) ?? []).map(rootOf))
      await take([...roots].filter((root) => !here.has(root)))
    }
    for (const commit of commits) depths.set(commit, depth)
  }

  async function take(names: readonly string[]): Promise<void> {
    for (const [oid, object] of await readObjects(git, names)) here.set(oid, object)
  }

  async function fetchKnown(oids: readonly string[], filterNow: () => string): Promise<void> {
    if (whole || oids.length === 0) return
    const input = oids.map((oid) => `${oid}\n`).join('')
    const answer = await fetch(() => [...FETCH_KNOWN, `--filter=${filterNow()}`, '--stdin', 'origin'], {
      input,
    })
    if (answer.exitCode === 0) return
    if (!answer.said.some((line) => NO_SINGLE_OBJECTS.test(line))) {
      throw remoteRefusal(git, 'reading files', answer)
    }
    const all = await git.run([
      ...FETCH_KNOWN,
      '--refetch',
      '--no-filter',
      '--depth=1',
      'origin',
      ...references,
    ])
    if (all.exitCode !== 0) throw remoteRefusal(git, 'reading files', all)
    whole = true
  }

  return {
    remote,
    here,
    async readHead(branch) {
      const ref = `refs/heads/${branch}`
      const answer = await git.run(['ls-remote', '--quiet', 'origin', ref])
      if (answer.exitCode !== 0) throw remoteRefusal(git, `reading the head of ${branch}`, answer)
      // The pattern also fits refs that end in it.
      const line = linesOf(answer).find((each) => each.endsWith(`\t${ref}`))
      return line === undefined ? undefined : parseCommitSha(line.split('\t')[0] ?? '')
    },
    async fetchHeads(branches, depth) {
      head ??= await readHeadTarget(git)
      const defaultBranch = defaultBranchOf(git, head)
      const asked = [...new Set(branches.map((branch) => branch ?? defaultBranch))]
      references = asked.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`)
      const answer = await fetchDeep(depth, references)
      if (answer.exitCode !== 0) throw remoteRefusal(git, `reading ${asked.join(' and ')}`, answer)
      const parsed = await git.run([
        'for-each-ref',
        '--format=%(refname) %(objectname)',
        'refs/remotes/origin',
      ])
      const shas = new Map(linesOf(parsed).map((line) => [line.split(' ')[0], line.split(' ')[1]]))
      const commits = branches.map((branch) => {
        const name = branch ?? defaultBranch
        return parseCommitSha(shas.get(`refs/remotes/origin/${name}`) ?? '', name)
      })
      await load([...new Set(commits)], depth)
      return { defaultBranch, commits }
    },
    async fetchCommit(commit, depth) {
      if (depth === 1 ? here.has(commit) : (depths.get(commit) ?? 0) >= depth) return
      const answer = await fetchDeep(depth, [commit])
      if (answer.exitCode === 0) {
        await load([commit], depth)
        return
      }
      if (answer.said.some((line) => /not our ref|unadvertised object|bad object|no such/i.test(line))) {
        throw noCommit(git, commit)
      }
      throw remoteRefusal(git, `reading the commit ${commit.slice(0, 7)}`, answer)
    },
    async fetchObjects(oids) {
      const missing = [...new Set(oids)].filter((oid) => !here.has(oid))
      await fetchKnown(missing, () => filterOfObjects(filter))
      await take(missing)
    },
    async fetchBelow(trees) {
      await fetchKnown([...new Set(trees)], () => 'blob:none')
      for (let level: readonly string[] = trees; level.length > 0;) {
        await take(level.filter((tree) => !here.has(tree)))
        level = [...new Set(level.flatMap((tree) => treesIn(here.get(tree))))]
      }
    },
    push: (move, objects) => push(git, move, objects),
  }
}

/** The objects go into the repository by one process, and to the remote by another. */
async function push(git: Git, move: BranchMove, objects: readonly NewObject[]): Promise<PushResult> {
  if (objects.length > 0) {
    const input = formatPack(objects, { thin: false })
    const unpacked = await git.run(['unpack-objects', '-q'], { input })
    if (unpacked.exitCode !== 0) throw remoteRefusal(git, 'writing objects', unpacked)
  }
  const ref = `refs/heads/${move.branch}`
  const answer = await git.run([
    'push',
    '--porcelain',
    '--no-verify',
    '--no-recurse-submodules',
    `--force-with-lease=${ref}:${move.before ?? ''}`,
    'origin',
    `${move.after ?? ''}:${ref}`,
  ])
  if (answer.exitCode === 0) return { kind: 'pushed' }
  return judgePush(git, move, { line: reportOf(answer), said: answer.said })
}

/** The line of the report that tells of a refused reference: `!\t<from>:<to>\t[rejected] (fetch first)`. */
function reportOf(answer: GitAnswer): string | undefined {
  return linesOf(answer)
    .find((line) => line.startsWith('!'))
    ?.split('\t')
    .slice(2)
    .join(' ')
}

async function readHeadTarget(git: Git): Promise<string | undefined> {
  const answer = await git.run(['ls-remote', '--quiet', '--symref', 'origin', 'HEAD'])
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading the default branch', answer)
  return /^ref: (\S+)\tHEAD$/m.exec(answer.stdout.toString('utf8'))?.[1]
}

function treesIn(object: GitObject | undefined): readonly string[] {
  if (object === undefined) return []
  return [...entriesOf(parseTree(object.bytes))].filter(isDirectory).map(({ oid }) => oid)
}

function linesOf({ stdout }: GitAnswer): readonly string[] {
  return stdout.toString('utf8').split('\n')
}
