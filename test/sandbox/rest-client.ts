import type { AccessToken, GitHub } from '@gitops-actions/sandbox'

export interface RestReply {
  status: number
  headers: Headers
  /** Parsed JSON, or the text where it is none; undefined without a body. */
  body: unknown
}

/** A plain client of the sandbox's REST API; what it returns is as it came over the wire. */
export type RestClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<RestReply>

/** `path` begins below the API's root. Without a token requests are anonymous. */
export function createRestClient(github: GitHub, token?: AccessToken): RestClient {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(github.apiUrl + path, {
      method,
      headers: {
        'user-agent': 'gitops-actions-tests',
        accept: 'application/vnd.github+json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parse(text) }
  }
}

/** A member of a reply, found by its path: `pick(reply, 'commit', 'sha')`. */
export function pick(reply: RestReply, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    reply.body,
  )
}

/** As `pick`, for a member that has to be text. */
export function pickText(reply: RestReply, ...path: (string | number)[]): string {
  const value = pick(reply, ...path)
  if (typeof value !== 'string')
    throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(reply.body)}`)
  return value
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
