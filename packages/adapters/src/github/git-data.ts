import {
  ActionError,
  parseCommitSha,
  type CommitRequest,
  type CommitResult,
  type CommitSha,
} from '@gitops-actions/core'

import { messageOfAnswer, objectAt, textAt, type RestAnswer } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import { keepAmbiguous } from './ambiguity.ts'
import type { GitHubConnection } from './connection.ts'
import { writeTrees } from './git-trees.ts'
import { findOwnCommit } from './own-commit.ts'
import type { RepositoryAt } from './repository-query.ts'
import { isRuleRefusal, restRefusal, type Attempt } from './refusal.ts'

const ATTEMPTS = 3

type Call = (route: string, parameters: JsonObject, status: number) => Promise<unknown>

/**
 * The commit through trees and references, which keeps file modes. Tree, parent and reference all start from `expectedHead`, so that
 * the reference moves by fast-forward alone: https://docs.github.com/rest/git/refs#update-a-reference
 */
export async function commitThroughGitData(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
): Promise<CommitResult> {
  const attempt = { what: `the commit to ${request.branch}`, repository: `${at.owner}/${at.name}` }
  const call: Call = async (route, parameters, status) => {
    const answer = await connection.rest(route, { owner: at.owner, repo: at.name, ...parameters })
    if (answer.status !== status) throw restRefusal(answer, attempt)
    return answer.data
  }
  const parent = await call(
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    { commit_sha: request.expectedHead },
    200,
  )
  const tree = await writeTrees(call, textAt(objectAt(parent, 'tree'), 'sha'), request.changes)
  const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}`
  const made = await call(
    'POST /repos/{owner}/{repo}/git/commits',
    { message, tree, parents: [request.expectedHead] },
    201,
  )
  const commit: CommitResult = {
    kind: 'committed',
    sha: parseCommitSha(textAt(made, 'sha')),
    verified: isJsonObject(made) && isJsonObject(made.verification) && made.verification.verified === true,
    url: textAt(made, 'html_url'),
  }
  return moveBranch(connection, at, request, commit, attempt)
}

async function moveBranch(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
  commit: CommitResult & { readonly kind: 'committed' },
  attempt: Attempt,
): Promise<CommitResult> {
  for (let number = 1; ; number += 1) {
    const answer = await connection
      .rest('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
        owner: at.owner,
        repo: at.name,
        ref: `heads/${request.branch}`,
        sha: commit.sha,
        force: false,
      })
      .catch(keepAmbiguous)
    const result = answer instanceof ActionError ? answer : readMove(answer, commit.sha, attempt)
    if (result === 'moved') return commit
    if (!(result instanceof ActionError)) return result
    const found = await findOwnCommit(connection, at, request)
    if (found.kind !== 'not-written') return found
    if (number >= ATTEMPTS) throw result
    await connection.clock.sleep(connection.clock.random() * 1000 * 2 ** number, connection.signal)
  }
}

/** GitHub says "Update is not a fast forward", "Reference cannot be updated" or "Reference update failed" of a branch that moved. */
function readMove(
  answer: RestAnswer,
  sha: CommitSha,
  attempt: Attempt,
): 'moved' | CommitResult | ActionError {
  if (answer.status === 200) {
    const object = isJsonObject(answer.data) ? answer.data.object : undefined
    return isJsonObject(object) && object.sha === sha ? 'moved' : notTold(attempt)
  }
  const message = messageOfAnswer(answer.data)
  if (answer.status >= 500) return restRefusal(answer, attempt)
  if (answer.status === 422 && /does not exist/i.test(message)) {
    throw new ActionError('branch-not-found', `${attempt.what} failed: the branch is gone (${message})`)
  }
  const raced = (answer.status === 422 || answer.status === 409) && !isRuleRefusal(message)
  if (raced && /fast.forward|cannot be updated|update failed|is at .* but expected/i.test(message)) {
    return { kind: 'lost-race', detail: `${message} (${sha})` }
  }
  throw restRefusal(answer, attempt)
}

function notTold({ what }: Attempt): ActionError {
  return new ActionError('invalid-answer', `GitHub does not tell what became of ${what}; run again`, {
    kind: 'transient',
  })
}
