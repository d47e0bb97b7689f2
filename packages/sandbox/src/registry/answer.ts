import type { IncomingMessage, ServerResponse } from 'node:http'

/** Error codes of the OCI distribution specification and of the distribution project, with their usual status. */
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
const STATUS = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  PRECONDITION: 412,
  RANGE_INVALID: 416,
  SIZE_INVALID: 400,
  TAG_INVALID: 400,
  TOOMANYREQUESTS: 429,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNAVAILABLE: 503,
  UNSUPPORTED: 405,
} as const

export type ErrorCode = keyof typeof STATUS

/** What a handler throws to end a request with an error document. */
export class Refusal extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly detail: unknown

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      status?: number
      headers?: Readonly<Record<string, string | readonly string[]>>
      detail?: unknown
    } = {},
  ) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = options.status ?? STATUS[code]
    this.headers = options.headers ?? {}
    this.detail = options.detail ?? null
  }
}

/** Sends a refusal as the specification's error document; a HEAD request gets no body. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value)
  const document = {
    errors: [{ code: refusal.code, message: refusal.message, detail: refusal.detail }],
  }
  sendJson(request, response, refusal.status, document)
}

/** Sends a JSON document; a HEAD request gets its headers alone. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  document: unknown,
  type = 'application/json',
): void {
  sendBytes(request, response, status, Buffer.from(JSON.stringify(document)), type)
}

/** Sends bytes; a HEAD request gets their headers alone. */
export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  bytes: Uint8Array,
  type: string,
): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.byteLength })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** Sends a status and the headers set so far, without a body. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 })
  response.end()
}

/**
 * The whole body of a request.
 * @throws Refusal `SIZE_INVALID` (413) above `limit` bytes
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > limit)
      throw new Refusal('SIZE_INVALID', `the body is larger than ${limit} bytes`, { status: 413 })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
