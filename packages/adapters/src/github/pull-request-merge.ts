import {
  ActionError,
  type CommitSha,
  type MergeAnswer,
  type MergeMethod,
  type MergeWish,
  type PullRequestState,
  type RepositoryName,
} from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { messageOfAnswer, type GraphqlAnswer } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { type PullRequestStanding, readStanding } from './pull-request-standing.ts'
import { splitRepository } from './repository-query.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'
import { notVerified, readVerification } from './verification.ts'

const ENABLE = `mutation($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`
const ENQUEUE = `mutation($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { state } }
}`

/**
 * Turns auto-merge on. GitHub refuses that for a pull request which it could merge at once: that one is merged, with the
 * head that was written as a condition. Where the base has a merge queue, it goes into that.
 * https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 */
export async function mergePullRequest(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  { head, method, requireVerified = false }: MergeWish,
): Promise<MergeAnswer> {
  const standing = await readStanding(connection, repository, number)
  const { state } = standing
  if (state.kind === 'closed') throw closed(number)
  if (state.kind === 'open' && standing.head !== head) throw headMoved(number)
  if (state.kind === 'open' && requireVerified && !standing.headVerified)
    await checkVerified(connection, repository, number, head)
  const known = answerOf(state)
  if (known !== undefined) return known
  try {
    return standing.hasQueue
      ? await enqueue(connection, repository, number, standing)
      : await arm(connection, repository, number, standing, { head, method })
  } catch (error) {
    const lost = keepAmbiguous(error)
    // The answer was lost: how it stands now tells whether GitHub acted.
    return answerOf(await readPullRequestState(connection, repository, number)) ?? Promise.reject(lost)
  }
}

/** What GitHub is known to do with it; undefined for nothing. */
function answerOf(state: PullRequestState): MergeAnswer | undefined {
  if (state.kind === 'merged') return { kind: 'merged' }
  if (state.kind === 'open' && (state.merging === 'armed' || state.merging === 'queued'))
    return { kind: state.merging }
  return undefined
}

/** How the pull request stands now. */
export async function readPullRequestState(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
): Promise<PullRequestState> {
  return (await readStanding(connection, repository, number)).state
}

/** @throws ActionError `not-verified`, in the words of GitHub */
async function checkVerified(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  head: CommitSha,
): Promise<void> {
  const { verified, reason } = await readVerification(connection, splitRepository(repository), head)
  if (!verified) throw notVerified(`Pull request #${number} is open and was not merged`, head, reason)
}

async function arm(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  { id }: PullRequestStanding,
  { head, method }: { readonly head: CommitSha; readonly method: MergeMethod },
): Promise<MergeAnswer> {
  const input = { pullRequestId: id, mergeMethod: method.toUpperCase(), expectedHeadOid: head }
  const answer = await connection.mutate(ENABLE, { input })
  const refusal = refusalOf(answer, number, repository)
  if (refusal === undefined) return { kind: 'armed' }
  // Its checks are not done, or one failed that nobody requires: that is for a later look, or for a person.
  if (/unstable status/i.test(refusal)) return { kind: 'not-yet', reason: 'its checks are not all green' }
  if (/clean status|has_hooks status/i.test(refusal)) {
    return mergeNow(connection, repository, number, { head, method })
  }
  if (isNotAllowed(refusal)) {
    throw new ActionError(
      'auto-merge-refused',
      `Pull request #${number} is open, but ${repository} does not allow auto-merge: allow it under Settings, General, Pull Requests, or leave "auto-merge" out.`,
    )
  }
  throw graphqlRefusal(answer.errors, { what: `auto-merge of pull request #${number}`, repository })
}

/**
 * Puts it into the merge queue. GitHub's words for what it does not take yet are many: then auto-merge is tried, by which
 * GitHub queues it itself when its checks have passed. https://docs.github.com/graphql/reference/mutations#enqueuepullrequest
 */
async function enqueue(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  { id, head }: PullRequestStanding,
): Promise<MergeAnswer> {
  const input = { pullRequestId: id, expectedHeadOid: head }
  const queued = refusalOf(await connection.mutate(ENQUEUE, { input }), number, repository)
  if (queued === undefined) return { kind: 'queued' }
  const armed = refusalOf(await connection.mutate(ENABLE, { input }), number, repository)
  // Auto-merge queues at once what can be queued, so what became of it is asked for.
  const { state } = await readStanding(connection, repository, number)
  const known = answerOf(state)
  if (known !== undefined) return known
  if (state.kind === 'closed') throw closed(number)
  if (armed === undefined) return { kind: 'armed' }
  const setting = isNotAllowed(armed)
    ? '; with auto-merge allowed in the settings of the repository, GitHub queues it by itself'
    : ''
  return { kind: 'not-yet', reason: `the merge queue did not take it: ${queued}${setting}` }
}

async function mergeNow(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  { head, method }: { readonly head: CommitSha; readonly method: MergeMethod },
): Promise<MergeAnswer> {
  const { owner, name } = splitRepository(repository)
  const answer = await connection.rest('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
    owner,
    repo: name,
    pull_number: number,
    sha: head,
    merge_method: method,
  })
  if (answer.status === 200 && isJsonObject(answer.data) && answer.data.merged === true)
    return { kind: 'merged' }
  if (answer.status === 200) throw notTold(number)
  const reason = messageOfAnswer(answer.data)
  if (answer.status === 409) throw headMoved(number)
  if (answer.status === 405) return { kind: 'not-yet', reason }
  throw restRefusal(answer, { what: `merging pull request #${number}`, repository })
}

/**
 * What GitHub says against it, undefined when it was taken. Permissions, and a head that moved, are errors at once.
 * @throws ActionError
 */
function refusalOf(answer: GraphqlAnswer, number: number, repository: RepositoryName): string | undefined {
  const attempt = { what: `auto-merge of pull request #${number}`, repository }
  if (answer.status !== 200) throw restRefusal(answer, attempt)
  const [error] = answer.errors
  if (error === undefined) return undefined
  if (/expected.*head|head.*modified|stale/i.test(error.message)) throw headMoved(number)
  if (error.type === 'FORBIDDEN' || error.type === 'INSUFFICIENT_SCOPES' || error.type === 'NOT_FOUND')
    throw graphqlRefusal(answer.errors, attempt)
  return error.message.replace(/\s+/g, ' ').replace(/\.$/, '')
}

function notTold(number: number): ActionError {
  return new ActionError(
    'invalid-answer',
    `GitHub does not tell whether pull request #${number} was merged; run again`,
    { kind: 'transient' },
  )
}

function isNotAllowed(refusal: string): boolean {
  return /not allowed|not enabled/i.test(refusal)
}

function closed(number: number): ActionError {
  return new ActionError(
    'pull-request-closed',
    `Pull request #${number} was closed without a merge. Find out why, then run again.`,
  )
}

function headMoved(number: number): ActionError {
  return new ActionError(
    'head-moved',
    `Pull request #${number} was not merged: somebody pushed to its branch after this run wrote it. Look at it, and merge it by hand or run again.`,
  )
}
