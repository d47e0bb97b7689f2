import { randomUUID } from 'node:crypto'
import { Refusal, readBody, sendBytes, sendEmpty } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { checkDigest, checkName } from './route.ts'
import { type Upload, hasContent, openRepository, putBlob, sha256 } from './store.ts'

const BLOB_LIMIT = 1024 * 1024 * 1024

/** GET, HEAD and DELETE of one blob. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs */
export function serveBlob(exchange: Exchange, name: string, digest: string): void {
  const { request, response, store, faults } = exchange
  const repository = store.get(name)
  const stored = repository?.blobs.get(digest)
  if (repository === undefined || stored === undefined)
    throw new Refusal('BLOB_UNKNOWN', 'blob unknown to registry', { detail: digest })
  if (request.method === 'DELETE') {
    repository.blobs.delete(digest)
    sendEmpty(response, 202)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw unsupported(request.method)
  if (faults.blobOrigin !== undefined && request.method === 'GET') {
    response.setHeader('Location', new URL(`/${digest}`, faults.blobOrigin).href)
    sendEmpty(response, 307)
    return
  }
  const bytes = faults.blobBytes ?? stored
  response.setHeader('Docker-Content-Digest', digest)
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('ETag', `"${digest}"`)
  const range = request.method === 'GET' ? parseRange(request.headers.range, bytes.byteLength) : undefined
  if (range === undefined) {
    sendBytes(request, response, 200, bytes, 'application/octet-stream')
    return
  }
  response.setHeader('Content-Range', `bytes ${range.first}-${range.last}/${bytes.byteLength}`)
  sendBytes(request, response, 206, bytes.subarray(range.first, range.last + 1), 'application/octet-stream')
}

/**
 * Begins an upload: POST without a body, with the whole blob (`?digest=`), or mounting one from another repository.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 */
export async function beginUpload(exchange: Exchange, name: string): Promise<void> {
  const { request, response, store, url } = exchange
  if (request.method !== 'POST') throw unsupported(request.method)
  const mount = url.searchParams.get('mount')
  if (mount !== null && mountBlob(exchange, name, checkDigest(mount))) {
    answerCreated(exchange, name, mount)
    return
  }
  const repository = openRepository(store, name)
  const digest = url.searchParams.get('digest')
  if (digest !== null) {
    completeBlob(exchange, name, await readBody(request, BLOB_LIMIT), digest)
    return
  }
  const upload: Upload = { id: randomUUID(), chunks: [], size: 0 }
  repository.uploads.set(upload.id, upload)
  answerProgress(exchange, name, upload, 202)
  sendEmpty(response, 202)
}

/** Goes on with an upload: PATCH a chunk, PUT to complete, GET its state, DELETE to give it up. */
export async function continueUpload(exchange: Exchange, name: string, id: string): Promise<void> {
  const { request, response, store, url } = exchange
  const repository = store.get(name)
  const upload = repository?.uploads.get(id)
  if (repository === undefined || upload === undefined)
    throw new Refusal('BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry', { detail: id })
  switch (request.method ?? '') {
    case 'PATCH':
      await appendChunk(exchange, name, upload)
      answerProgress(exchange, name, upload, 202)
      sendEmpty(response, 202)
      return
    case 'PUT': {
      const digest = url.searchParams.get('digest')
      if (digest === null) throw new Refusal('DIGEST_INVALID', 'the query lacks digest')
      await appendChunk(exchange, name, upload)
      completeBlob(exchange, name, Buffer.concat(upload.chunks), digest)
      repository.uploads.delete(id)
      return
    }
    case 'GET':
      answerProgress(exchange, name, upload, 204)
      response.writeHead(204).end()
      return
    case 'DELETE':
      repository.uploads.delete(id)
      response.writeHead(204).end()
      return
    default:
      throw unsupported(request.method)
  }
}

function mountBlob(exchange: Exchange, name: string, digest: string): boolean {
  const from = exchange.url.searchParams.get('from')
  if (from === null || !exchange.mayPull(checkName(from))) return false
  const source = exchange.store.get(from)
  const bytes = hasContent(source) ? source.blobs.get(digest) : undefined
  if (bytes === undefined) return false
  openRepository(exchange.store, name).blobs.set(digest, bytes)
  return true
}

/** A chunk must begin where the last one ended, when it says where it begins. */
async function appendChunk(exchange: Exchange, name: string, upload: Upload): Promise<void> {
  const range = exchange.request.headers['content-range']
  const first = range === undefined ? undefined : /^(?:bytes )?(\d+)-(\d+)/.exec(range)?.[1]
  const chunk = await readBody(exchange.request, BLOB_LIMIT - upload.size)
  if (range !== undefined && Number(first) !== upload.size) {
    answerProgress(exchange, name, upload, 416)
    throw new Refusal('RANGE_INVALID', `the chunk begins at ${first ?? range}, ${upload.size} was expected`)
  }
  upload.chunks.push(chunk)
  upload.size += chunk.byteLength
}

function completeBlob(exchange: Exchange, name: string, bytes: Buffer, given: string): void {
  const digest = checkDigest(given)
  if (sha256(bytes) !== digest)
    throw new Refusal('DIGEST_INVALID', 'provided digest did not match uploaded content', { detail: digest })
  putBlob(openRepository(exchange.store, name), bytes)
  answerCreated(exchange, name, digest)
}

function answerCreated({ response }: Exchange, name: string, digest: string): void {
  response.setHeader('Location', `/v2/${name}/blobs/${digest}`)
  response.setHeader('Docker-Content-Digest', digest)
  sendEmpty(response, 201)
}

function answerProgress({ response }: Exchange, name: string, upload: Upload, status: number): void {
  response.statusCode = status
  response.setHeader('Location', `/v2/${name}/blobs/uploads/${upload.id}`)
  response.setHeader('Docker-Upload-UUID', upload.id)
  response.setHeader('Range', `0-${Math.max(0, upload.size - 1)}`)
}

/** One range of bytes; undefined for none, or for a form that may be ignored (several ranges). */
function parseRange(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  const range =
    match[1] === ''
      ? { first: Math.max(0, size - Number(match[2])), last: size - 1 }
      : { first: Number(match[1]), last: match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1) }
  if (range.first <= range.last) return range
  throw new Refusal('RANGE_INVALID', 'the range is not within the blob', {
    headers: { 'Content-Range': `bytes */${size}` },
  })
}

function unsupported(method: string | undefined): Refusal {
  return new Refusal('UNSUPPORTED', `${method ?? 'the method'} is not supported here`)
}
