import { delimiter } from 'node:path'
import type { ImageBuild } from '@gitops-actions/core'
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
  'KUBECONFIG',
  // By this the runner finds what a job left running: https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
  'RUNNER_TRACKING_ID',
])
const ALLOWED_PREFIXES = [
  'DOCKER_',
  'BUILDKIT_',
  'BUILDX_',
  'BUILDAH_',
  'CONTAINERS_',
  'KUBERNETES_',
  'XDG_',
  'LC_',
]
/** What the caches of buildx read beside their attributes: https://docs.docker.com/build/cache/backends/ */
const CACHE_VARIABLES: Readonly<Record<string, readonly RegExp[]>> = {
  gha: [/^ACTIONS_(?:CACHE_URL|RESULTS_URL|RUNTIME_TOKEN|CACHE_SERVICE_V2)$/],
  s3: [/^AWS_/],
  azblob: [/^AZURE_/],
}

/** The environment of an engine: variables it is known to read, and a PATH of absolute entries. */
export function engineEnvironment(env: Environment): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isAllowed(entry[0]),
  )
  return { ...Object.fromEntries(own), PATH: searchPath(env).join(delimiter) }
}

/** Variables for the caches that a build names, and for no other build: there are tokens among them. */
export function cacheVariables(env: Environment, build: ImageBuild): Record<string, string> {
  const types = new Set([...(build.cacheFrom ?? []), ...(build.cacheTo ?? [])].map(({ type }) => type))
  const patterns = [...types].flatMap((type) => CACHE_VARIABLES[type] ?? [])
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && patterns.some((pattern) => pattern.test(entry[0])),
    ),
  )
}

function isAllowed(name: string): boolean {
  return ALLOWED.has(name.toUpperCase()) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix))
}
