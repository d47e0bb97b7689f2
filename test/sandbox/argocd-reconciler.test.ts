import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { Application, ApplicationHandle, ApplicationOptions } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld

beforeEach(async () => {
  world = await startWorld()
})

afterEach(async () => {
  await world.close()
})

const automated = { syncPolicy: { automated: { prune: true, selfHeal: true } } }

function create(options: Partial<ApplicationOptions> = {}): ApplicationHandle {
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  return world.argocd.createApplication({ name: 'api', source, ...options })
}

function isReady(application: Application): boolean {
  const { sync, health } = application.status
  return sync.status === 'Synced' && health.status === 'Healthy' && application.operation === undefined
}

function isAt(revision: string): (application: Application) => boolean {
  return (application) => isReady(application) && application.status.sync.revision === revision
}

describe('automatic sync', () => {
  it('brings a commit to life: operation, rollout, health, history', async () => {
    const revision = await world.repository.commit({
      'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0', 2),
    })
    const seen: string[] = []
    const api = create(automated)
    const watch = await world.watch('?name=api')
    const ready = await api.until(isReady)
    await watch.until((text) => text.includes(`"resourceVersion":"${ready.metadata.resourceVersion}"`))
    watch.close()
    for (const line of watch.text.split('\n').filter((text) => text.startsWith('data: '))) {
      const { result } = JSON.parse(line.slice(6)) as { result: { application: Application } }
      const { sync, health, operationState } = result.application.status
      const words = [sync.status, health.status, operationState?.phase].join(' ').trim()
      if (words !== seen.at(-1)) seen.push(words)
    }
    expect(seen.slice(1)).toEqual([
      'OutOfSync Missing',
      'OutOfSync Missing Running',
      'OutOfSync Missing Succeeded',
      'Synced Progressing Succeeded',
      'Synced Healthy Succeeded',
    ])
    expect(ready.status.sync.revision).toBe(revision)
    expect(ready.status.summary.images).toEqual(['acme/api:1.0.0'])
    expect(ready.status.sourceType).toBe('Directory')
    expect(ready.status.operationState).toMatchObject({
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      operation: { sync: { revision }, initiatedBy: { automated: true } },
      syncResult: {
        revision,
        resources: [{ kind: 'Deployment', name: 'api', status: 'Synced', images: ['acme/api:1.0.0'] }],
      },
    })
    expect(ready.status.history).toMatchObject([{ id: 0, revision, initiatedBy: { automated: true } }])
    expect(ready.status.reconciledAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('follows the branch when a webhook tells of a push, and not before', async () => {
    const first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const api = create(automated)
    await api.until(isAt(first))
    const second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.1.0') })
    expect(api.current().status.sync.revision).toBe(first)
    expect(world.argocd.notify(`${world.repository.url}/`)).toBe(1)
    const ready = await api.until(isAt(second))
    expect(ready.status.summary.images).toEqual(['acme/api:1.1.0'])
    expect(ready.status.history?.map((entry) => [entry.id, entry.revision])).toEqual([
      [0, first],
      [1, second],
    ])
    expect(world.argocd.notify('https://git.example.com/other.git')).toBe(0)
  })

  it('finds a push by polling', async () => {
    await world.close()
    world = await startWorld({ durations: { poll: 50 } })
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const api = create(automated)
    await api.until(isReady)
    const second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.1.0') })
    await api.until(isAt(second))
    expect(api.current().status.sync.status).toBe('Synced')
  })

  it('moves the revision without an operation when nothing that is rendered changed', async () => {
    const first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const api = create(automated)
    await api.until(isAt(first))
    const second = await world.repository.commit({ 'README.md': 'words' })
    await api.refresh()
    const { status } = api.current()
    expect(status.sync).toMatchObject({ status: 'Synced', revision: second })
    expect(status.operationState?.syncResult?.revision).toBe(first)
    expect(status.history).toHaveLength(1)
  })

  it('stays at its revision when no path of manifest-generate-paths was touched', async () => {
    const first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const api = create({
      ...automated,
      annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.;/base' },
    })
    await api.until(isAt(first))
    await world.repository.commit({ 'apps/other/x.yaml': 'a: 1' })
    await api.refresh()
    expect(api.current().status.sync.revision).toBe(first)
    const third = await world.repository.commit({ 'base/x.yaml': 'a: 1' })
    await api.refresh()
    expect(api.current().status.sync.revision).toBe(third)
  })

  it('prunes what left the repository, when the policy says so', async () => {
    await world.repository.commit({
      'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0'),
      'apps/api/worker.yaml': deployment('worker', 'acme/worker:1.0.0'),
    })
    const pruning = create(automated)
    const keeping = create({ name: 'keeping', syncPolicy: { automated: {} } })
    await Promise.all([pruning.until(isReady), keeping.until(isReady)])
    const second = await world.repository.commit({ 'apps/api/worker.yaml': '# gone' })
    world.argocd.notify(world.repository.url)
    const pruned = await pruning.until(isAt(second))
    expect(pruned.status.operationState?.syncResult?.resources).toContainEqual(
      expect.objectContaining({ name: 'worker', status: 'Pruned' }),
    )
    expect(pruned.status.summary.images).toEqual(['acme/api:1.0.0'])
    const kept = await keeping.until((application) => application.status.sync.revision === second)
    expect(kept.status.sync.status).toBe('OutOfSync')
    expect(kept.status.resources).toContainEqual(
      expect.objectContaining({ name: 'worker', requiresPruning: true }),
    )
    expect(kept.operation).toBeUndefined()
  })

  it('heals a change in the cluster only with selfHeal', async () => {
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const healing = create(automated)
    const watching = create({ name: 'watching', syncPolicy: { automated: {} } })
    await Promise.all([healing.until(isReady), watching.until(isReady)])
    for (const application of [healing, watching]) {
      application.changeLive({ kind: 'Deployment', name: 'api' }, (body) => ({
        ...body,
        spec: { replicas: 9 },
      }))
    }
    await watching.until((application) => application.status.sync.status === 'OutOfSync')
    const healed = await healing.until(
      (application) =>
        isReady(application) && application.status.operationState?.operation.sync?.resources !== undefined,
    )
    expect(healed.status.history).toHaveLength(1)
    watching.deleteLive({ kind: 'Deployment', name: 'api' })
    const missing = await watching.until((application) => application.status.health.status === 'Missing')
    expect(missing.operation).toBeUndefined()
  })
})

describe('revisions', () => {
  it('resolves branch, tag, commit and HEAD', async () => {
    const first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    await world.repository.git('tag', '-a', 'v1', '-m', 'first')
    await world.repository.git('push', '--quiet', world.repository.url, 'v1')
    const second = await world.repository.commit(
      { 'apps/api/api.yaml': deployment('api', 'acme/api:2.0.0') },
      'staging',
    )
    const expected: [targetRevision: string, revision: string][] = [
      ['', first],
      ['HEAD', first],
      ['main', first],
      ['v1', first],
      ['staging', second],
      [second, second],
    ]
    for (const [index, [targetRevision, revision]] of expected.entries()) {
      const source = { repoURL: world.repository.url, path: 'apps/api', targetRevision }
      const application = create({ name: `app-${index}`, source })
      await application.refresh()
      expect([targetRevision, application.current().status.sync.revision]).toEqual([targetRevision, revision])
    }
  })

  it('lists one revision for each source, the version for a chart', async () => {
    world.argocd.addChart({
      repoURL: 'https://charts.example.com',
      chart: 'web',
      version: '1.2.3',
      values: { image: { repository: 'acme/web', tag: 'none' } },
    })
    world.argocd.addChart({ repoURL: 'https://charts.example.com', chart: 'web', version: '2.0.0' })
    const revision = await world.repository.commit({
      'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0'),
      'values/web.yaml': 'image: {tag: "7"}',
    })
    const { url } = world.repository
    const shop = world.argocd.createApplication({
      name: 'shop',
      ...automated,
      sources: [
        {
          repoURL: 'https://charts.example.com',
          chart: 'web',
          targetRevision: '1.*',
          helm: { valueFiles: ['$env/values/web.yaml'] },
        },
        { repoURL: url, targetRevision: 'main', ref: 'env' },
        { repoURL: url, targetRevision: 'main', path: 'apps/api' },
      ],
    })
    const ready = await shop.until(isReady)
    expect(ready.status.sync.revisions).toEqual(['1.2.3', revision, revision])
    expect(ready.status.sync.revision).toBeUndefined()
    expect(ready.status.sync.comparedTo.sources).toHaveLength(3)
    expect(ready.status.sourceTypes).toEqual(['Helm', 'Directory', 'Directory'])
    expect(ready.status.history?.[0]).toMatchObject({
      revisions: ['1.2.3', revision, revision],
      source: { repoURL: '' },
    })
    expect(ready.status.summary.images).toEqual(['acme/api:1.0.0', 'acme/web:7'])
  })
})

describe('comparison errors', () => {
  const cases: [
    what: string,
    source: { path?: string; targetRevision?: string; repoURL?: string },
    message: string,
  ][] = [
    ['a missing branch', { targetRevision: 'nope' }, "unable to resolve 'nope' to a commit SHA"],
    ['a missing path', { path: 'apps/none' }, 'apps/none: app path does not exist'],
    ['a missing repository', { repoURL: '/nonexistent/environment.git' }, 'repository not found'],
    ['a path outside', { path: '../x' }, 'leaves the repository'],
  ]

  it.each(cases)('tells of %s', async (_, source, message) => {
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const base = { repoURL: world.repository.url, path: 'apps/api', targetRevision: 'main' }
    const api = create({ ...automated, source: { ...base, ...source } })
    await api.refresh()
    const { status, operation } = api.current()
    expect(status.sync.status).toBe('Unknown')
    expect(status.conditions?.[0]?.type).toBe('ComparisonError')
    expect(status.conditions?.[0]?.message).toContain(message)
    expect(operation).toBeUndefined()
  })

  it('goes away with its reason, and keeps its time until then', async () => {
    const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x'
    await world.repository.commit({ 'apps/api/api.yaml': broken })
    const api = create(automated)
    const before = await api.until((application) => application.status.conditions !== undefined)
    expect(before.status.conditions?.[0]?.message).toContain('failed to unmarshal "apps/api/api.yaml"')
    await api.refresh()
    expect(api.current().status.conditions).toEqual(before.status.conditions)
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    await api.refresh()
    const after = await api.until(isReady)
    expect(after.status.conditions).toBeUndefined()
  })
})
