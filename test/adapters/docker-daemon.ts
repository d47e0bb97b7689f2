import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as startTimer } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findProcesses, removeDirectory } from '@gitops-actions/sandbox'

/** The client of Debian's `docker.io`: the first `docker` on PATH may be one of another make. */
export const DOCKER_CLIENT = '/usr/bin/docker'
const DAEMON = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find(isProgram) ?? '/usr/sbin/dockerd'
/** Milliseconds it may take to start: a second alone, and many on a machine that is busy with other tests. */
const PATIENCE = 90_000

/** Names of sockets have 107 bytes at most, and those of containerd are deep: https://man7.org/linux/man-pages/man7/unix.7.html */
const LONGEST_PLACE = 45
/** Marks the daemon, and what it starts. */
const ROOT_VARIABLE = 'TEST_DOCKERD_ROOT'

const run = promisify(execFile)

/** A Docker Engine of its own: socket, store, configuration and processes belong to the test alone. */
export interface DockerDaemon {
  /** Leads docker's clients to it, and PATH to the client of the same version. */
  readonly env: Readonly<Record<string, string>>
  /** Lets it trust an authority for one registry: `certs.d` of its own `/etc/docker`. */
  trust(registry: string, ca: string): void
  /** Runs the client and answers with what it prints. */
  ask(...args: readonly string[]): Promise<string>
  close(): Promise<void>
}

/** Whether dockerd can be run here. In CI it has to be, by whoever is root: a test that is left out there proves nothing. */
export function hasDocker(): boolean {
  const missing = [DOCKER_CLIENT, DAEMON].find((path) => !isProgram(path))
  const isRoot = process.getuid?.() === 0
  if (missing === undefined && isRoot) return true
  if (isRoot && process.env.CI === 'true') {
    throw new Error(`${missing ?? DAEMON} is missing: apt-get install -y docker.io`)
  }
  const reason = isRoot
    ? `${missing ?? DAEMON} is not on this machine`
    : 'dockerd can be started by root alone'
  process.stderr.write(`SKIPPED: ${reason}; run these tests as root, with docker.io installed\n`)
  return false
}

/**
 * Starts dockerd in namespaces of its own for mounts and processes: its `/etc/docker` is a directory of the test, and nothing that it
 * starts outlives it. It makes no network for containers and touches no firewall.
 * @param proxy how it reaches registries
 * @param storeSize such as `12m`: the most that it can store; default: what the disk holds
 */
export async function startDockerDaemon(options: {
  proxy: string
  storeSize?: string
}): Promise<DockerDaemon> {
  const root = mkdtempSync(join(tmpdir().length > LONGEST_PLACE ? '/tmp' : tmpdir(), 'dockerd-'))
  const [etc, data, socket] = [join(root, 'etc'), join(root, 'data'), join(root, 'docker.sock')]
  const bin = join(root, 'bin')
  for (const directory of [etc, data, bin]) mkdirSync(directory)
  writeFileSync(join(etc, 'daemon.json'), '{}')
  symlinkSync(DOCKER_CLIENT, join(bin, 'docker'))
  const mounts = [
    'mkdir -p /etc/docker',
    'mount --bind etc /etc/docker',
    ...(options.storeSize === undefined ? [] : [`mount -t tmpfs -o size=${options.storeSize} tmpfs data`]),
    'exec "$@"',
  ]
  const daemon = [
    DAEMON,
    ...[`--host=unix://${socket}`, `--data-root=${data}`],
    ...[`--exec-root=${join(root, 'exec')}`, `--pidfile=${join(root, 'pid')}`],
    ...[
      '--storage-driver=vfs',
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
    ],
  ]
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', '-c', mounts.join(' && '), 'sh', ...daemon],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, HTTPS_PROXY: options.proxy, [ROOT_VARIABLE]: root },
    },
  )
  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve()
      })
    })
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
    // What it had started ends with it, when the system gets to it, and writes until then.
    while ((await findProcesses(ROOT_VARIABLE, root)).length > 0) await setTimeout(20)
    await removeDirectory(root)
  }
  try {
    await untilListening(child)
  } catch (error) {
    await close()
    throw error
  }
  const env = { DOCKER_HOST: `unix://${socket}`, PATH: `${bin}:${process.env.PATH ?? ''}` }
  return {
    env,
    trust(registry, ca) {
      const directory = join(etc, 'certs.d', registry)
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, 'ca.crt'), ca)
    },
    async ask(...args) {
      const { stdout } = await run(DOCKER_CLIENT, args, { env: { ...env, HOME: root } })
      return stdout.trim()
    },
    close,
  }
}

/** Ends with the line that says so; an end of the process before that is quoted. */
function untilListening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const fail = (why: string): void => {
      reject(new Error(`dockerd ${why}: ${log.slice(-1000)}`))
    }
    const limit = startTimer(fail, PATIENCE, 'does not listen')
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(limit)
      fail('ended')
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000)
      if (!log.includes('API listen on')) return
      clearTimeout(limit)
      resolve()
    })
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
