import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartedRegistry } from './registry-seed.ts'

const PROGRAM = 'docker-registry'
const PASSWORD = 'correct horse'
/** `htpasswd` knows bcrypt alone here; this is the password above at the lowest cost. */
const HTPASSWD = 'octo:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n'

/** Whether Debian's `docker-registry` is on this machine. */
export function hasDebianRegistry(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(PROGRAM, ['--version'], (error) => {
      resolve(error === null)
    })
  })
}

/**
 * Starts Debian's `docker-registry`, in memory, with Basic auth, on a port of its own choice.
 * @param tls to speak https; the certificate is whoever's name it is reached by
 */
export async function startDebianRegistry(tls?: { cert: string; key: string }): Promise<StartedRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'))
  const config = join(folder, 'config.yml')
  const htpasswd = join(folder, 'htpasswd')
  await writeFile(htpasswd, HTPASSWD, { mode: 0o600 })
  const pair = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  if (tls !== undefined) {
    await writeFile(pair.certificate, tls.cert)
    await writeFile(pair.key, tls.key, { mode: 0o600 })
  }
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: { level: info, accesslog: { disabled: true } }',
      'storage: { inmemory: {}, delete: { enabled: true } }',
      `http: { addr: '127.0.0.1:0'${tls === undefined ? '' : `, tls: ${JSON.stringify(pair)}`} }`,
      `auth: { htpasswd: { realm: test, path: ${JSON.stringify(htpasswd)} } }`,
    ].join('\n'),
  )
  const child = spawn(PROGRAM, ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const host = await listeningAddress(child)
  return {
    host,
    username: 'octo',
    password: PASSWORD,
    close: async () => {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The address in the line `listening on …` of its log. */
function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`${PROGRAM} ended with ${code ?? 'a signal'}: ${log}`))
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1]
      if (host !== undefined) resolve(host)
    })
  })
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    child.once('close', () => {
      resolve()
    })
    child.kill()
  })
}
