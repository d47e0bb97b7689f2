import { armAutoMerge, AutoMergeRefusedError } from '../pulls/auto-merge.ts'
import { closePull } from '../pulls/close.ts'
import { readHeads } from '../pulls/lookup.ts'
import { enqueue, QueueRefusedError } from '../pulls/merge-queue.ts'
import type { AutoMerge, IssueComment, PermissionName, PullRequest } from '../resources.ts'
import { nodeId, type Repository } from '../state.ts'
import { createActorNode } from './actor-node.ts'
import { GraphQLAnswerError } from './error.ts'
import { createQueueEntryNode } from './merge-queue-node.ts'
import { requireWrite } from './mutation-access.ts'
import type { NodeContext } from './node-context.ts'
import { refuseId } from './query.ts'

interface AutoMergeInput {
  clientMutationId?: string | null
  pullRequestId: string
  mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null
  expectedHeadOid?: string | null
  commitHeadline?: string | null
  commitBody?: string | null
}

interface EnqueueInput {
  clientMutationId?: string | null
  pullRequestId: string
  expectedHeadOid?: string | null
  jump?: boolean | null
}

/** Puts a pull request into the merge queue of its base, whether or not the repository allows auto-merge. */
export async function enqueuePullRequest(context: NodeContext, input: EnqueueInput): Promise<object> {
  const { repository, pull } = findPull(context, input.pullRequestId, 'contents')
  await requireHead(context, repository, pull, input.expectedHeadOid)
  try {
    await enqueue(context.state, repository, pull, {
      actor: context.token.account,
      jump: input.jump === true,
    })
  } catch (error) {
    if (error instanceof QueueRefusedError) throw new GraphQLAnswerError(error.message, 'UNPROCESSABLE')
    throw error
  }
  return { mergeQueueEntry: createQueueEntryNode(context, repository, pull) }
}

/** Arms auto-merge; what could be merged at once is refused, as GitHub does. */
export async function enableAutoMerge(context: NodeContext, input: AutoMergeInput): Promise<object> {
  const { repository, pull } = findPull(context, input.pullRequestId, 'contents')
  await requireHead(context, repository, pull, input.expectedHeadOid)
  const method = readMethod(input.mergeMethod)
  try {
    await armAutoMerge(context.state, repository, pull, {
      enabledBy: context.token.account,
      method,
      headline: input.commitHeadline ?? null,
      body: input.commitBody ?? null,
    })
  } catch (error) {
    if (error instanceof AutoMergeRefusedError || error instanceof QueueRefusedError)
      throw new GraphQLAnswerError(error.message, 'UNPROCESSABLE')
    throw error
  }
  return describePull(context, repository, pull)
}

export async function disableAutoMerge(
  context: NodeContext,
  input: { clientMutationId?: string | null; pullRequestId: string },
): Promise<object> {
  const { repository, pull } = findPull(context, input.pullRequestId, 'contents')
  if (pull.autoMerge === undefined) {
    throw new GraphQLAnswerError("Can't disable auto-merge for this pull request.", 'UNPROCESSABLE')
  }
  pull.autoMerge = undefined
  pull.updatedAt = context.state.timestamp()
  return Promise.resolve(describePull(context, repository, pull))
}

export async function closePullRequest(
  context: NodeContext,
  input: { clientMutationId?: string | null; pullRequestId: string },
): Promise<object> {
  const { repository, pull } = findPull(context, input.pullRequestId, 'pull_requests')
  await closePull(context.state, repository, pull, context.token.account)
  return describePull(context, repository, pull)
}

export function addComment(
  context: NodeContext,
  input: { clientMutationId?: string | null; subjectId: string; body: string },
): Promise<object> {
  const { repository, pull } = findPull(context, input.subjectId, 'pull_requests')
  const id = context.state.nextId()
  const now = context.state.timestamp()
  const comment: IssueComment = {
    id,
    nodeId: nodeId('IssueComment', id),
    number: pull.number,
    body: input.body,
    author: context.token.account,
    createdAt: now,
    updatedAt: now,
  }
  repository.comments.push(comment)
  const node = {
    id: comment.nodeId,
    databaseId: id,
    body: comment.body,
    author: createActorNode(context, comment.author),
  }
  return Promise.resolve({
    commentEdge: { cursor: '', node },
    subject: context.createPullRequest(repository, pull),
  })
}

async function requireHead(
  context: NodeContext,
  repository: Repository,
  pull: PullRequest,
  expected: string | null | undefined,
): Promise<void> {
  const heads = await readHeads(repository, pull, (name) => context.state.findRepository(name))
  if (expected == null || expected === heads.head) return
  throw new GraphQLAnswerError("Head sha didn't match expected head oid.", 'UNPROCESSABLE')
}

function describePull(context: NodeContext, repository: Repository, pull: PullRequest): object {
  return {
    actor: createActorNode(context, context.token.account),
    pullRequest: context.createPullRequest(repository, pull),
  }
}

function findPull(
  context: NodeContext,
  id: string,
  permission: PermissionName,
): { repository: Repository; pull: PullRequest } {
  for (const repository of context.state.repositories.values()) {
    const pull = [...repository.pulls.values()].find((candidate) => candidate.nodeId === id)
    if (pull !== undefined)
      return { repository: requireWrite(context, repository, permission, repository.fullName), pull }
  }
  return refuseId(id)
}

function readMethod(method: AutoMergeInput['mergeMethod']): AutoMerge['method'] {
  const methods = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const
  return methods[method ?? 'MERGE']
}
