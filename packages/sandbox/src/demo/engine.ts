import { captureOutput, runProgram } from './program.ts'

export interface Engine {
  readonly name: 'docker' | 'buildah'
  readonly version: string
  /** What the engine needs in its environment, where that is a clean one. */
  readonly env: Readonly<Record<string, string>>
}

/** A build engine that works on this machine: a docker command without its daemon does not. */
export async function findEngine(): Promise<Engine | undefined> {
  const docker = await captureOutput('docker', ['version', '--format', '{{.Server.Version}}'])
  if (docker !== undefined) return { name: 'docker', version: docker, env: await dockerHost() }
  const buildah = await captureOutput('buildah', ['--version'])
  if (buildah === undefined) return undefined
  return { name: 'buildah', version: buildah.replace(/^buildah version (\S+).*$/s, '$1'), env: {} }
}

/** Steps have a home of their own: the context that the user chose in theirs is handed on by its address. */
async function dockerHost(): Promise<Readonly<Record<string, string>>> {
  const host = await captureOutput('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])
  return host === undefined || host === '' ? {} : { DOCKER_HOST: host }
}

/** The command that installs buildah here without asking anything; undefined when there is none. */
export async function installCommand(): Promise<readonly string[] | undefined> {
  if ((await captureOutput('apt-get', ['--version'])) === undefined) return undefined
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'buildah']
  if (process.getuid?.() === 0) return install
  return (await captureOutput('sudo', ['-n', 'true'])) === undefined ? undefined : ['sudo', '-n', ...install]
}

/** Runs the command of `installCommand`, with the package lists made current first. @throws Error with its output */
export async function install(command: readonly string[]): Promise<void> {
  const update = command.slice(0, command.indexOf('install')).concat('update', '-q')
  for (const [program = '', ...parameters] of [update, command]) {
    const result = await runProgram(program, parameters, { DEBIAN_FRONTEND: 'noninteractive' })
    if (result.code !== 0) {
      throw new Error(`"${[program, ...parameters].join(' ')}" failed:\n${result.text.trim()}`)
    }
  }
}
