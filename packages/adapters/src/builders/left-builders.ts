import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findExecutables } from '../process/executable.ts'
import { runProgram } from '../process/program.ts'
import { OWN_BUILDER } from './buildx-builder.ts'
import { engineEnvironment } from './engine-environment.ts'

/** Milliseconds for one removal: a cluster may have to be asked. */
const LIMIT = 60_000

/**
 * Removes the builders that a run made for itself and could not remove, because it was killed. What is not there any more, and what
 * cannot be reached, is no failure: the job is over.
 * @param directory where the run kept its private directories
 */
export async function removeLeftBuilders(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const name of await namesIn(directory)) {
    const config = join(directory, name, 'docker')
    const builders = (await namesIn(join(config, 'buildx', 'instances'))).filter((each) =>
      each.startsWith(OWN_BUILDER),
    )
    for (const builder of builders) await removeBuilder(builder, config, env)
  }
}

/** With the first client that can. */
async function removeBuilder(
  name: string,
  config: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const variables = { DOCKER_CONFIG: config, BUILDX_CONFIG: join(config, 'buildx') }
  for (const program of await findExecutables('docker', env)) {
    const ended = await runProgram({
      program,
      args: ['buildx', 'rm', '--force', name],
      env: { ...engineEnvironment(env), ...variables },
      signal: AbortSignal.timeout(LIMIT),
    }).catch(() => undefined)
    if (ended?.exitCode === 0) return
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => [])
}
