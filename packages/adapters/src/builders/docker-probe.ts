import { ActionError } from '@gitops-actions/core'
import { findExecutables } from '../process/executable.ts'
import { createOwnBuilder, wantsOwnBuilder } from './buildx-builder.ts'
import { createBuildx } from './buildx.ts'
import { createDocker, type DockerMode } from './docker.ts'
import type { Engine } from './engine.ts'
import { type EngineSearch, lastLine } from './engine-search.ts'

/** A client of docker on PATH. */
interface DockerClient {
  readonly program: string
  readonly version: string
  /** Of its plugin; undefined: it has none. */
  readonly buildx: string | undefined
  /** Undefined when no daemon answered it. */
  readonly daemon: { readonly version: string; readonly platform: string } | undefined
  /** Why no daemon or no plugin. */
  readonly reasons: { readonly daemon: string; readonly buildx: string }
}

const VERSIONS = '{{.Client.Version}} {{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}'
/** From here on a client without the plugin has the classic builder alone. */
const FIRST_WITHOUT_BUILDKIT = 23
const NO_DOCKER = 'docker is not on PATH'

/** Docker by its daemon: of several clients on PATH the first that can build with BuildKit. */
export async function probeDocker(search: EngineSearch): Promise<Engine | string> {
  const clients = await findClients(search)
  const working = clients.filter(({ daemon }) => daemon !== undefined)
  const wantsClassic = search.env.DOCKER_BUILDKIT === '0'
  const client =
    (wantsClassic ? undefined : working.find((each) => kindOf(each) !== 'docker-classic')) ?? working[0]
  if (client?.daemon === undefined) return clients[0]?.reasons.daemon ?? NO_DOCKER
  const mode: DockerMode = {
    ...client.daemon,
    client: client.version,
    kind: wantsClassic ? 'docker-classic' : kindOf(client),
  }
  return createDocker(search.tools(client.program, 'docker'), mode)
}

/**
 * The builder that is named, or the current one.
 * @throws ActionError `builder-unavailable` for one that is named and does not work
 */
export async function probeBuildx(search: EngineSearch): Promise<Engine | string> {
  if (wantsOwnBuilder(search.buildkit)) return probeOwnBuildx(search)
  const client = await findBuildxClient(search)
  if (typeof client === 'string') return client
  const { name } = search.buildkit
  const builder = await search.probe(client.program, [
    'buildx',
    'inspect',
    ...(name === undefined ? [] : [name]),
  ])
  const driver = /^Driver:\s*(\S+)/m.exec(builder.stdout)?.[1] ?? 'unknown driver'
  const trouble = builder.exitCode === 0 ? /^Error:\s*(\S.*)$/m.exec(builder.stdout)?.[1] : lastLine(builder)
  if (trouble !== undefined) {
    if (name === undefined) return `its builder does not work (${trouble.slice(0, 300)})`
    throw missingBuilder(name, trouble.slice(0, 300))
  }
  const inDaemon = driver === 'docker' && !(await keepsIndexes(client.program, search))
  const mode = {
    version: client.buildx,
    driver,
    kind: inDaemon ? ('buildx-docker' as const) : ('buildx' as const),
    builder: name,
    own: undefined,
  }
  return createBuildx(search.tools(client.program, 'buildx'), mode)
}

/** A builder made for this run, as the inputs say, or in a container. */
export async function probeOwnBuildx(search: EngineSearch): Promise<Engine | string> {
  const client = await findBuildxClient(search)
  if (typeof client === 'string') return client
  if (!wantsOwnBuilder(search.buildkit) && client.noDaemon !== '') return client.noDaemon
  const tools = search.tools(client.program, 'buildx')
  const own = await createOwnBuilder(tools, client.buildx, search.buildkit, search.build)
  const mode = { version: client.buildx, driver: own.driver, kind: 'buildx' as const, builder: own.name, own }
  return createBuildx(tools, mode)
}

/**
 * Whether the daemon keeps images in containerd's store: only there several platforms and attestations have a place.
 * https://docs.docker.com/engine/storage/containerd/
 */
async function keepsIndexes(program: string, search: EngineSearch): Promise<boolean> {
  const info = await search.probe(program, ['info', '--format={{json .DriverStatus}}'])
  return info.exitCode === 0 && info.stdout.includes('io.containerd.snapshotter')
}

function missingBuilder(name: string, trouble: string): ActionError {
  return new ActionError(
    'builder-unavailable',
    `Input "builder" names the builder "${name}", which does not work: ${trouble}. Make it before this step ("docker buildx create --name ${name}", or docker/setup-buildx-action), or let this action make one with input "driver".`,
  )
}

async function findBuildxClient(
  search: EngineSearch,
): Promise<{ program: string; buildx: string; noDaemon: string } | string> {
  const clients = await findClients(search)
  for (const { program, buildx, daemon, reasons } of clients) {
    if (buildx !== undefined) return { program, buildx, noDaemon: daemon === undefined ? reasons.daemon : '' }
  }
  return clients[0]?.reasons.buildx ?? NO_DOCKER
}

const clientsOf = new WeakMap<EngineSearch, Promise<readonly DockerClient[]>>()

/** Asked once for each search, all clients at a time. */
function findClients(search: EngineSearch): Promise<readonly DockerClient[]> {
  const known = clientsOf.get(search)
  if (known !== undefined) return known
  const clients = findExecutables('docker', search.env).then((programs) =>
    Promise.all(programs.map((program) => askClient(program, search))),
  )
  clientsOf.set(search, clients)
  return clients
}

async function askClient(program: string, search: EngineSearch): Promise<DockerClient> {
  const [versions, plugin] = await Promise.all([
    search.probe(program, ['version', `--format=${VERSIONS}`]),
    search.probe(program, ['buildx', 'version']),
  ])
  const [client = '', server = '', platform = ''] = versions.stdout.trim().split(/\s+/)
  const hasDaemon = versions.exitCode === 0 && server !== ''
  const buildx = /v?\d+\.\d[\w.+-]*/.exec(plugin.stdout)?.[0] ?? ''
  return {
    program,
    version: client,
    buildx: plugin.exitCode === 0 ? buildx : undefined,
    daemon: hasDaemon ? { version: server, platform } : undefined,
    reasons: {
      daemon: `its daemon does not answer (${lastLine(versions)})`,
      buildx: 'docker has no buildx plugin',
    },
  }
}

function kindOf({ buildx, version }: DockerClient): DockerMode['kind'] {
  if (buildx !== undefined) return 'buildx-docker'
  const major = Number.parseInt(version, 10)
  return major < FIRST_WITHOUT_BUILDKIT ? 'docker-buildkit' : 'docker-classic'
}
