/** The bytes of a base64 text (RFC 4648, line breaks allowed), or undefined when it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const dense = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(dense) || dense.length % 4 === 1) return undefined
  return Buffer.from(dense, 'base64')
}

/** Base64 in lines of 60 characters, each ended by a line break, as GitHub prints it. */
export function encodeBase64(content: Buffer): string {
  return content.toString('base64').replaceAll(/.{1,60}/g, '$&\n')
}

/** Whether an `Accept` header asks for the bytes themselves: https://docs.github.com/rest/using-the-rest-api/media-types */
export function wantsRaw(accept: string | undefined): boolean {
  return /application\/vnd\.github(\.v3)?\.raw/.test(accept ?? '')
}
