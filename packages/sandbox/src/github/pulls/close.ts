import { ZERO_OID } from '../../git/object.ts'
import type { Account, PullRequest } from '../resources.ts'
import type { GitHubState, Repository } from '../state.ts'
import type { PullHeads } from './lookup.ts'

/** Closes a pull request as merged and tells the listeners; one that is merged already stays as it is. */
export async function markMerged(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  merge: { sha: string; actor: Account; heads: PullHeads },
): Promise<void> {
  if (pull.mergedAt !== undefined) return
  pull.mergeSha = merge.sha
  pull.mergedBy = merge.actor
  pull.mergedAt = state.timestamp()
  pull.baseSha = merge.heads.base
  pull.headSha = merge.heads.head
  await closePull(state, repository, pull, merge.actor)
}

/** Takes a pull request out of the merge queue that it may be in, with the branch that the queue made for it. */
export async function leaveQueue(repository: Repository, pull: PullRequest): Promise<void> {
  const group = pull.queueEntry?.group
  pull.queueEntry = undefined
  if (group !== undefined) await repository.git.updateRef(group.ref, ZERO_OID, group.sha)
}

/** Closes a pull request, disarms its auto-merge and tells the listeners. */
export async function closePull(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  actor: Account,
): Promise<void> {
  if (pull.state === 'closed') return
  pull.state = 'closed'
  pull.closedAt = state.timestamp()
  pull.updatedAt = state.timestamp()
  pull.autoMerge = undefined
  await leaveQueue(repository, pull)
  await state.events.emit({
    name: 'pull_request',
    action: 'closed',
    repository: repository.fullName,
    pull,
    actor,
  })
}
