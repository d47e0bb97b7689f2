import {
  ActionError,
  type BranchName,
  type CommitSha,
  parseBranchName,
  parseCommitSha,
} from '@gitops-actions/core'

import type { Git, GitAnswer } from './git.ts'
import type { GitObjects } from './objects.ts'
import { remoteRefusal } from './refusal.ts'

/** The head of a branch as the remote has it now; undefined when there is no such branch. */
export async function readHead(git: Git, branch: BranchName): Promise<CommitSha | undefined> {
  const ref = `refs/heads/${branch}`
  const answer = await git.run(['ls-remote', '--quiet', 'origin', ref])
  if (answer.exitCode !== 0) throw remoteRefusal(git, `reading the head of ${branch}`, answer)
  // The pattern also fits refs that end in it.
  const line = answer.stdout
    .toString('utf8')
    .split('\n')
    .find((each) => each.endsWith(`\t${ref}`))
  return line === undefined ? undefined : parseCommitSha(line.split('\t')[0] ?? '')
}

/** @throws ActionError `branch-not-found` for a repository without a commit */
export async function readDefaultBranch(git: Git): Promise<BranchName> {
  const answer = await git.run(['ls-remote', '--quiet', '--symref', 'origin', 'HEAD'])
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading the default branch', answer)
  const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(answer.stdout.toString('utf8'))?.[1]
  if (name !== undefined) return parseBranchName(name, 'the default branch')
  throw new ActionError(
    'branch-not-found',
    `${git.remote.url} does not say which branch is its default one, or has no commit yet; give "branch", or push a first commit`,
  )
}

/** Fetches the heads of branches, `depth` commits of each, with its root tree alone; answers them in the same order. */
export async function fetchHeads(
  git: Git,
  objects: GitObjects,
  branches: readonly BranchName[],
  depth: number,
): Promise<readonly CommitSha[]> {
  const references = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`)
  const answer = await git.run([...FETCH, `--depth=${depth}`, 'origin', ...references])
  if (answer.exitCode !== 0) throw remoteRefusal(git, `reading ${branches.join(' and ')}`, answer)
  noteWhole(objects, answer)
  objects.references = references
  const names = branches.map((branch) => `refs/remotes/origin/${branch}`)
  const parsed = await git.run(['for-each-ref', '--format=%(refname) %(objectname) %(tree)', ...names])
  const shas = new Map(
    parsed.stdout
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', sha = '', root] = line.split(' ')
        objects.noteCommit(sha, root)
        return [name, sha] as const
      }),
  )
  return names.map((name) => parseCommitSha(shas.get(name) ?? '', name))
}

/** Fetches one commit by its id, and its last `depth - 1` ancestors, without trees. */
export async function fetchCommit(
  git: Git,
  objects: GitObjects,
  commit: CommitSha,
  depth = 1,
): Promise<void> {
  if (depth === 1 && objects.commits.has(commit)) return
  const answer = await git.run([...FETCH, `--depth=${depth}`, 'origin', commit])
  if (answer.exitCode === 0) {
    noteWhole(objects, answer)
    objects.noteCommit(commit)
    return
  }
  if (answer.said.some((line) => /not our ref|unadvertised object|bad object|no such/i.test(line))) {
    throw new ActionError('commit-not-found', `${git.remote.url} has no commit ${commit}`)
  }
  throw remoteRefusal(git, `reading the commit ${commit.slice(0, 7)}`, answer)
}

const FETCH = ['fetch', '--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--filter=tree:1']

/** Servers that cannot leave anything out send everything. */
function noteWhole(objects: GitObjects, { said }: GitAnswer): void {
  if (said.some((line) => line.includes('filtering not recognized'))) objects.whole = true
}
