import { objectAt, optionalObjectAt, textAt } from './answer.ts'
import type { GitHubConnection } from './connection.ts'

const VIEWER = 'query { viewer { login } }'

/** Who the token is: `octocat`, `an-app[bot]`. Undefined where GitHub does not tell. */
export async function readIdentity(connection: GitHubConnection): Promise<string | undefined> {
  const answer = await connection.query(VIEWER, {})
  if (answer.status !== 200 || answer.errors.length > 0) return undefined
  const viewer = optionalObjectAt(objectAt(answer.data, 'data'), 'viewer')
  return viewer === undefined ? undefined : textAt(viewer, 'login')
}
