import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type IdTokenServer, startIdTokens } from '@gitops-actions/sandbox'
import { type ActionRun, runActionProcess } from './action-process.ts'
import { ENVIRONMENTS, errorsOf, readVerdicts, startVerifyWorld, type VerifyWorld } from './verify-world.ts'

const APP = 'acme/api'
const SUBJECT = 'repo:acme/api:ref:refs/heads/main'
const CONFIG = `version: 1
environments:
  staging:
    path: environments/staging
    verify: { agent: argocd, application: "{service}" }
services:
  api: { image: ghcr.io/acme/api, source: { repository: acme/api } }
  worker: { image: ghcr.io/acme/worker }
`

let world: VerifyWorld
let identity: IdTokenServer

beforeEach(async () => {
  identity = await startIdTokens({ subject: SUBJECT })
  world = await startVerifyWorld({
    dex: {
      connectors: { 'github-actions': (token) => identity.verify(token) },
      policies: [{ action: 'get', object: 'default/*' }],
    },
  })
})

afterEach(async () => {
  await Promise.all([world.close(), identity.close()])
})

/** A commit of the application at GitHub, and a token that may write to it. */
async function createApp(): Promise<{ sha: string; sourceToken: string }> {
  const git = await world.github.createRepository(APP, { files: { 'main.go': 'package main\n' } })
  const { token } = world.github.createToken({ login: 'ci[bot]', kind: 'app', repositories: [APP] })
  return { sha: (await git.resolve('refs/heads/main')) ?? '', sourceToken: token }
}

function checkRuns(): (string | null)[][] {
  const runs = [...world.github.describe(ENVIRONMENTS).checkRuns.values()]
  return runs.map(({ name, headSha, conclusion }) => [name, headSha, conclusion ?? null])
}

function verdicts(run: ActionRun): (string | undefined)[][] {
  return readVerdicts(run).map(({ application, verdict }) => [application, verdict])
}

describe('an environment of gitops.yaml', () => {
  it('names its applications, its verdict is a check run where values came from, a status and a deployment', async () => {
    const { sha, sourceToken } = await createApp()
    await world.createApplication('api')
    await world.createApplication('worker')
    const worker = await world.commit({ worker: '1.1.0' })
    const revision = await world.write({ 'gitops.yaml': CONFIG })
    const run = await world.verify(
      {
        applications: '',
        environment: 'staging',
        revision,
        'source-token': sourceToken,
        'check-run': 'true',
        deployment: 'true',
        'environment-url': 'https://staging.example.com',
      },
      { repository: APP, sha },
    )
    expect(errorsOf(run)).toEqual([])
    expect(run.annotations).toEqual([])
    expect(verdicts(run)).toEqual([
      ['api', 'deployed'],
      ['worker', 'deployed'],
    ])
    expect(checkRuns().toSorted()).toEqual(
      [revision, world.root, worker].map((commit) => ['gitops/staging', commit, 'success']).toSorted(),
    )
    const { statuses, deployments } = world.github.describe(APP)
    expect(statuses.map(({ context, state, sha: of }) => [context, state, of])).toEqual([
      ['gitops/staging', 'success', sha],
    ])
    const [deployment] = deployments.values()
    expect(deployment).toMatchObject({ environment: 'staging', sha })
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success'])
    expect(run.summary).toContain('```mermaid')
    expect(run.summary).toContain('section worker')
  })

  it('is told as an error when the run is cancelled', async () => {
    const { sha, sourceToken } = await createApp()
    const api = await world.createApplication('api')
    api.faults.set({ stuck: true })
    const revision = await world.commit({ api: '1.1.0' })
    const hasBegun = (): boolean =>
      [...world.github.describe(APP).deployments.values()].some(({ statuses }) => statuses.length > 0)
    // GitHub asks for a second between two writes: so long after the first ones the end may be written at once.
    const cancel = async (child: ChildProcess): Promise<void> => {
      while (!hasBegun()) await setTimeout(20)
      await setTimeout(3_000)
      child.kill('SIGINT')
    }
    let cancelling: Promise<void> | undefined
    const run = await world.verify(
      {
        environment: 'staging',
        revision,
        'source-token': sourceToken,
        'check-run': 'true',
        deployment: 'true',
        timeout: '10m',
        interval: '10m',
      },
      {
        repository: APP,
        sha,
        onOutput: (text, child) => {
          if (/api +waiting/.test(text)) cancelling ??= cancel(child)
        },
      },
    )
    await cancelling
    expect(errorsOf(run)).toEqual([expect.stringMatching(/\(cancelled\)$/)])
    const { statuses, deployments } = world.github.describe(APP)
    expect(statuses).toEqual([])
    const [deployment] = deployments.values()
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'error'])
  })

  it('is told nothing in a run that a fork started, and nobody syncs', async () => {
    const { sha, sourceToken } = await createApp()
    await world.createApplication('api', { syncPolicy: {} })
    const head = { repo: { full_name: 'stranger/api' } }
    const run = await world.verify(
      {
        environment: 'staging',
        revision: world.root,
        sync: 'true',
        'source-token': sourceToken,
        'check-run': 'true',
        deployment: 'true',
        timeout: '1s',
      },
      { repository: APP, sha, eventName: 'pull_request_target', event: { pull_request: { head } } },
    )
    expect(run.outputs.outcome).toBe('timeout')
    expect(run.annotations[0]).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('stranger/api'),
    })
    expect(world.argocd.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(world.github.requests.filter(({ operation }) => /^(POST|PATCH|PUT)/.test(operation))).toEqual([])
    expect([checkRuns(), world.github.describe(APP).statuses]).toEqual([[], []])
  })
})

describe('a promotion that waits for the proof', () => {
  const gated = CONFIG.replace(
    'services:',
    '  production: { path: environments/production, from: staging, update: pull-request }\nservices:',
  )
  const helm = (tag: string): string => `image:\n  repository: ghcr.io/acme/api\n  tag: "${tag}"\n`

  function promote(token: string): Promise<ActionRun> {
    return runActionProcess({
      action: 'open-promotion-pr',
      github: world.github,
      repository: ENVIRONMENTS,
      inputs: {
        repository: ENVIRONMENTS,
        token,
        from: 'staging',
        to: 'production',
        services: 'api',
        gates: 'verified',
        'gate-app': 'verifier',
        'verify-image': 'false',
        'source-token': '',
      },
    })
  }

  it('opens when verify-sync has given it, and not before', async () => {
    await world.createApplication('api')
    await world.write({ 'gitops.yaml': gated, 'environments/production/api/values.yaml': helm('1.0.0') })
    const revision = await world.commit({ api: '1.1.0' })
    const early = await promote(world.token)
    expect([early.outputs.outcome, early.code]).toEqual(['blocked-by-gate', 0])
    const verified = await world.verify({
      applications: '',
      environment: 'staging',
      service: 'api',
      revision,
      'check-run': 'true',
      'source-token': '',
    })
    expect(verified.annotations).toEqual([])
    expect(checkRuns()).toContainEqual(['gitops/staging', revision, 'success'])
    const late = await promote(world.token)
    expect(errorsOf(late)).toEqual([])
    expect(late.outputs.outcome).toBe('created')
  })
})

describe('applications by their labels', () => {
  it('are waited for until there are as many as expected, with one list and one stream', async () => {
    const labels = { 'app.kubernetes.io/part-of': 'shop' }
    await world.createApplication('api', { labels })
    let made = false
    const run = await world.verify(
      {
        applications: 'selector=app.kubernetes.io/part-of=shop',
        'expected-count': '2',
        revision: world.root,
      },
      {
        onOutput: (text) => {
          if (made || !text.includes('deployed')) return
          made = true
          void world.createApplication('worker', { labels })
        },
      },
    )
    expect(errorsOf(run)).toEqual([])
    expect(verdicts(run)).toEqual([
      ['argocd/api', 'deployed'],
      ['argocd/worker', 'deployed'],
    ])
  })

  it('that nobody has: a timeout that says so', async () => {
    const run = await world.verify({ applications: 'selector=app=none', revision: world.root, timeout: '5s' })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'timeout'])
    expect(errorsOf(run)[0]).toContain('no application matches selector=app=none')
  })
})

describe('the identity of the job', () => {
  it('is a token of Argo CD, which nobody sees', async () => {
    await world.createApplication('api')
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: identity.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: identity.requestToken,
    }
    const inputs = { 'auth-token': '', oidc: 'true', revision: world.root }
    const run = await world.verify(inputs, { env })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs.outcome).toBe('deployed')
    const shown = run.log.replace(/^::add-mask::.*$/gm, '') + run.summary
    expect(shown).not.toMatch(/eyJ[A-Za-z0-9_-]{10}/)
    const refused = await world.verify(inputs)
    expect(errorsOf(refused)[0]).toMatch(/id-token: write.*\(no-id-token\)$/)
  })
})
