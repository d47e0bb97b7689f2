import { ActionError, messageOf } from '@gitops-actions/core'

/** Why an exchange was ended by us rather than by the network. */
export type EndedBy = 'deadline' | 'idle' | 'cancelled'

/** Node's and OpenSSL's codes for a certificate that does not convince: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)|^EPROTO$/

/** The first code in a chain of causes, where undici wraps what the socket said. */
function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
    if ('errors' in at && Array.isArray(at.errors) && at.errors.length > 0) at = at.errors[0] as unknown
    const { code, cause } = at as { code?: unknown; cause?: unknown }
    if (typeof code === 'string' && code !== 'UND_ERR_INFO') return code
    at = cause
  }
  return undefined
}

/** What OpenSSL says of bytes that are no TLS: a server of plain http answers a handshake with a page. */
const NO_TLS = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST))$/

/** Whether a failed exchange found a server that does not speak TLS at all. */
export function speaksNoTls(error: ActionError): boolean {
  return NO_TLS.test(codeOf(error.cause) ?? '')
}

/** What the network or we did to an exchange, as the error of this project. `what` is the method and the URL without its query. */
export function describeFailure(
  error: unknown,
  what: string,
  ended: EndedBy | undefined,
  limit: number,
): ActionError {
  if (error instanceof ActionError) return error
  const code = codeOf(error)
  const detail = code === undefined ? messageOf(error) : `${code}: ${messageOf(error)}`
  if (ended === 'cancelled') {
    return new ActionError('cancelled', `${what} was cancelled`, { cause: error, kind: 'transient' })
  }
  if (ended === 'deadline' || /TIMEOUT|ETIMEDOUT/.test(code ?? '')) {
    return new ActionError('timeout', `${what} was not done within ${seconds(limit)}`, {
      cause: error,
      kind: 'transient',
    })
  }
  if (ended === 'idle') {
    return new ActionError('timeout', `${what} sent nothing for ${seconds(limit)}`, {
      cause: error,
      kind: 'transient',
    })
  }
  if (code?.startsWith('Z_') === true || code?.startsWith('ERR_BROTLI') === true) {
    return new ActionError(
      'invalid-answer',
      `${what} answered with a body that cannot be decompressed (${detail})`,
      {
        cause: error,
        kind: 'transient',
      },
    )
  }
  if (code !== undefined && TLS_CODES.test(code)) {
    return new ActionError(
      'tls-untrusted',
      `${what}: the TLS certificate or handshake was not accepted (${detail}). If a private certificate authority signed it, ` +
        'give that authority in the input `ca-cert`; if the name is wrong, use the name in the certificate',
      { cause: error },
    )
  }
  return new ActionError('unreachable', `${what} could not be reached (${detail}). ${hintFor(code)}`, {
    cause: error,
    kind: 'transient',
  })
}

function hintFor(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Check the host name, and HTTPS_PROXY if the runner needs a proxy'
  if (code === 'ECONNREFUSED') return 'Check the host and port, and that the service is running'
  return 'Check the address and the network of the runner, then run again'
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`
}
