import { ActionError } from '@gitops-actions/core'
import type { HttpClient, HttpResponse } from '../http/contract.ts'
import type { Login } from './docker-config.ts'
import { parseJsonObject } from '../json/object.ts'
import { reachRegistry } from './reach.ts'
import { type Access, LOGIN_ADVICE, describeLogin, describeRateLimit, quoteAnswer } from './refusal.ts'

/** Where and how to ask for a token: what a Bearer challenge says, checked. */
export interface TokenEndpoint {
  readonly realm: URL
  readonly service: string | undefined
  readonly scopes: readonly string[]
}

export interface AccessToken {
  readonly token: string
  /** Seconds from now. */
  readonly lifetime: number
}

const MAX_BYTES = 256 * 1024
const DEADLINE = 30_000
/** What a token lives when the answer does not say: https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const DEFAULT_LIFETIME = 60

/**
 * Asks a token server for an access token: GET with Basic credentials or without any, or OAuth2 POST with an identity
 * token. `basic` makes the header of a password. A token that grants less than was asked for is no error here.
 * @throws ActionError `registry-unauthorized`, `registry-denied`, `registry-rate-limited`, `registry-unreachable`,
 * `registry-invalid-answer`
 */
export async function requestToken(
  http: Pick<HttpClient, 'request'>,
  endpoint: TokenEndpoint,
  login: Exclude<Login, { kind: 'registry-token' }> | undefined,
  access: Access,
  basic: (username: string, password: string) => string,
): Promise<AccessToken> {
  const response = await reachRegistry(() => {
    if (login?.kind === 'identity-token') return http.request(identityRequest(endpoint, login.token))
    const url = new URL(endpoint.realm)
    if (endpoint.service !== undefined) url.searchParams.set('service', endpoint.service)
    for (const scope of endpoint.scopes) url.searchParams.append('scope', scope)
    const headers = {
      accept: 'application/json',
      ...(login === undefined ? {} : { authorization: basic(login.username, login.password) }),
    }
    return http.request({
      method: 'GET',
      url,
      headers,
      maxBytes: MAX_BYTES,
      deadline: DEADLINE,
      redirect: 'same-host',
    })
  })
  if (response.status !== 200) throw describeTokenRefusal(response, endpoint, login, access)
  return readToken(response, endpoint)
}

/** https://distribution.github.io/distribution/spec/auth/oauth/ */
function identityRequest(endpoint: TokenEndpoint, token: string): Parameters<HttpClient['request']>[0] {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'gitops-actions',
    refresh_token: token,
  })
  if (endpoint.service !== undefined) form.set('service', endpoint.service)
  if (endpoint.scopes.length > 0) form.set('scope', endpoint.scopes.join(' '))
  return {
    method: 'POST',
    url: endpoint.realm,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    maxBytes: MAX_BYTES,
    deadline: DEADLINE,
    redirect: 'refuse',
  }
}

function readToken(response: HttpResponse, endpoint: TokenEndpoint): AccessToken {
  const answer = parseJsonObject(response.body) ?? {}
  const token = [answer.token, answer.access_token].find((value) => typeof value === 'string' && value !== '')
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new ActionError(
      'registry-invalid-answer',
      `The token server ${endpoint.realm.host} answered 200 without a token. Check that it is the registry's token server, and that nothing between intercepts the connection.`,
    )
  }
  const seconds = answer.expires_in
  const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_LIFETIME
  return { token, lifetime }
}

function describeTokenRefusal(
  response: HttpResponse,
  endpoint: TokenEndpoint,
  login: Login | undefined,
  access: Access,
): ActionError {
  const { status } = response
  const server = `The token server ${endpoint.realm.host} of ${access.registry}`
  const said = quoteAnswer(response)
  if (status === 429) return describeRateLimit(response, endpoint.realm.host)
  if (status >= 500) {
    return new ActionError(
      'registry-unreachable',
      `${server} answered ${status}${said}; run the job again later.`,
      {
        kind: 'transient',
      },
    )
  }
  const wanted = `${access.actions} on ${access.registry}/${access.repository}`
  if (login === undefined && (status === 401 || status === 403)) {
    return new ActionError(
      'registry-unauthorized',
      `${server} gives no anonymous token for ${wanted}${said}: ${LOGIN_ADVICE}.`,
    )
  }
  if (login !== undefined && (status === 401 || (status === 400 && login.kind === 'identity-token'))) {
    return new ActionError(
      'registry-unauthorized',
      `${server} refused ${describeLogin(login)}${said}. Check the user name and that the password or token is right and has not expired.`,
    )
  }
  if (login !== undefined && status === 403) {
    return new ActionError(
      'registry-denied',
      `${server} does not let ${describeLogin(login)} ${wanted}${said}. Give that account the permission, or check the name: registries answer the same when it does not exist.`,
    )
  }
  return new ActionError(
    'registry-invalid-answer',
    `${server} answered ${status}${said} to the request for a token for ${wanted}. Check the registry's name.`,
  )
}
