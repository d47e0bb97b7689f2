import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { Application, ApplicationHandle, ApplicationOptions } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld
let first: string

beforeEach(async () => {
  world = await startWorld()
  first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
})

afterEach(async () => {
  await world.close()
})

const path = '/api/v1/applications/api'

async function create(options: Partial<ApplicationOptions> = {}): Promise<ApplicationHandle> {
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  const handle = world.argocd.createApplication({ name: 'api', source, ...options })
  await world.argocd.settled()
  return handle
}

function ended(application: Application): boolean {
  return application.operation === undefined && application.status.operationState?.finishedAt !== undefined
}

function healthy(application: Application): boolean {
  return (
    ended(application) &&
    application.status.sync.status === 'Synced' &&
    application.status.health.status === 'Healthy'
  )
}

describe('manual sync', () => {
  it('sets the operation, takes the old state away, and runs it', async () => {
    const api = await create()
    const { status, json } = await world.send('POST', `${path}/sync`, { revision: first, prune: true })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      operation: { sync: { revision: first, prune: true }, initiatedBy: { username: 'ci:apiKey' } },
    })
    expect((json as unknown as Application).status.operationState).toBeUndefined()
    const done = await api.until(healthy)
    expect(done.status.operationState).toMatchObject({ phase: 'Succeeded', syncResult: { revision: first } })
    expect(done.status.history).toMatchObject([
      { id: 0, revision: first, initiatedBy: { username: 'ci:apiKey' } },
    ])
  })

  it('to an older commit leaves the application out of sync', async () => {
    const api = await create()
    const second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:2.0.0') })
    await world.send('POST', `${path}/sync`, { revision: first })
    const done = await api.until(
      (application) => ended(application) && application.status.sync.revision === second,
    )
    expect(done.status.sync.status).toBe('OutOfSync')
    await world.argocd.settled()
    expect(api.current().status.operationState?.syncResult?.revision).toBe(first)
  })

  it('resolves names, and refuses those that mean nothing', async () => {
    const api = await create()
    await world.send('POST', `${path}/sync`, { revision: 'main' })
    const done = await api.until(ended)
    expect(done.status.operationState?.syncResult?.revision).toBe(first)
    const answer = await world.send('POST', `${path}/sync`, { revision: 'nope' })
    expect(answer).toMatchObject({ status: 500, json: { code: 2 } })
    expect(answer.json.message).toContain("unable to resolve 'nope' to a commit SHA")
  })

  it('a dry run changes nothing', async () => {
    const api = await create()
    await world.send('POST', `${path}/sync`, { dryRun: true })
    const done = await api.until(ended)
    expect(done.status.operationState).toMatchObject({
      phase: 'Succeeded',
      operation: { sync: { dryRun: true } },
    })
    await world.argocd.settled()
    expect(api.current().status).toMatchObject({
      sync: { status: 'OutOfSync' },
      health: { status: 'Missing' },
    })
    expect(api.current().status.history).toBeUndefined()
  })

  it('of selected resources applies only those', async () => {
    await world.repository.commit({ 'apps/api/worker.yaml': deployment('worker', 'acme/worker:1.0.0') })
    const api = await create()
    const resources = [{ group: 'apps', kind: 'Deployment', name: 'worker' }]
    await world.send('POST', `${path}/sync`, { resources })
    await api.until(ended)
    await api.refresh()
    expect(api.current().status.resources?.map((resource) => [resource.name, resource.status])).toEqual([
      ['api', 'OutOfSync'],
      ['worker', 'Synced'],
    ])
  })

  it('of several sources takes revisions by position', async () => {
    const { url } = world.repository
    const sources = [
      { repoURL: url, targetRevision: 'main', path: 'apps/api' },
      { repoURL: url, targetRevision: 'main', ref: 'values' },
    ]
    const api = world.argocd.createApplication({ name: 'api', sources })
    const second = await world.repository.commit({ 'notes.md': 'x' })
    const { json } = await world.send('POST', `${path}/sync`, { sourcePositions: ['2'], revisions: [first] })
    expect(json).toMatchObject({ operation: { sync: { revisions: [second, first] } } })
    const done = await api.until(ended)
    expect(done.status.operationState?.syncResult?.revisions).toEqual([second, first])
    const outside = await world.send('POST', `${path}/sync`, { sourcePositions: ['3'], revisions: [first] })
    expect(outside.json.message).toBe('source position is out of range')
  })
})

describe('refusals', () => {
  const automated = { syncPolicy: { automated: {} } }

  it('one operation at a time', async () => {
    const api = await create()
    api.faults.set({ operationHangs: true })
    expect((await world.send('POST', `${path}/sync`, {})).status).toBe(200)
    const message = 'another operation is already in progress'
    const answer = await world.send('POST', `${path}/sync`, {})
    expect(answer).toMatchObject({ status: 400, json: { error: message, code: 9, message } })
    api.faults.clear()
    expect((await api.until(ended)).status.operationState?.phase).toBe('Succeeded')
  })

  it('no other revision than the one that automatic sync follows, except for a dry run', async () => {
    const api = await create(automated)
    await api.until(healthy)
    const answer = await world.send('POST', `${path}/sync`, { revision: first })
    const message = `Cannot sync to ${first}: auto-sync currently set to main`
    expect(answer).toMatchObject({ status: 400, json: { code: 9, message } })
    expect((await world.send('POST', `${path}/sync`, { revision: first, dryRun: true })).status).toBe(200)
    await api.until(ended)
    expect((await world.send('POST', `${path}/sync`, { revision: 'main' })).status).toBe(200)
    await api.until(ended)
  })

  it('the same for each of several sources', async () => {
    const { url } = world.repository
    const sources = [{ repoURL: url, targetRevision: 'main', path: 'apps/api' }]
    const api = world.argocd.createApplication({ name: 'api', sources, ...automated })
    await api.until(healthy)
    const answer = await world.send('POST', `${path}/sync`, { sourcePositions: ['1'], revisions: ['v1'] })
    expect(answer.json.message).toBe(`Cannot sync source ${url} to v1: auto-sync currently set to main`)
  })

  it('a closed window, before permission is looked at', async () => {
    const api = await create()
    api.faults.set({ syncWindow: { kind: 'deny', schedule: '0 22 * * *', duration: '8h' } })
    const reader = world.argocd.createToken({ subject: 'reader', policies: [{ action: 'get', object: '*' }] })
    const answer = await world.send('POST', `${path}/sync`, {}, { token: reader })
    expect(answer).toMatchObject({
      status: 403,
      json: { code: 7, message: 'cannot sync: blocked by sync window' },
    })
  })

  it('an application that is being deleted', async () => {
    const api = await create()
    api.startDeletion()
    const answer = await world.send('POST', `${path}/sync`, {})
    expect(answer).toMatchObject({ status: 400, json: { code: 9, message: 'application is deleting' } })
  })

  it('a body that the API does not know', async () => {
    await create()
    const answer = await world.send('POST', `${path}/sync`, { revision: 7 })
    expect(answer).toMatchObject({ status: 400, json: { code: 3 } })
    expect(world.argocd.violations).toEqual([
      { where: `request POST ${path}/sync`, problems: ['/revision must be string'] },
    ])
    world.argocd.violations.length = 0
  })

  it('names that mean a missing application', async () => {
    await create()
    expect((await world.send('POST', '/api/v1/applications/none/sync', {})).status).toBe(403)
    expect((await world.send('POST', '/api/v1/applications/none/sync', { project: 'default' })).status).toBe(
      404,
    )
    expect((await world.send('POST', `${path}/sync`, { appNamespace: 'other' })).status).toBe(403)
  })
})

describe('terminate', () => {
  it('ends a running operation', async () => {
    const api = await create()
    expect(await world.send('DELETE', `${path}/operation`)).toMatchObject({
      status: 400,
      json: { code: 3, message: 'Unable to terminate operation. No operation is in progress' },
    })
    api.faults.set({ operationHangs: true })
    await world.send('POST', `${path}/sync`, {})
    await api.until((application) => application.status.operationState?.phase === 'Running')
    expect((await world.send('DELETE', `${path}/operation`)).status).toBe(200)
    const done = await api.until(ended)
    expect(done.status.operationState).toMatchObject({ phase: 'Failed', message: 'Operation terminated' })
  })
})

describe('rollback', () => {
  it('goes back to an entry of the history', async () => {
    const api = await create()
    await world.send('POST', `${path}/sync`, {})
    await api.until(healthy)
    const second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:2.0.0') })
    await world.send('POST', `${path}/sync`, {})
    await api.until((application) => healthy(application) && application.status.sync.revision === second)
    expect((await world.send('POST', `${path}/rollback`, { id: 0 })).status).toBe(200)
    const done = await api.until((application) => application.status.history?.length === 3)
    expect(done.status.history?.at(-1)).toMatchObject({ id: 2, revision: first })
    await world.argocd.settled()
    expect(api.current().status.sync.status).toBe('OutOfSync')
    const unknown = await world.send('POST', `${path}/rollback`, { id: 77 })
    expect(unknown.json.message).toBe('application argocd/api does not have deployment with id 77')
  })

  it('takes the source of that time', async () => {
    const api = await create()
    await world.send('POST', `${path}/sync`, {})
    await api.until(healthy)
    const moved = await world.repository.commit({ 'moved/api.yaml': deployment('api', 'acme/api:2.0.0') })
    api.edit((application) => {
      application.spec.source = { repoURL: world.repository.url, targetRevision: 'main', path: 'moved' }
    })
    await world.argocd.settled()
    await world.send('POST', `${path}/sync`, {})
    await api.until((application) => healthy(application) && application.status.sync.revision === moved)
    await world.send('POST', `${path}/rollback`, { id: 0 })
    const done = await api.until((application) => application.status.history?.length === 3)
    expect(done.status.history?.at(-1)).toMatchObject({ revision: first, source: { path: 'apps/api' } })
    await api.until(({ status }) => status.summary.images?.join() === 'acme/api:1.0.0')
    expect(api.current().status.sync.status).toBe('OutOfSync')
  })

  it('is refused while automatic sync is on', async () => {
    const api = await create({ syncPolicy: { automated: {} } })
    await api.until(healthy)
    expect(await world.send('POST', `${path}/rollback`, { id: 0 })).toMatchObject({
      status: 400,
      json: { code: 9, message: 'rollback cannot be initiated when auto-sync is enabled' },
    })
  })
})
