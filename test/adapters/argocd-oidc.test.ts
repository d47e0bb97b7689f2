import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createArgoCdAgent,
  createHttpClient,
  type Credential,
  type HttpClient,
  oidcCredential,
  type OidcOptions,
  systemClock,
} from '@gitops-actions/adapters'
import type { Clock } from '@gitops-actions/core'
import { type IdTokenServer, startIdTokens } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from '../sandbox/argocd-world.ts'

const SUBJECT = 'repo:acme/api:ref:refs/heads/main'
const NAME = { name: 'api', namespace: undefined }

let github: IdTokenServer
let world: ArgoCdWorld
let http: HttpClient
let ahead = 0
const masked: string[] = []

/** The machine's clock, that much ahead. */
const clock: Clock = { ...systemClock(), monotonic: () => systemClock().monotonic() + ahead }

beforeEach(async () => {
  ahead = 0
  masked.length = 0
  github = await startIdTokens({ subject: SUBJECT })
  world = await startWorld({
    dex: {
      connectors: { 'github-actions': (token) => github.verify(token) },
      lifeMs: 600_000,
      policies: [{ action: 'get', object: 'default/*' }],
    },
  })
  http = createHttpClient({ clock, env: {}, userAgent: 'gitops-actions-test' })
  await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  world.argocd.createApplication({ name: 'api', source })
})

afterEach(async () => {
  await http.close()
  await Promise.all([world.close(), github.close()])
})

function credential(changes: Partial<OidcOptions> = {}): Credential {
  return oidcCredential({
    http,
    clock,
    server: world.argocd.url,
    connector: 'github-actions',
    audience: '',
    requestUrl: github.url,
    requestToken: github.requestToken,
    mask: (secret) => {
      masked.push(secret)
      return secret
    },
    ...changes,
  })
}

function observe(authToken: Credential): Promise<unknown> {
  const repositoryUrl = world.repository.url
  const { url: server } = world.argocd
  const agent = createArgoCdAgent({ http, clock, server, authToken, project: undefined, repositoryUrl })
  return agent.observe(NAME, 'none')
}

function exchanges(): number {
  return world.argocd.requests.filter(({ path }) => path === '/api/dex/token').length
}

describe('the identity of the job', () => {
  it('is exchanged for a token of Argo CD, which is hidden before it is used', async () => {
    await expect(observe(credential())).resolves.toMatchObject({ label: 'api' })
    const seen = world.argocd.requests.find(({ path }) => path === '/api/v1/applications/api')
    expect(seen?.subject).toBe(SUBJECT)
    expect(masked).toHaveLength(3)
    expect(masked[0]).toBe(github.requestToken)
    expect(new Set(masked.slice(1).map((token) => token.split('.').length))).toEqual(new Set([3]))
  })

  it('is asked for with the audience that is wanted, and with none otherwise', async () => {
    await credential().token()
    await credential({ audience: 'https://argocd.example.com' }).token()
    expect(github.asked).toEqual([undefined, 'https://argocd.example.com'])
  })

  it('is exchanged once for many questions, and again before the token ends', async () => {
    const one = credential()
    const tokens = await Promise.all([one.token(), one.token(), one.token()])
    expect(new Set(tokens).size).toBe(1)
    ahead = 530_000
    await one.token()
    expect(exchanges()).toBe(1)
    ahead = 545_000
    await Promise.all([one.token(), one.token()])
    expect(exchanges()).toBe(2)
    expect(github.asked).toHaveLength(2)
  })

  it('is asked for again after an exchange that failed', async () => {
    world.argocd.faults.request({ path: '/api/dex/token', times: 1, effect: { kind: 'answer', status: 503 } })
    const one = credential()
    await expect(one.token()).rejects.toMatchObject({ code: 'agent-unauthorized', kind: 'transient' })
    await expect(one.token()).resolves.toMatch(/\./)
  })
})

describe('refusals', () => {
  it('of a job that may not ask for ID tokens say which permission is missing', async () => {
    await expect(credential({ requestUrl: '', requestToken: '' }).token()).rejects.toMatchObject({
      code: 'no-id-token',
      message: expect.stringContaining('permissions: { id-token: write }'),
    })
  })

  it('of GitHub do not show its token', async () => {
    const refused = credential({ requestToken: 'canary-request' }).token()
    await expect(refused).rejects.toMatchObject({
      code: 'no-id-token',
      message: expect.stringMatching(/GitHub answered 401.*Unauthorized/),
    })
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('canary') })
  })

  it('of Dex name the connector that it does not have', async () => {
    await expect(credential({ connector: 'gitlab' }).token()).rejects.toMatchObject({
      code: 'agent-unauthorized',
      kind: 'user',
      message: expect.stringMatching(/400: invalid_request: Requested connector does not exist.*"gitlab"/),
    })
  })

  it('of Argo CD tell the subject to grant', async () => {
    world.argocd.revokeToken(SUBJECT)
    const one = credential()
    await one.token()
    world.argocd.revokeToken(SUBJECT)
    await expect(observe(one)).rejects.toMatchObject({
      code: 'agent-unauthorized',
      message: expect.stringMatching(/Dex's connector "github-actions".*policy\.csv/),
    })
  })

  it('of an Argo CD without Dex may pass, and quote nothing but words', async () => {
    const plain = await startWorld()
    try {
      await expect(credential({ server: plain.argocd.url }).token()).rejects.toMatchObject({
        code: 'agent-unauthorized',
        kind: 'transient',
      })
    } finally {
      await plain.close()
    }
  })
})
