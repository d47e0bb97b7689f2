import { ZERO_OID } from '../../git/object.ts'
import { updateReferences } from '../reference-update.ts'
import type { Account, PullRequest, QueueEntry, Rule } from '../resources.ts'
import { requiredContexts, rulesFor } from '../rules.ts'
import { type GitHubState, nodeId, type Repository } from '../state.ts'
import { stateOfChecks } from './check-rollup.ts'
import { leaveQueue, markMerged } from './close.ts'
import { readHeads } from './lookup.ts'
import { deleteHead, type MergeMethod, NotMergeableError, writeMerge } from './merge.ts'
import { judgeMergeability } from './mergeability.ts'

/** Why a pull request cannot join a merge queue. GitHub's own words are not known: nothing may depend on these. */
export class QueueRefusedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'QueueRefusedError'
  }
}

/** The rule that gives a branch a merge queue. */
export function mergeQueueOf(repository: Repository, branch: string): Rule | undefined {
  return rulesFor(repository, branch).find(({ rule }) => rule.type === 'merge_queue')?.rule
}

/** The queued pull requests of a branch, the next to be merged first. */
export function queueOf(repository: Repository, branch: string): readonly PullRequest[] {
  const order = ({ queueEntry }: PullRequest): number =>
    (queueEntry?.id ?? 0) - (queueEntry?.jump === true ? Number.MAX_SAFE_INTEGER / 2 : 0)
  return [...repository.pulls.values()]
    .filter((pull) => pull.base === branch && pull.queueEntry !== undefined)
    .sort((left, right) => order(left) - order(right))
}

/**
 * Puts a pull request into the queue of its base branch. It takes those that could merge or whose checks run; what is
 * required of it must have been met.
 * @throws QueueRefusedError
 */
export async function enqueue(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  request: { actor: Account; jump: boolean },
): Promise<void> {
  if (mergeQueueOf(repository, pull.base) === undefined)
    throw new QueueRefusedError(`No merge queue is enabled on ${pull.base}`)
  if (pull.state === 'closed') throw new QueueRefusedError('Pull request is closed')
  if (pull.queueEntry !== undefined) throw new QueueRefusedError('Pull request is already in the queue')
  const heads = await readHeads(repository, pull, (name) => state.findRepository(name))
  const { state: status } = await judgeMergeability(repository, pull, heads)
  if (status !== 'clean' && status !== 'unstable')
    throw new QueueRefusedError(`Pull request is in ${status} status`)
  const id = state.nextId()
  const entry: QueueEntry = {
    id,
    nodeId: nodeId('MergeQueueEntry', id),
    state: 'queued',
    enqueuedAt: state.timestamp(),
    enqueuer: request.actor,
    jump: request.jump,
    group: undefined,
  }
  pull.queueEntry = entry
  pull.autoMerge = undefined
  await formGroup(state, repository, pull.base)
}

/** Takes a pull request out of its queue and writes down why; the next one has its turn. */
export async function dequeue(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  { actor, reason }: { actor: Account; reason: string },
): Promise<void> {
  if (pull.queueEntry === undefined) return
  await leaveQueue(repository, pull)
  const id = state.nextId()
  pull.queueRemovals.push({
    id,
    nodeId: nodeId('RemovedFromMergeQueueEvent', id),
    actor,
    createdAt: state.timestamp(),
    reason,
  })
  await formGroup(state, repository, pull.base)
}

/**
 * Lets the queue of a branch go on: groups whose checks have passed are merged, one whose checks have failed is taken out.
 * A group that no check is required of merges only when `settled`: GitHub takes its time.
 */
export async function advanceQueue(
  state: GitHubState,
  repository: Repository,
  branch: string,
  { settled }: { settled: boolean },
): Promise<void> {
  for (let pull = await formGroup(state, repository, branch); pull !== undefined;) {
    const entry = pull.queueEntry
    const verdict = entry === undefined ? 'pending' : judgeGroup(repository, branch, entry)
    if (entry?.group === undefined || verdict === 'pending' || (verdict === 'unchecked' && !settled)) return
    if (verdict === 'failed') {
      await dequeue(state, repository, pull, { actor: entry.enqueuer, reason: 'failed_checks' })
    } else {
      await mergeGroup(state, repository, pull, entry)
    }
    pull = await formGroup(state, repository, branch)
  }
}

/** As `advanceQueue`, for every branch that has pull requests in a queue. */
export async function advanceQueues(state: GitHubState): Promise<void> {
  for (const repository of state.repositories.values()) {
    const queued = [...repository.pulls.values()].filter(({ queueEntry }) => queueEntry !== undefined)
    for (const branch of new Set(queued.map(({ base }) => base)))
      await advanceQueue(state, repository, branch, { settled: false })
  }
}

/**
 * Makes the merge that the first of the queue would be, on a branch of the queue's own. One group at a time: as with
 * `max_entries_to_build: 1`. Returns the pull request whose turn it is.
 */
async function formGroup(
  state: GitHubState,
  repository: Repository,
  branch: string,
): Promise<PullRequest | undefined> {
  const [pull] = queueOf(repository, branch)
  const entry = pull?.queueEntry
  if (pull === undefined || entry === undefined) return undefined
  const heads = await readHeads(repository, pull, (name) => state.findRepository(name))
  if (entry.group?.base === heads.base) return pull
  await leaveQueue(repository, pull)
  pull.queueEntry = { ...entry, group: undefined }
  const method = methodOf(mergeQueueOf(repository, branch))
  try {
    const sha = await writeMerge(state, repository, pull, { method, actor: entry.enqueuer, heads })
    // The name as GitHub gives it: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
    const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${pull.number}-${heads.base}`
    await repository.git.updateRef(ref, sha, ZERO_OID)
    const next = contextsOf(repository, branch).length === 0 ? 'mergeable' : 'awaiting_checks'
    pull.queueEntry = { ...entry, group: { ref, base: heads.base, sha }, state: next }
    return pull
  } catch (error) {
    if (!(error instanceof NotMergeableError)) throw error
    await dequeue(state, repository, pull, { actor: entry.enqueuer, reason: 'merge_conflict' })
    return formGroup(state, repository, branch)
  }
}

async function mergeGroup(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  entry: QueueEntry,
): Promise<void> {
  const { group, enqueuer: actor } = entry
  if (group === undefined) return
  const heads = await readHeads(repository, pull, (name) => state.findRepository(name))
  // Out of the queue first: the listeners of the move look for queues that can go on.
  await leaveQueue(repository, pull)
  const update = { ref: `refs/heads/${pull.base}`, before: group.base, after: group.sha }
  await updateReferences(repository, [update], { actor, throughPullRequest: true, throughMergeQueue: true })
  await markMerged(state, repository, pull, { sha: group.sha, actor, heads })
  if (repository.settings.deleteBranchOnMerge) await deleteHead(repository, pull, { actor, heads })
}

function judgeGroup(
  repository: Repository,
  branch: string,
  { group }: QueueEntry,
): 'passed' | 'failed' | 'pending' | 'unchecked' {
  const contexts = contextsOf(repository, branch)
  if (group === undefined) return 'pending'
  if (contexts.length === 0) return 'unchecked'
  const checks = stateOfChecks(repository, group.sha)
  const states = contexts.map((context) => checks.get(context) ?? 'PENDING')
  if (states.some((each) => each === 'FAILURE' || each === 'ERROR')) return 'failed'
  return states.every((each) => each === 'SUCCESS') ? 'passed' : 'pending'
}

function contextsOf(repository: Repository, branch: string): readonly string[] {
  return rulesFor(repository, branch)
    .filter(({ rule }) => rule.type === 'required_status_checks')
    .flatMap(({ rule }) => requiredContexts(rule))
}

function methodOf(rule: Rule | undefined): MergeMethod {
  const methods: Readonly<Record<string, MergeMethod>> = { SQUASH: 'squash', REBASE: 'rebase' }
  return methods[String(rule?.parameters?.merge_method)] ?? 'merge'
}
