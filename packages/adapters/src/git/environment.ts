import { delimiter } from 'node:path'
import { searchPath } from '../process/executable.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Variables of the run that git's transports read on purpose; none of git's own, by which it could be made to run programs. */
const ALLOWED = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'TMPDIR',
  'TZ',
])

/** Settings of every run: nothing that a repository brings is run, no other protocol, no redirect, no other credentials. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['credential.helper', ''],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
  ['protocol.version', '2'],
  // A push looks at what changed alone: the rest of the trees is not here.
  ['pack.useSparse', 'true'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['commit.gpgSign', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['advice.detachedHead', 'false'],
]

/**
 * The environment of git: isolated from the machine, with settings handed over by variables, so that a credential in
 * them is neither in an argument list nor in a file. https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
export function gitEnvironment(
  env: Environment,
  own: {
    readonly home: string
    readonly settings: readonly (readonly [string, string])[]
    readonly protocols: string
    readonly variables: Readonly<Record<string, string>>
  },
): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && ALLOWED.has(entry[0].toUpperCase()),
  )
  const settings = [...SETTINGS, ...own.settings]
  return {
    ...Object.fromEntries(passed),
    PATH: searchPath(env).join(delimiter),
    HOME: own.home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: own.protocols,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    ...own.variables,
  }
}
