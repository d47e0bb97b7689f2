import { mergeQueueOf, queueOf } from '../pulls/merge-queue.ts'
import type { PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'
import { createActorNode } from './actor-node.ts'
import { createCommitNode } from './commit-node.ts'
import { createConnection, type PageArguments } from './connection.ts'
import { NotEmulatedError } from './error.ts'
import type { NodeContext } from './node-context.ts'

/** The fields of a pull request that tell of merge queues. */
export function describeQueue(context: NodeContext, repository: Repository, pull: PullRequest): object {
  return {
    isInMergeQueue: pull.queueEntry !== undefined,
    isMergeQueueEnabled: mergeQueueOf(repository, pull.base) !== undefined,
    mergeQueueEntry: () => createQueueEntryNode(context, repository, pull),
    timelineItems: (page: PageArguments & { itemTypes?: readonly string[] | null }) => {
      const [type, more] = page.itemTypes ?? []
      if (type !== 'REMOVED_FROM_MERGE_QUEUE_EVENT' || more !== undefined)
        throw new NotEmulatedError(
          `PullRequest.timelineItems of ${page.itemTypes?.join(', ') ?? 'all types'}`,
        )
      return createConnection('timelineItems', pull.queueRemovals, page, (removal) => ({
        __typename: 'RemovedFromMergeQueueEvent',
        id: removal.nodeId,
        actor: createActorNode(context, removal.actor),
        createdAt: removal.createdAt,
        reason: removal.reason,
      }))
    },
  }
}

export function createQueueEntryNode(
  context: NodeContext,
  repository: Repository,
  pull: PullRequest,
): object | null {
  const entry = pull.queueEntry
  if (entry === undefined) return null
  const { group } = entry
  return {
    __typename: 'MergeQueueEntry',
    id: entry.nodeId,
    state: entry.state.toUpperCase(),
    position: queueOf(repository, pull.base).indexOf(pull) + 1,
    jump: entry.jump,
    solo: false,
    enqueuedAt: entry.enqueuedAt,
    enqueuer: createActorNode(context, entry.enqueuer),
    estimatedTimeToMerge: null,
    baseCommit: () => (group === undefined ? null : createCommitNode(context, repository, group.base)),
    headCommit: () => (group === undefined ? null : createCommitNode(context, repository, group.sha)),
    pullRequest: context.createPullRequest(repository, pull),
  }
}
