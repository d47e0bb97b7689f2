import {
  ActionError,
  type CommitSha,
  type MergeAnswer,
  type MergeMethod,
  parseCommitSha,
  type PullRequestState,
  type RepositoryName,
} from '@gitops-actions/core'

import { messageOfAnswer, objectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { splitRepository } from './repository-query.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'

const ENABLE = `mutation($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`
const PULL = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'

/**
 * Turns auto-merge on. GitHub refuses that for a pull request which it could merge at once: that one is merged, with the
 * head that was written as a condition. https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 */
export async function mergePullRequest(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  { head, method }: { readonly head: CommitSha; readonly method: MergeMethod },
): Promise<MergeAnswer> {
  const pull = await readPull(connection, repository, number)
  if (pull.merged === true) return { kind: 'merged' }
  if (textAt(objectAt(pull, 'head'), 'sha') !== head) throw headMoved(number)
  if (isJsonObject(pull.auto_merge)) return { kind: 'armed' }
  const input = {
    pullRequestId: textAt(pull, 'node_id'),
    mergeMethod: method.toUpperCase(),
    expectedHeadOid: head,
  }
  const answer = await connection.mutate(ENABLE, { input })
  const what = `auto-merge of pull request #${number}`
  if (answer.status !== 200) throw restRefusal(answer, { what, repository })
  const [error] = answer.errors
  if (error === undefined) return { kind: 'armed' }
  // Its checks are not done, or one failed that nobody requires: that is for a later look, or for a person.
  if (/unstable status/i.test(error.message))
    return { kind: 'not-yet', reason: 'its checks are not all green' }
  if (/clean status|has_hooks status/i.test(error.message)) {
    return mergeNow(connection, repository, number, { head, method })
  }
  if (/not allowed|not enabled/i.test(error.message)) {
    throw new ActionError(
      'auto-merge-refused',
      `Pull request #${number} is open, but ${repository} does not allow auto-merge: allow it under Settings, General, Pull Requests, or leave "auto-merge" out.`,
    )
  }
  if (/expected.*head|head.*modified|stale/i.test(error.message)) throw headMoved(number)
  throw graphqlRefusal(answer.errors, { what, repository })
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
  if (answer.status === 200) return { kind: 'merged' }
  const reason = messageOfAnswer(answer.data)
  if (answer.status === 409) throw headMoved(number)
  if (answer.status === 405) return { kind: 'not-yet', reason }
  throw restRefusal(answer, { what: `merging pull request #${number}`, repository })
}

/** How the pull request stands now. */
export async function readPullRequestState(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
): Promise<PullRequestState> {
  const pull = await readPull(connection, repository, number)
  if (pull.merged === true && typeof pull.merge_commit_sha === 'string') {
    return { kind: 'merged', commit: parseCommitSha(pull.merge_commit_sha) }
  }
  if (pull.state === 'closed') return { kind: 'closed' }
  const state = typeof pull.mergeable_state === 'string' ? pull.mergeable_state : 'unknown'
  return { kind: 'open', head: parseCommitSha(textAt(objectAt(pull, 'head'), 'sha')), state }
}

async function readPull(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
): Promise<JsonObject> {
  const { owner, name } = splitRepository(repository)
  const answer = await connection.rest(PULL, { owner, repo: name, pull_number: number })
  if (answer.status !== 200)
    throw restRefusal(answer, { what: `reading pull request #${number}`, repository })
  if (isJsonObject(answer.data)) return answer.data
  throw new ActionError('invalid-answer', `GitHub answered no pull request #${number}`)
}

function headMoved(number: number): ActionError {
  return new ActionError(
    'head-moved',
    `Pull request #${number} was not merged: somebody pushed to its branch after this run wrote it. Look at it, and merge it by hand or run again.`,
  )
}
