import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { type Commit, ZERO_OID } from '../../git/object.ts'
import { type RefUpdate, RuleViolationError, updateReferences } from '../reference-update.ts'
import type { Account, AutoMerge, PullRequest } from '../resources.ts'
import type { GitHubState, Repository } from '../state.ts'
import { GITHUB_COMMITTER, writeApiCommit } from '../verification.ts'
import { markMerged } from './close.ts'
import type { PullHeads } from './lookup.ts'

export type MergeMethod = AutoMerge['method']

export interface MergeRequest {
  method: MergeMethod
  actor: Account
  heads: PullHeads
  /** Default: what GitHub writes for the method. */
  title?: string
  message?: string
}

/** The branches cannot be brought together by this method: conflicts, or merge commits that cannot be rebased. */
export class NotMergeableError extends Error {
  constructor() {
    super('Pull Request is not mergeable')
    this.name = 'NotMergeableError'
  }
}

/**
 * Merges a pull request in git, moves the base branch and closes the pull request. Returns the new head of the base.
 * @throws NotMergeableError
 * @throws ReferenceMovedError when the base branch moved meanwhile
 * @throws RuleViolationError
 */
export async function mergePull(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<string> {
  const { actor, heads } = request
  const merged = await writeMerge(state, repository, pull, request)
  const update = { ref: `refs/heads/${pull.base}`, before: heads.base, after: merged }
  await moveBase(repository, pull, update, actor)
  await markMerged(state, repository, pull, { sha: merged, actor, heads })
  if (repository.settings.deleteBranchOnMerge) await deleteHead(repository, pull, request)
  return merged
}

/** A branch that went on meanwhile, or that a rule protects, stays without a word. */
export async function deleteHead(
  repository: Repository,
  pull: PullRequest,
  { actor, heads }: Pick<MergeRequest, 'actor' | 'heads'>,
): Promise<void> {
  if (pull.headRepository !== repository.fullName) return
  const update = { ref: `refs/heads/${pull.head}`, before: heads.head, after: ZERO_OID }
  try {
    await updateReferences(repository, [update], { actor })
  } catch (error) {
    if (error instanceof ReferenceMovedError || error instanceof RuleViolationError) return
    throw error
  }
}

/** Disarmed meanwhile: the listeners of the move look for pull requests that auto-merge should merge. */
async function moveBase(
  repository: Repository,
  pull: PullRequest,
  update: RefUpdate,
  actor: Account,
): Promise<void> {
  const armed = pull.autoMerge
  pull.autoMerge = undefined
  try {
    await updateReferences(repository, [update], { actor, throughPullRequest: true })
  } catch (error) {
    pull.autoMerge = armed
    throw error
  }
}

/** The commit that the base would become, which nothing points to yet. @throws NotMergeableError */
export async function writeMerge(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<string> {
  switch (request.method) {
    case 'merge':
      return writeMergeCommit(state, repository, pull, request)
    case 'squash':
      return writeSquash(state, repository, pull, request)
    case 'rebase':
      return writeRebase(state, repository, request)
  }
}

async function writeMergeCommit(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<string> {
  const { actor, heads } = request
  const owner = pull.headRepository.split('/')[0] ?? ''
  const title = request.title ?? `Merge pull request #${pull.number} from ${owner}/${pull.head}`
  const commit = await writeApiCommit(repository, {
    tree: await mergeTrees(repository, heads.base, heads.head),
    parents: [heads.base, heads.head],
    message: joinMessage(title, request.message ?? pull.title),
    now: state.now(),
    actor,
    signed: true,
  })
  return commit.oid
}

/** Source: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges#merge-message-for-a-squash-merge */
async function writeSquash(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<string> {
  const { heads } = request
  const { title, body } = await defaultSquashMessage(repository, pull, heads)
  const commit = await writeApiCommit(repository, {
    tree: await mergeTrees(repository, heads.base, heads.head),
    parents: [heads.base],
    message: joinMessage(request.title ?? title, request.message ?? body),
    now: state.now(),
    actor: pull.author,
    signed: true,
  })
  return commit.oid
}

/** Every commit anew on the base, with GitHub as committer and without a signature. */
async function writeRebase(
  state: GitHubState,
  repository: Repository,
  { actor, heads }: MergeRequest,
): Promise<string> {
  let onto = heads.base
  for (const commit of await listCommits(repository, heads)) {
    onto = await pickCommit(state, repository, commit, onto, actor)
  }
  return onto
}

async function pickCommit(
  state: GitHubState,
  repository: Repository,
  commit: Commit,
  onto: string,
  actor: Account,
): Promise<string> {
  const [parent, second] = commit.parents
  if (parent === undefined || second !== undefined) throw new NotMergeableError()
  const current = await repository.git.readCommit(onto)
  if (current === undefined) throw new Error(`commit ${onto} is missing from ${repository.fullName}`)
  // A cherry-pick is the merge of two children of the commit's parent: the commit, and one with the tree that is to be changed.
  const stand = { tree: current.tree, parents: [parent], message: '', author: commit.author }
  const sibling = await repository.git.writeCommit(stand)
  const picked = await writeApiCommit(repository, {
    tree: await mergeTrees(repository, sibling.oid, commit.oid),
    parents: [onto],
    message: commit.message,
    author: commit.author,
    committer: { ...GITHUB_COMMITTER, date: state.now() },
    now: state.now(),
    actor,
    signed: false,
  })
  return picked.oid
}

async function mergeTrees(repository: Repository, base: string, head: string): Promise<string> {
  const merge = await repository.git.mergeTree(base, head)
  if (!merge.clean) throw new NotMergeableError()
  return merge.tree
}

async function defaultSquashMessage(
  repository: Repository,
  pull: PullRequest,
  heads: PullHeads,
): Promise<{ title: string; body: string }> {
  const commits = await listCommits(repository, heads)
  const [only] = commits
  if (only !== undefined && commits.length === 1) {
    const [headline = '', ...body] = only.message.trimEnd().split('\n')
    return { title: `${headline} (#${pull.number})`, body: body.join('\n').trim() }
  }
  return {
    title: `${pull.title} (#${pull.number})`,
    body: commits.map((commit) => `* ${commit.message.trimEnd()}`).join('\n\n'),
  }
}

/** The commits of a pull request, oldest first. */
export async function listCommits(repository: Repository, heads: PullHeads): Promise<Commit[]> {
  const comparison = await repository.git.compare(heads.base, heads.head)
  return comparison === undefined ? [] : repository.git.readCommits(comparison.commits)
}

function joinMessage(title: string, body: string): string {
  return body === '' ? title : `${title}\n\n${body}`
}
