import type {
  ChangedFiles,
  Comparison,
  EnvironmentRepository,
  ReadRequest,
  RepositoryFile,
  Snapshot,
} from '@gitops-actions/core'

import { makePrivateDirectory, type PrivateDirectory } from '../process/private-directory.ts'
import { commitChanges } from './commit.ts'
import { compareCommits, listChangedFiles } from './compare.ts'
import { type Git, type GitOptions, openGit } from './git.ts'
import { readHistory } from './history.ts'
import type { BranchMove, GitLink } from './link.ts'
import { createObjects, type GitObjects } from './objects.ts'
import { openLink } from './open-link.ts'
import { openSigner, type Signer } from './signer.ts'
import { listBelow, listPaths, readFiles } from './trees.ts'

/** The environment repository of a run, and what ends with it. */
export interface GitRepository extends EnvironmentRepository {
  /** Removes everything that was fetched, and the key files. */
  close(): Promise<void>
}

/** Commits that every read fetches, so that one that asks for their history later has nothing to fetch. */
const LEAST_DEPTH = 20

/** The environment repository at any git remote: of a few commits, only the trees and files that are looked at. */
export function createGitRepository(options: GitOptions): GitRepository {
  const home = once(() => makePrivateDirectory(options.env, 'bump-image-tag'))
  const git = once(async (why?: string): Promise<Git> => openGit(options, await home.get(), why))
  const signer = once(async (): Promise<Signer | undefined> =>
    options.signingKey === '' ? undefined : openSigner(options, await home.get()),
  )
  const link = openLink(options, git.get)
  const objects = createObjects(link)
  return {
    async read(request) {
      // A key that is none is told before anything is decided.
      await signer.get()
      return read(objects, request)
    },
    commit: async (request) => commitChanges(objects, request, await signer.get()),
    head: (branch) => link.readHead(branch),
    async setBranch({ branch, to, expected }) {
      await link.fetchCommit(to, 1)
      return move(link, { branch, before: expected, after: to })
    },
    async deleteBranch({ branch, expected }) {
      const head = await link.readHead(branch)
      if (head !== expected) return head === undefined ? 'deleted' : 'moved'
      const done = await move(link, { branch, before: expected, after: undefined })
      return done === 'set' ? 'deleted' : 'moved'
    },
    compare: async (base, head): Promise<Comparison | undefined> =>
      compareCommits(await git.get('comparing commits'), base, head),
    changedFiles: async (commit): Promise<ChangedFiles | undefined> =>
      listChangedFiles(await git.get('comparing commits'), commit),
    // Pull requests are not a thing of git.
    pullRequestMessages: () => Promise.resolve([]),
    async close() {
      await home
        .begun()
        ?.then((made: PrivateDirectory) => made.remove())
        .catch(() => undefined)
    },
  }
}

/** Moves a branch; an answer that was lost is told by where the branch then stands. */
async function move(link: GitLink, request: BranchMove): Promise<'set' | 'lost-race'> {
  const result = await link.push(request, [])
  if (result.kind === 'pushed') return 'set'
  const head = await link.readHead(request.branch)
  if (head === request.after) return 'set'
  if (result.kind === 'unknown' && head === request.before) throw result.error
  return 'lost-race'
}

async function read(objects: GitObjects, request: ReadRequest): Promise<Snapshot> {
  const { link } = objects
  const { branch, files = [], directories = [], defaultBranchFiles = [], history = 0 } = request
  const depth = Math.max(LEAST_DEPTH, history)
  const branches = defaultBranchFiles.length === 0 ? [branch] : [branch, undefined]
  const { defaultBranch, commits } = await link.fetchHeads(branches, depth)
  const [head, defaultHead] = [request.commit ?? commits[0], commits.at(-1)]
  if (head === undefined || defaultHead === undefined) throw new TypeError('no head was fetched')
  if (request.commit !== undefined) await link.fetchCommit(request.commit, depth)
  const root = objects.rootOf(head)
  const defaultRoot = objects.rootOf(defaultHead)
  const listed = await listPaths(objects, [
    ...files.map((path) => ({ root, path })),
    ...defaultBranchFiles.map((path) => ({ root: defaultRoot, path })),
  ])
  const named = listed.slice(0, files.length).filter((entry) => entry !== undefined)
  const below = await listBelow(objects, root, directories)
  const defaults = listed.slice(files.length).filter((entry) => entry !== undefined)
  const own = [...new Map([...named, ...below].map((entry) => [entry.path, entry])).values()]
  const exact = new Set([...named, ...defaults].map(({ path }) => path))
  const texts = await readFiles(
    objects,
    [...own, ...defaults],
    (path) => exact.has(path) || request.texts?.matches(path) !== false,
  )
  const past = history === 0 || own.length === 0 ? [] : readHistory(link.here, head, history)
  return {
    branch: branch ?? defaultBranch,
    defaultBranch,
    head,
    files: byPath(texts.slice(0, own.length)),
    defaultBranchFiles: byPath(texts.slice(own.length)),
    history: new Map(history === 0 ? [] : own.map(({ path }) => [path, past])),
  }
}

function byPath(files: readonly RepositoryFile[]): ReadonlyMap<string, RepositoryFile> {
  return new Map(files.map((file) => [file.path, file]))
}

/** What is made when it is first asked for, and then stays. */
function once<T>(make: (why?: string) => Promise<T>): {
  readonly get: (why?: string) => Promise<T>
  readonly begun: () => Promise<T> | undefined
} {
  let made: Promise<T> | undefined
  return { get: (why) => (made ??= make(why)), begun: () => made }
}
