import { credentialOf } from '../git/credential.ts'
import type { AccessToken, PermissionName } from './resources.ts'
import { notFound, RestError } from './route.ts'
import type { GitHubState, Repository } from './state.ts'

/**
 * The token of a request; undefined for an anonymous one.
 * @throws RestError 401 `Bad credentials`
 */
export function authenticate(state: GitHubState, header: string | undefined): AccessToken | undefined {
  if (header === undefined) return undefined
  const token = state.findToken(credentialOf(header) ?? '')
  if (token === undefined) throw new RestError(401, 'Bad credentials')
  return token
}

/**
 * Finds a repository that the token may know of.
 * @throws RestError 404, as for one that does not exist
 */
export function findVisibleRepository(
  state: GitHubState,
  token: AccessToken | undefined,
  fullName: string,
): Repository {
  const repository = state.findRepository(fullName)
  if (repository === undefined || !state.sees(token, repository)) throw notFound()
  return repository
}

/**
 * Holds a token to a permission.
 * @throws RestError 401 without a token, 403 with `X-Accepted-GitHub-Permissions` when the token has too little
 */
export function requirePermission(
  state: GitHubState,
  token: AccessToken | undefined,
  repository: Repository,
  need: { permission: PermissionName; orPermission?: PermissionName; access: 'read' | 'write' },
): void {
  const names = need.orPermission === undefined ? [need.permission] : [need.permission, need.orPermission]
  const granted = names.map((name) => state.access(token, repository, name))
  if (granted.includes('write') || granted.includes(need.access)) return
  if (token === undefined) throw new RestError(401, 'Requires authentication')
  const holder = token.kind === 'pat' ? 'personal access token' : 'integration'
  throw new RestError(403, `Resource not accessible by ${holder}`, {
    headers: { 'x-accepted-github-permissions': names.map((name) => `${name}=${need.access}`).join('; ') },
  })
}
