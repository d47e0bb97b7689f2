import {
  type CommitSha,
  parseCommitSha,
  type PullRequestState,
  type RepositoryName,
} from '@gitops-actions/core'

import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, splitRepository } from './repository-query.ts'

const STANDING = `pullRequest(number: $number) {
  id state headRefOid mergeStateStatus mergeCommit { oid } autoMergeRequest { enabledAt }
  isMergeQueueEnabled mergeQueueEntry { state position }
  commits(last: 1) { nodes { commit { oid signature { isValid } } } }
  timelineItems(last: 1, itemTypes: [REMOVED_FROM_MERGE_QUEUE_EVENT]) { nodes { ... on RemovedFromMergeQueueEvent { reason } } }
}`

/** How a pull request stands: everything that merging it depends on, of one moment. */
export interface PullRequestStanding {
  /** GraphQL's node id. */
  readonly id: string
  readonly state: PullRequestState
  readonly head: CommitSha
  /** Whether GitHub shows the head as verified. */
  readonly headVerified: boolean
  /** Whether its base branch has a merge queue. */
  readonly hasQueue: boolean
}

/** Reads it in one query. Throws the refusals of reading. */
export async function readStanding(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
): Promise<PullRequestStanding> {
  const at = splitRepository(repository)
  const variables = { number: { type: 'Int!', value: number } }
  const answer = await queryRepository(connection, at, { selection: STANDING, variables })
  const pull = objectAt(answer, 'pullRequest')
  const head = parseCommitSha(textAt(pull, 'headRefOid'))
  return {
    id: textAt(pull, 'id'),
    state: stateOf(pull, head),
    head,
    headVerified: isVerified(pull, head),
    hasQueue: pull.isMergeQueueEnabled === true,
  }
}

function stateOf(pull: JsonObject, head: CommitSha): PullRequestState {
  const state = textAt(pull, 'state')
  if (state === 'MERGED')
    return { kind: 'merged', commit: parseCommitSha(textAt(objectAt(pull, 'mergeCommit'), 'oid')) }
  if (state === 'CLOSED') return { kind: 'closed' }
  const entry = optionalObjectAt(pull, 'mergeQueueEntry')
  const armed = optionalObjectAt(pull, 'autoMergeRequest') !== undefined
  const dequeued = lastRemoval(pull)
  return {
    kind: 'open',
    head,
    state: entry === undefined ? textAt(pull, 'mergeStateStatus').toLowerCase() : describeEntry(entry),
    merging: entry !== undefined ? 'queued' : armed ? 'armed' : 'nothing',
    ...(dequeued === undefined ? {} : { dequeued }),
  }
}

function describeEntry(entry: JsonObject): string {
  const state = textAt(entry, 'state').toLowerCase().replaceAll('_', ' ')
  return `in the merge queue (position ${numberAt(entry, 'position')}, ${state})`
}

function lastRemoval(pull: JsonObject): string | undefined {
  const [event] = listAt(objectAt(pull, 'timelineItems'), 'nodes')
  if (!isJsonObject(event)) return undefined
  return typeof event.reason === 'string' && event.reason !== '' ? event.reason : 'no reason given'
}

/** The commit that is listed last is the head; where the list is behind the branch, nothing is known of the head. */
function isVerified(pull: JsonObject, head: CommitSha): boolean {
  const [last] = listAt(objectAt(pull, 'commits'), 'nodes')
  // A branch that was set back to its base leaves a pull request without commits.
  const commit = isJsonObject(last) ? objectAt(last, 'commit') : {}
  return commit.oid === head && isJsonObject(commit.signature) && commit.signature.isValid === true
}
