import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import {
  type Application,
  type ApplicationHandle,
  type ArgoCdOptions,
  createManualClock,
  type ManualClock,
} from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld
let api: ApplicationHandle
let first: string

const path = '/api/v1/applications/api'

beforeEach(async () => {
  world = await startWorld()
  first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  api = world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: { selfHeal: true } } })
  await api.until(healthy)
  await world.argocd.settled()
})

afterEach(async () => {
  await world.close()
})

/** A new world, whose time stands still. */
async function startAgain(options: ArgoCdOptions = {}): Promise<ManualClock> {
  await world.close()
  const clock = createManualClock()
  world = await startWorld({ ...options, clock })
  return clock
}

/** Lets the clock run until the answer is there. */
async function passTime<T>(clock: ManualClock, answer: Promise<T>): Promise<T> {
  const state = { waiting: true }
  const done = answer.finally(() => {
    state.waiting = false
  })
  while (state.waiting) {
    await clock.advance(10)
    await new Promise(setImmediate)
  }
  return done
}

function healthy({ operation, status }: Application): boolean {
  return operation === undefined && status.sync.status === 'Synced' && status.health.status === 'Healthy'
}

function phaseIs(phase: string): (application: Application) => boolean {
  return (application) => application.status.operationState?.phase === phase
}

async function push(image: string): Promise<string> {
  const revision = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', image) })
  world.argocd.notify(world.repository.url)
  return revision
}

describe('stuck', () => {
  it('keeps the old revision through every refresh, until it is cleared', async () => {
    api.faults.set({ stuck: true })
    const second = await push('acme/api:2.0.0')
    const { json } = await world.get(`${path}?refresh=hard`)
    expect(json).toMatchObject({
      status: { sync: { status: 'Synced', revision: first }, health: { status: 'Healthy' } },
    })
    api.faults.clear('stuck')
    await api.until((application) => healthy(application) && application.status.sync.revision === second)
    expect(api.current().status.summary.images).toEqual(['acme/api:2.0.0'])
  })
})

describe('degraded', () => {
  it('stops the rollout with a cause at the pod, while the old pods stay', async () => {
    api.faults.set({ degraded: {} })
    const second = await push('acme/api:2.0.0')
    const broken = await api.until(
      ({ status }) =>
        status.health.status === 'Degraded' &&
        status.sync.revision === second &&
        status.sync.status === 'Synced',
    )
    expect(broken.status.summary.images).toEqual(['acme/api:1.0.0', 'acme/api:2.0.0'])
    expect(broken.status.resources?.[0]?.health?.message).toBe(
      'Deployment "api" exceeded its progress deadline',
    )
    const { json } = await world.get(`${path}/resource-tree?kind=Pod`)
    const { nodes } = json as unknown as { nodes: { name: string; health: object; info: object[] }[] }
    expect(nodes[0]).toMatchObject({
      health: { status: 'Degraded', message: 'Back-off pulling image "acme/api:2.0.0"' },
      info: [{ name: 'Status Reason', value: 'ImagePullBackOff' }, {}, { name: 'Containers', value: '0/1' }],
    })
    expect(nodes[1]).toMatchObject({ images: ['acme/api:1.0.0'], health: { status: 'Healthy' } })
    const events = await world.get(`${path}/events?resourceName=${nodes[0]?.name ?? ''}`)
    expect(events.json).toMatchObject({
      items: [{ type: 'Warning', reason: 'Failed', source: { component: 'kubelet' } }],
    })
    api.faults.clear()
    const well = await api.until(healthy)
    expect(well.status.summary.images).toEqual(['acme/api:2.0.0'])
  })

  it('can be held to one revision and one cause', async () => {
    api.faults.set({ degraded: { revision: first, reason: 'CrashLoopBackOff' } })
    const broken = await api.until(({ status }) => status.health.status === 'Degraded')
    expect(broken.status.sync.revision).toBe(first)
    const { json } = await world.get(`${path}/resource-tree?kind=Pod`)
    expect(json).toMatchObject({
      nodes: [{ health: { message: 'back-off 5m0s restarting failed container=api' } }],
    })
    await push('acme/api:2.0.0')
    await api.until(healthy)
    expect(api.current().status.health.status).toBe('Healthy')
  })
})

describe('operations that fail', () => {
  const fault = {
    message: 'one or more objects failed to apply, reason: Deployment.apps "api" is invalid',
    resource: { kind: 'Deployment', name: 'api', message: 'spec.replicas: Invalid value' },
  }

  it('are tried again, reported, and not started a second time at that revision', async () => {
    api.faults.set({ operationFails: fault })
    const second = await push('acme/api:2.0.0')
    const failed = await api.until(
      ({ status }) => status.conditions !== undefined && status.operationState?.phase === 'Failed',
    )
    expect(failed.status.operationState).toMatchObject({
      phase: 'Failed',
      message: `${fault.message} (retried 5 times).`,
      retryCount: 5,
      syncResult: {
        revision: second,
        resources: [{ name: 'api', status: 'SyncFailed', message: fault.resource.message }],
      },
    })
    expect(failed.status.sync.status).toBe('OutOfSync')
    expect(failed.status.conditions?.[0]).toMatchObject({
      type: 'SyncError',
      message: `Failed sync attempt to ${second}: ${fault.message} (retried 5 times).`,
    })
    api.faults.clear()
    await api.refresh()
    expect(api.current()).toMatchObject({ status: { operationState: { phase: 'Failed' } } })
    expect(api.current().operation).toBeUndefined()
    const third = await push('acme/api:3.0.0')
    const well = await api.until(
      (application) => healthy(application) && application.status.sync.revision === third,
    )
    expect(well.status.conditions).toBeUndefined()
    expect(well.status.history?.map((entry) => entry.revision)).toEqual([first, third])
  })

  it('only at the revision asked for, as an error when so asked', async () => {
    const other = 'f'.repeat(40)
    api.faults.set({ operationFails: { message: 'no', revision: other } })
    const second = await push('acme/api:2.0.0')
    await api.until((application) => healthy(application) && application.status.sync.revision === second)
    api.edit((application) => {
      application.spec.syncPolicy = { automated: {}, retry: { limit: 0 } }
    })
    api.faults.set({ operationFails: { message: 'ComparisonError', phase: 'Error' } })
    await push('acme/api:3.0.0')
    const failed = await api.until(phaseIs('Error'))
    expect(failed.status.operationState?.retryCount).toBeUndefined()
  })
})

describe('sync window', () => {
  it('holds automatic sync and shows in syncwindows', async () => {
    expect((await world.get(`${path}/syncwindows`)).json).toEqual({ canSync: true })
    const window = { kind: 'deny' as const, schedule: '0 22 * * *', duration: '8h' }
    api.faults.set({ syncWindow: window })
    const second = await push('acme/api:2.0.0')
    await world.argocd.settled()
    expect(api.current()).toMatchObject({ status: { sync: { status: 'OutOfSync', revision: second } } })
    expect(api.current().operation).toBeUndefined()
    const shown = { ...window, manualSync: false }
    expect((await world.get(`${path}/syncwindows`)).json).toEqual({
      activeWindows: [shown],
      assignedWindows: [shown],
      canSync: false,
    })
    api.faults.set({ syncWindow: { ...window, manualSync: true } })
    expect((await world.get(`${path}/syncwindows`)).json).toMatchObject({ canSync: true })
    expect((await world.send('POST', `${path}/sync`, {})).status).toBe(200)
    await api.until(healthy)
    api.faults.set({ syncWindow: { kind: 'allow', schedule: '0 8 * * 1', duration: '1h' } })
    const { json } = await world.get(`${path}/syncwindows`)
    expect(json).toEqual({
      assignedWindows: [{ kind: 'allow', schedule: '0 8 * * 1', duration: '1h', manualSync: false }],
      canSync: false,
    })
  })
})

describe('what the status says', () => {
  it('reconciledAt stays behind the operation until a hard refresh', async () => {
    api.faults.set({ staleReconciledAt: true })
    const second = await push('acme/api:2.0.0')
    await api.until((application) => healthy(application) && application.status.sync.revision === second)
    const finished = api.current().status.operationState?.finishedAt ?? ''
    expect((api.current().status.reconciledAt ?? '') < finished).toBe(true)
    const { json } = await world.get(`${path}?refresh=normal`)
    expect((json as unknown as Application).status.reconciledAt).toBe(api.current().status.reconciledAt)
    expect((api.current().status.reconciledAt ?? '') < finished).toBe(true)
    await world.get(`${path}?refresh=hard`)
    expect((api.current().status.reconciledAt ?? '') >= finished).toBe(true)
  })

  it('a comparison error on demand', async () => {
    api.faults.set({ comparisonError: 'Failed to load target state: helm template failed' })
    await api.until(({ status }) => status.sync.status === 'Unknown')
    expect(api.current().status.conditions).toMatchObject([
      { type: 'ComparisonError', message: 'Failed to load target state: helm template failed' },
    ])
    api.faults.clear()
    await api.until(healthy)
    expect(api.current().status.conditions).toBeUndefined()
  })

  it('suspended, by script and by a paused Deployment', async () => {
    api.faults.set({ suspended: 'waiting for approval' })
    await api.until(({ status }) => status.health.status === 'Suspended')
    expect(api.current().status.health.message).toBe('waiting for approval')
    api.faults.clear()
    const paused = deployment('api', 'acme/api:1.0.0').replace('spec:\n', 'spec:\n  paused: true\n')
    await world.repository.commit({ 'apps/api/api.yaml': paused })
    await api.refresh()
    await api.until(({ status }) => status.health.status === 'Suspended' && status.sync.status === 'Synced')
    expect(api.current().status.resources?.[0]?.health?.message).toBe('Deployment is paused')
  })

  it('words that Argo CD does not know, and the real ones after that', async () => {
    api.faults.set({ healthStatus: 'Weird', syncStatus: 'Half', operationPhase: 'Queued' })
    await world.argocd.settled()
    expect((await world.get(path)).json).toMatchObject({
      status: { health: { status: 'Weird' }, sync: { status: 'Half' }, operationState: { phase: 'Queued' } },
    })
    api.faults.clear()
    await api.until(healthy)
    expect(api.current().status.operationState?.phase).toBe('Succeeded')
  })

  it('conditions of one’s own, and no health at the resources', async () => {
    api.faults.set({
      conditions: [{ type: 'OrphanedResourceWarning', message: '1 orphan' }],
      noResourceHealth: true,
    })
    await world.argocd.settled()
    const { status } = api.current()
    expect(status.conditions).toMatchObject([{ type: 'OrphanedResourceWarning', message: '1 orphan' }])
    expect(status.resources?.[0]?.health).toBeUndefined()
    expect(status.resourceHealthSource).toBe('appTree')
  })
})

describe('answers that do not come', () => {
  it('a refresh that nobody handles runs into its deadline', async () => {
    const clock = await startAgain({ refreshDeadlineMs: 30 })
    api = world.argocd.createApplication({ name: 'api', source: { repoURL: world.repository.url } })
    api.faults.set({ refreshHangs: true })
    const answer = await passTime(clock, world.get(`${path}?refresh=normal`))
    const message = 'application refresh deadline exceeded'
    expect(answer).toMatchObject({ status: 504, json: { code: 4, message } })
    api.faults.clear()
    expect((await world.get(`${path}?refresh=normal`)).status).toBe(200)
  })

  it('an operation of somebody else', async () => {
    api.faults.set({ operationInProgress: true })
    const answer = await world.send('POST', `${path}/sync`, {})
    expect(answer).toMatchObject({
      status: 400,
      json: { message: 'another operation is already in progress' },
    })
    expect(api.current().operation).toBeUndefined()
  })

  it('an application that appears late and goes again', async () => {
    const clock = await startAgain()
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    const late = world.argocd.createApplication({
      name: 'late',
      source: { repoURL: world.repository.url, path: 'apps/api' },
      appearsAfterMs: 40,
    })
    expect((await world.get('/api/v1/applications/late')).status).toBe(403)
    expect((await world.get('/api/v1/applications?name=late')).json).toMatchObject({ items: [] })
    await clock.advance(40)
    expect((await world.get('/api/v1/applications/late')).status).toBe(200)
    late.delete()
    expect((await world.get('/api/v1/applications/late')).status).toBe(403)
    expect(() => late.current()).toThrow('argocd/late was deleted')
  })
})

describe('faults of the connection', () => {
  it('a login page with status 200, so many times', async () => {
    world.argocd.faults.request({ path: '/api/v1/applications/', times: 1, effect: { kind: 'login-page' } })
    const page = await world.get(path)
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(page.text).toContain('<html>')
    expect((await world.get(path)).json).toMatchObject({ metadata: { name: 'api' } })
  })

  it('an answer of a proxy, held to method and path', async () => {
    const end = world.argocd.faults.request({
      method: 'POST',
      path: /\/sync$/,
      effect: {
        kind: 'answer',
        status: 502,
        body: 'Bad Gateway',
        contentType: 'text/plain',
        headers: { 'retry-after': '1' },
      },
    })
    expect((await world.get(path)).status).toBe(200)
    expect(await world.send('POST', `${path}/sync`, {})).toMatchObject({
      status: 502,
      headers: { 'retry-after': '1' },
    })
    end()
    expect((await world.send('POST', `${path}/sync`, {})).status).toBe(200)
    await api.until(healthy)
  })

  it('latency, in the time of the clock', async () => {
    world.argocd.faults.request({ times: 1, effect: { kind: 'latency', ms: 50 } })
    const before = world.argocd.clock.now()
    expect((await world.get(path)).status).toBe(200)
    expect(world.argocd.clock.now() - before).toBeGreaterThanOrEqual(49)
  })

  it('a connection that breaks at once or in mid-body', async () => {
    world.argocd.faults.request({ times: 1, effect: { kind: 'reset' } })
    await expect(world.get(path)).rejects.toThrow(/hang up|reset/)
    world.argocd.faults.request({ times: 1, effect: { kind: 'cut-body' } })
    await expect(world.get(path)).rejects.toThrow(/aborted|reset/)
  })

  it('silence, which ends with the sandbox', async () => {
    world.argocd.faults.request({ effect: { kind: 'hang' } })
    const waiting = world.get(path).catch(() => 'cut')
    while (!world.argocd.requests.some((request) => request.path === path)) await new Promise(setImmediate)
    world.argocd.faults.clear()
    expect((await world.get('/api/version')).status).toBe(200)
    await world.close()
    await expect(waiting).resolves.toBe('cut')
    world = await startWorld()
  })
})
