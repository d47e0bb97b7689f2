import { ActionError, parseCommitSha, type CommitRequest, type CommitResult } from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { isRegular } from '../git/blob.ts'
import { objectAt, textAt, type GraphqlAnswer } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { commitThroughGitData } from './git-data.ts'
import { findOwnCommit } from './own-commit.ts'
import type { RepositoryAt } from './repository-query.ts'
import { commitVerified } from './verified-commit.ts'
import { graphqlRefusal, restRefusal, type Attempt } from './refusal.ts'

const CREATE_COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid } } }
}`

/**
 * Bytes of base64 in one mutation. GitHub fails without a reason somewhere below 40 MiB, so that more goes in parts:
 * https://github.com/grafana/github-api-commit-action/issues/66
 */
const MOST_PAYLOAD = 20 * 1024 * 1024

/** An answer that does not tell whether the commit was made is looked up, and the write repeated at most this often in all. */
const ATTEMPTS = 3

/**
 * One commit on exactly `expectedHead`, or nothing. The mutation makes regular files only, and takes only so much, so that anything
 * else goes through the Git Data API: https://docs.github.com/graphql/reference/mutations#createcommitonbranch
 */
export async function commitChanges(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
): Promise<CommitResult> {
  for (const { path, mode } of request.changes) {
    if (isRegular(mode)) continue
    throw new ActionError('invalid-change', `${path} has mode ${mode}: only regular files are written`)
  }
  if (request.requireVerified === true) {
    return commitVerified(connection, at, request, (staged) =>
      commitChanges(connection, at, { ...staged, requireVerified: false }),
    )
  }
  if (request.changes.some((change) => change.mode !== '100644') || payloadOf(request) > MOST_PAYLOAD)
    return commitThroughGitData(connection, at, request)

  const attempt = { what: `the commit to ${request.branch}`, repository: `${at.owner}/${at.name}` }
  const input = mutationInput(at, request)
  for (let number = 1; ; number += 1) {
    const answer = await connection.mutate(CREATE_COMMIT, { input }).catch(keepAmbiguous)
    const result = answer instanceof ActionError ? answer : readAnswered(answer, attempt)
    if (!(result instanceof ActionError)) return result
    // Whether it went through is not known, so look: the branch tells.
    const found = await findOwnCommit(connection, at, request)
    if (found.kind !== 'not-written') return found
    if (number >= ATTEMPTS) throw result
    connection.log.info(`The commit was not made (${result.message}); trying again`)
    await connection.clock.sleep(connection.clock.random() * 1000 * 2 ** number, connection.signal)
  }
}

function mutationInput(at: RepositoryAt, request: CommitRequest): Readonly<Record<string, unknown>> {
  return {
    branch: { repositoryNameWithOwner: `${at.owner}/${at.name}`, branchName: request.branch },
    expectedHeadOid: request.expectedHead,
    message: { headline: request.headline, ...(request.body === '' ? {} : { body: request.body }) },
    fileChanges: {
      additions: request.changes.map(({ path, text }) => ({
        path,
        contents: Buffer.from(text).toString('base64'),
      })),
    },
  }
}

function payloadOf({ changes }: CommitRequest): number {
  return changes.reduce((sum, { text }) => sum + Math.ceil(Buffer.byteLength(text) / 3) * 4, 0)
}

/** As `readResult`; an answer that cannot be read tells nothing either. */
function readAnswered(answer: GraphqlAnswer, attempt: Attempt): CommitResult | ActionError {
  try {
    return readResult(answer, attempt)
  } catch (error) {
    return keepAmbiguous(error)
  }
}

/** The result, or the error of an answer that does not tell whether the commit was made. Throws what is certain to be refused. */
function readResult(answer: GraphqlAnswer, attempt: Attempt): CommitResult | ActionError {
  if (answer.status >= 500) return restRefusal(answer, attempt)
  if (answer.status !== 200) throw restRefusal(answer, attempt)
  const made = madeIn(answer)
  // What was made is made, though GitHub could not tell everything of it.
  if (made !== undefined) return committed(made)
  const stale = answer.errors.find((error) => error.type === 'STALE_DATA')
  if (stale !== undefined) return { kind: 'lost-race', detail: stale.message }
  if (answer.errors.length > 0) {
    const refusal = graphqlRefusal(answer.errors, attempt)
    // GitHub's own failures have no type: "Something went wrong while executing your query".
    if (refusal.kind === 'transient') return refusal
    throw refusal
  }
  return committed(objectAt(objectAt(objectAt(answer.data, 'data'), 'createCommitOnBranch'), 'commit'))
}

/** The commit in an answer, which may hold errors besides. */
function madeIn({ data }: GraphqlAnswer): JsonObject | undefined {
  const result = isJsonObject(data) && isJsonObject(data.data) ? data.data.createCommitOnBranch : undefined
  const commit = isJsonObject(result) ? result.commit : undefined
  return isJsonObject(commit) && typeof commit.oid === 'string' ? commit : undefined
}

function committed(commit: JsonObject): CommitResult {
  return {
    kind: 'committed',
    sha: parseCommitSha(textAt(commit, 'oid')),
    verified: isJsonObject(commit.signature) && commit.signature.isValid === true,
    url: typeof commit.url === 'string' ? commit.url : '',
  }
}
