import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessControl, AccessPolicy } from './access.ts'

/** The Dex that Argo CD runs and serves under `/api/dex`, as far as tokens are exchanged. */
export interface DexOptions {
  /** Connectors by id: who a token of the connector's issuer is of, or undefined when it is not good. */
  readonly connectors: Readonly<Record<string, (idToken: string) => { readonly subject: string } | undefined>>
  /** How long the exchanged tokens last, in milliseconds of the clock; a day, as Dex's `expiry.idTokens`. */
  readonly lifeMs?: number
  /** What the subjects may do; everything unless given. */
  readonly policies?: readonly AccessPolicy[]
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const BODY_LIMIT = 64 * 1024

/**
 * `POST /api/dex/token`: RFC 8693, in the order and with the words of dex `server/handlers.go` (`handleTokenExchange`).
 */
export async function exchangeToken(
  request: IncomingMessage,
  response: ServerResponse,
  dex: DexOptions | undefined,
  access: AccessControl,
): Promise<void> {
  const form = new URLSearchParams(await readText(request))
  const field = (name: string): string => form.get(name) ?? ''
  if (dex === undefined) {
    send(response, 502, { error: 'bad gateway' })
    return
  }
  const client = Buffer.from(
    (request.headers.authorization ?? '').replace(/^Basic /, ''),
    'base64',
  ).toString()
  if (client !== 'argo-cd-cli:') {
    send(response, 401, { error: 'invalid_client', error_description: 'Invalid client credentials.' })
    return
  }
  const refusal = refuse(field)
  if (refusal !== undefined) {
    send(response, 400, refusal)
    return
  }
  const connector = dex.connectors[field('connector_id')]
  if (connector === undefined) {
    send(response, 400, {
      error: 'invalid_request',
      error_description: 'Requested connector does not exist.',
    })
    return
  }
  // Any other kind of token is taken to its issuer's userinfo address, which GitHub does not have.
  const identity = field('subject_token_type') === ID_TOKEN ? connector(field('subject_token')) : undefined
  if (identity === undefined) {
    send(response, 401, { error: 'access_denied' })
    return
  }
  const lifeMs = dex.lifeMs ?? 86_400_000
  const token = access.createToken({
    subject: identity.subject,
    expiresInMs: lifeMs,
    ...(dex.policies === undefined ? {} : { policies: [...dex.policies] }),
  })
  send(response, 200, {
    access_token: token,
    issued_token_type: ACCESS_TOKEN,
    token_type: 'bearer',
    expires_in: Math.floor(lifeMs / 1000),
  })
}

function refuse(field: (name: string) => string): object | undefined {
  if (field('grant_type') !== GRANT) return { error: 'unsupported_grant_type' }
  if (field('subject_token') === '') {
    return { error: 'invalid_request', error_description: 'Missing subject_token' }
  }
  if (![ID_TOKEN, ACCESS_TOKEN].includes(field('subject_token_type'))) {
    return { error: 'invalid_request', error_description: 'Invalid subject_token_type.' }
  }
  if (!field('scope').split(' ').includes('openid')) {
    return { error: 'invalid_scope', error_description: 'Missing required scope(s) ["openid"].' }
  }
  return undefined
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
