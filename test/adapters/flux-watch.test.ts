import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Agent, ApplicationEvent, ApplicationTarget, Watch } from '@gitops-actions/core'
import { type FluxCluster, startFluxCluster } from './flux-cluster.ts'
import { COMMIT, conditions, gitSource, kustomizationOf, OLD, OLDER, releaseOf } from './flux-objects.ts'
import { until } from './kubernetes-world.ts'

let cluster: FluxCluster
let agent: Agent
const watches: Watch[] = []

beforeEach(async () => {
  cluster = await startFluxCluster({ bookmarkMs: 20 })
  agent = await cluster.agent(COMMIT)
  cluster.put(gitSource())
})

afterEach(async () => {
  for (const watch of watches.splice(0)) watch.stop()
  await cluster.close()
})

const API = { kind: 'Kustomization', namespace: 'flux-system', name: 'api' }
const RELEASE = { kind: 'HelmRelease', namespace: 'flux-system', name: 'api' }
const behind = kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD })

function listen(...targets: ApplicationTarget[]): ApplicationEvent[] {
  const events: ApplicationEvent[] = []
  watches.push(agent.watch(targets, (event) => events.push(event)))
  return events
}

function revisions(events: readonly ApplicationEvent[]): readonly (string | undefined)[] {
  return events.map((event) => (event.kind === 'changed' ? event.state.revisions[0] : 'gone'))
}

function paths(): readonly string[] {
  return cluster.kubernetes.requests.map(({ path }) => decodeURIComponent(path))
}

describe('a watch', () => {
  it('tells how it is and what changes, by one stream for one name', async () => {
    cluster.put(behind)
    const events = listen(API)
    await until(() => events.length === 1)
    await until(() => cluster.kubernetes.watches === 1)
    cluster.put(kustomizationOf())
    await until(() => events.length === 2)
    expect(revisions(events)).toEqual([OLDER, COMMIT])
    expect(paths().filter((path) => path.includes('kustomizations'))).toEqual([
      expect.stringContaining(
        '/namespaces/flux-system/kustomizations?fieldSelector=metadata.name=api&limit=500',
      ),
      expect.stringContaining('watch=true&allowWatchBookmarks=true&resourceVersion='),
    ])
  })

  it('tells of what is gone, and of what comes again', async () => {
    cluster.put(behind)
    const events = listen(API)
    await until(() => cluster.kubernetes.watches === 1)
    cluster.kubernetes.store.delete('Kustomization', 'flux-system', 'api')
    await until(() => revisions(events).includes('gone'))
    cluster.put(kustomizationOf())
    await until(() => revisions(events).includes(COMMIT))
    expect(revisions(events)).toEqual([OLDER, 'gone', COMMIT])
  })

  it('fault 106: lists anew when the history is too short, and tells what is gone meanwhile', async () => {
    cluster.put(behind)
    cluster.put(kustomizationOf({}, { name: 'web' }))
    cluster.kubernetes.faults.watch({ kind: 'expired', afterEvents: 1 })
    const events = listen(API, { ...API, name: 'web' })
    await until(() => cluster.kubernetes.watches === 1)
    cluster.kubernetes.store.delete('Kustomization', 'flux-system', 'web')
    cluster.put(kustomizationOf())
    await until(
      () =>
        revisions(events).includes('gone') && revisions(events).filter((one) => one === COMMIT).length >= 2,
    )
    const lists = paths().filter((path) => path.includes('kustomizations') && path.includes('limit=500'))
    expect(lists).toHaveLength(2)
  })

  it('goes on where it was cut', async () => {
    cluster.put(behind)
    cluster.kubernetes.faults.watch({ kind: 'cut', afterEvents: 0 })
    const events = listen(API)
    await until(() => events.length === 1)
    cluster.put(kustomizationOf())
    await until(() => revisions(events).includes(COMMIT))
    expect(paths().filter((path) => path.includes('limit=500'))).toHaveLength(1)
  })

  it('tells a release anew when what applied it moves, though the release itself does not change', async () => {
    cluster.put(behind)
    cluster.put(releaseOf())
    const events = listen(RELEASE)
    await until(() => revisions(events).includes(OLDER))
    await until(() => cluster.kubernetes.watches === 2)
    cluster.put(kustomizationOf())
    await until(() => revisions(events).includes(COMMIT))
    expect(cluster.kubernetes.store.get('HelmRelease', 'flux-system', 'api')?.metadata.generation).toBe(1)
  })

  it('is silent after it was stopped', async () => {
    cluster.put(behind)
    const events = listen(API)
    await until(() => cluster.kubernetes.watches === 1)
    for (const watch of watches) watch.stop()
    await until(() => cluster.kubernetes.watches === 0)
    cluster.put(kustomizationOf())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(revisions(events)).toEqual([OLDER])
  })
})

describe('two hundred applications', () => {
  it('cost one list, one stream and one question about their source, and none for each', async () => {
    for (let index = 0; index < 200; index += 1) {
      cluster.put(kustomizationOf({}, { name: `app-${index}`, labels: { team: 'shop' } }))
    }
    const selected = { kind: 'Kustomization', namespace: 'flux-system', selector: 'team=shop' }
    const found = await agent.list([selected])
    expect(found).toHaveLength(200)
    const events = listen(selected)
    await until(() => cluster.kubernetes.watches === 1)
    for (let index = 0; index < 200; index += 1) {
      cluster.put(kustomizationOf({}, { name: `app-${index}`, labels: { team: 'shop', changed: 'yes' } }))
    }
    await until(() => events.length === 200)
    expect(paths()).toHaveLength(3)
  })

  it('that are releases cost a list of what is around them', async () => {
    cluster.put(kustomizationOf())
    for (let index = 0; index < 50; index += 1) cluster.put(releaseOf({}, { name: `app-${index}` }))
    const found = await agent.list([{ kind: 'HelmRelease', namespace: undefined, selector: '' }])
    expect(found.map(({ state }) => state.revisions[0])).toEqual(Array.from({ length: 50 }, () => COMMIT))
    expect(paths().length).toBeLessThanOrEqual(4)
  })
})

describe('a request to look', () => {
  const behindSource = gitSource({}, OLD)

  /** A source-controller that fetches our commit whenever it is asked. */
  function answerRequests(revision = `main@sha1:${COMMIT}`): void {
    cluster.kubernetes.store.listen(({ object }) => {
      const { metadata, kind } = object
      const asked = metadata.annotations?.['reconcile.fluxcd.io/requestedAt']
      const { lastHandledReconcileAt } = (object.status ?? {}) as { lastHandledReconcileAt?: string }
      if (kind !== 'GitRepository' || asked === undefined || asked === lastHandledReconcileAt) return
      queueMicrotask(() => {
        const { status } = gitSource({}, revision)
        cluster.kubernetes.store.update(kind, metadata.namespace, metadata.name, (current) => {
          current.status = { ...status, lastHandledReconcileAt: asked }
        })
      })
    })
  }

  function written(): readonly string[] {
    return cluster.kubernetes.requests
      .filter(({ method }) => method === 'PATCH')
      .map(({ path }) => path.replace(/^.*flux-system\//, '').replace(/\?.*$/, ''))
  }

  it('asks the source once for everybody, and each application once for a revision', async () => {
    answerRequests()
    cluster.put(behindSource)
    cluster.put(behind)
    cluster.put({ ...behind, name: 'web' })
    const web = { ...API, name: 'web' }
    await Promise.all([agent.observe(API, 'normal'), agent.observe(web, 'normal')])
    await agent.observe(API, 'normal')
    expect(written().toSorted()).toEqual([
      'gitrepositories/environments',
      'kustomizations/api',
      'kustomizations/web',
    ])
    expect(written()[0]).toBe('gitrepositories/environments')
  })

  it('asks an application again for what cannot be compared, once', async () => {
    cluster.put(kustomizationOf())
    await agent.observe(API, 'normal')
    expect(written()).toEqual([])
    await agent.observe(API, 'hard')
    await agent.observe(API, 'hard')
    expect(written()).toEqual(['kustomizations/api'])
  })

  it('asks what applies a release, and its chart, before it asks the release', async () => {
    answerRequests()
    cluster.put(behindSource)
    cluster.put(behind)
    cluster.put(
      releaseOf(conditions(['Ready=False DependencyNotReady', "dependency 'shop/db' is not ready"])),
    )
    await agent.observe(RELEASE, 'normal')
    expect(written()).toEqual(['gitrepositories/environments', 'kustomizations/api', 'helmreleases/api'])
  })

  it('asks nothing of a release that is released', async () => {
    cluster.put(kustomizationOf())
    cluster.put(releaseOf())
    await agent.observe(RELEASE, 'normal')
    expect(written()).toEqual([])
  })

  it.each<readonly [string, string, readonly string[]]>([
    ['failed a while ago', '2026-01-02T03:04:05Z', ['kustomizations/api']],
    ['has failed just now', new Date().toISOString(), []],
  ])('asks again, once, what %s with our revision: %s', async (_, lastTransitionTime, expected) => {
    const [ready] = conditions(['Ready=False HealthCheckFailed', 'timeout']).conditions
    cluster.put(kustomizationOf({ conditions: [{ ...ready, lastTransitionTime }] }))
    await agent.observe(API, 'normal')
    await agent.observe(API, 'normal')
    expect(written()).toEqual(expected)
  })

  it('fault 104: waits for the answer to its own request, not to an older one', async () => {
    cluster.put({ ...behindSource, status: { ...behindSource.status, lastHandledReconcileAt: 'older' } })
    cluster.put(behind)
    const observed = agent.observe(API, 'normal')
    await until(() => written().length === 1)
    await until(() => cluster.kubernetes.requests.length > 6)
    expect(written()).toEqual(['gitrepositories/environments'])
    answerRequests()
    cluster.kubernetes.store.update('GitRepository', 'flux-system', 'environments', (object) => {
      object.metadata.labels = { touched: 'yes' }
    })
    await observed
    expect(written()).toEqual(['gitrepositories/environments', 'kustomizations/api'])
  })

  it('fault 106: is tried again when somebody else wrote meanwhile', async () => {
    answerRequests()
    cluster.put(behindSource)
    cluster.put(behind)
    cluster.kubernetes.faults.request({
      method: 'PATCH',
      times: 2,
      effect: { kind: 'status', code: 409, reason: 'Conflict' },
    })
    await agent.observe(API, 'normal')
    expect(written()).toEqual([
      'gitrepositories/environments',
      'gitrepositories/environments',
      'gitrepositories/environments',
      'kustomizations/api',
    ])
  })

  it('says how to go on where it may not be made', async () => {
    const verbs = ['get', 'list', 'watch'] as const
    const reader = await cluster.agent(COMMIT, { rules: [{ verbs, groups: ['*'], resources: ['*'] }] })
    cluster.put(behindSource)
    cluster.put(behind)
    await expect(reader.observe(API, 'normal')).rejects.toThrow(
      /grant it "patch" on "gitrepositories\.source\.toolkit\.fluxcd\.io"\. Or set "refresh: false", and wait for the interval of Flux\.$/,
    )
    expect((await reader.observe(API, 'none')).revisions).toEqual([OLDER])
  })
})
