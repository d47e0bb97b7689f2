import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { type Answer, RestError } from './route.ts'

/** One request that the sandbox answered, REST, GraphQL or git. */
export interface LoggedRequest {
  method: string
  /** Path with its query. */
  path: string
  /** 0 when the connection was cut. */
  status: number
  /** The OpenAPI template, `mutation <field>`, `query <field>`, `git-receive-pack rpc`, or `unknown`. */
  operation: string
  /** Whose token it came with. */
  login: string | undefined
  /** The parsed JSON body. */
  body: unknown
  /** Whether it asks for something to be changed; also when it was refused. */
  write: boolean
  at: Date
}

/** GitHub refuses bodies above this many bytes; a mutation of 40 MiB fails too. */
const BODY_LIMIT = 40 * 1024 * 1024

/**
 * Reads a JSON body. Undefined when there is none.
 * @throws RestError 400 for text that is not JSON, 413 for a body that is too long
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_LIMIT) throw new RestError(413, 'Request Entity Too Large')
    chunks.push(chunk)
  }
  if (length === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw new RestError(400, 'Problems parsing JSON')
  }
}

/** Sends an answer with the headers that GitHub puts on all of them. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  headers: Record<string, string>,
): void {
  const bytes = encode(answer.body)
  const all: Record<string, string> = {
    'x-github-request-id': randomUUID().slice(0, 18).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    ...(bytes === undefined || Buffer.isBuffer(answer.body)
      ? {}
      : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
    ...answer.headers,
  }
  if (answer.status === 200 && bytes !== undefined) {
    all.etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`
    if (request.method === 'GET' && request.headers['if-none-match'] === all.etag) {
      response.writeHead(304, { etag: all.etag }).end()
      return
    }
  }
  response.writeHead(answer.status, all).end(bytes)
}

function encode(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8')
}
