import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that only this user reads, and that is gone when the run ends, however it ends. */
export interface PrivateDirectory {
  readonly path: string
  remove(): Promise<void>
}

/** Made in the runner's temporary directory, which the runner empties itself should this process be killed. */
export async function makePrivateDirectory(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Promise<PrivateDirectory> {
  const parent = env.RUNNER_TEMP === undefined || env.RUNNER_TEMP === '' ? tmpdir() : env.RUNNER_TEMP
  const path = await mkdtemp(join(parent, `${name}-`))
  await chmod(path, 0o700)
  const removeNow = (): void => {
    rmSync(path, { recursive: true, force: true })
  }
  process.once('exit', removeNow)
  return {
    path,
    async remove() {
      // A program that was ended may be writing its last.
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
      process.off('exit', removeNow)
    },
  }
}
