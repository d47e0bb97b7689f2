import { delimiter } from 'node:path'
import { searchPath } from '../process/executable.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What engines read on purpose; tokens, inputs and variables that make a program load code are not among them. */
const ALLOWED = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TMPDIR',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SSH_AUTH_SOCK',
  'SOURCE_DATE_EPOCH',
  'REGISTRY_AUTH_FILE',
  'STORAGE_DRIVER',
  'STORAGE_OPTS',
  'DBUS_SESSION_BUS_ADDRESS',
  // By this the runner finds what a job left running: https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
  'RUNNER_TRACKING_ID',
])
const ALLOWED_PREFIXES = ['DOCKER_', 'BUILDKIT_', 'BUILDX_', 'BUILDAH_', 'CONTAINERS_', 'XDG_', 'LC_']

/** The environment of an engine: variables it is known to read, and a PATH of absolute entries. */
export function engineEnvironment(env: Environment): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isAllowed(entry[0]),
  )
  return { ...Object.fromEntries(own), PATH: searchPath(env).join(delimiter) }
}

function isAllowed(name: string): boolean {
  return ALLOWED.has(name.toUpperCase()) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix))
}
