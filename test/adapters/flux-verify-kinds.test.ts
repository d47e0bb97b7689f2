import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployment } from '../sandbox/argocd-world.ts'
import { isReady, URL as REPOSITORY_URL } from '../sandbox/flux-world.ts'
import { type FluxVerification, kustomization, release, startFluxVerification } from './flux-world.ts'
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

describe('an artifact', () => {
  const url = 'oci://registry.example.test/environments'

  async function push(
    files: Record<string, string>,
    annotations = true,
  ): Promise<{ commit: string; digest: string }> {
    const commit = await world.repository.commit(files)
    const { digest } = world.flux.artifacts.push(url, 'main', {
      repository: REPOSITORY_URL,
      commit,
      ...(annotations ? { revision: `main@sha1:${commit}`, source: `${REPOSITORY_URL}.git` } : {}),
    })
    return { commit, digest }
  }

  function createObjects(): void {
    world.kubernetes.store.apply({
      kind: 'OCIRepository',
      namespace: 'flux-system',
      name: 'artifact',
      spec: { interval: '1m', url, ref: { tag: 'main' } },
    })
    world.kustomization('api', { wait: true, sourceRef: { kind: 'OCIRepository', name: 'artifact' } })
  }

  it('is known by the commit that it was made of, and by its digest', async () => {
    await push(API('1.0.0'))
    createObjects()
    await world.until('Kustomization', 'api', isReady)
    const { commit, digest } = await push(API('2.0.0'))
    expect(await world.verify({ revision: commit })).toMatchObject({ outcome: 'deployed' })
    expect(await world.verify({ revision: digest })).toMatchObject({
      outcome: 'deployed',
      applications: [{ revision: digest, detail: `runs revision ${short(digest)}` }],
    })
  })

  it('fails with our commit as well', async () => {
    await push(API('1.0.0'))
    createObjects()
    await world.until('Kustomization', 'api', isReady)
    const { commit } = await push({ 'apps/api/api.yaml': 'a: [' })
    const report = await world.verify({ revision: commit })
    expect(report).toMatchObject({ outcome: 'sync-failed' })
    expect(report.reason).toContain(`the sync of ${short(commit)} failed: BuildFailed`)
  })

  it('without annotations is known by its digest alone, and says so', async () => {
    const { commit, digest } = await push(API('1.0.0'), false)
    createObjects()
    await world.until('Kustomization', 'api', isReady)
    const report = await world.verify({ revision: commit, timeout: 1_500 })
    expect(report.outcome).toBe('timeout')
    expect(report.cause).toContain('does not say which commit it was made of')
    expect(await world.verify({ revision: digest })).toMatchObject({ outcome: 'deployed' })
  })
})

describe('a source', () => {
  it('is verified as fetched, and no more', async () => {
    await runFirst()
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({
      revision,
      applications: [{ kind: 'GitRepository', namespace: 'flux-system', name: 'environments' }],
    })
    expect(report.outcome).toBe('deployed')
    expect(report.applications[0]?.detail).toBe(
      `fetched revision ${short(revision)}; whether it is applied is not told`,
    )
  })
})

describe('a HelmRelease', () => {
  const CHART = (tag: string, version = '1.2.3'): Record<string, string> => ({
    'charts/api/Chart.yaml': `apiVersion: v2\nname: api\nversion: ${version}\nappVersion: "1.0"\n`,
    'charts/api/values.yaml': `image:\n  repository: acme/api\n  tag: "${tag}"\n`,
  })
  const applications = [release('api')]

  async function releaseFirst(): Promise<string> {
    const commit = await world.push(CHART('1.0.0'))
    world.source()
    world.release('api', { upgrade: { remediation: { retries: 1 } } })
    await world.until('HelmRelease', 'api', isReady)
    return commit
  }

  it('is deployed when its chart of our revision is released', async () => {
    await releaseFirst()
    const revision = await world.repository.commit(CHART('2.0.0', '1.3.0'))
    const report = await world.verify({ revision, applications, images: ['acme/api:2.0.0'], interval: 200 })
    expect(report).toMatchObject({
      outcome: 'deployed',
      applications: [{ revision, images: ['acme/api:2.0.0'] }],
    })
  })

  it('fails with what Helm said when its retries are over', async () => {
    await releaseFirst()
    world.flux.faults.set('HelmRelease/flux-system/api', {
      apply: { reason: 'UpgradeFailed', message: 'context deadline exceeded' },
    })
    const revision = await world.repository.commit(CHART('2.0.0', '1.3.0'))
    const report = await world.verify({ revision, applications, stableFor: 5_000, interval: 200 })
    expect(report.outcome).toBe('sync-failed')
    expect(report.reason).toContain('UpgradeFailed: Helm upgrade failed for release shop/api.v2')
    expect(report.reason).toContain('context deadline exceeded')
  })

  it('is of the revision that applied it and of the one that its chart is of, and has to be of ours in both', async () => {
    const manifest = (tag: string): Record<string, string> => ({
      'apps/releases/api.yaml': JSON.stringify({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'api', namespace: 'flux-system' },
        spec: {
          interval: '10m',
          targetNamespace: 'shop',
          chart: {
            spec: { chart: './charts/api', sourceRef: { kind: 'GitRepository', name: 'environments' } },
          },
          values: { image: { tag } },
        },
      }),
    })
    await world.push({ ...CHART('1.0.0'), ...manifest('1.0.0') })
    world.source()
    world.kustomization('releases', { targetNamespace: undefined })
    await world.until('HelmRelease', 'api', isReady)
    const revision = await world.repository.commit(manifest('2.0.0'))
    const report = await world.verify({ revision, applications, images: ['acme/api:2.0.0'], interval: 200 })
    expect(report).toMatchObject({
      outcome: 'deployed',
      applications: [{ revision: `${revision},${revision}` }],
    })
  })
})

describe('a Kustomization that another one applies', () => {
  const cluster = (path: string): Record<string, string> => ({
    'clusters/api.yaml': JSON.stringify({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'api', namespace: 'flux-system' },
      spec: {
        interval: '10m',
        prune: true,
        wait: true,
        path,
        targetNamespace: 'shop',
        sourceRef: { kind: 'GitRepository', name: 'environments' },
      },
    }),
  })

  it('is not deployed before our commit has changed its own specification, ready though it is at our revision', async () => {
    await world.push({ ...cluster('./apps/api'), ...API('1.0.0') })
    world.source()
    world.kustomization('cluster', { path: './clusters', targetNamespace: undefined })
    await world.until('Kustomization', 'api', isReady)
    world.flux.faults.set('Kustomization/flux-system/cluster', { stuck: true })
    const files = { ...cluster('./apps/next'), 'apps/next/api.yaml': deployment('api', 'acme/api:2.0.0') }
    const revision = await world.push(files)
    const early = await world.until(
      'Kustomization',
      'api',
      ({ status }) => status.lastAppliedRevision === `main@sha1:${revision}`,
    )
    expect(early.conditions).toContain('Ready=True ReconciliationSucceeded')
    expect(await world.verify({ revision, timeout: 1_500, refresh: false })).toMatchObject({
      outcome: 'timeout',
    })
    world.flux.faults.clear('Kustomization/flux-system/cluster')
    const report = await world.verify({ revision, images: ['acme/api:2.0.0'] })
    expect(report).toMatchObject({ outcome: 'deployed' })
  })
})

describe('many applications', () => {
  it('are found by their labels, and counted', async () => {
    const revision = await world.push({
      ...API('1.0.0'),
      'apps/web/web.yaml': deployment('web', 'acme/web:1'),
    })
    world.source()
    const labels = { 'app.kubernetes.io/part-of': 'shop' }
    const sourceRef = { kind: 'GitRepository', name: 'environments' }
    for (const name of ['api', 'web']) {
      world.kubernetes.store.apply({
        kind: 'Kustomization',
        namespace: 'flux-system',
        name,
        labels,
        spec: {
          interval: '10m',
          prune: true,
          path: `./apps/${name}`,
          targetNamespace: 'shop',
          sourceRef,
          wait: true,
        },
      })
    }
    const applications = [{ namespace: 'flux-system', selector: 'app.kubernetes.io/part-of=shop' }]
    const report = await world.verify({ revision, applications, expectedCount: 2 })
    expect(report.outcome).toBe('deployed')
    expect(report.applications.map(({ application }) => application)).toEqual([
      'Kustomization/flux-system/api',
      'Kustomization/flux-system/web',
    ])
    const late = await world.verify({ revision, applications, expectedCount: 3, timeout: 1_500 })
    expect(late).toMatchObject({ outcome: 'timeout' })
    expect(late.cause).toContain('2 of 3 applications exist')
  })

  it('are named in short, or with another kind', async () => {
    const revision = await runFirst()
    const applications = [
      { namespace: undefined, name: 'api' },
      { kind: 'GitRepository', namespace: undefined, name: 'environments' },
    ]
    expect(await world.verify({ revision, applications })).toMatchObject({
      outcome: 'deployed',
      applications: [{ application: 'api' }, { application: 'GitRepository/environments' }],
    })
    const failure = await failureOf(
      world.verify({ revision, applications: [{ kind: 'Deployment', namespace: undefined, name: 'api' }] }),
    )
    expect(failure.message).toContain('Kustomization, HelmRelease, GitRepository, OCIRepository')
    const missing = await failureOf(world.verify({ revision, applications: [kustomization('wep')] }))
    expect(missing.code).toBe('application-not-found')
  })
})
