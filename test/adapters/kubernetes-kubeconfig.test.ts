import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AccessRequest, type ClusterAccess, findClusterAccess } from '@gitops-actions/adapters'
import { failureOf } from './github-world.ts'
import { kubeconfig, REFUSED } from './kubernetes-kubeconfig-cases.ts'

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kubeconfig-'))
})

afterAll(() => rm(home, { recursive: true }))

function find(text: string, more: Partial<AccessRequest> = {}): Promise<ClusterAccess> {
  return findClusterAccess({
    kubeconfig: text,
    context: undefined,
    allowInsecure: false,
    allowExecPlugins: false,
    env: { HOME: join(home, 'nobody') },
    serviceAccount: join(home, 'nowhere'),
    ...more,
  })
}

async function directory(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(home, 'files-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return path
}

const data = (text: string): string => Buffer.from(text).toString('base64')

describe('a kubeconfig', () => {
  it('tells the cluster and the user of its context', async () => {
    await expect(find(kubeconfig())).resolves.toEqual({
      label: 'the context "ci@prod"',
      server: 'https://k8s.example.test:6443',
      namespace: 'shop',
      authority: undefined,
      insecure: false,
      serverName: undefined,
      proxy: undefined,
      token: { kind: 'bearer', token: { kind: 'text', text: 'canary-token' } },
      certificate: undefined,
      plugin: undefined,
    })
  })

  it('may hold certificates, a name, and a proxy', async () => {
    const text = kubeconfig({
      cluster: `server: https://10.0.0.1/k8s/clusters/c-1/\ntls-server-name: kubernetes\nproxy-url: http://proxy:3128\ncertificate-authority-data: ${data('the authority')}`,
      user: `client-certificate-data: ${data('the certificate')}\nclient-key-data: ${data('the key')}`,
    })
    await expect(find(text)).resolves.toMatchObject({
      server: 'https://10.0.0.1/k8s/clusters/c-1',
      authority: 'the authority',
      serverName: 'kubernetes',
      proxy: 'http://proxy:3128',
      certificate: { certificate: 'the certificate', key: 'the key' },
      token: undefined,
    })
  })

  it('may be JSON, and base64 of either', async () => {
    const json = JSON.stringify({
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: 'https://k8s.example.test' } }],
      contexts: [{ name: 'x', context: { cluster: 'c' } }],
    })
    await expect(find(json, { context: 'x' })).resolves.toMatchObject({
      token: undefined,
      label: 'the context "x"',
    })
    await expect(find(data(kubeconfig()))).resolves.toMatchObject({ namespace: 'shop' })
  })

  it('keeps what it says of other contexts to itself', async () => {
    const text = `${kubeconfig()}  - name: other\n    context: { cluster: nowhere, user: nobody }\n`
    await expect(find(text)).resolves.toMatchObject({ namespace: 'shop' })
  })

  it('runs plugins when they are allowed', async () => {
    const exec = `exec:\n  apiVersion: client.authentication.k8s.io/v1beta1\n  command: aws\n  args: [eks, get-token]\n  env:\n    - { name: AWS_PROFILE, value: ci }`
    const access = await find(kubeconfig({ user: exec }), { allowExecPlugins: true })
    expect(access.plugin).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: ['eks', 'get-token'],
      env: { AWS_PROFILE: 'ci' },
      installHint: undefined,
      provideClusterInfo: false,
    })
  })

  it('is not verified when that was asked for', async () => {
    const cluster = 'server: https://k8s.example.test\ninsecure-skip-tls-verify: true'
    await expect(find(kubeconfig({ cluster }), { allowInsecure: true })).resolves.toMatchObject({
      insecure: true,
    })
  })

  it.each(REFUSED)('is refused: $name', async ({ text, error, context, insecure = false, exec = false }) => {
    const refused = await failureOf(find(text, { context, allowInsecure: insecure, allowExecPlugins: exec }))
    expect([refused.code, refused.message]).toEqual(['invalid-kubeconfig', expect.stringMatching(error)])
    expect(refused.message).not.toContain('canary')
  })
})

describe('the files of a kubeconfig', () => {
  it('are read beside it', async () => {
    const path = await directory({
      config: kubeconfig({
        cluster: 'server: https://k8s.example.test\ncertificate-authority: ca.pem',
        user: 'client-certificate: cert.pem\nclient-key: key.pem\ntokenFile: token',
      }),
      'ca.pem': 'the authority',
      'cert.pem': 'the certificate',
      'key.pem': 'the key',
    })
    await expect(find(join(path, 'config'))).resolves.toMatchObject({
      authority: 'the authority',
      certificate: { certificate: 'the certificate', key: 'the key' },
      token: { kind: 'bearer', token: { kind: 'file', path: join(path, 'token') } },
    })
  })

  it.each(['../secret', '/etc/hostname', 'a/../../secret'])(
    'fault 107: are not read elsewhere: %s',
    async (file) => {
      const path = await directory({ config: kubeconfig({ user: `tokenFile: ${file}` }) })
      const error = await failureOf(find(join(path, 'config')))
      expect(error.message).toMatch(/config:\d+:\d+: "users\[0\]\.user\.tokenFile" names a file outside/)
    },
  )

  it('fault 107: are not read through a link that leads elsewhere', async () => {
    const path = await directory({
      config: kubeconfig({ cluster: 'server: https://k8s.example.test\ncertificate-authority: ca.pem' }),
    })
    await symlink('/etc/hostname', join(path, 'ca.pem'))
    expect((await failureOf(find(join(path, 'config')))).message).toMatch(/names a file outside/)
  })

  it.each([
    ['absent', undefined, /cannot be read \(.*ENOENT/],
    ['empty', ' \n', /names a file that is empty/],
  ])('that are %s are named', async (_, content, wanted) => {
    const config = kubeconfig({ cluster: 'server: https://k8s.example.test\ncertificate-authority: ca.pem' })
    const path = await directory(content === undefined ? { config } : { config, 'ca.pem': content })
    expect((await failureOf(find(join(path, 'config')))).message).toMatch(wanted)
  })
})

describe('where a kubeconfig is looked for', () => {
  it('is KUBECONFIG, whose first file with a name wins', async () => {
    const one = await directory({ config: 'kind: Config\ncurrent-context: ci@prod\n' })
    const two = await directory({
      config: kubeconfig({
        head: 'kind: Config\ncurrent-context: other',
        cluster: 'server: https://two.example.test',
      }),
    })
    const three = await directory({ config: kubeconfig({ cluster: 'server: https://three.example.test' }) })
    const KUBECONFIG = [one, two, three].map((path) => join(path, 'config')).join(':')
    await expect(find('', { env: { KUBECONFIG } })).resolves.toMatchObject({
      server: 'https://two.example.test',
    })
  })

  it('is the home directory', async () => {
    const HOME = await directory({})
    await mkdir(join(HOME, '.kube'))
    await writeFile(join(HOME, '.kube', 'config'), kubeconfig())
    await expect(find('', { env: { HOME } })).resolves.toMatchObject({ namespace: 'shop' })
  })

  it.each([
    ['10.96.0.1', 'https://10.96.0.1:443'],
    ['fd00::1', 'https://[fd00::1]:443'],
  ])('is the service account of a pod, at %s', async (host, server) => {
    const serviceAccount = await directory({
      token: 'canary',
      'ca.crt': 'the authority',
      namespace: 'runners\n',
    })
    const env = { HOME: join(home, 'nobody'), KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' }
    await expect(find('', { env, serviceAccount })).resolves.toMatchObject({
      server,
      namespace: 'runners',
      authority: 'the authority',
      token: { kind: 'bearer', token: { kind: 'file', path: join(serviceAccount, 'token') } },
    })
    const refused = await failureOf(find('', { env, serviceAccount, context: 'x' }))
    expect(refused.message).toContain('"kube-context" is "x", and there is no kubeconfig')
    expect((await failureOf(find('', { env }))).message).toContain('has no service account')
  })

  it('is nowhere', async () => {
    expect((await failureOf(find(''))).message).toMatch(/There is no cluster to ask/)
    expect((await failureOf(find(join(home, 'absent')))).message).toMatch(/ENOENT/)
  })

  it('does not show a secret that was no kubeconfig', async () => {
    const secret = 'canary'.repeat(60)
    const error = await failureOf(find(secret))
    expect(error.message).toContain('neither a kubeconfig nor a path')
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain('canary')
  })
})
