import {
  ActionError,
  type BranchName,
  type CommitSha,
  parseBranchName,
  parseCommitSha,
} from '@gitops-actions/core'

import type { Git } from './git.ts'
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

/** Fetches the heads of branches, without history and files; answers the commits in the same order. */
export async function fetchHeads(
  git: Git,
  branches: readonly BranchName[],
): Promise<{ readonly commits: readonly CommitSha[]; readonly whole: boolean }> {
  const refs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`)
  const answer = await git.run([
    'fetch',
    '--quiet',
    '--force',
    '--no-tags',
    '--no-write-fetch-head',
    '--depth=1',
    '--filter=blob:none',
    'origin',
    ...refs,
  ])
  if (answer.exitCode !== 0) throw remoteRefusal(git, `reading ${branches.join(' and ')}`, answer)
  const commits: CommitSha[] = []
  for (const branch of branches) {
    const parsed = await git.run([
      'rev-parse',
      '--verify',
      '--end-of-options',
      `refs/remotes/origin/${branch}^{commit}`,
    ])
    commits.push(parseCommitSha(parsed.stdout.toString('utf8').trim()))
  }
  // Servers that cannot leave files out send them all.
  return { commits, whole: answer.said.some((line) => line.includes('filtering not recognized')) }
}

/** Fetches one commit by its id. */
export async function fetchCommit(git: Git, commit: CommitSha): Promise<void> {
  const here = await git.run(['cat-file', '-e', `${commit}^{tree}`])
  if (here.exitCode === 0) return
  const answer = await git.run([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--depth=1',
    '--filter=blob:none',
    'origin',
    commit,
  ])
  if (answer.exitCode === 0) return
  if (answer.said.some((line) => /not our ref|bad object|no such/i.test(line))) {
    throw new ActionError('commit-not-found', `${git.remote.url} has no commit ${commit}`)
  }
  throw remoteRefusal(git, `reading the commit ${commit.slice(0, 7)}`, answer)
}
