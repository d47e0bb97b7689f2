import type { IncomingMessage } from 'node:http'
import type { Session } from './access.ts'
import { GrpcError } from './grpc-error.ts'

/** A request that was seen, without its credentials. */
export interface RecordedRequest {
  method: string
  /** Path below the root path. */
  path: string
  query: URLSearchParams
  accept: string
  /** Who asked; nothing when the token was missing or refused. */
  subject?: string
  body?: unknown
  /** HTTP status of the answer; 0 until there is one, or when a fault cut the connection. */
  status: number
  at: number
}

/** What a handler is given. */
export interface ApiCall {
  request: IncomingMessage
  parameters: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
  session: Session
  /** Aborted when the client goes away or the server closes. */
  signal: AbortSignal
}

const bodyLimit = 1024 * 1024

/**
 * Reads and parses a JSON body.
 *
 * @throws GrpcError `invalidArgument` when it is not a JSON object or larger than 1 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw new GrpcError('invalidArgument', 'request body is too large')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return {}
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GrpcError(
      'invalidArgument',
      'json: cannot unmarshal the body into a Go value of type an object',
    )
  }
  return { ...value }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new GrpcError('invalidArgument', 'invalid character in request body: not JSON')
  }
}
