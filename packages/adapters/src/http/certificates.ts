import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { getCACertificates, rootCertificates } from 'node:tls'

import { ActionError, messageOf } from '@gitops-actions/core'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/**
 * The value of the input `ca-cert`, PEM text or the path of a PEM file, as PEM text. Throws `ActionError`
 * `invalid-ca-cert`.
 */
export async function readCaCert(value: string): Promise<string> {
  if (value.includes('-----BEGIN')) return checkPem(value, 'the input ca-cert')
  try {
    return checkPem(await readFile(value.trim(), 'utf8'), `the file ${value.trim()} of the input ca-cert`)
  } catch (cause) {
    if (cause instanceof ActionError) throw cause
    throw invalid(
      `the input ca-cert is neither PEM text nor a file that can be read (${messageOf(cause)})`,
      cause,
    )
  }
}

/** The machine's trusted certificates and the given ones besides: setting `ca` alone would replace the former. */
export function trustedCertificates(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  return [...machineCertificates(env), ...given.map((pem) => checkPem(pem, 'ca-cert'))]
}

function machineCertificates(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  // Node before 22.15 cannot be asked for what it trusts.
  const ask: unknown = getCACertificates
  if (typeof ask === 'function') return getCACertificates('default')
  const extra = env.NODE_EXTRA_CA_CERTS
  return extra === undefined || extra === ''
    ? rootCertificates
    : [...rootCertificates, readFileSync(extra, 'utf8')]
}

/** The certificates of a PEM text, and nothing else of it. Throws `ActionError` `invalid-ca-cert`. */
export function checkPem(text: string, origin: string): string {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw invalid(`${origin} holds a private key; give certificates only, and consider that key leaked`)
  }
  const found = text.match(CERTIFICATE) ?? []
  if (found.length === 0) throw invalid(`${origin} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`)
  for (const [index, pem] of found.entries()) {
    try {
      new X509Certificate(pem)
    } catch (cause) {
      throw invalid(`certificate ${index + 1} of ${found.length} in ${origin} cannot be parsed`, cause)
    }
  }
  return found.join('\n')
}

function invalid(sentence: string, cause?: unknown): ActionError {
  return new ActionError('invalid-ca-cert', sentence, { cause })
}
