import { join } from 'node:path'
import { exists } from '../paths/existence.ts'
import { findExecutable } from '../process/executable.ts'
import { type BuildahMode, createBuildah } from './buildah.ts'
import type { Engine } from './engine.ts'
import { type EngineSearch, lastLine } from './engine-search.ts'

/** Buildah with the storage driver and the isolation that work here, or the reason why it does not work. */
export async function probeBuildah(search: EngineSearch): Promise<Engine | string> {
  const program = await findExecutable('buildah', search.env)
  if (program === undefined) return 'buildah is not on PATH'
  const [found, version] = await Promise.all([
    findStorage(search, program),
    search.probe(program, ['version']),
  ])
  if (typeof found === 'string') return found
  const mode: BuildahMode = {
    version: /^Version:\s*(\S+)/m.exec(version.stdout)?.[1] ?? '',
    storage: found.storage,
    containers: containersOf(found.info),
    isolation: await findIsolation(search, runtimeOf(found.info)),
  }
  return createBuildah(search.tools(program, 'buildah'), mode)
}

/** The default storage driver needs a file system that containers often lack; `vfs` works on any. */
async function findStorage(
  search: EngineSearch,
  program: string,
): Promise<{ storage: readonly string[]; info: string } | string> {
  const usual = await search.probe(program, ['info'])
  if (usual.exitCode === 0) return { storage: [], info: usual.stdout }
  if ((search.env.STORAGE_DRIVER ?? '') !== '') return `it does not work (${lastLine(usual)})`
  const storage = ['--storage-driver', 'vfs']
  const copied = await search.probe(program, [...storage, 'info'])
  if (copied.exitCode === 0) return { storage, info: copied.stdout }
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

/** https://github.com/containers/storage/blob/main/docs/containers-storage.md */
function containersOf(info: string): string | undefined {
  const root = /"GraphRoot":\s*"([^"]*)"/.exec(info)?.[1]
  const driver = /"GraphDriverName":\s*"([^"]*)"/.exec(info)?.[1]
  return root === undefined || driver === undefined ? undefined : join(root, `${driver}-containers`)
}

function runtimeOf(info: string): string {
  return /"OCIRuntime":\s*"([^"]*)"/.exec(info)?.[1] ?? ''
}
