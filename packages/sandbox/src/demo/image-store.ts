import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDirectory } from '../directory-removal.ts'
import type { Engine } from './engine.ts'
import { captureOutput } from './program.ts'

/** Where the engine keeps what it builds, so that nothing of it stays on the machine. */
export interface ImageStore {
  /** What the steps of a workflow need in their environment for it. */
  readonly env: Readonly<Record<string, string>>
  /** @param registry host and port that begin the names of the images made here */
  remove(registry: string): Promise<void>
}

/**
 * buildah gets a store of its own. docker has one for the whole machine: the demo's images are taken out of it. Both get
 * a temporary directory of their own, because an engine that is interrupted does not tidy up.
 */
export async function openImageStore(engine: Engine): Promise<ImageStore> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-images-'))
  const temporary = join(directory, 'tmp')
  await mkdir(temporary)
  const configuration = join(directory, 'storage.conf')
  await writeFile(configuration, describeStorage(directory))
  return {
    env: { ...engine.env, TMPDIR: temporary, CONTAINERS_STORAGE_CONF: configuration },
    async remove(registry) {
      if (engine.name === 'docker') await removeImages(engine, registry)
      await removeDirectory(directory)
    },
  }
}

/** Source of the keys: https://github.com/containers/storage/blob/main/docs/containers-storage.conf.5.md */
function describeStorage(directory: string): string {
  const quote = (name: string): string => JSON.stringify(join(directory, name))
  return [
    '[storage]',
    'driver = "vfs"', // works on every file system, and mounts nothing that would have to be unmounted
    `graphroot = ${quote('graph')}`,
    `rootless_storage_path = ${quote('graph')}`,
    `runroot = ${quote('run')}`,
    '',
  ].join('\n')
}

async function removeImages({ env }: Engine, registry: string): Promise<void> {
  const list = ['image', 'ls', '--format={{.Repository}}:{{.Tag}}', `--filter=reference=${registry}/*/*`]
  const names = (await captureOutput('docker', list, env))?.split('\n').filter((name) => name !== '') ?? []
  if (names.length > 0) await captureOutput('docker', ['image', 'rm', ...names], env)
}
