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
  /** Undefined when no daemon answered it. */
  readonly daemon: { readonly version: string; readonly platform: string } | undefined
  /** Why no daemon answered. */
  readonly reason: string
}

const VERSIONS = '{{.Client.Version}} {{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}'
/** From here on `docker build` is buildx, and the classic builder where there is no such plugin. */
const FIRST_WITH_BUILDX = 23
const NO_DOCKER = 'docker is not on PATH'

/** Docker by its daemon: of several clients on PATH the first that can build with BuildKit. */
export async function probeDocker(search: EngineSearch): Promise<Engine | string> {
  const clients = await findClients(search)
  const working = clients.filter(({ daemon }) => daemon !== undefined)
  const classic = search.env.DOCKER_BUILDKIT === '0' ? working[0] : undefined
  const found = (classic === undefined ? await firstWithBuildkit(working, search) : undefined) ?? {
    client: working[0],
    kind: 'docker-classic' as const,
  }
  const { client, kind } = found
  if (client?.daemon === undefined) return clients[0]?.reason ?? NO_DOCKER
  const mode: DockerMode = { ...client.daemon, client: client.version, kind }
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
  for (const { program, daemon, reason } of await findClients(search)) {
    const buildx = await findPlugin(program, search)
    if (buildx !== undefined) return { program, buildx, noDaemon: daemon === undefined ? reason : '' }
  }
  const programs = await findExecutables('docker', search.env)
  return programs.length === 0 ? NO_DOCKER : 'docker has no buildx plugin'
}

/** All clients are asked at a time. */
async function findClients(search: EngineSearch): Promise<readonly DockerClient[]> {
  const programs = await findExecutables('docker', search.env)
  return Promise.all(programs.map((program) => askClient(program, search)))
}

async function askClient(program: string, search: EngineSearch): Promise<DockerClient> {
  const versions = await search.probe(program, ['version', `--format=${VERSIONS}`])
  const [client = '', server = '', platform = ''] = versions.stdout.trim().split(/\s+/)
  return {
    program,
    version: client,
    daemon: versions.exitCode === 0 && server !== '' ? { version: server, platform } : undefined,
    reason: `its daemon does not answer (${lastLine(versions)})`,
  }
}

/** The version of the plugin; undefined: there is none. */
async function findPlugin(program: string, search: EngineSearch): Promise<string | undefined> {
  const plugin = await search.probe(program, ['buildx', 'version'])
  return plugin.exitCode === 0 ? (/v?\d+\.\d[\w.+-]*/.exec(plugin.stdout)?.[0] ?? '') : undefined
}

async function firstWithBuildkit(
  clients: readonly DockerClient[],
  search: EngineSearch,
): Promise<{ client: DockerClient; kind: DockerMode['kind'] } | undefined> {
  for (const client of clients) {
    if (Number.parseInt(client.version, 10) < FIRST_WITH_BUILDX) return { client, kind: 'docker-buildkit' }
    if ((await findPlugin(client.program, search)) !== undefined) return { client, kind: 'buildx-docker' }
  }
  return undefined
}
