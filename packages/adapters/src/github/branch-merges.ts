import {
  ActionError,
  type BranchMerge,
  type BranchMergeResult,
  type BranchMerges,
  type BranchName,
  type CommitSha,
  parseCommitSha,
  type RepositoryName,
} from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { messageOfAnswer, objectAt, type RestAnswer, textAt } from './answer.ts'
import type { JsonObject } from '../json/object.ts'
import { moveBranch, readHead } from './branches.ts'
import { compareCommits } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { readPullsBetween } from './pulls-between.ts'
import { type RepositoryAt, splitRepository } from './repository-query.ts'
import { restRefusal } from './refusal.ts'

/** Merges of a repository on GitHub. */
export function createBranchMerges(connection: GitHubConnection, repository: RepositoryName): BranchMerges {
  const at = splitRepository(repository)
  return {
    pullsBetween: (heads, base) => readPullsBetween(connection, at, heads, base),
    merge: (request) => mergeIntoBranch(connection, at, request),
  }
}

/** https://docs.github.com/rest/branches/branches#merge-a-branch */
async function mergeIntoBranch(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: BranchMerge,
): Promise<BranchMergeResult> {
  const { branch, head, message, restart } = request
  let begun: CommitSha | undefined
  if (restart !== undefined) {
    begun = await joinHistories(connection, at, request, restart)
    const moved = await moveBranch(connection, at, { branch, before: restart.expected, after: begun })
    if (moved !== begun) return { kind: 'lost-race' }
  }
  const undo = async (): Promise<void> => {
    if (begun !== undefined) {
      await moveBranch(connection, at, { branch, before: begun, after: restart?.expected })
    }
  }
  const answer = await connection
    .rest('POST /repos/{owner}/{repo}/merges', {
      owner: at.owner,
      repo: at.name,
      base: branch,
      head,
      commit_message: message,
    })
    .catch(keepAmbiguous)
  try {
    const result = answer instanceof ActionError ? answer : readAnswered(answer, at, branch)
    const settled = result instanceof ActionError ? await findMerge(connection, at, request, result) : result
    if (settled.kind === 'conflict') await undo()
    return settled
  } catch (error) {
    // The refusal is what the user must see, not that cleaning up failed as well.
    await undo().catch(() => undefined)
    throw error
  }
}

/**
 * A commit with the content of `onto` and both histories: git then takes `since` for merged, and merges from there.
 * https://docs.github.com/rest/git/commits#create-a-commit
 */
async function joinHistories(
  connection: GitHubConnection,
  at: RepositoryAt,
  { message, branch }: BranchMerge,
  { onto, since }: Required<BranchMerge>['restart'],
): Promise<CommitSha> {
  const call = async (route: string, parameters: JsonObject, status: number): Promise<unknown> => {
    const answer = await connection.rest(route, { owner: at.owner, repo: at.name, ...parameters })
    if (answer.status === status) return answer.data
    throw restRefusal(answer, { what: `preparing ${branch}`, repository: `${at.owner}/${at.name}` })
  }
  const commit = await call('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { commit_sha: onto }, 200)
  const tree = textAt(objectAt(commit, 'tree'), 'sha')
  const joined = await call(
    'POST /repos/{owner}/{repo}/git/commits',
    { message, tree, parents: [onto, since] },
    201,
  )
  return parseCommitSha(textAt(joined, 'sha'))
}

/** As `readMerged`; an answer that cannot be read tells nothing either. */
function readAnswered(
  answer: RestAnswer,
  at: RepositoryAt,
  branch: BranchName,
): BranchMergeResult | ActionError {
  try {
    return readMerged(answer, at, branch)
  } catch (error) {
    return keepAmbiguous(error)
  }
}

/** The result, or the error of an answer that does not tell whether it was merged. Throws what is certain to be refused. */
function readMerged(
  answer: RestAnswer,
  at: RepositoryAt,
  branch: BranchName,
): BranchMergeResult | ActionError {
  if (answer.status === 201) return { kind: 'merged', sha: parseCommitSha(textAt(answer.data, 'sha')) }
  if (answer.status === 204) return { kind: 'nothing' }
  if (answer.status === 409)
    return { kind: /conflict/i.test(messageOfAnswer(answer.data)) ? 'conflict' : 'lost-race' }
  const refusal = restRefusal(answer, {
    what: `merging into ${branch}`,
    repository: `${at.owner}/${at.name}`,
  })
  if (answer.status >= 500) return refusal
  throw refusal
}

/** After a lost answer the branch tells. */
async function findMerge(
  connection: GitHubConnection,
  at: RepositoryAt,
  { branch, head }: BranchMerge,
  lost: ActionError,
): Promise<BranchMergeResult> {
  const [now, comparison] = await Promise.all([
    readHead(connection, at, branch),
    compareCommits(connection, at, branch, head),
  ])
  const holdsIt = comparison?.status === 'behind' || comparison?.status === 'identical'
  if (now.head !== undefined && holdsIt) return { kind: 'merged', sha: now.head }
  throw lost
}
