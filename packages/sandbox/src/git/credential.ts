/** The token of an `Authorization` header: the password of Basic, or the rest of `Bearer` and `token`. */
export function credentialOf(header: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S+)$/.exec(header?.trim() ?? '') ?? []
  if (/^(bearer|token)$/i.test(scheme)) return value
  if (!/^basic$/i.test(scheme)) return undefined
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  // `https://<token>@host` leaves the password empty.
  return colon < 0 || colon === pair.length - 1 ? pair.replace(/:$/, '') : pair.slice(colon + 1)
}
