import type { Answer, RestContext, Route } from '../route.ts'
import { RestError } from '../route.ts'
import { formatAccount } from './account-body.ts'

export const identityRoutes: readonly Route[] = [
  { operation: 'GET /user', access: 'open', handle: describeUser },
  { operation: 'GET /rate_limit', access: 'open', handle: describeLimits },
]

function describeUser({ token, urls, state }: RestContext): Answer {
  const options = { documentation: 'https://docs.github.com/rest/users/users#get-the-authenticated-user' }
  if (token === undefined) throw new RestError(401, 'Requires authentication', options)
  if (token.kind !== 'pat') throw new RestError(403, 'Resource not accessible by integration', options)
  return {
    status: 200,
    body: {
      ...formatAccount(urls, token.account),
      name: token.account.name,
      company: null,
      blog: '',
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: state.timestamp(),
      updated_at: state.timestamp(),
    },
  }
}

/** Asking costs nothing: https://docs.github.com/rest/rate-limit/rate-limit */
function describeLimits({ token, state }: RestContext): Answer {
  const core = state.quota.read(token, 'core')
  const graphql = state.quota.read(token, 'graphql')
  // Nothing of the sandbox searches; the member is required.
  const search = { ...core, limit: 30, used: 0, remaining: 30 }
  return { status: 200, body: { resources: { core, graphql, search }, rate: core } }
}
