import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ClusterConnection } from '@gitops-actions/adapters'
import { type Authority, createAuthority } from './certificates.ts'
import { failureOf } from './github-world.ts'
import { base64, type KubernetesWorld, quickClock, startKubernetesWorld } from './kubernetes-world.ts'

let authority: Authority
let world: KubernetesWorld
let directory: string

beforeAll(async () => {
  authority = await createAuthority()
})

beforeEach(async () => {
  world = await startKubernetesWorld({}, authority)
  directory = await mkdtemp(join(tmpdir(), 'kubernetes-'))
})

afterEach(async () => {
  await world.close()
  await rm(directory, { recursive: true })
})

afterAll(() => authority.close())

const PATH = '/apis/source.toolkit.fluxcd.io/v1/gitrepositories'

async function statusOf(connection: ClusterConnection): Promise<number> {
  return (await connection.request({ url: `${connection.access.server}${PATH}` })).status
}

function users(): (string | undefined)[] {
  return world.kubernetes.requests.map(({ user }) => user)
}

/** A plugin that counts its runs in a file and answers what it is told. */
async function writePlugin(body: string): Promise<string> {
  const path = join(directory, 'plugin')
  await writeFile(path, `#!/bin/sh\necho run >> ${join(directory, 'runs')}\n${body}\n`)
  await chmod(path, 0o755)
  return path
}

function exec(command: string, more: object = {}): string {
  const apiVersion = 'client.authentication.k8s.io/v1'
  return world.kubeconfigOf({ exec: { apiVersion, command, args: ['a b', '$HOME'], ...more } })
}

const credential = (status: object, version = 'v1'): string =>
  `cat <<'END'\n${JSON.stringify({ apiVersion: `client.authentication.k8s.io/${version}`, kind: 'ExecCredential', status })}\nEND`

describe('a cluster', () => {
  it('with a private authority is reached by a token, which is masked', async () => {
    const secrets: string[] = []
    const token = world.kubernetes.createToken('ci')
    const connection = await world.connect(world.kubeconfigOf({ token }), { secrets })
    await expect(statusOf(connection)).resolves.toBe(200)
    expect([users(), secrets]).toEqual([['ci'], [token]])
  })

  it('with another authority is not trusted', async () => {
    const other = await createAuthority()
    const text = world.kubeconfigOf({ token: 'canary' }, { 'certificate-authority-data': base64(other.ca) })
    const error = await failureOf(statusOf(await world.connect(text)))
    expect([error.code, world.kubernetes.requests]).toEqual(['tls-untrusted', []])
    await other.close()
  })

  it('is reached by a client certificate, whose key is masked', async () => {
    const secrets: string[] = []
    const { cert, key } = await authority.issue('DNS:ci')
    world.kubernetes.users.add('leaf')
    const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
    const connection = await world.connect(world.kubeconfigOf(user), { secrets })
    await expect(statusOf(connection)).resolves.toBe(200)
    expect([users(), secrets]).toEqual([['leaf'], [key]])
  })

  it('is reached under the name of its certificate', async () => {
    const text = world.kubeconfigOf({ token: 'x' }, { 'tls-server-name': 'localhost' })
    await expect(statusOf(await world.connect(text))).resolves.toBe(401)
    const wrong = world.kubeconfigOf({ token: 'x' }, { 'tls-server-name': 'elsewhere.example' })
    expect((await failureOf(statusOf(await world.connect(wrong)))).code).toBe('tls-untrusted')
  })

  it('says 401 to a token that it does not know, and is asked once', async () => {
    await expect(statusOf(await world.connect(world.kubeconfigOf({ token: 'canary' })))).resolves.toBe(401)
    expect(users()).toEqual([undefined])
  })
})

describe('a token file', () => {
  it('is read again when its token is refused', async () => {
    const config = join(directory, 'config')
    const old = world.kubernetes.createToken('old')
    await writeFile(join(directory, 'token'), `${old}\n`)
    await writeFile(config, world.kubeconfigOf({ tokenFile: 'token' }))
    const connection = await world.connect(config)
    await expect(statusOf(connection)).resolves.toBe(200)
    world.kubernetes.users.revokeToken(old)
    await writeFile(join(directory, 'token'), world.kubernetes.createToken('new'))
    await expect(statusOf(connection)).resolves.toBe(200)
    expect(users()).toEqual(['old', undefined, 'new'])
  })
})

describe('an exec plugin', () => {
  const runs = async (): Promise<number> => {
    return (await readFile(join(directory, 'runs'), 'utf8')).trim().split('\n').length
  }

  it('is run once, with its arguments as they are and without the inputs of the action', async () => {
    const token = world.kubernetes.createToken('plugin')
    const check =
      'test "$1" = "a b" && test "$2" = \'$HOME\' && test -z "$INPUT_TOKEN" && test "$WHO" = ci || exit 3'
    const plugin = await writePlugin(
      `${check}\necho "$KUBERNETES_EXEC_INFO" > ${join(directory, 'info')}\n${credential({ token })}`,
    )
    const secrets: string[] = []
    const text = exec(plugin, { env: [{ name: 'WHO', value: 'ci' }], provideClusterInfo: true })
    const connection = await world.connect(text, {
      allowExecPlugins: true,
      env: { INPUT_TOKEN: 'canary' },
      secrets,
    })
    await expect(Promise.all([1, 2, 3].map(() => statusOf(connection)))).resolves.toEqual([200, 200, 200])
    expect([await runs(), secrets]).toEqual([1, [token]])
    const info: unknown = JSON.parse(await readFile(join(directory, 'info'), 'utf8'))
    expect(info).toMatchObject({
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: { server: world.kubernetes.url, 'certificate-authority-data': base64(authority.ca) },
      },
    })
  })

  it('is run again when its token expires, and when it is refused', async () => {
    const token = world.kubernetes.createToken('plugin')
    const expired = { token, expirationTimestamp: '2020-01-01T00:00:00Z' }
    const connection = await world.connect(exec(await writePlugin(credential(expired))), {
      allowExecPlugins: true,
    })
    await statusOf(connection)
    await statusOf(connection)
    expect(await runs()).toBe(2)
    world.kubernetes.users.revokeToken(token)
    await expect(statusOf(connection)).resolves.toBe(401)
    expect(await runs()).toBe(4)
  })

  it('may answer a certificate', async () => {
    const { cert, key } = await authority.issue('DNS:ci')
    world.kubernetes.users.add('leaf')
    const secrets: string[] = []
    const plugin = await writePlugin(credential({ clientCertificateData: cert, clientKeyData: key }))
    const connection = await world.connect(exec(plugin), { allowExecPlugins: true, secrets })
    await expect(statusOf(connection)).resolves.toBe(200)
    expect([users(), secrets]).toEqual([['leaf'], [key]])
  })

  it.each([
    ['that fails', 'echo canary; echo "no session" >&2; exit 7', /exit code 7: no session/],
    ['that prints no credential', 'echo canary', /did not print an ExecCredential/],
    ['of another version', credential({ token: 'canary' }, 'v1beta1'), /of another version/],
    ['that answers nothing', credential({ canary: 'x' }), /neither a token nor a certificate/],
    ['that answers half a pair', credential({ clientKeyData: 'canary' }), /without its certificate/],
    ['that prints too much', 'head -c 300000 /dev/zero', /printed more than/],
  ])('%s is an error without what it printed', async (_, body, wanted) => {
    const plugin = await writePlugin(body)
    const error = await failureOf(statusOf(await world.connect(exec(plugin), { allowExecPlugins: true })))
    expect([error.code, error.message]).toEqual(['exec-plugin-failed', expect.stringMatching(wanted)])
    expect(error.message).not.toContain('canary')
  })

  it.each([
    ['nowhere-to-be-found', /is not on PATH.*Its author says: install it/],
    ['./plugin', /relative path/],
    ['/nowhere/plugin', /cannot be started/],
  ])('%s cannot be run', async (command, wanted) => {
    const text = exec(command, { installHint: 'install it' })
    const error = await failureOf(statusOf(await world.connect(text, { allowExecPlugins: true })))
    expect([error.code, error.message]).toEqual(['exec-plugin-failed', expect.stringMatching(wanted)])
  })

  it('that does not answer is ended', async () => {
    const plugin = await writePlugin('exec sleep 60')
    // The deadline of a plugin is over at once.
    const clock = { ...quickClock, timer: () => ({ done: Promise.resolve(), cancel: () => undefined }) }
    const connection = await world.connect(exec(plugin), { allowExecPlugins: true, clock })
    const error = await failureOf(statusOf(connection))
    expect([error.kind, error.message]).toEqual([
      'transient',
      expect.stringContaining('did not answer in time'),
    ])
  })
})
