import { ActionError } from '../report/error.ts'

/** A content digest, `sha256:` and 64 lower-case hex digits. */
export type Digest = string & { readonly brand: 'Digest' }

const SHA256 = /^sha256:[0-9a-f]{64}$/

/** Whether the text is a digest we accept. */
export function isDigest(text: string): text is Digest {
  return SHA256.test(text)
}

/** @throws ActionError `invalid-digest` */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text
  throw new ActionError(
    'invalid-digest',
    `"${text}" is not an image digest: wanted "sha256:" followed by 64 lower-case hex digits.`,
  )
}
