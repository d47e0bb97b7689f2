import type { BranchName, CommitSha, RepositoryFile } from '../ports/environment-repository.ts'
import { type BumpDecision, commitOf, decideOn, readOf, rewrite } from './decision.ts'
import type { BumpPorts, BumpRequest, WriteResult } from './request.ts'
import type { BumpTarget } from './target.ts'

/** A commit that is on top of the branch of a pull request. */
interface TopCommit {
  readonly sha: CommitSha
  readonly verified: boolean | undefined
}

/**
 * Begins the branch of a pull request with one commit. Without an open pull request the branch is a leftover of ours, which starts again from the base; what somebody else
 * wrote there stays, and ours goes on top. One that we made goes away again when the commit is refused.
 */
export async function commitToNewBranch(
  request: BumpRequest,
  decision: BumpDecision,
  branch: BranchName,
  ports: BumpPorts,
): Promise<TopCommit | WriteResult> {
  const { repository, pulls } = ports
  const { head, branch: base } = decision.snapshot
  const leftover = await repository.head(branch)
  // Since nobody had one open, another run may have come as far as here: its commit is no leftover.
  if (leftover !== undefined && (await pulls.findOpen(branch, base)).length > 0) return { lostRaceOn: branch }
  if (leftover !== undefined && (await holdsWork(request, decision, leftover, ports)))
    return commitOnWork(request, decision, branch, ports)
  if ((await repository.setBranch({ branch, to: head, expected: leftover })) === 'lost-race')
    return { lostRaceOn: branch }
  try {
    const commit = await repository.commit({ ...commitOf(request, decision), branch })
    return commit.kind === 'lost-race' ? { lostRaceOn: branch } : commit
  } catch (error) {
    // The refusal is what the user must see, not that cleaning up failed as well.
    await repository.deleteBranch({ branch, expected: head }).catch(() => undefined)
    throw error
  }
}

/**
 * Whether a branch without a pull request holds more than edits of ours since it left the base, which nobody merged: of a
 * squash merge the branch stays as it was.
 */
async function holdsWork(
  request: BumpRequest,
  { snapshot, target }: BumpDecision,
  leftover: CommitSha,
  { repository }: BumpPorts,
): Promise<boolean> {
  if (leftover === snapshot.head) return false
  const comparison = await repository.compare(snapshot.head, leftover)
  if (comparison === undefined || comparison.files.length === 0) return false
  const { mergeBase, files, filesComplete } = comparison
  const [before, after] = await Promise.all(
    [mergeBase, leftover].map((commit) => repository.read({ commit, files })),
  )
  const more =
    !filesComplete ||
    files.some((path) => isWork(before?.files.get(path), after?.files.get(path), request, target))
  return more && (await repository.pullRequestMessages(leftover)).length === 0
}

function isWork(
  before: RepositoryFile | undefined,
  after: RepositoryFile | undefined,
  request: BumpRequest,
  target: BumpTarget,
): boolean {
  const path = (before ?? after)?.path
  if (request.copies?.some((copy) => copy.path === path) === true) return false
  if (before === undefined || after === undefined) return before !== after
  if (before.mode !== after.mode) return true
  if (before.oid === after.oid) return false
  const [here, there] = [before, after].map((file) => rewrite(file, request, target))
  return here === undefined || here !== there
}

/** Opens again what somebody works on: as on the branch of an open pull request. */
async function commitOnWork(
  request: BumpRequest,
  decision: BumpDecision,
  branch: BranchName,
  ports: BumpPorts,
): Promise<TopCommit | WriteResult> {
  const snapshot = await ports.repository.read({ ...readOf(decision.target, request), branch })
  const onBranch = await decideOn(snapshot, decision, { ...request, wanted: decision.wanted }, ports)
  const { changes, wanted, leftOut } = onBranch
  if (wanted.length === 0) {
    const reason = `The branch ${branch}, which holds changes of others, is newer: ${leftOut.map((left) => left.reason).join('; ')}.`
    return { outcome: 'superseded', reason, branch, leftOut }
  }
  if (changes.length === 0) return { sha: snapshot.head, verified: undefined }
  const commit = await ports.repository.commit(commitOf(request, onBranch))
  return commit.kind === 'lost-race' ? { lostRaceOn: branch } : commit
}
