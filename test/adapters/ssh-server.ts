import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SSHD = '/usr/sbin/sshd'
/** Where it gives up its rights when root starts it; made by its service elsewhere. */
const PRIVILEGE_DIRECTORY = '/run/sshd'

export interface SshServer {
  readonly port: number
  readonly user: string
  /** A private key that is let in. */
  readonly key: string
  /** The line of known_hosts. */
  readonly knownHosts: string
  /** What the server says of its connections. */
  readonly log: () => string
  close(): Promise<void>
}

/** Why there is no server on this machine; undefined when there is one. */
export function whyNoSsh(): string | undefined {
  try {
    accessSync(SSHD, constants.X_OK)
    return undefined
  } catch {
    return `${SSHD} is not installed (Debian's package openssh-server)`
  }
}

/** OpenSSH on a free port of loopback, for this user alone: one process per connection, none of them a daemon. */
export async function startSshServer(): Promise<SshServer> {
  const directory = await mkdtemp(join(tmpdir(), 'sshd-'))
  await chmod(directory, 0o700)
  const user = userInfo().username
  if (userInfo().uid === 0) await mkdir(PRIVILEGE_DIRECTORY, { recursive: true, mode: 0o755 })
  const [key, host] = [join(directory, 'key'), join(directory, 'host')]
  for (const file of [key, host]) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  await writeFile(join(directory, 'authorized'), await readFile(`${key}.pub`), { mode: 0o600 })
  const config = join(directory, 'config')
  await writeFile(
    config,
    [
      `HostKey ${host}`,
      `AuthorizedKeysFile ${join(directory, 'authorized')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      'LogLevel VERBOSE',
      '',
    ].join('\n'),
  )
  let log = ''
  const children = new Set<ChildProcess>()
  const server = createServer((socket) => {
    const child = spawn(SSHD, ['-i', '-e', '-f', config], { stdio: ['pipe', 'pipe', 'pipe'] })
    children.add(child)
    child.stderr.on('data', (data: Buffer) => (log += data.toString()))
    child.once('close', () => {
      children.delete(child)
      socket.destroy()
    })
    for (const stream of [socket, child.stdin, child.stdout]) stream.on('error', () => socket.destroy())
    socket.once('close', () => child.kill())
    socket.pipe(child.stdin)
    child.stdout.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const hostKey = (await readFile(`${host}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ')
  return {
    port,
    user,
    key: await readFile(key, 'utf8'),
    knownHosts: `[127.0.0.1]:${port} ${hostKey}`,
    log: () => log,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const child of children) child.kill('SIGKILL')
      await closed
      await rm(directory, { recursive: true, force: true })
    },
  }
}
