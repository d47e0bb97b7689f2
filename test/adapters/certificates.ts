import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Authority {
  /** The authority's own certificate, as PEM text. */
  readonly ca: string
  /**
   * Signs a certificate for a name such as `DNS:localhost` or `IP:127.0.0.1`.
   * @param days that it is good for; of a negative number it has been over since
   */
  issue(subject: string, days?: number): Promise<{ cert: string; key: string }>
  close(): Promise<void>
}

/** A certificate authority that nobody trusts, made by openssl. */
export async function createAuthority(): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), 'authority-'))
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: directory })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  )
  let issued = 0
  return {
    ca: await readFile(join(directory, 'ca.pem'), 'utf8'),
    async issue(subject, days = 2) {
      const name = `leaf${(issued += 1)}`
      await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=leaf')
      await writeFile(join(directory, `${name}.ext`), `subjectAltName=${subject}\n`)
      await openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
        ...['-out', `${name}.pem`, '-extfile', `${name}.ext`, '-days', String(days)],
      )
      return {
        cert: await readFile(join(directory, `${name}.pem`), 'utf8'),
        key: await readFile(join(directory, `${name}.key`), 'utf8'),
      }
    },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}
