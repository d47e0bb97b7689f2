import type {
  BranchName,
  ChangedFiles,
  CommitSha,
  CommitSummary,
  Comparison,
  EnvironmentRepository,
  ReadRequest,
  Snapshot,
} from '@gitops-actions/core'

import { commitChanges } from './commit.ts'
import { compareCommits, listChangedFiles } from './compare.ts'
import { type Git, type GitOptions, openGit } from './git.ts'
import { fetchCommit, fetchHeads, readDefaultBranch, readHead } from './heads.ts'
import { readHistory } from './history.ts'
import { pushBranch } from './push.ts'
import { fetchBlobs, listBelow, listPaths, readFiles, type TreeEntry } from './trees.ts'

/** The environment repository of a run, and what ends with it. */
export interface GitRepository extends EnvironmentRepository {
  /** Removes everything that was fetched, and the key files. */
  close(): Promise<void>
}

/** The environment repository at any git remote: shallow, without files that are not looked at, in a bare repository. */
export function createGitRepository(options: GitOptions): GitRepository {
  let opened: Promise<Git> | undefined
  const open = (): Promise<Git> => (opened ??= openGit(options))
  const reader = createReader()
  return {
    read: async (request) => reader.read(await open(), request),
    commit: async (request) => commitChanges(await open(), request),
    head: async (branch) => readHead(await open(), branch),
    async setBranch({ branch, to, expected }) {
      const git = await open()
      await fetchCommit(git, to)
      return move(git, { branch, before: expected, after: to })
    },
    async deleteBranch({ branch, expected }) {
      const git = await open()
      const head = await readHead(git, branch)
      if (head !== expected) return head === undefined ? 'deleted' : 'moved'
      const done = await move(git, { branch, before: expected, after: undefined })
      return done === 'set' ? 'deleted' : 'moved'
    },
    compare: async (base, head): Promise<Comparison | undefined> => compareCommits(await open(), base, head),
    changedFiles: async (commit): Promise<ChangedFiles | undefined> => listChangedFiles(await open(), commit),
    // Pull requests are not a thing of git.
    pullRequestMessages: () => Promise.resolve([]),
    async close() {
      if (opened !== undefined) await opened.then((git) => git.close()).catch(() => undefined)
    },
  }
}

/** Moves a branch; an answer that was lost is told by where the branch then stands. */
async function move(
  git: Git,
  request: { branch: BranchName; before: CommitSha | undefined; after: CommitSha | undefined },
): Promise<'set' | 'lost-race'> {
  const result = await pushBranch(git, request)
  if (result.kind === 'pushed') return 'set'
  const head = await readHead(git, request.branch)
  if (head === request.after) return 'set'
  if (result.kind === 'unknown' && head === request.before) throw result.error
  return 'lost-race'
}

function createReader(): { read: (git: Git, request: ReadRequest) => Promise<Snapshot> } {
  let defaultBranch: BranchName | undefined
  const present = new Set<string>()

  async function read(git: Git, request: ReadRequest): Promise<Snapshot> {
    defaultBranch ??= await readDefaultBranch(git)
    const branch = request.branch ?? defaultBranch
    const ofDefault = request.defaultBranchFiles ?? []
    const branches = ofDefault.length === 0 ? [branch] : [...new Set([branch, defaultBranch])]
    const { commits, whole } = await fetchHeads(git, branches)
    const head = request.commit ?? commits[0]
    const defaultHead = commits.at(-1)
    if (head === undefined || defaultHead === undefined) throw new TypeError('no head was fetched')
    if (request.commit !== undefined) await fetchCommit(git, request.commit)
    const entries = await listWanted(git, head, request)
    const defaults = ofDefault.length === 0 ? [] : await listPaths(git, defaultHead, ofDefault)
    if (whole) for (const { oid } of [...entries, ...defaults]) present.add(oid)
    await fetchBlobs(git, [...entries, ...defaults], present)
    return {
      branch,
      defaultBranch,
      head,
      files: await readFiles(git, entries),
      defaultBranchFiles: await readFiles(git, defaults),
      history: await historyOf(git, request, branch, head, entries),
    }
  }
  return { read }
}

async function listWanted(
  git: Git,
  head: CommitSha,
  { files = [], directories = [] }: ReadRequest,
): Promise<readonly TreeEntry[]> {
  const entries = [...(await listPaths(git, head, files))]
  for (const directory of directories) entries.push(...(await listBelow(git, head, directory)))
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()]
}

async function historyOf(
  git: Git,
  { history = 0, commit }: ReadRequest,
  branch: BranchName,
  head: CommitSha,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<string, readonly CommitSummary[]>> {
  if (history === 0 || entries.length === 0) return new Map()
  const commits = await readHistory(git, commit ?? `refs/heads/${branch}`, head, history)
  return new Map(entries.map(({ path }) => [path, commits]))
}
