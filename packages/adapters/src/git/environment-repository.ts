import type {
  BranchName,
  ChangedFiles,
  CommitSha,
  Comparison,
  EnvironmentRepository,
  ReadRequest,
  RepositoryFile,
  Snapshot,
} from '@gitops-actions/core'

import { commitChanges } from './commit.ts'
import { compareCommits, listChangedFiles } from './compare.ts'
import { type Git, type GitOptions, openGit } from './git.ts'
import { fetchCommit, fetchHeads, readDefaultBranch, readHead } from './heads.ts'
import { readHistory } from './history.ts'
import { pushBranch } from './push.ts'
import { createObjects, type GitObjects } from './objects.ts'
import { listBelow, listPaths, readFiles, type TreeEntry } from './trees.ts'

/** The environment repository of a run, and what ends with it. */
export interface GitRepository extends EnvironmentRepository {
  /** Removes everything that was fetched, and the key files. */
  close(): Promise<void>
}

/** The environment repository at any git remote: shallow, without files that are not looked at, in a bare repository. */
export function createGitRepository(options: GitOptions): GitRepository {
  let opened: Promise<{ readonly git: Git; readonly objects: GitObjects }> | undefined
  const openBoth = (): Promise<{ readonly git: Git; readonly objects: GitObjects }> =>
    (opened ??= openGit(options).then((git) => ({ git, objects: createObjects(git) })))
  const open = async (): Promise<Git> => (await openBoth()).git
  const reader = createReader()
  return {
    async read(request) {
      const { git, objects } = await openBoth()
      return reader.read(git, objects, request)
    },
    async commit(request) {
      const { git, objects } = await openBoth()
      return commitChanges(git, objects, request)
    },
    head: async (branch) => readHead(await open(), branch),
    async setBranch({ branch, to, expected }) {
      const { git, objects } = await openBoth()
      await fetchCommit(git, objects, to)
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
      if (opened !== undefined) await opened.then(({ git }) => git.close()).catch(() => undefined)
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

interface Reader {
  read(git: Git, objects: GitObjects, request: ReadRequest): Promise<Snapshot>
}

function createReader(): Reader {
  let defaultBranch: BranchName | undefined

  async function read(git: Git, objects: GitObjects, request: ReadRequest): Promise<Snapshot> {
    defaultBranch ??= await readDefaultBranch(git)
    const branch = request.branch ?? defaultBranch
    const { files = [], directories = [], defaultBranchFiles = [], history = 0 } = request
    const branches = defaultBranchFiles.length === 0 ? [branch] : [...new Set([branch, defaultBranch])]
    const depth = Math.max(1, history)
    const heads = await fetchHeads(git, objects, branches, depth)
    const [head, defaultHead] = [request.commit ?? heads[0], heads.at(-1)]
    if (head === undefined || defaultHead === undefined) throw new TypeError('no head was fetched')
    if (request.commit !== undefined) await fetchCommit(git, objects, request.commit, depth)
    const root = await objects.rootOf(head)
    const defaultRoot = await objects.rootOf(defaultHead)
    const listed = await listPaths(objects, [
      ...files.map((path) => ({ root, path })),
      ...defaultBranchFiles.map((path) => ({ root: defaultRoot, path })),
    ])
    const below: TreeEntry[] = []
    for (const directory of directories) below.push(...(await listBelow(git, objects, root, directory)))
    const own = [...listed.slice(0, files.length), ...below].filter((entry) => entry !== undefined)
    const defaults = listed.slice(files.length).filter((entry) => entry !== undefined)
    const read = await readFiles(objects, [...own, ...defaults])
    const commits = history === 0 || own.length === 0 ? [] : await readHistory(git, head, history)
    return {
      branch,
      defaultBranch,
      head,
      files: byPath(read.slice(0, own.length)),
      defaultBranchFiles: byPath(read.slice(own.length)),
      history: new Map(history === 0 ? [] : own.map(({ path }) => [path, commits])),
    }
  }
  return { read }
}

function byPath(files: readonly RepositoryFile[]): ReadonlyMap<string, RepositoryFile> {
  return new Map(files.map((file) => [file.path, file]))
}
