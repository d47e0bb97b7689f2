import { ActionError, type Clock, messageOf } from '@gitops-actions/core'
import type { HttpClient, HttpResponse } from '../http/contract.ts'
import type { Credential } from './credential.ts'
import { objectAt, textAt } from '../json/member.ts'
import { oneLine } from './text.ts'
import { tokenExpiry } from './token-expiry.ts'

/** A token is renewed so many milliseconds before it ends: a question that is on its way must not outlive it. */
const RENEW_BEFORE = 60_000
/** How long a token serves whose end nobody tells. */
const UNTOLD_LIFE = 5 * 60_000
const MAX_BYTES = 256 * 1024
const SHOWN = 200

export interface OidcOptions {
  readonly http: Pick<HttpClient, 'request'>
  readonly clock: Clock
  readonly server: string
  /** Dex's connector for the tokens of GitHub Actions. */
  readonly connector: string
  /** For whom GitHub is to make its token out; empty: its own default. */
  readonly audience: string
  /** Where the runner offers ID tokens: `ACTIONS_ID_TOKEN_REQUEST_URL` and `…_TOKEN`; empty when the job may not ask for any. */
  readonly requestUrl: string
  readonly requestToken: string
  /** Hides a secret from the log; called before its first use. */
  readonly mask: (secret: string) => string
}

/**
 * A short-lived token of Argo CD for the identity of this job: GitHub's ID token, exchanged by the Dex of Argo CD. Exchanged
 * again before it ends.
 * Sources: https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/github-actions/,
 * https://docs.github.com/actions/reference/security/oidc, https://www.rfc-editor.org/rfc/rfc8693
 */
export function oidcCredential(options: OidcOptions): Credential {
  const { clock } = options
  let current: Promise<Exchanged> | undefined
  return {
    async token() {
      const before = current
      const known = await before?.catch(() => undefined)
      if (known !== undefined && clock.monotonic() < known.renewAt) return known.token
      // Whoever comes first exchanges, for all that wait.
      const exchanging = current === before || current === undefined ? exchange(options) : current
      current = exchanging
      return (await exchanging).token
    },
    origin: `the token that Dex's connector "${options.connector}" exchanged (input "oidc")`,
    advice: `Grant its subject, such as "repo:OWNER/NAME:ref:refs/heads/main", the applications in policy.csv`,
  }
}

interface Exchanged {
  readonly token: string
  /** Monotonic milliseconds. */
  readonly renewAt: number
}

async function exchange(options: OidcOptions): Promise<Exchanged> {
  const { http, clock, server, connector, mask } = options
  const subject = await requestIdToken(options)
  const response = await http.request({
    method: 'POST',
    url: `${server.replace(/\/+$/, '')}/api/dex/token`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      // A public client has no password: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
      authorization: `Basic ${Buffer.from('argo-cd-cli:').toString('base64')}`,
    },
    body: new URLSearchParams({
      connector_id: connector,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      scope: 'openid email profile federated:id',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: subject,
      // As an access token Dex would ask GitHub who it is of, and GitHub has no such address.
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    }).toString(),
    maxBytes: MAX_BYTES,
  })
  const body = jsonIn(response)
  const token = textAt(body, 'access_token') ?? ''
  if (response.status !== 200 || token === '') throw refusedByDex(response, server, connector)
  mask(token)
  return { token, renewAt: clock.monotonic() + lifeOf(token, body, clock) - RENEW_BEFORE }
}

/** Milliseconds. */
function lifeOf(token: string, answer: unknown, clock: Clock): number {
  const seconds = objectAt(answer)?.expires_in
  if (typeof seconds === 'number' && seconds > 0) return seconds * 1000
  const end = tokenExpiry(token)?.getTime()
  return end === undefined ? UNTOLD_LIFE : end - clock.now().getTime()
}

async function requestIdToken({
  http,
  requestUrl,
  requestToken,
  audience,
  mask,
}: OidcOptions): Promise<string> {
  if (requestUrl === '' || requestToken === '' || !URL.canParse(requestUrl)) {
    throw new ActionError(
      'no-id-token',
      'The input "oidc" is given, and this job may not ask GitHub for an ID token: add `permissions: { id-token: write }` to the job, or use "auth-token". Runs of pull requests from forks never may.',
    )
  }
  mask(requestToken)
  const url = new URL(requestUrl)
  if (audience !== '') url.searchParams.set('audience', audience)
  const response = await http.request({
    url,
    headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
    maxBytes: MAX_BYTES,
  })
  const token = textAt(jsonIn(response), 'value') ?? ''
  if (response.status === 200 && token !== '') return mask(token)
  throw new ActionError(
    'no-id-token',
    `GitHub answered ${response.status} to the request for an ID token: ${said(response)}. Check that the job has \`permissions: { id-token: write }\`.`,
    { kind: response.status >= 500 ? 'transient' : 'user' },
  )
}

function refusedByDex(response: HttpResponse, server: string, connector: string): ActionError {
  return new ActionError(
    'agent-unauthorized',
    `Dex at ${server} did not exchange GitHub's ID token (${response.status}: ${said(response)}). Check that "dex.config" of Argo CD has the connector "${connector}" with the issuer of this GitHub, and the inputs "oidc" and "oidc-audience".`,
    { kind: response.status >= 500 ? 'transient' : 'user' },
  )
}

function said(response: HttpResponse): string {
  const body = jsonIn(response)
  const words = [textAt(body, 'error'), textAt(body, 'error_description') ?? textAt(body, 'message')]
  const known = words.filter((word) => word !== undefined).join(': ')
  // An answer that is no error of OAuth may be anything, a token too.
  return known === '' ? 'no reason was given' : oneLine(known, SHOWN)
}

function jsonIn(response: HttpResponse): unknown {
  try {
    return response.json()
  } catch (error) {
    return { message: `not JSON (${oneLine(messageOf(error), 80)})` }
  }
}
