import { type ChangedFiles, type CommitSha, type Comparison, parseCommitSha } from '@gitops-actions/core'

import type { Git } from './git.ts'
import { remoteRefusal } from './refusal.ts'

const UNKNOWN = /not our ref|couldn't find remote ref|bad object|unknown revision|no such/i

/** How `head` stands to `base`, both commits or branches; undefined when the remote does not have one of them. */
export async function compareCommits(git: Git, base: string, head: string): Promise<Comparison | undefined> {
  const [left, right] = [await resolve(git, base), await resolve(git, head)]
  if (left === undefined || right === undefined) return undefined
  const found = await git.run(['merge-base', '--end-of-options', left, right])
  if (found.exitCode !== 0) return undefined
  const mergeBase = parseCommitSha(found.stdout.toString('utf8').trim())
  return {
    status: statusOf(left, right, mergeBase),
    mergeBase,
    files: await differences(git, mergeBase, right),
    filesComplete: true,
  }
}

/** What a commit changed against its first parent; of the first commit, everything. */
export async function listChangedFiles(git: Git, commit: CommitSha): Promise<ChangedFiles | undefined> {
  const sha = await resolve(git, commit)
  if (sha === undefined) return undefined
  const parent = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}^1`])
  const before = parent.exitCode === 0 ? parent.stdout.toString('utf8').trim() : EMPTY_TREE
  return { files: await differences(git, before, sha), complete: true }
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** The commit with its whole history, which comparing takes; no files. */
async function resolve(git: Git, name: string): Promise<CommitSha | undefined> {
  const isSha = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name)
  const ref = isSha ? name : `refs/heads/${name}`
  const local = isSha ? name : `refs/remotes/origin/${name}`
  const shallow = await git.run(['rev-parse', '--is-shallow-repository'])
  const depth = shallow.stdout.toString('utf8').trim() === 'true' ? ['--unshallow'] : []
  const answer = await git.run([
    'fetch',
    '--quiet',
    '--force',
    '--no-tags',
    '--no-write-fetch-head',
    '--filter=blob:none',
    ...depth,
    'origin',
    isSha ? ref : `+${ref}:${local}`,
  ])
  if (answer.exitCode !== 0) {
    if (answer.said.some((line) => UNKNOWN.test(line))) return undefined
    throw remoteRefusal(git, `comparing with ${name}`, answer)
  }
  const parsed = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${local}^{commit}`])
  return parsed.exitCode === 0 ? parseCommitSha(parsed.stdout.toString('utf8').trim()) : undefined
}

async function differences(git: Git, before: string, after: string): Promise<readonly string[]> {
  const answer = await git.run(['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after])
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'comparing', answer)
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '')
}

function statusOf(left: string, right: string, mergeBase: string): Comparison['status'] {
  if (left === right) return 'identical'
  if (mergeBase === left) return 'ahead'
  return mergeBase === right ? 'behind' : 'diverged'
}
