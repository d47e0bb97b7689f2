import { ActionError, type ErrorKind } from '@gitops-actions/core'
import type { ProgramExit } from '../process/program.ts'

/** What an engine was doing when it failed, in words for the message. */
export interface FailedAct {
  /** `build-failed`, `push-failed` or `login-failed`, for what no pattern explains. */
  readonly code: string
  /** `buildah could not push ghcr.io/acme/api:1.2.3`. */
  readonly sentence: string
  readonly exit: ProgramExit
  readonly hints: EngineHints
  /** The registry it was about; undefined: as far as the engine names one. */
  readonly registry?: string | undefined
}

/** What to do where an engine does not trust a registry, in words for the message. */
export interface EngineHints {
  readonly certificate: (registry: string) => string
  /** It speaks no https. */
  readonly plain: (registry: string) => string
}

interface Cause {
  readonly pattern: RegExp
  readonly code: string
  readonly kind: ErrorKind
  readonly advice: (act: FailedAct, registry: string) => string
}

/** Engines end with the same exit code whatever went wrong: their words are all there is. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /x509|certificate (?:signed by|is not trusted|has expired|verify)|tls: failed to verify/i,
    code: 'registry-untrusted-certificate',
    kind: 'user',
    advice: ({ hints }, registry) => hints.certificate(registry),
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
    pattern: /server gave HTTP response to HTTPS client/i,
    code: 'registry-unreachable',
    kind: 'user',
    advice: ({ hints }, registry) => hints.plain(registry),
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|TLS handshake timeout|network is unreachable|connection reset|deadline exceeded/i,
    code: 'registry-unreachable',
    kind: 'transient',
    advice: () =>
      'Check the address of the registry and that this runner reaches it (plain http needs "plaintext: true").',
  },
]
const MAX_DETAIL = 600
/** Lines that say how far it came, not what went wrong. */
const PROGRESS = /^(?:STEP \d|Copying |Getting image|Writing manifest|Storing signatures|COMMIT|-->|#\d+ )/

/** buildah tries every format of manifest there is: the first is the one that was meant, whose refusal counts. */
const OTHER_FORMATS = /attempted the following formats: \S*?\((?<cause>.*?)\), application\/vnd\b.*$/s

/** Turns the exit of an engine into an error that says what to do. The engine's own words are quoted. */
export function explainFailure(act: FailedAct): ActionError {
  const detail = detailOf(act.exit)
  const cause = CAUSES.find(({ pattern }) => pattern.test(detail))
  const registry = act.registry ?? registryIn(detail) ?? '<registry>'
  const advice = cause?.advice(act, registry) ?? 'The lines above, in the log, say more.'
  return new ActionError(
    cause?.code ?? act.code,
    `${act.sentence} (exit code ${act.exit.exitCode}): ${detail === '' ? 'it said nothing' : detail}. ${advice}`,
    { kind: cause?.kind ?? 'user' },
  )
}

export const BUILDAH_HINTS: EngineHints = {
  certificate: () => 'Give the certificate of its authority in input "ca-cert".',
  plain: () => 'Plain http needs "plaintext: true".',
}

/** While it builds buildah speaks https alone: base images may come from anywhere. */
export const BUILDAH_BUILD_HINTS: EngineHints = {
  certificate: BUILDAH_HINTS.certificate,
  plain: (registry) =>
    `buildah takes base images and caches by https: name "${registry}" with "insecure = true" in /etc/containers/registries.conf (github.com/containers/image, containers-registries.conf.5).`,
}

/** Docker's client is not the one that talks to registries: its daemon does, and has a trust store of its own. */
export const DAEMON_HINTS: EngineHints = {
  certificate: (registry) =>
    `Docker's daemon does not see input "ca-cert": put the certificate into /etc/docker/certs.d/${registry}/ca.crt on its machine, or use "engine: buildah".`,
  plain: (registry) =>
    `Docker's daemon speaks plain http with loopback addresses alone: name "${registry}" under "insecure-registries" in /etc/docker/daemon.json on its machine, or use "engine: buildah".`,
}

/** The registry of a URL in an engine's words: `Get "https://ghcr.io/v2/": …`. */
function registryIn(detail: string): string | undefined {
  return /https?:\/\/([^\s/"]+)\/v2\//.exec(detail)?.[1]
}

function detailOf(exit: ProgramExit): string {
  const words = exit.tail.map((line) => line.trim()).filter((line) => !PROGRESS.test(line))
  const errors = words.filter((line) => /error|fail|denied|unauthorized|cannot|could not/i.test(line))
  const lines = errors.length > 0 ? errors : words
  const text = lines
    .slice(-2)
    .join(' | ')
    .replace(OTHER_FORMATS, '$<cause>')
    .replace(/[.\s]+$/, '')
  if (text.length <= MAX_DETAIL) return text
  const half = MAX_DETAIL / 2
  return `${text.slice(0, half)} … ${text.slice(-half)}`
}
