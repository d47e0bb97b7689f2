import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '../listener.ts'

export interface IdTokenServerOptions {
  /** Whom the tokens are of, such as `repo:acme/api:ref:refs/heads/main`. */
  readonly subject: string
  /** How long they last, in milliseconds; five minutes, as GitHub's. */
  readonly lifeMs?: number
}

/** The endpoint of a job that offers ID tokens, and the check that whoever trusts it makes. */
export interface IdTokenServer {
  /** As `ACTIONS_ID_TOKEN_REQUEST_URL` is: with a query already. */
  readonly url: string
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly requestToken: string
  /** The audiences that were asked for; undefined: none was named. */
  readonly asked: readonly (string | undefined)[]
  /** What a token says; undefined when it is not one of ours, or has ended. */
  verify(token: string): { readonly subject: string; readonly audience: string } | undefined
  close(): Promise<void>
}

/**
 * GitHub's issuer of ID tokens, as a job sees it. Tokens are JWTs signed with a secret of the process: whoever verifies asks
 * this object, where Dex would fetch public keys.
 * https://docs.github.com/actions/reference/security/oidc
 */
export async function startIdTokens(options: IdTokenServerOptions): Promise<IdTokenServer> {
  const secret = randomBytes(32)
  const requestToken = randomBytes(24).toString('base64url')
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    answer(request, response)
  })
  const listener = await listenOnLoopback(server)

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', listener.url)
    if (request.headers.authorization?.toLowerCase() !== `bearer ${requestToken}`.toLowerCase()) {
      send(response, 401, { message: 'Unauthorized' })
      return
    }
    if (request.method !== 'GET' || url.searchParams.get('api-version') === null) {
      send(response, 400, { message: 'Bad Request' })
      return
    }
    const audience = url.searchParams.get('audience') ?? undefined
    asked.push(audience)
    send(response, 200, { count: 1, value: issue(audience ?? 'https://github.com/acme') })
  }

  function issue(audience: string): string {
    const now = Math.floor(Date.now() / 1000)
    const life = Math.floor((options.lifeMs ?? 300_000) / 1000)
    const claims = { iss: listener.url, sub: options.subject, aud: audience, iat: now, exp: now + life }
    const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
    return `${body}.${sign(body).toString('base64url')}`
  }

  function sign(body: string): Buffer {
    return createHmac('sha256', secret).update(body).digest()
  }

  return {
    url: `${listener.url}/idtoken?api-version=2.0`,
    requestToken,
    asked,
    verify(token) {
      const [header = '', payload = '', signature = ''] = token.split('.')
      const given = Buffer.from(signature, 'base64url')
      const expected = sign(`${header}.${payload}`)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
      if (typeof claims.exp !== 'number' || claims.exp * 1000 <= Date.now()) return undefined
      return { subject: String(claims.sub), audience: String(claims.aud) }
    },
    close: () => listener.close(),
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
