import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployment } from './argocd-world.ts'
import { type FluxWorld, isReady, startFluxWorld, URL } from './flux-world.ts'

let world: FluxWorld

beforeEach(async () => {
  world = await startFluxWorld()
})

afterEach(() => world.close())

const API = (tag: string): Record<string, string> => ({
  'apps/api/api.yaml': deployment('api', `acme/api:${tag}`),
})

function images(): string[] {
  return world.kubernetes.store.list('Pod').flatMap(({ spec }) => {
    const { containers } = spec as { containers: { image: string }[] }
    return containers.map(({ image }) => image)
  })
}

describe('a Kustomization of the sandbox', () => {
  it('applies what its source has, and says which revision', async () => {
    const commit = await world.push(API('1.0.0'))
    world.source()
    world.kustomization('api', { wait: true })
    const { status, conditions } = await world.until('Kustomization', 'api', isReady)
    expect(status).toMatchObject({
      lastAttemptedRevision: `main@sha1:${commit}`,
      lastAppliedRevision: `main@sha1:${commit}`,
      inventory: { entries: [{ id: 'shop_api_apps_Deployment', v: 'v1' }] },
    })
    expect(conditions).toContain('Healthy=True Succeeded')
    expect(images()).toEqual(['acme/api:1.0.0'])
  })

  it('tries a new revision before it has applied it, and replaces the pods', async () => {
    await world.push(API('1.0.0'))
    world.source()
    world.kustomization('api', { wait: true })
    await world.until('Kustomization', 'api', isReady)
    const second = await world.push(API('2.0.0'))
    const revision = `main@sha1:${second}`
    const during = await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAttemptedRevision === revision,
    )
    expect(during.conditions).toContain('Ready=Unknown Progressing')
    expect(during.status.lastAppliedRevision).not.toBe(revision)
    await world.until('Kustomization', 'api', ({ status }) => status.lastAppliedRevision === revision)
    expect(images()).toEqual(['acme/api:2.0.0'])
  })

  it('deletes what is no longer there', async () => {
    await world.push({ ...API('1.0.0'), 'apps/api/web.yaml': deployment('web', 'acme/web:1') })
    world.source()
    world.kustomization('api')
    await world.until('Kustomization', 'api', isReady)
    await world.repository.git('rm', '--quiet', 'apps/api/web.yaml')
    const second = await world.push(API('1.0.1'))
    await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${second}`,
    )
    expect(world.kubernetes.store.list('Deployment').map(({ metadata }) => metadata.name)).toEqual(['api'])
  })

  it('fails its health check as pods fail, and recovers by itself', async () => {
    await world.push(API('1.0.0'))
    world.source()
    world.kustomization('api', { wait: true })
    await world.until('Kustomization', 'api', isReady)
    world.flux.breakPods([{ image: /:2\./ }])
    const second = await world.push(API('2.0.0'))
    const failed = await world.until('Kustomization', 'api', ({ conditions }) =>
      conditions.includes('Ready=False HealthCheckFailed'),
    )
    expect(failed.message('Ready')).toContain("[Deployment/shop/api status: 'Failed']")
    expect(failed.conditions).toContain('Reconciling=True ProgressingWithRetry')
    expect(failed.status.lastAppliedRevision).not.toBe(`main@sha1:${second}`)
    expect(images()).toEqual(['acme/api:1.0.0', 'acme/api:2.0.0'])
    world.flux.breakPods([])
    await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${second}`,
    )
  })

  it('waits for its dependencies', async () => {
    await world.push({ ...API('1.0.0'), 'apps/infra/infra.yaml': deployment('infra', 'acme/infra:1') })
    world.source()
    world.flux.faults.set('Kustomization/flux-system/infra', {
      apply: { reason: 'ReconciliationFailed', message: 'no' },
    })
    world.kustomization('api', { dependsOn: [{ name: 'infra' }] })
    world.kustomization('infra')
    const waiting = await world.until('Kustomization', 'api', ({ conditions }) =>
      conditions.includes('Ready=False DependencyNotReady'),
    )
    expect(waiting.message('Ready')).toBe("dependency 'flux-system/infra' is not ready")
    world.flux.faults.clear('Kustomization/flux-system/infra')
    await world.until('Kustomization', 'api', isReady)
  })

  it('does nothing while it is suspended, and handles a request with its annotation', async () => {
    await world.push(API('1.0.0'))
    world.source()
    world.kustomization('api', { suspend: true })
    await world.flux.settled()
    expect(world.object('Kustomization', 'api').status).toBeUndefined()
    world.kustomization('api')
    const { kubernetes } = world
    kubernetes.store.update('Kustomization', 'flux-system', 'api', ({ metadata }) => {
      metadata.annotations = { 'reconcile.fluxcd.io/requestedAt': 'now' }
    })
    await world.until('Kustomization', 'api', ({ status }) => status.lastHandledReconcileAt === 'now')
  })

  it.each([
    [
      'a path that is not there',
      { 'other/a.yaml': deployment('a', 'a') },
      /Ready=False ArtifactFailed/,
      /no such file or directory/,
    ],
    ['a file that is not YAML', { 'apps/api/a.yaml': 'a: [' }, /Ready=False BuildFailed/, /unmarshal/],
    [
      'a kind that is not served',
      { 'apps/api/a.yaml': 'apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: a}' },
      /Ready=False ReconciliationFailed/,
      /no matches for kind "Thing"/,
    ],
  ])('fails on %s', async (_, files, reason, message) => {
    await world.push(files)
    world.source()
    world.kustomization('api')
    const failed = await world.until('Kustomization', 'api', (object) =>
      message.test(object.message('Ready')),
    )
    expect(failed.conditions).toContainEqual(expect.stringMatching(reason))
  })

  it('reads artifacts with their origin', async () => {
    const commit = await world.repository.commit(API('1.0.0'))
    const url = 'oci://registry.example.test/environments'
    const { digest } = world.flux.artifacts.push(url, 'main', {
      repository: URL,
      commit,
      revision: `main@sha1:${commit}`,
    })
    const { store } = world.kubernetes
    store.apply({
      kind: 'OCIRepository',
      namespace: 'flux-system',
      name: 'artifact',
      spec: { interval: '1m', url, ref: { tag: 'main' } },
    })
    world.kustomization('api', { sourceRef: { kind: 'OCIRepository', name: 'artifact' } })
    const { status } = await world.until('Kustomization', 'api', isReady)
    expect(status).toMatchObject({
      lastAppliedRevision: `main@${digest}`,
      lastAppliedOriginRevision: `main@sha1:${commit}`,
    })
  })
})

describe('a HelmRelease of the sandbox', () => {
  const CHART = (tag: string): Record<string, string> => ({
    'charts/api/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.2.3\nappVersion: "1.0"\n',
    'charts/api/values.yaml': `image:\n  repository: acme/api\n  tag: "${tag}"\n`,
  })

  it('releases its chart, and keeps a history', async () => {
    const commit = await world.push(CHART('1.0.0'))
    world.source()
    world.release('api')
    const { status, conditions } = await world.until('HelmRelease', 'api', isReady)
    expect(conditions).toContain('Released=True InstallSucceeded')
    expect(status).toMatchObject({
      lastAttemptedRevision: '1.2.3',
      helmChart: 'flux-system/flux-system-api',
      history: [{ chartName: 'api', chartVersion: '1.2.3', status: 'deployed', version: 1 }],
    })
    expect(world.object('HelmChart', 'flux-system-api').status).toMatchObject({
      observedSourceArtifactRevision: `main@sha1:${commit}`,
    })
    expect(images()).toEqual(['acme/api:1.0.0'])
  })

  it('runs out of retries', async () => {
    await world.push(CHART('1.0.0'))
    world.source()
    world.flux.faults.set('HelmRelease/flux-system/api', {
      apply: { reason: 'UpgradeFailed', message: 'timed out' },
    })
    world.release('api', { upgrade: { remediation: { retries: 1 } } })
    const failed = await world.until('HelmRelease', 'api', ({ conditions }) =>
      conditions.includes('Stalled=True RetriesExceeded'),
    )
    expect([failed.status.failures, failed.message('Ready')]).toEqual([
      2,
      expect.stringContaining('timed out'),
    ])
  })
})
