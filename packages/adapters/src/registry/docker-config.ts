import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { normalizeRegistry } from './endpoint.ts'
import { isJsonObject, parseJsonObject } from '../json/object.ts'

/** How to authenticate to one registry. */
export type Login =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Traded for access tokens at the token endpoint (OAuth2 refresh token). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** Sent to the registry as it is. */
  | { readonly kind: 'registry-token'; readonly token: string }

/** The parts of docker's configuration file that concern logins; registries are named as in image references. */
export interface DockerConfig {
  readonly logins: ReadonlyMap<string, Login>
  /** Registry → suffix of the helper's program name; empty: the file itself, whatever the store. */
  readonly helpers: ReadonlyMap<string, string>
  /** The helper for every other registry. */
  readonly store: string | undefined
}

const EMPTY: DockerConfig = { logins: new Map(), helpers: new Map(), store: undefined }

/** Where docker keeps its configuration. https://docs.docker.com/reference/cli/docker/#environment-variables */
export function dockerConfigPath(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const folder = env.DOCKER_CONFIG
  return join(folder === undefined || folder === '' ? join(home, '.docker') : folder, 'config.json')
}

/**
 * Where podman, buildah and skopeo keep logins, in the same form.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export function containersAuthPaths(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly string[] {
  const { REGISTRY_AUTH_FILE: named = '', XDG_RUNTIME_DIR: run = '', XDG_CONFIG_HOME: config = '' } = env
  return [
    ...(named === '' ? [] : [named]),
    ...(run === '' ? [] : [join(run, 'containers', 'auth.json')]),
    join(config === '' ? join(home, '.config') : config, 'containers', 'auth.json'),
  ]
}

/**
 * Reads `config.json`; a file that is not there holds no logins.
 * @throws ActionError `invalid-docker-config`
 */
export async function readDockerConfig(path: string): Promise<DockerConfig> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return EMPTY
    throw invalid(path, `cannot be read (${messageOf(error)})`, error)
  }
  const document = parseJsonObject(text)
  if (document === undefined) throw invalid(path, 'is not a JSON object')
  const { credsStore } = document
  return {
    logins: readEntries(path, document.auths, 'auths', readLogin),
    helpers: readEntries(path, document.credHelpers, 'credHelpers', (value) =>
      typeof value === 'string' ? value : undefined,
    ),
    store: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
  }
}

/** The first entry for a registry wins: keys may name one registry in several ways. */
function readEntries<T>(
  path: string,
  value: unknown,
  name: string,
  read: (value: unknown) => T | undefined,
): ReadonlyMap<string, T> {
  if (value === undefined || value === null) return new Map()
  if (!isJsonObject(value)) throw invalid(path, `has "${name}" that is not an object`)
  const entries = new Map<string, T>()
  for (const [key, entry] of Object.entries(value)) {
    const registry = normalizeRegistry(key)
    const content = read(entry)
    if (content !== undefined && !entries.has(registry)) entries.set(registry, content)
  }
  return entries
}

function readLogin(value: unknown): Login | undefined {
  if (!isJsonObject(value)) return undefined
  const { registrytoken, identitytoken, auth, username, password } = value
  if (typeof registrytoken === 'string' && registrytoken !== '')
    return { kind: 'registry-token', token: registrytoken }
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { kind: 'identity-token', token: identitytoken }
  if (typeof auth === 'string' && auth !== '') {
    const pair = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '')
    const colon = pair.indexOf(':')
    if (colon > 0)
      return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) }
  }
  if (typeof username === 'string' && typeof password === 'string' && username !== '')
    return { kind: 'password', username, password }
  return undefined
}

function isAbsent(error: unknown): boolean {
  return isJsonObject(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function invalid(path: string, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'invalid-docker-config',
    `The docker configuration ${path} ${what}. Correct or remove it, or give the login by the inputs "registry", "username" and "password".`,
    { cause },
  )
}
