import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { RuleViolationError } from '../reference-update.ts'
import type { AutoMerge, PullRequest } from '../resources.ts'
import type { GitHubState, Repository } from '../state.ts'
import { readHeads } from './lookup.ts'
import { mergePull, NotMergeableError } from './merge.ts'
import { advanceQueues, enqueue, mergeQueueOf, QueueRefusedError } from './merge-queue.ts'
import { judgeMergeability } from './mergeability.ts'

/** Why auto-merge cannot be armed, in GitHub's words. */
export class AutoMergeRefusedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AutoMergeRefusedError'
  }
}

/**
 * Arms auto-merge. GitHub refuses what could be merged at once, and settings that forbid it.
 * Source: https://github.com/peter-evans/enable-pull-request-automerge/issues/343
 * @throws AutoMergeRefusedError
 */
export async function armAutoMerge(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  autoMerge: AutoMerge,
): Promise<void> {
  if (!repository.settings.allowAutoMerge)
    throw new AutoMergeRefusedError('Auto merge is not allowed for this repository')
  if (pull.state === 'closed') throw new AutoMergeRefusedError('Pull request is closed')
  const heads = await readHeads(repository, pull, (name) => state.findRepository(name))
  const { state: status } = await judgeMergeability(repository, pull, heads)
  const waits = status === 'blocked' || status === 'behind'
  // With a merge queue this is "merge when ready": https://github.com/cli/cli/issues/13398
  if (!waits && mergeQueueOf(repository, pull.base) !== undefined) {
    await enqueue(state, repository, pull, { actor: autoMerge.enabledBy, jump: false })
    return
  }
  // Only requirements that are not met yet leave something to wait for.
  if (!waits) {
    throw new AutoMergeRefusedError(`Pull request Pull request is in ${status} status`)
  }
  pull.autoMerge = autoMerge
  pull.updatedAt = state.timestamp()
}

/**
 * Merges or enqueues the armed pull requests whose requirements are met now, and lets the merge queues go on; called whenever
 * a check, a status or a branch changed.
 */
export async function fireAutoMerge(state: GitHubState): Promise<void> {
  for (const repository of state.repositories.values()) {
    for (const pull of repository.pulls.values()) {
      if (pull.state === 'open' && pull.autoMerge !== undefined)
        await fire(state, repository, pull, pull.autoMerge)
    }
  }
  await advanceQueues(state)
}

async function fire(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  autoMerge: AutoMerge,
): Promise<void> {
  const heads = await readHeads(repository, pull, (name) => state.findRepository(name))
  const { state: status } = await judgeMergeability(repository, pull, heads)
  if (status !== 'clean' && status !== 'unstable') return
  try {
    if (mergeQueueOf(repository, pull.base) !== undefined) {
      await enqueue(state, repository, pull, { actor: autoMerge.enabledBy, jump: false })
      return
    }
    await mergePull(state, repository, pull, {
      method: autoMerge.method,
      actor: autoMerge.enabledBy,
      heads,
      ...(autoMerge.headline === null ? {} : { title: autoMerge.headline }),
      ...(autoMerge.body === null ? {} : { message: autoMerge.body }),
    })
  } catch (error) {
    // It stays armed: the next change tries again.
    if (isRefusal(error)) return
    throw error
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof NotMergeableError ||
    error instanceof QueueRefusedError ||
    error instanceof ReferenceMovedError ||
    error instanceof RuleViolationError
  )
}
