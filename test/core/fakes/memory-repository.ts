import { createHash } from 'node:crypto'
import {
  ActionError,
  type CommitRequest,
  type CommitResult,
  type CommitSha,
  type CommitSummary,
  type Comparison,
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
  type ReadRequest,
  type RepositoryFile,
  type Snapshot,
} from '@gitops-actions/core'

type Files = Readonly<Record<string, string>>

interface MemoryCommit {
  readonly sha: CommitSha
  readonly parents: readonly CommitSha[]
  readonly message: string
  readonly files: Files
}

/** An environment repository in memory: commits, branches, compare-and-swap; no host around it. */
export interface MemoryRepository extends EnvironmentRepository {
  /** Every call, oldest first: `read main`, `commit main`, `set gitops/x`, `delete gitops/x`, `head …`, `compare`. */
  readonly calls: readonly string[]
  /** Commits to a branch as somebody else would; null removes a file. A new branch begins at the default branch. */
  push(branch: string, changes: Readonly<Record<string, string | null>>, message?: string): CommitSha
  /** A merge commit of a side branch with one commit, whose message is `merged`. */
  merge(branch: string, changes: Files, messages: { message: string; merged: string }): void
  /** Says by which pull requests a commit came: the messages of their heads. */
  squash(commit: CommitSha, messages: readonly string[]): void
  /** Deletes a branch, as somebody else would. */
  remove(branch: string): void
  /** Points a branch to where another stands, as a fast-forward merge does. */
  follow(branch: string, other: string): void
  /** Runs before the next call of that name (`commit`, `set`, `read`, …): a race, or a refusal when it throws. */
  before(call: string, action: () => void): void
  text(branch: string, path: string): string | undefined
  /** Messages from the head on. */
  messages(branch: string): readonly string[]
  branches(): readonly string[]
}

const DEFAULT_BRANCH = parseBranchName('main')

export function createMemoryRepository(seed: Files): MemoryRepository {
  const commits = new Map<string, MemoryCommit>()
  const branches = new Map<string, CommitSha>()
  const calls: string[] = []
  const squashed = new Map<CommitSha, readonly string[]>()
  const actions: { call: string; action: () => void }[] = []

  function enter(call: string, detail: string): void {
    const next = actions.findIndex((entry) => entry.call === call)
    calls.push(`${call} ${detail}`)
    if (next >= 0) actions.splice(next, 1)[0]?.action()
  }

  function store(parents: readonly CommitSha[], files: Files, message: string): CommitSha {
    const sha = parseCommitSha(hash(JSON.stringify([commits.size, parents, message])))
    commits.set(sha, { sha, parents, message, files })
    return sha
  }

  function commitAt(sha: string): MemoryCommit {
    const found = commits.get(sha)
    if (found === undefined) throw new Error(`there is no commit ${sha}`)
    return found
  }

  function headOf(branch: string): CommitSha {
    const head = branches.get(branch)
    if (head === undefined) throw new ActionError('branch-not-found', `there is no branch "${branch}"`)
    return head
  }

  /** First parents alone, as `git log --first-parent`. */
  function lineOf(sha: CommitSha): readonly MemoryCommit[] {
    const line: MemoryCommit[] = []
    for (let at: CommitSha | undefined = sha; at !== undefined; at = line.at(-1)?.parents[0])
      line.push(commitAt(at))
    return line
  }

  function readNow(request: ReadRequest): Snapshot {
    const branch = request.branch ?? DEFAULT_BRANCH
    const head = request.commit ?? headOf(branch)
    const { files } = commitAt(head)
    const inside = (path: string): boolean =>
      (request.files ?? []).includes(path) ||
      (request.directories ?? []).some((directory) => directory === '' || path.startsWith(`${directory}/`))
    const paths = Object.keys(files).filter(inside)
    // What is not asked for is not there, as from a host that sends nothing needless.
    const isListed = ([path]: [string, RepositoryFile]): boolean =>
      request.files?.includes(path) !== true && request.texts?.matches(path) === false
    const read = [...pick(files, paths)].map((entry) =>
      isListed(entry) ? ([entry[0], { ...entry[1], text: undefined }] as const) : entry,
    )
    return {
      branch,
      defaultBranch: DEFAULT_BRANCH,
      head,
      files: new Map(read),
      defaultBranchFiles: pick(commitAt(headOf(DEFAULT_BRANCH)).files, request.defaultBranchFiles ?? []),
      history: new Map(
        (request.history ?? 0) === 0
          ? []
          : paths.map((path) => [path, historyOf(path, head).slice(0, request.history).map(summarize)]),
      ),
    }
  }

  function summarize({ sha, message, parents }: MemoryCommit): CommitSummary {
    const [, second] = parents
    return { sha, message, parents, ...(second === undefined ? {} : { merged: commitAt(second).message }) }
  }

  function historyOf(path: string, head: CommitSha): readonly MemoryCommit[] {
    return lineOf(head).filter(({ files, parents: [parent] }) => {
      const before = parent === undefined ? undefined : commitAt(parent).files[path]
      return files[path] !== before
    })
  }

  function commitNow({ branch, expectedHead, headline, body, changes }: CommitRequest): CommitResult {
    const head = headOf(branch)
    if (head !== expectedHead) return { kind: 'lost-race', detail: `${branch} is at ${head}` }
    const written = Object.fromEntries(changes.map(({ path, text }) => [path, text]))
    const message = body === '' ? headline : `${headline}\n\n${body}`
    const sha = store([head], { ...commitAt(head).files, ...written }, message)
    branches.set(branch, sha)
    return { kind: 'committed', sha, verified: true, url: `https://host.example/commit/${sha}` }
  }

  function compareNow(base: string, head: string): Comparison | undefined {
    const [left, right] = [branches.get(base) ?? base, branches.get(head) ?? head]
    if (!commits.has(left) || !commits.has(right)) return undefined
    const known = lineOf(commitAt(left).sha).map(({ sha }) => sha)
    const mergeBase = lineOf(commitAt(right).sha).find(({ sha }) => known.includes(sha))?.sha
    if (mergeBase === undefined) return undefined
    return {
      status: statusOf(left, right, mergeBase),
      mergeBase,
      files: differences(commitAt(mergeBase).files, commitAt(right).files),
      filesComplete: true,
    }
  }

  branches.set(DEFAULT_BRANCH, store([], seed, 'Begin'))
  return {
    calls,
    before(call, action) {
      actions.push({ call, action })
    },
    push(branch, changes, message = 'Change something else') {
      const head = branches.get(branch) ?? headOf(DEFAULT_BRANCH)
      const kept = Object.entries({ ...commitAt(head).files, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      )
      const sha = store([head], Object.fromEntries(kept), message)
      branches.set(branch, sha)
      return sha
    },
    merge(branch, changes, { message, merged }) {
      const head = headOf(branch)
      const side = store([head], { ...commitAt(head).files, ...changes }, merged)
      const sha = store([head, side], { ...commitAt(head).files, ...changes }, message)
      branches.set(branch, sha)
    },
    squash(commit, messages) {
      squashed.set(commit, messages)
    },
    remove(branch) {
      branches.delete(branch)
    },
    follow(branch, other) {
      branches.set(branch, headOf(other))
    },
    text: (branch, path) => commitAt(headOf(branch)).files[path],
    messages: (branch) => lineOf(headOf(branch)).map(({ message }) => message),
    branches: () => [...branches.keys()].sort(),
    read: (request) =>
      answer(() => {
        enter('read', request.branch ?? DEFAULT_BRANCH)
        return readNow(request)
      }),
    commit: (request) =>
      answer(() => {
        enter('commit', request.branch)
        return commitNow(request)
      }),
    head: (branch) =>
      answer(() => {
        enter('head', branch)
        return branches.get(branch)
      }),
    setBranch: ({ branch, to, expected }) =>
      answer(() => {
        enter('set', branch)
        if (branches.get(branch) !== expected) return 'lost-race'
        branches.set(branch, to)
        return 'set'
      }),
    deleteBranch: ({ branch, expected }) =>
      answer(() => {
        enter('delete', branch)
        const head = branches.get(branch)
        if (head === expected) branches.delete(branch)
        return head === undefined || head === expected ? 'deleted' : 'moved'
      }),
    compare: (base, head) =>
      answer(() => {
        enter('compare', `${base}...${head}`)
        return compareNow(base, head)
      }),
    pullRequestMessages: (commit) =>
      answer(() => {
        enter('pulls-of', commit)
        return squashed.get(commit) ?? []
      }),
    changedFiles: (commit) =>
      answer(() => {
        enter('changed', commit)
        const found = commits.get(commit)
        if (found === undefined) return undefined
        const [parent] = found.parents
        const before = parent === undefined ? {} : commitAt(parent).files
        return { files: differences(before, found.files), complete: true }
      }),
  }
}

/** The same repository, in which one path has another mode: `120000` is a link. */
export function withMode<R extends EnvironmentRepository>(
  repository: R,
  path: string,
  mode: RepositoryFile['mode'],
): R {
  return {
    ...repository,
    async read(request: ReadRequest): Promise<Snapshot> {
      const snapshot = await repository.read(request)
      const file = snapshot.files.get(path)
      if (file === undefined) return snapshot
      return { ...snapshot, files: new Map([...snapshot.files, [path, { ...file, mode }]]) }
    },
  }
}

/** What `work` returns or throws, as ports answer. */
function answer<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work())
  })
}

function statusOf(left: string, right: string, mergeBase: string): Comparison['status'] {
  if (left === right) return 'identical'
  if (mergeBase === left) return 'ahead'
  return mergeBase === right ? 'behind' : 'diverged'
}

function differences(before: Files, after: Files): readonly string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...paths].filter((path) => before[path] !== after[path]).sort()
}

function pick(files: Files, paths: readonly string[]): ReadonlyMap<string, RepositoryFile> {
  const found = paths.flatMap((path): [string, RepositoryFile][] => {
    const text = files[path]
    return text === undefined ? [] : [[path, { path, mode: '100644', oid: hash(text), text }]]
  })
  return new Map(found)
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
