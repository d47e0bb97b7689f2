import { ActionError } from '@gitops-actions/core'
import { exists } from '../paths/existence.ts'
import { type BuildahMode, createBuildah } from './buildah.ts'
import { createBuildx } from './buildx.ts'
import { createDocker } from './docker.ts'
import type { ProgramExit } from '../process/program.ts'
import type { Engine, EngineName, EngineTools } from './engine.ts'
import { findExecutable } from '../process/executable.ts'

/** Input `engine`. */
export type EngineChoice = 'auto' | EngineName

export interface EngineSearch {
  readonly choice: EngineChoice
  /** How many platforms are to be built. */
  readonly platforms: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a program without showing what it says. */
  readonly probe: (program: string, args: readonly string[]) => Promise<ProgramExit>
  /** Makes the tools of an engine, given its program. */
  readonly tools: (program: string, engine: EngineName) => EngineTools
}

/**
 * Finds an engine that works: for `auto` the first of docker, buildah and buildx, for several platforms the first
 * of buildx and buildah. A client whose daemon does not answer does not work.
 * @throws ActionError `engine-unavailable`, with the reason of each that was tried
 */
export async function findEngine(search: EngineSearch): Promise<{ engine: Engine; why: string }> {
  const order: readonly EngineName[] =
    search.choice !== 'auto'
      ? [search.choice]
      : search.platforms > 1
        ? ['buildx', 'buildah']
        : ['docker', 'buildah', 'buildx']
  const reasons: string[] = []
  for (const name of order) {
    const found = await PROBES[name](search)
    if (typeof found !== 'string') return { engine: found, why: whyOf(search, reasons) }
    reasons.push(`${name}: ${found}`)
  }
  throw new ActionError(
    'engine-unavailable',
    `No engine that can build was found. ${reasons.join('; ')}. Install one (on Debian and Ubuntu: "sudo apt-get install -y buildah"), start the docker daemon, or use a runner that has one.`,
  )
}

/** Each answers with the engine, or with the reason why it does not work. */
const PROBES: Record<EngineName, (search: EngineSearch) => Promise<Engine | string>> = {
  buildah: probeBuildah,
  docker: probeDocker,
  buildx: probeBuildx,
}

async function probeDocker(search: EngineSearch): Promise<Engine | string> {
  const program = await findExecutable('docker', search.env)
  if (program === undefined) return 'docker is not on PATH'
  const daemon = await search.probe(program, ['version', '--format={{.Server.Version}}'])
  const version = daemon.stdout.trim()
  if (daemon.exitCode !== 0 || version === '') return `its daemon does not answer (${lastLine(daemon)})`
  const buildx = await search.probe(program, ['buildx', 'version'])
  return createDocker(search.tools(program, 'docker'), { version, hasBuildx: buildx.exitCode === 0 })
}

async function probeBuildx(search: EngineSearch): Promise<Engine | string> {
  const program = await findExecutable('docker', search.env)
  if (program === undefined) return 'docker is not on PATH'
  const client = await search.probe(program, ['buildx', 'version'])
  if (client.exitCode !== 0) return 'docker has no buildx plugin'
  const builder = await search.probe(program, ['buildx', 'inspect'])
  if (builder.exitCode !== 0) return `it has no builder that works (${lastLine(builder)})`
  const driver = /^Driver:\s*(\S+)/m.exec(builder.stdout)?.[1] ?? 'unknown driver'
  if (/^Error:\s*\S/m.test(builder.stdout)) return `its builder does not work (${lastLine(builder)})`
  // The classic image store of the daemon holds one platform of an image.
  if (search.choice === 'auto' && search.platforms > 1 && driver === 'docker') {
    return 'the driver of its builder is "docker", which builds one platform'
  }
  const version = /v\d[\w.+-]*/.exec(client.stdout)?.[0] ?? ''
  return createBuildx(search.tools(program, 'buildx'), { version, driver })
}

async function probeBuildah(search: EngineSearch): Promise<Engine | string> {
  const program = await findExecutable('buildah', search.env)
  if (program === undefined) return 'buildah is not on PATH'
  const found = await findStorage(search, program)
  if (typeof found === 'string') return found
  const version = await search.probe(program, ['version'])
  const mode: BuildahMode = {
    version: /^Version:\s*(\S+)/m.exec(version.stdout)?.[1] ?? '',
    storage: found.storage,
    isolation: await findIsolation(search, found.runtime),
  }
  return createBuildah(search.tools(program, 'buildah'), mode)
}

/** The default storage driver needs a file system that containers often lack; `vfs` works on any. */
async function findStorage(
  search: EngineSearch,
  program: string,
): Promise<{ storage: readonly string[]; runtime: string } | string> {
  const usual = await search.probe(program, ['info'])
  if (usual.exitCode === 0) return { storage: [], runtime: runtimeOf(usual.stdout) }
  if ((search.env.STORAGE_DRIVER ?? '') !== '') return `it does not work (${lastLine(usual)})`
  const storage = ['--storage-driver', 'vfs']
  const copied = await search.probe(program, [...storage, 'info'])
  if (copied.exitCode === 0) return { storage, runtime: runtimeOf(copied.stdout) }
  return `it does not work (${lastLine(usual)})`
}

/** Without a container runtime, and inside a container, only `chroot` runs the commands of a Dockerfile. */
async function findIsolation(search: EngineSearch, runtime: string): Promise<readonly string[]> {
  const { env } = search
  if ((env.BUILDAH_ISOLATION ?? '') !== '') return []
  const runtimes = await Promise.all(['crun', 'runc'].map((name) => findExecutable(name, env)))
  const hasRuntime = runtime !== '' || runtimes.some((path) => path !== undefined)
  const marks = await Promise.all(['/.dockerenv', '/run/.containerenv'].map(exists))
  const inContainer = marks.includes(true) || env.KUBERNETES_SERVICE_HOST !== undefined
  return hasRuntime && !inContainer ? [] : ['--isolation', 'chroot']
}

function runtimeOf(info: string): string {
  return /"OCIRuntime":\s*"([^"]*)"/.exec(info)?.[1] ?? ''
}

function whyOf(search: EngineSearch, reasons: readonly string[]): string {
  if (search.choice !== 'auto') return 'as input "engine" says'
  return reasons.length === 0 ? 'the first that works' : `because ${reasons.join('; ')}`
}

function lastLine(exit: ProgramExit): string {
  return exit.tail.at(-1)?.trim().slice(0, 300) ?? `exit code ${exit.exitCode}`
}
