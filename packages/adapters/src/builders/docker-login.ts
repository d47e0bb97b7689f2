import type { RegistryCredential } from '../registry/login.ts'
import type { EngineTools } from './engine.ts'
import { type EngineHints, explainFailure } from './engine-failure.ts'

/** Logs docker's client in, into the private configuration directory that its environment names. */
export async function loginByDocker(
  tools: EngineTools,
  credential: RegistryCredential,
  hints: EngineHints,
): Promise<void> {
  const { registry, username, password } = credential
  const server = registry === 'docker.io' ? [] : [registry]
  const exit = await tools.run({
    args: ['login', `--username=${username}`, '--password-stdin', ...server],
    input: password,
    // It warns of the file that the login is kept in, which goes with the run.
    quiet: true,
  })
  if (exit.exitCode === 0) return
  throw explainFailure({
    code: 'login-failed',
    sentence: `docker could not log in to ${registry} as "${username}"`,
    exit,
    hints,
    registry,
  })
}
