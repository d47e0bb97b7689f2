import { ActionError, type RepositoryName } from '@gitops-actions/core'

import { objectAt } from './answer.ts'
import { type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'

/** A repository as GitHub's paths name it. */
export interface RepositoryAt {
  readonly owner: string
  readonly name: string
}

/** `owner/name` in its two parts. */
export function splitRepository(repository: RepositoryName): RepositoryAt {
  const [owner = '', name = ''] = repository.split('/')
  return { owner, name }
}

/** The repository in the answer to a query. Throws `ActionError` `repository-not-found` and the other refusals. */
export async function queryRepository(
  connection: GitHubConnection,
  at: RepositoryAt,
  query: { document: string; variables: Readonly<Record<string, unknown>> },
): Promise<JsonObject> {
  const attempt = { what: `reading ${at.owner}/${at.name}`, repository: `${at.owner}/${at.name}` }
  const answer = await connection.query(query.document, query.variables)
  if (answer.status === 404) {
    throw new ActionError(
      'unreachable',
      'there is no GraphQL API of GitHub at GITHUB_GRAPHQL_URL (404); use the URLs that the runner gives, without changes',
    )
  }
  if (answer.status !== 200) throw restRefusal(answer, attempt)
  if (answer.errors.length > 0) throw graphqlRefusal(answer.errors, attempt)
  return objectAt(objectAt(answer.data, 'data'), 'repository')
}
