import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployment } from '../sandbox/argocd-world.ts'
import { isReady, URL as REPOSITORY_URL } from '../sandbox/flux-world.ts'
import { type FluxVerification, startFluxVerification } from './flux-world.ts'
import { failureOf } from './github-world.ts'

let world: FluxVerification

beforeEach(async () => {
  world = await startFluxVerification()
})

afterEach(() => world.close())

const API = (tag: string): Record<string, string> => ({
  'apps/api/api.yaml': deployment('api', `acme/api:${tag}`),
})

const short = (revision: string): string => revision.replace(/([0-9a-f]{7})[0-9a-f]+$/, '$1')

/** A first version that runs; Flux learns of later commits only when it is asked. */
async function runFirst(spec: object = { wait: true }): Promise<string> {
  const commit = await world.push(API('1.0.0'))
  world.source()
  world.kustomization('api', spec)
  await world.until('Kustomization', 'api', isReady)
  return commit
}

function patches(): string[] {
  return world.kubernetes.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ path }) => path.replace(/^.*\/namespaces\/flux-system\//, ''))
}

describe('a Kustomization', () => {
  it('is deployed when it applied our revision, after its source was asked first and then it', async () => {
    await runFirst()
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, images: ['acme/api:2.0.0'] })
    expect(report).toMatchObject({ outcome: 'deployed', cause: '' })
    expect(report.applications).toMatchObject([
      {
        application: 'Kustomization/flux-system/api',
        verdict: 'deployed',
        detail: `runs revision ${short(revision)}`,
        revision,
        images: ['acme/api:2.0.0'],
        directories: ['./apps/api'],
      },
    ])
    expect(patches()[0]).toBe('gitrepositories/environments?fieldManager=gitops-actions')
    expect(patches().length).toBeLessThanOrEqual(2)
  })

  it('is deployed by polls where it may not be watched', async () => {
    await runFirst()
    const verbs = ['get', 'list'] as const
    const rules = [
      { verbs, groups: ['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'], resources: ['*'] },
    ]
    const revision = await world.repository.commit(API('2.0.0'))
    const verified = world.verify({ revision, refresh: false, interval: 100 }, { rules })
    world.flux.notify(REPOSITORY_URL)
    expect(await verified).toMatchObject({ outcome: 'deployed' })
  })

  it('costs no write when our revision is applied already', async () => {
    const revision = await runFirst()
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('deployed')
    expect(patches()).toEqual([])
  })

  it('fault 81: is not deployed while the old revision is Ready, where a look at Ready is green', async () => {
    const old = await runFirst()
    world.flux.faults.set('GitRepository/flux-system/environments', { stuck: true })
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, timeout: 1_500, interval: 100, refresh: false })
    expect(isReady(await world.until('Kustomization', 'api', isReady))).toBe(true)
    expect(report.outcome).toBe('timeout')
    expect(report.cause).toBe(
      `Kustomization/flux-system/api: at revision ${short(old)} (older), wanted ${short(revision)}`,
    )
  })

  it('fault 85: is deployed by a descendant that left our files alone, and superseded by one that did not', async () => {
    const revision = await runFirst()
    const next = await world.push({ 'apps/other/other.yaml': deployment('other', 'acme/other:1') })
    await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${next}`,
    )
    expect(await world.verify({ revision })).toMatchObject({ outcome: 'deployed-by-descendant' })
    const third = await world.push(API('3.0.0'))
    await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${third}`,
    )
    expect(await world.verify({ revision })).toMatchObject({ outcome: 'superseded' })
    expect(await world.verify({ revision, images: ['acme/api:1.0.0'] })).toMatchObject({
      outcome: 'superseded',
    })
  })

  it('fault 101: fails when our own attempt failed, though Flux goes on trying', async () => {
    await runFirst()
    const revision = await world.repository.commit({ 'apps/api/api.yaml': 'a: [' })
    const report = await world.verify({ revision, timeout: 30_000 })
    expect(report.outcome).toBe('sync-failed')
    expect(report.reason).toContain(
      `Kustomization/flux-system/api: the sync of ${short(revision)} failed: BuildFailed: `,
    )
    await world.until('Kustomization', 'api', ({ conditions }) =>
      conditions.includes('Reconciling=True ProgressingWithRetry'),
    )
  })

  it('fault 82: fails on a directory that our commit does not have, before it counts as attempted', async () => {
    await runFirst()
    await world.repository.git('rm', '--quiet', '-r', 'apps/api')
    const revision = await world.repository.commit({ 'apps/other.yaml': deployment('other', 'acme/other:1') })
    const report = await world.verify({ revision, timeout: 30_000 })
    expect(report.outcome).toBe('sync-failed')
    expect(report.reason).toContain('ArtifactFailed: kustomization path not found')
    expect(world.object('Kustomization', 'api').status).not.toMatchObject({
      lastAttemptedRevision: `main@sha1:${revision}`,
    })
  })

  it('fault 82: takes no failure of an older revision for ours', async () => {
    await world.push({ 'apps/api/api.yaml': 'a: [' })
    world.source()
    world.kustomization('api', { wait: true })
    await world.until('Kustomization', 'api', ({ conditions }) =>
      conditions.includes('Ready=False BuildFailed'),
    )
    const revision = await world.repository.commit(API('2.0.0'))
    expect(await world.verify({ revision, stableFor: 50 })).toMatchObject({ outcome: 'deployed' })
  })

  it('is degraded by its pods, with the container and the reason', async () => {
    await runFirst()
    world.flux.breakPods([{ image: /:2\./ }])
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, timeout: 30_000, images: ['acme/api:2.0.0'] })
    expect(report.outcome).toBe('degraded')
    expect(report.reason).toContain(
      `at revision ${short(revision)}, its health is degraded: HealthCheckFailed: `,
    )
    expect(report.cause).toMatch(
      /^Pod shop\/api-\d+-0, container api: ImagePullBackOff: Back-off pulling image "acme\/api:2\.0\.0"$/,
    )
    expect(report.resources.map(({ label, state }) => `${label} ${state}`)).toEqual([
      expect.stringMatching(/^Pod shop\/api-\d+-0 ImagePullBackOff$/),
      'Deployment shop/api not ready',
    ])
  })

  it('says which right is missing where pods may not be read', async () => {
    await runFirst()
    world.flux.breakPods([{ image: /:2\./ }])
    const revision = await world.repository.commit(API('2.0.0'))
    const groups = ['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io']
    const rules = [{ verbs: ['get', 'list', 'watch', 'patch'] as const, groups, resources: ['*'] }]
    const report = await world.verify({ revision, timeout: 30_000 }, { rules })
    expect(report.outcome).toBe('degraded')
    expect(report.cause).toContain("[Deployment/shop/api status: 'Failed']")
    expect(report.cause).toContain('grant it "list" on "deployments.apps"')
    const failure = await failureOf(world.verify({ revision, images: ['acme/api:2.0.0'] }, { rules }))
    expect(failure.message).toContain('It is asked because of "images" or "release"')
  })

  it('fault 102: is refused as suspended, with what resumes it', async () => {
    await runFirst()
    world.kustomization('api', { wait: true, suspend: true })
    const revision = await world.push(API('2.0.0'))
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('suspended')
    expect(report.reason).toContain(
      'Kustomization flux-system/api is suspended: resume it with "flux resume kustomization api -n flux-system"',
    )
    expect(patches().filter((path) => path.startsWith('kustomizations'))).toEqual([])
  })

  it('fault 102: is refused when its source is suspended', async () => {
    await runFirst()
    world.source('environments', { suspend: true })
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('suspended')
    expect(report.reason).toContain('resume it with "flux resume source git environments -n flux-system"')
    expect(patches()).toEqual([])
  })

  it('fault 102: is no proof while it is suspended, whatever it has applied', async () => {
    const revision = await runFirst()
    world.kustomization('api', { wait: true, suspend: true })
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('suspended')
    expect(report.reason).toContain(`at revision ${short(revision)}, its health is suspended: Kustomization`)
  })

  it('fault 102: fails when it is stalled, after one request', async () => {
    await runFirst()
    world.flux.faults.set('Kustomization/flux-system/api', {
      stalled: { reason: 'AccessDenied', message: 'cross-namespace references have been blocked' },
    })
    const revision = await world.push(API('2.0.0'))
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('sync-failed')
    expect(report.reason).toContain('AccessDenied: cross-namespace references have been blocked')
  })

  it('fault 102: waits for its dependency, and names it', async () => {
    await runFirst({ wait: true, dependsOn: [] })
    await world.push({ 'apps/infra/infra.yaml': deployment('infra', 'acme/infra:1') })
    world.flux.faults.set('Kustomization/flux-system/infra', {
      apply: { reason: 'ReconciliationFailed', message: 'no' },
    })
    world.kustomization('infra')
    world.kustomization('api', { wait: true, dependsOn: [{ name: 'infra' }] })
    const revision = await world.push(API('2.0.0'))
    await world.until('Kustomization', 'api', ({ conditions }) =>
      conditions.includes('Ready=False DependencyNotReady'),
    )
    const late = await world.verify({ revision, timeout: 1_500, refresh: false })
    expect(late.outcome).toBe('timeout')
    expect(late.cause).toContain("; DependencyNotReady: dependency 'flux-system/infra' is not ready")
    world.flux.faults.clear('Kustomization/flux-system/infra')
    expect(await world.verify({ revision, interval: 200 })).toMatchObject({ outcome: 'deployed' })
  })

  it('fault 105: is applied, and no more, without health checks', async () => {
    await runFirst({})
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('deployed')
    expect(report.applications[0]?.detail).toBe(
      `applied revision ${short(revision)}; the agent does not check its health`,
    )
    const label = 'Kustomization/flux-system/api'
    expect(report.reason).toBe(
      `Every application has ${short(revision)}. Nobody checks the health of ${label}.`,
    )
    expect(report.log).toContainEqual(expect.stringContaining(`nothing of the health of ${label}`))
  })

  it('fault 105: is held to its images all the same, by the pods that run', async () => {
    await runFirst({})
    world.flux.breakPods([{ image: /:2\./ }])
    const revision = await world.push(API('2.0.0'))
    await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${revision}`,
    )
    const report = await world.verify({ revision, timeout: 1_500, interval: 100, images: ['acme/api:2.0.0'] })
    expect(report).toMatchObject({ outcome: 'timeout' })
    expect(report.cause).toContain('it still runs acme/api:1.0.0')
  })

  it('says why its source brings nothing', async () => {
    await runFirst()
    world.flux.faults.set('GitRepository/flux-system/environments', {
      fetch: { reason: 'GitOperationFailed', message: 'authentication required' },
    })
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, timeout: 1_500 })
    expect(report.outcome).toBe('timeout')
    expect(report.cause).toContain(
      'its source GitRepository flux-system/environments: GitOperationFailed: authentication required',
    )
  })

  it('is refused when it reads another repository', async () => {
    const revision = await runFirst()
    world.source('elsewhere', { url: 'https://git.example.test/acme/elsewhere' })
    world.kustomization('api', { sourceRef: { kind: 'GitRepository', name: 'elsewhere' } })
    const failure = await failureOf(world.verify({ revision, refresh: false }))
    expect(failure.code).toBe('no-matching-source')
    expect(failure.message).toContain(
      'https://git.example.test/acme/elsewhere (GitRepository flux-system/elsewhere), not',
    )
  })
})
