import { ActionError, type ErrorKind } from '@gitops-actions/core'
import type { ProgramExit } from '../process/program.ts'

/** What an engine was doing when it failed, in words for the message. */
export interface FailedAct {
  /** `build-failed`, `push-failed` or `login-failed`, for what no pattern explains. */
  readonly code: string
  /** `buildah could not push ghcr.io/acme/api:1.2.3`. */
  readonly sentence: string
  readonly exit: ProgramExit
  /** What to do about a certificate that this engine does not trust. */
  readonly certificateHint: string
}

interface Cause {
  readonly pattern: RegExp
  readonly code: string
  readonly kind: ErrorKind
  readonly advice: (act: FailedAct) => string
}

/** Engines end with the same exit code whatever went wrong: their words are all there is. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /x509|certificate (?:signed by|is not trusted|has expired|verify)|tls: failed to verify/i,
    code: 'registry-untrusted-certificate',
    kind: 'user',
    advice: (act) => act.certificateHint,
  },
  {
    pattern:
      /unauthorized|authentication required|incorrect username or password|invalid username\/password|no basic auth credentials|\b401\b/i,
    code: 'registry-unauthorized',
    kind: 'user',
    advice: () => 'Check the inputs "registry", "username" and "password".',
  },
  {
    pattern: /\bdenied\b|insufficient_scope|\b403\b|forbidden/i,
    code: 'registry-denied',
    kind: 'user',
    advice: () => 'The login is known but may not do this: give it the right to write this image.',
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    code: 'disk-full',
    kind: 'user',
    advice: () => 'Free disk space on the runner, or use one with more.',
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|TLS handshake timeout|network is unreachable|connection reset|server gave HTTP response to HTTPS client|deadline exceeded/i,
    code: 'registry-unreachable',
    kind: 'transient',
    advice: () =>
      'Check the address of the registry and that this runner reaches it (plain http needs "plaintext: true").',
  },
]
const MAX_DETAIL = 600
/** Lines that say how far it came, not what went wrong. */
const PROGRESS = /^(?:STEP \d|Copying |Getting image|Writing manifest|Storing signatures|COMMIT|-->|#\d+ )/

/** Turns the exit of an engine into an error that says what to do. The engine's own words are quoted. */
export function explainFailure(act: FailedAct): ActionError {
  const detail = detailOf(act.exit)
  const cause = CAUSES.find(({ pattern }) => pattern.test(detail))
  const advice = cause?.advice(act) ?? 'The lines above, in the log, say more.'
  return new ActionError(
    cause?.code ?? act.code,
    `${act.sentence} (exit code ${act.exit.exitCode}): ${detail === '' ? 'it said nothing' : detail}. ${advice}`,
    { kind: cause?.kind ?? 'user' },
  )
}

/** Docker's client is not the one that talks to the registry. */
export function daemonCertificateHint(registry: string): string {
  return `Docker's daemon does not see input "ca-cert": put the certificate into /etc/docker/certs.d/${registry}/ca.crt on its machine, or use "engine: buildah".`
}

function detailOf(exit: ProgramExit): string {
  const words = exit.tail.map((line) => line.trim()).filter((line) => !PROGRESS.test(line))
  const errors = words.filter((line) => /error|fail|denied|unauthorized|cannot|could not/i.test(line))
  const lines = errors.length > 0 ? errors : words
  return lines
    .slice(-2)
    .join(' | ')
    .replace(/[.\s]+$/, '')
    .slice(-MAX_DETAIL)
}
