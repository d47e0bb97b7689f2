import { createHash } from 'node:crypto'
import {
  type BranchName,
  type CommitSha,
  type Comparison,
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
  type PullRequest,
  type PullRequestDress,
  type PullRequests,
  type RepositoryFile,
} from '@gitops-actions/core'

type Files = Readonly<Record<string, string>>

interface MemoryCommit {
  readonly parents: readonly CommitSha[]
  readonly files: Files
}

/** A repository in memory. Whatever would write a branch is an error: a promotion never does. */
export interface MemoryRepository extends EnvironmentRepository {
  /** Commits these files, and no others, to a branch; null removes one. A new branch begins at `main`. */
  push(branch: string, files: Readonly<Record<string, string | null>>, parents?: readonly string[]): string
  /** How many requests there were. */
  readonly reads: () => number
}

export function createMemoryRepository(seed: Files): MemoryRepository {
  const commits = new Map<string, MemoryCommit>()
  const branches = new Map<string, CommitSha>()
  let reads = 0

  function headOf(branch: string): CommitSha | undefined {
    return branches.get(branch)
  }

  function resolve(text: string): CommitSha | undefined {
    return headOf(text) ?? (commits.has(text) ? parseCommitSha(text) : undefined)
  }

  function store(branch: string, commit: MemoryCommit): CommitSha {
    const sha = parseCommitSha(hash(JSON.stringify([commits.size, commit])))
    commits.set(sha, commit)
    branches.set(branch, sha)
    return sha
  }

  /** A commit and all before it, the nearest first. */
  function ancestors(sha: CommitSha): readonly CommitSha[] {
    const found = [sha]
    for (const next of found)
      found.push(...(commits.get(next)?.parents ?? []).filter((parent) => !found.includes(parent)))
    return found
  }

  function compareNow(base: string, head: string): Comparison | undefined {
    const [left, right] = [resolve(base), resolve(head)]
    if (left === undefined || right === undefined) return undefined
    const [known, wanted] = [ancestors(left), ancestors(right)]
    const mergeBase = wanted.find((sha) => known.includes(sha))
    if (mergeBase === undefined) return undefined
    const [before, after] = [commits.get(mergeBase)?.files ?? {}, commits.get(right)?.files ?? {}]
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return {
      status:
        left === right
          ? 'identical'
          : mergeBase === left
            ? 'ahead'
            : mergeBase === right
              ? 'behind'
              : 'diverged',
      mergeBase,
      files: paths.filter((path) => before[path] !== after[path]),
      filesComplete: true,
    }
  }

  store('main', { parents: [], files: seed })
  const refuse = (): Promise<never> => Promise.reject(new Error('a promotion writes no branch'))
  return {
    reads: () => reads,
    push(branch, changes, parents) {
      const parent = headOf(branch) ?? headOf('main')
      const before = parent === undefined ? {} : commits.get(parent)?.files
      const entries = Object.entries({ ...before, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      )
      const lineage = parents?.map((sha) => parseCommitSha(sha)) ?? (parent === undefined ? [] : [parent])
      return store(branch, { parents: lineage, files: Object.fromEntries(entries) })
    },
    read({ branch, commit, files = [], defaultBranchFiles = [] }) {
      reads += 1
      const head = commit ?? headOf(branch ?? 'main')
      const main = headOf('main')
      if (head === undefined || main === undefined) return Promise.reject(new Error('no such branch'))
      const defaultBranch = parseBranchName('main')
      return Promise.resolve({
        branch: branch ?? defaultBranch,
        defaultBranch,
        head,
        files: pick(commits.get(head)?.files ?? {}, files),
        defaultBranchFiles: pick(commits.get(main)?.files ?? {}, defaultBranchFiles),
        history: new Map(),
      })
    },
    head(branch) {
      reads += 1
      return Promise.resolve(headOf(branch))
    },
    compare(base, head) {
      reads += 1
      return Promise.resolve(compareNow(base, head))
    },
    pullRequestMessages: refuse,
    changedFiles: refuse,
    commit: refuse,
    setBranch: refuse,
    deleteBranch: refuse,
  }
}

/** Pull requests in memory. */
export interface MemoryPulls extends PullRequests {
  /** Every call, `create`, `update 1`, in order; of `dress` what was asked for. */
  readonly calls: string[]
  readonly all: Map<number, PullRequest & { open: boolean }>
  /** The next pull request is made, and the caller finds it only by looking. */
  loseAnswer(): void
}

export function createMemoryPulls(
  options: { refused?: readonly string[]; mergeable?: boolean | undefined; author?: string } = {},
): MemoryPulls {
  const all: MemoryPulls['all'] = new Map()
  const calls: string[] = []
  let lost = false

  function at(number: number): PullRequest & { open: boolean } {
    const pull = all.get(number)
    if (pull === undefined) throw new Error(`there is no pull request #${number}`)
    return pull
  }

  return {
    calls,
    all,
    loseAnswer() {
      lost = true
    },
    findOpen(head, base) {
      calls.push('find')
      const found = [...all.values()].filter((pull) => pull.open && isBetween(pull, head, base))
      return Promise.resolve(found)
    },
    create({ head, base, title, body, draft }) {
      calls.push('create')
      const pull = {
        number: all.size + 1,
        url: `https://github.example/acme/environments/pull/${all.size + 1}`,
        title,
        body,
        draft,
        head: { branch: head, sha: parseCommitSha(hash(head)), repository: 'acme/environments' },
        base: { branch: base },
        author: options.author ?? 'bumper[bot]',
        open: true,
      }
      all.set(pull.number, pull)
      return Promise.resolve({ kind: lost ? 'found' : 'created', pull } as const)
    },
    update(number, content) {
      calls.push(`update ${number}`)
      const pull = { ...at(number), ...content }
      all.set(number, pull)
      return Promise.resolve(pull)
    },
    dress(number, dress) {
      const asked = namesOf(dress)
      if (asked.length > 0) calls.push(`dress ${number}: ${asked.join(' ')}`)
      const refused = asked.filter((name) => options.refused?.includes(name) === true)
      return Promise.resolve(refused.map((name) => `"${name}" was not taken`))
    },
    identity: () => Promise.resolve('bumper[bot]'),
    merge: () => Promise.reject(new Error('a promotion merges nothing')),
    state: () => Promise.reject(new Error('a promotion waits for nothing')),
    mergeable(number) {
      calls.push(`mergeable ${number}`)
      return Promise.resolve(options.mergeable)
    },
    close(number, comment) {
      calls.push(`close ${number}: ${comment}`)
      all.set(number, { ...at(number), open: false })
      return Promise.resolve()
    },
  }
}

function isBetween(pull: PullRequest, head: BranchName, base: BranchName): boolean {
  return pull.head.branch === head && pull.base.branch === base
}

function namesOf({ labels, reviewers, teamReviewers, assignees }: PullRequestDress): readonly string[] {
  return [...labels, ...assignees, ...reviewers, ...teamReviewers]
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
