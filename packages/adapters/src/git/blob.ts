import { createHash } from 'node:crypto'

import type { FileMode } from '@gitops-actions/core'

const MODES: readonly FileMode[] = ['100644', '100755', '120000', '160000', '040000']

/** The object id that git gives these bytes as a file: SHA-1, or SHA-256 when `like` is an id of 64 digits. */
export function blobOid(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
}

/** Whether a text is exactly what stands under this object id: nothing cut, replaced or normalised on the way. */
export function isBlobText(text: string, oid: string): boolean {
  return blobOid(Buffer.from(text), oid) === oid
}

/** Bytes as text, or undefined when they are not valid UTF-8. A byte order mark stays part of the text. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** GraphQL gives a mode as a number: 33188 is octal 100644. */
export function readMode(mode: number): FileMode | undefined {
  return MODES.find((known) => known === mode.toString(8).padStart(6, '0'))
}

/** Whether a mode is that of a regular file. */
export function isRegular(mode: FileMode): boolean {
  return mode === '100644' || mode === '100755'
}
