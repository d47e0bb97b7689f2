import { readFile } from 'node:fs/promises'

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

import {
  type Application,
  createManualClock,
  type ManualClock,
  type Observation,
} from '@gitops-actions/sandbox'
import { type ArgoCdWorld, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld
let clock: ManualClock

const path = '/api/v1/applications/api'

beforeEach(async () => {
  clock = createManualClock()
  world = await startWorld({ clock })
})

afterEach(async () => {
  await world.close()
})

async function sample(name: string): Promise<Observation> {
  const text = await readFile(new URL(`../fixtures/argocd/${name}.yaml`, import.meta.url), 'utf8')
  const { spec, status, operation } = parse(text) as Application
  return { spec, status, operation: operation ?? null }
}

function create(): ReturnType<ArgoCdWorld['argocd']['createApplication']> {
  return world.argocd.createApplication({
    name: 'api',
    source: { repoURL: 'https://git.example.com/none.git' },
  })
}

describe('replay', () => {
  it('moves on with every read, and stays at the last', async () => {
    const [running, done] = [await sample('operation-running'), await sample('multi-source-synced')]
    const replay = create().replay([running, running, done])
    const phases: string[] = []
    for (let read = 0; read < 5; read++) {
      const { json } = await world.get(path)
      phases.push((json as unknown as Application).status.operationState?.phase ?? '')
    }
    expect(phases).toEqual(['Running', 'Running', 'Succeeded', 'Succeeded', 'Succeeded'])
    expect(replay.finished).toBe(true)
    const { json } = await world.get(path)
    expect(json).toMatchObject({
      metadata: { name: 'api', namespace: 'argocd' },
      status: {
        sync: { revisions: expect.arrayContaining(['CURRENT_REPO_01_000000000000000000000000']) },
      },
    })
    expect(json).not.toHaveProperty('operation')
  })

  it('moves on by the clock, and tells watches', async () => {
    const broken = await sample('out-of-sync-degraded')
    create().replay([await sample('multi-source-synced'), broken], { everyMs: 1000 })
    const watch = await world.watch('?name=api')
    await watch.until((text) => text.includes('ADDED'))
    await clock.advance(999)
    expect(watch.text).not.toContain('MODIFIED')
    await clock.advance(1)
    expect(await watch.until((text) => text.includes('MODIFIED'))).toContain('"status":"Degraded"')
    watch.close()
  })

  it('moves on by hand, and refreshes do not disturb it', async () => {
    const api = create()
    const tree = { nodes: [] }
    const replay = api.replay(
      [await sample('operation-running'), { resourceTree: tree, labels: { a: 'b' } }],
      'manual',
    )
    await world.get(`${path}?refresh=hard`)
    expect(api.current().status.operationState?.phase).toBe('Running')
    expect(replay.index).toBe(0)
    replay.next()
    expect(api.current().metadata.labels).toEqual({ a: 'b' })
    expect(api.current().status.operationState?.phase).toBe('Running')
    expect((await world.get(`${path}/resource-tree`)).json).toEqual(tree)
    replay.next()
    expect(replay.index).toBe(1)
  })

  it('needs something to show', () => {
    expect(() => create().replay([])).toThrow('at least one observation')
  })
})

describe('validation', () => {
  it('records an object that the CRD does not allow, and makes close() fail', async () => {
    const other = await startWorld()
    const api = other.argocd.createApplication({
      name: 'api',
      source: { repoURL: 'https://git.example.com/none.git' },
    })
    const { status } = api.current()
    api.replay([
      {
        status: JSON.parse(
          JSON.stringify({ ...status, sync: { status: 7, extra: true } }),
        ) as Application['status'],
      },
    ])
    const problems = [
      '/status/sync must NOT have additional properties (extra)',
      '/status/sync/status must be string',
    ]
    expect(other.argocd.violations).toEqual([{ where: 'application api', problems }])
    await expect(other.close()).rejects.toThrow("1 objects or messages do not follow Argo CD's schemas")
  })

  it('records an answer and a request that the swagger file does not allow', async () => {
    const other = await startWorld()
    const api = other.argocd.createApplication({
      name: 'api',
      source: { repoURL: 'https://git.example.com/none.git' },
    })
    api.replay([{ resourceTree: { nodes: 'none' } }])
    await other.get(`${path}/resource-tree?appProject=x`)
    expect(other.argocd.violations).toEqual([
      { where: `request GET ${path}/resource-tree`, problems: ['unknown query parameter appProject'] },
      { where: `answer GET ${path}/resource-tree`, problems: ['/nodes must be array'] },
    ])
    await expect(other.close()).rejects.toThrow('unknown query parameter appProject')
  })
})
