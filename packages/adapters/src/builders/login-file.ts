import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isJsonObject, type JsonObject, parseJsonObject } from '../json/object.ts'
import { exists } from '../paths/existence.ts'
import { HUB_CONFIG_KEY, normalizeRegistry } from '../registry/endpoint.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Parts of docker's configuration directory that the client reads beside its `config.json`. */
const BESIDE = ['cli-plugins', 'contexts', 'trust', 'certs.d']
/** Which builders there are. What else is there says what was built, and is written to by every build. */
const BUILDERS = ['current', 'defaults', 'instances']
/**
 * By this name of the machine BuildKit knows a context again, of which it is then sent only what changed; docker's client and buildx have a
 * file of their own each. https://github.com/docker/buildx/blob/master/util/confutil/node.go
 */
const NODE_ID = '.buildNodeID'
const OWNER_ONLY = 0o600

/**
 * Makes `directory` a docker configuration directory of our own: what the user's says stays true in it, its builders too, but a login to
 * one of `registries` is kept in its file and in no credential store that would outlive the run.
 */
export async function copyDockerConfig(
  directory: string,
  env: Environment,
  registries: readonly string[],
): Promise<void> {
  const home = dockerDirectory(env)
  const config = await readObject(join(home, 'config.json'))
  const helpers = isJsonObject(config.credHelpers) ? config.credHelpers : {}
  // An empty helper makes docker use the file: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
  const own = Object.fromEntries(registries.flatMap(dockerKeys).map((key) => [key, '']))
  const merged = { ...config, credHelpers: { ...helpers, ...own } }
  await writePrivately(join(directory, 'config.json'), merged)
  for (const name of BESIDE) {
    if (await exists(join(home, name))) await symlink(join(home, name), join(directory, name))
  }
  const builders = given(env.BUILDX_CONFIG) ?? join(home, 'buildx')
  for (const name of BUILDERS) {
    const [from, to] = [join(builders, name), join(directory, 'buildx', name)]
    if (await exists(from)) await cp(from, to, { recursive: true })
  }
  await mkdir(join(directory, 'buildx'), { recursive: true })
  await copyNodeId(home, directory)
  await copyNodeId(builders, join(directory, 'buildx'))
}

/** The user's; else one that is the same for every run on this machine. */
async function copyNodeId(from: string, to: string): Promise<void> {
  const own = await readFile(join(from, NODE_ID), 'utf8').catch(() => '')
  const id = own === '' ? createHash('sha256').update(`gitops-actions ${hostname()}`).digest('hex') : own
  await writeFile(join(to, NODE_ID), id, { mode: OWNER_ONLY })
}

/**
 * Writes an authentication file for buildah with the logins the user has already.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export async function copyAuthFile(path: string, env: Environment): Promise<void> {
  const candidates = [
    env.REGISTRY_AUTH_FILE,
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'),
    env.HOME && join(env.XDG_CONFIG_HOME ?? join(env.HOME, '.config'), 'containers', 'auth.json'),
    join(dockerDirectory(env), 'config.json'),
  ].filter((candidate): candidate is string => candidate !== undefined && candidate !== '')
  const files = await Promise.all(candidates.map(readObject))
  // The first file that knows a registry wins, as it does for buildah itself.
  const merge = (key: string): JsonObject => {
    const known = files.map((file) => file[key]).filter(isJsonObject)
    return Object.fromEntries(known.toReversed().flatMap((entries) => Object.entries(entries)))
  }
  await writePrivately(path, { auths: merge('auths'), credHelpers: merge('credHelpers') })
}

function dockerDirectory(env: Environment): string {
  return given(env.DOCKER_CONFIG) ?? join(env.HOME ?? '/', '.docker')
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

/** Under which names docker looks a registry up. */
function dockerKeys(registry: string): string[] {
  const host = normalizeRegistry(registry)
  return host === 'docker.io' ? [HUB_CONFIG_KEY, 'index.docker.io', 'docker.io'] : [host]
}

/** A file that is absent or broken holds no logins; what an engine makes of a broken one is not ours to say. */
async function readObject(path: string): Promise<JsonObject> {
  return parseJsonObject(await readFile(path, 'utf8').catch(() => '')) ?? {}
}

async function writePrivately(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value), { mode: OWNER_ONLY, flag: 'wx' })
}
