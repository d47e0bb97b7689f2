import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

import { ActionError } from '@gitops-actions/core'

import type { HttpHeaders } from './contract.ts'

/** What `decodeBody` can undo, for `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br'

/** The body as its type says, `Content-Encoding` undone; reading it, not this call, does the work. */
export function decodeBody(body: Readable, headers: HttpHeaders, what: string): Readable {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return body
  const decoder = decoderFor(encoding)
  if (decoder === undefined) {
    body.destroy()
    throw new ActionError(
      'invalid-answer',
      `${what} answered in the encoding ${JSON.stringify(encoding)}, which was not asked for`,
    )
  }
  body.once('error', (error) => decoder.destroy(error))
  decoder.once('close', () => body.destroy())
  return body.pipe(decoder)
}

/** Reads a whole body, at most `maxBytes` of it as decoded. Throws `ActionError` `body-too-large`. */
export async function readBody(body: Readable, maxBytes: number, what: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      const bytes = chunk as Uint8Array
      size += bytes.byteLength
      if (size > maxBytes) {
        throw new ActionError(
          'body-too-large',
          `${what} answered with more than ${maxBytes} bytes, the most that is read here`,
        )
      }
      chunks.push(bytes)
    }
  } finally {
    if (!body.readableEnded) body.destroy()
  }
  return Buffer.concat(chunks, size)
}

function decoderFor(encoding: string): Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  return undefined
}
