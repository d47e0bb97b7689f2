import { ActionError, type CommitSha } from '@gitops-actions/core'

import { listAt, objectAt, optionalObjectAt } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'

const MESSAGES = `object(oid: $commit) {
  ... on Commit {
    associatedPullRequests(first: 5) {
      nodes { merged isCrossRepository commits(last: 1) { nodes { commit { message } } } }
    }
  }
}`

/**
 * The messages of the head commits of the merged pull requests that a commit came by, those of forks left out. Reading
 * pull requests takes a permission that writing contents does not: without it there are none.
 */
export async function readPullRequestMessages(
  connection: GitHubConnection,
  at: RepositoryAt,
  commit: CommitSha,
): Promise<readonly string[]> {
  const variables = { commit: { type: 'GitObjectID!', value: commit } }
  const repository = await queryRepository(connection, at, { selection: MESSAGES, variables }).catch(
    (error: unknown) => {
      if (error instanceof ActionError && error.kind === 'user') return undefined
      throw error
    },
  )
  const found = repository === undefined ? undefined : optionalObjectAt(repository, 'object')
  const pulls = found === undefined ? undefined : optionalObjectAt(found, 'associatedPullRequests')
  if (pulls === undefined) return []
  return listAt(pulls, 'nodes')
    .filter(isJsonObject)
    .filter(({ merged, isCrossRepository }) => merged === true && isCrossRepository === false)
    .flatMap((pull) => listAt(objectAt(pull, 'commits'), 'nodes').filter(isJsonObject))
    .map((node) => objectAt(node, 'commit').message)
    .filter((message) => typeof message === 'string')
}
