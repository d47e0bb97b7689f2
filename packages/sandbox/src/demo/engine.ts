import { spawn } from 'node:child_process'

export interface Engine {
  readonly name: 'docker' | 'buildah'
  readonly version: string
}

/** A build engine that works on this machine: a docker command without its daemon does not. */
export async function findEngine(): Promise<Engine | undefined> {
  const docker = await output('docker', ['version', '--format', '{{.Server.Version}}'])
  if (docker !== undefined) return { name: 'docker', version: docker }
  const buildah = await output('buildah', ['--version'])
  return buildah === undefined
    ? undefined
    : { name: 'buildah', version: buildah.replace(/^buildah version (\S+).*$/s, '$1') }
}

/** The command that installs buildah here without asking anything; undefined when there is none. */
export async function installCommand(): Promise<readonly string[] | undefined> {
  if ((await output('apt-get', ['--version'])) === undefined) return undefined
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'buildah']
  if (process.getuid?.() === 0) return install
  return (await output('sudo', ['-n', 'true'])) === undefined ? undefined : ['sudo', '-n', ...install]
}

/** Runs the command of `installCommand`, with the package lists made current first. @throws Error with its output */
export async function install(command: readonly string[]): Promise<void> {
  const update = command.slice(0, command.indexOf('install')).concat('update', '-q')
  for (const [program = '', ...parameters] of [update, command]) {
    const result = await run(program, parameters, { DEBIAN_FRONTEND: 'noninteractive' })
    if (result.code !== 0) throw new Error(`"${[program, ...parameters].join(' ')}" failed:\n${result.text}`)
  }
}

/** What a program prints when it ends well; undefined when it is absent or fails. */
async function output(program: string, parameters: readonly string[]): Promise<string | undefined> {
  const { code, text } = await run(program, parameters)
  return code === 0 ? text.trim() : undefined
}

function run(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => {
      resolve({ code: 127, text: '' })
    })
    child.on('close', (code) => {
      resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString() })
    })
  })
}
