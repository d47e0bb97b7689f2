import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApplicationHandle } from '@gitops-actions/sandbox'
import { errorsOf, readVerdicts, startVerifyWorld, type VerifyWorld } from './verify-world.ts'

let world: VerifyWorld
let api: ApplicationHandle

beforeEach(async () => {
  world = await startVerifyWorld()
  api = await world.createApplication('api')
})

afterEach(async () => {
  await world.close()
})

const short = (sha: string): string => sha.slice(0, 7)

describe('deployed', () => {
  it('is the revision, synced and healthy, after Argo CD was asked to look', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, images: 'ghcr.io/acme/api=1.1.0' })
    expect(errorsOf(run)).toEqual([])
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ outcome: 'deployed', 'observed-revision': revision, cause: '' })
    expect(Number(run.outputs.duration)).toBeGreaterThanOrEqual(0)
    expect(readVerdicts(run)).toEqual([
      {
        application: 'api',
        verdict: 'deployed',
        detail: `runs revision ${short(revision)}`,
        revision,
        url: `${world.argocd.url}/applications/argocd/api`,
      },
    ])
    expect(run.summary).toContain('### verify-sync: deployed')
    expect(run.summary).toContain(revision)
    expect(run.log).toContain(`Wait for ${short(revision)}`)
    expect(run.log).toMatch(/s {2}api +waiting +at revision/)
    const shown = run.log.replace(/^::add-mask::.*$/gm, '') + run.summary
    for (const secret of [world.token, world.authToken]) expect(shown).not.toContain(secret)
  })

  it('costs no question to GitHub when the revision is live already', async () => {
    const run = await world.verify({ revision: world.root })
    expect(run.outputs.outcome).toBe('deployed')
    expect(world.github.requests).toEqual([])
  })

  it('is every application, not the first alone', async () => {
    await world.createApplication('worker')
    const revision = await world.commit({ api: '1.1.0', worker: '1.1.0' })
    const run = await world.verify({ revision, applications: 'api\n# and\nworker\napi' })
    expect(run.outputs).toMatchObject({ outcome: 'deployed', 'observed-revision': revision })
    expect(readVerdicts(run).map(({ application }) => application)).toEqual(['api', 'worker'])
  })

  it('is stable for as long as was asked', async () => {
    const run = await world.verify({ revision: world.root, 'stable-for': '1s', interval: '10s' })
    expect(run.outputs.outcome).toBe('deployed')
    expect(Number(run.outputs.duration)).toBeGreaterThanOrEqual(1)
  })

  it('is asked for, once, where nobody syncs', async () => {
    await world.createApplication('worker', { syncPolicy: {} })
    const run = await world.verify({ revision: world.root, applications: 'worker', sync: 'true' })
    expect(run.outputs.outcome).toBe('deployed')
    expect(world.argocd.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      '/api/v1/applications/worker/sync',
    ])
  })

  it('is told of an application in its own namespace, by several sources in other spellings', async () => {
    const { repoURL } = world
    const sources = [
      { repoURL: 'https://charts.example.com', chart: 'service', targetRevision: '4.1.0' },
      {
        repoURL: repoURL.replace(/\.git$/, '/'),
        path: 'environments/staging/worker',
        targetRevision: 'main',
      },
      { repoURL, targetRevision: 'main', ref: 'values' },
    ]
    const values = { image: { repository: 'docker.io/library/redis', tag: '7' } }
    world.argocd.addChart({
      repoURL: 'https://charts.example.com',
      chart: 'service',
      version: '4.1.0',
      values,
    })
    const worker = await world.createApplication('worker', { namespace: 'team-a', sources })
    const revision = await world.commit({ worker: '1.1.0' })
    const run = await world.verify({ revision, applications: 'team-a/worker' })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs).toMatchObject({ outcome: 'deployed' })
    expect(worker.current().status.sync.revisions).toEqual(['4.1.0', revision, revision])
    expect(readVerdicts(run)[0]).toMatchObject({
      application: 'team-a/worker',
      revision: `${revision},${revision}`,
    })
  })

  it('is the image of the release that was built, not a revision alone', async () => {
    const digest = `sha256:${'1'.repeat(64)}`
    const release = JSON.stringify({
      version: 1,
      service: 'api',
      image: 'ghcr.io/acme/api',
      tag: '1.1.0',
      tags: [{ name: '1.1.0', mutable: false }],
      digest,
      platforms: { 'linux/amd64': digest },
      source: { repository: 'acme/api', sha: 'a'.repeat(40), ref: 'refs/heads/main' },
      created: '2026-01-02T03:04:05Z',
      run: 'https://github.com/acme/api/actions/runs/17',
    })
    const revision = await world.commit({ api: `1.1.0@${digest}` })
    const run = await world.verify({ revision, release })
    expect(run.outputs.outcome).toBe('deployed')
    const other = await world.verify({
      revision,
      release: release.replaceAll('1'.repeat(64), '2'.repeat(64)),
      timeout: '5s',
    })
    expect(other.outputs.outcome).toBe('timeout')
    expect(errorsOf(other)[0]).toContain(`still runs ghcr.io/acme/api:1.1.0@${digest}`)
  })
})

describe('another commit came after ours', () => {
  it('and left our files alone: deployed by a descendant', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    const head = await world.commit({ worker: '1.1.0' })
    const run = await world.verify({ revision })
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ outcome: 'deployed-by-descendant', 'observed-revision': head })
    expect(readVerdicts(run)[0]?.detail).toBe(
      `runs revision ${short(head)}, which contains ${short(revision)}`,
    )
  })

  it('and changed them again: superseded, a failure when so asked', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    const head = await world.commit({ api: '1.2.0' })
    const passing = await world.verify({ revision })
    expect([passing.code, passing.outputs.outcome]).toEqual([0, 'superseded'])
    expect(passing.log).toContain(
      `A newer release won: api: revision ${short(head)} contains ${short(revision)} and changed the same files again.`,
    )
    const failing = await world.verify({ revision, 'on-superseded': 'fail' })
    expect([failing.code, failing.outputs.outcome]).toEqual([1, 'superseded'])
    expect(errorsOf(failing)).toHaveLength(1)
  })

  it('and changed them, but kept our image: the image is the better evidence', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    await world.commit({ api: '1.1.0 # for the record' })
    const run = await world.verify({ revision, images: 'ghcr.io/acme/api:1.1.0' })
    expect(run.outputs.outcome).toBe('deployed-by-descendant')
    const beaten = await world.verify({ revision, images: 'ghcr.io/acme/api:1.0.5' })
    expect(beaten.outputs.outcome).toBe('superseded')
    expect(beaten.log).toContain('brought ghcr.io/acme/api:1.1.0')
  })
})

describe('what goes wrong', () => {
  it('stuck on the old revision: a timeout with both revisions, where a look at sync and health is green', async () => {
    api.faults.set({ stuck: true })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, timeout: '5s' })
    expect(api.current().status).toMatchObject({ sync: { status: 'Synced' }, health: { status: 'Healthy' } })
    expect([run.code, run.outputs.outcome, run.outputs['observed-revision']]).toEqual([
      1,
      'timeout',
      world.root,
    ])
    const told = `api: at revision ${short(world.root)} (older), wanted ${short(revision)}`
    expect(errorsOf(run)).toEqual([`After 5s ${short(revision)} is not proved to be live: ${told}.`])
    expect(run.outputs.cause).toBe(told)
    expect(world.comparisons()).toBe(1)
    expect(run.summary).toContain('### verify-sync: timeout')
  })

  it('degraded: the pod and its reason', async () => {
    api.faults.set({ degraded: { reason: 'ImagePullBackOff' } })
    const revision = await world.commit({ api: '9.9.9' })
    const run = await world.verify({ revision })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'degraded'])
    expect(run.outputs.cause).toMatch(
      /^Pod api-\S+, container api: ImagePullBackOff: Back-off pulling image "ghcr\.io\/acme\/api:9\.9\.9"$/,
    )
    expect(errorsOf(run)[0]).toContain(`Cause: ${run.outputs.cause ?? ''}`)
    expect(run.summary).toContain('**Cause:** Pod')
  })

  it('degraded for a moment: the grace is as long as the stability', async () => {
    api.faults.set({ degraded: {} })
    const revision = await world.commit({ api: '1.1.0' })
    world.notify()
    await api.until(({ status }) => status.health.status === 'Degraded')
    const run = await world.verify(
      { revision, 'stable-for': '1s' },
      {
        onOutput: (text) => {
          if (text.includes('degraded')) api.faults.clear()
        },
      },
    )
    expect(run.outputs.outcome).toBe('deployed')
    expect(run.log).toMatch(/api +degraded +at revision/)
  })

  it('a failed operation of ours: at once, with the resource', async () => {
    const resource = { kind: 'Deployment', name: 'api', message: 'spec.replicas: Invalid value: -1' }
    api.faults.set({ operationFails: { message: 'one or more objects failed to apply', resource } })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'sync-failed'])
    expect(errorsOf(run)[0]).toContain(
      `api: the sync of ${short(revision)} failed: one or more objects failed to apply; Deployment api: spec.replicas: Invalid value: -1`,
    )
  })

  it('a failed operation of an older revision: nothing to us', async () => {
    const older = await world.commit({ api: '1.1.0' })
    api.faults.set({ operationFails: { message: 'quota', revision: older } })
    world.notify()
    await api.until(({ status }) => status.operationState?.phase === 'Failed')
    const revision = await world.commit({ api: '1.2.0' })
    const run = await world.verify({ revision })
    expect(run.outputs.outcome).toBe('deployed')
  })

  it('a closed sync window: at once, with the window', async () => {
    api.faults.set({ syncWindow: { kind: 'deny', schedule: '0 22 * * *', duration: '8h' } })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, timeout: '10m' })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'blocked-by-window'])
    expect(errorsOf(run)[0]).toContain('the sync window "0 22 * * *" for 8h denies syncs now')
  })

  it('a comparison that stays older than the operation: one hard refresh', async () => {
    api.faults.set({ staleReconciledAt: true })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision })
    expect(run.outputs.outcome).toBe('deployed')
    const hard = world.argocd.requests.filter(({ query }) => query.get('refresh') === 'hard')
    expect(hard).toHaveLength(1)
    expect(run.log).toContain('asking for a hard refresh')
  })

  it('manifests that cannot be rendered: asked once more, then final', async () => {
    api.faults.set({ comparisonError: 'Failed to load target state: helm template failed' })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, timeout: '10m' })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'sync-failed'])
    expect(errorsOf(run)[0]).toContain('ComparisonError: Failed to load target state: helm template failed')
  })

  it('suspended: said as it is', async () => {
    api.faults.set({ suspended: 'waiting for approval' })
    const run = await world.verify({ revision: world.root })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'suspended'])
    expect(errorsOf(run)[0]).toContain('its health is suspended: waiting for approval')
  })

  it('words that nobody knows: neither ready nor failed', async () => {
    api.faults.set({ healthStatus: 'Weird' })
    const run = await world.verify({ revision: world.root, timeout: '5s' })
    expect(run.outputs.outcome).toBe('timeout')
    expect(errorsOf(run)[0]).toContain('its health is unknown: Argo CD says "Weird"')
  })

  it('hostile messages: no command to the runner, no markup in the summary', async () => {
    const message =
      'boom\n::add-mask::x\n##[error]y %0A::stop-commands::z </details><img src=x> @everyone | `'
    api.faults.set({ operationFails: { message } })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision })
    expect(run.outputs.outcome).toBe('sync-failed')
    expect(
      run.stdout.split('\n').filter((line) => /^\s*::(?!add-mask|error|group|endgroup)/.test(line)),
    ).toEqual([])
    expect(run.stdout).not.toMatch(/^\s*::(?:add-mask::x|stop-commands)/m)
    expect(run.stdout).not.toContain('##[')
    expect(run.summary).not.toMatch(/<img|<\/details>|@everyone/)
  })
})
