import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createArgoCdAgent, createHttpClient, type HttpClient, systemClock } from '@gitops-actions/adapters'
import { type Agent, applicationLabel, type ApplicationEvent } from '@gitops-actions/core'
import { runningImages } from '../../packages/adapters/src/argocd/running-images.ts'
import { type ArgoCdWorld, deployment, startWorld } from '../sandbox/argocd-world.ts'

const LIST = '/api/v1/applications'
const STREAM = '/api/v1/stream/applications'
const SHOP = { namespace: undefined, selector: 'part-of=shop' }

let world: ArgoCdWorld
let http: HttpClient

beforeEach(async () => {
  world = await startWorld()
  http = createHttpClient({ clock: systemClock(), env: {}, userAgent: 'gitops-actions-test' })
  await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
})

afterEach(async () => {
  await http.close()
  await world.close()
})

function create(name: string, options: { namespace?: string; project?: string; partOf?: string } = {}): void {
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  const { partOf, ...rest } = options
  const labels = partOf === undefined ? {} : { labels: { 'part-of': partOf } }
  world.argocd.createApplication({ name, source, ...rest, ...labels })
}

function agent(options: { token?: string; project?: string } = {}): Agent {
  return createArgoCdAgent({
    http,
    clock: systemClock(),
    server: world.argocd.url,
    authToken: options.token ?? world.token,
    project: options.project,
    repositoryUrl: world.repository.url,
  })
}

async function listed(one: Agent, targets: Parameters<Agent['list']>[0]): Promise<string[]> {
  return (await one.list(targets)).map(({ name }) => applicationLabel(name))
}

function requestsOf(path: string): { query: URLSearchParams }[] {
  return world.argocd.requests.filter((request) => request.path === path)
}

describe('list', () => {
  it('finds what a selector finds, by full name, with one request', async () => {
    create('api', { partOf: 'shop' })
    create('worker', { partOf: 'shop', namespace: 'team-a' })
    create('mail', { partOf: 'mail' })
    await expect(listed(agent(), [SHOP])).resolves.toEqual(['argocd/api', 'team-a/worker'])
    expect(requestsOf(LIST)).toHaveLength(1)
    const [request] = requestsOf(LIST)
    expect(request?.query.get('selector')).toBe('part-of=shop')
    expect(request?.query.get('fields')).not.toMatch(/resources|history/)
  })

  it('keeps to the namespace of a selector, and to the project', async () => {
    create('api', { partOf: 'shop' })
    create('worker', { partOf: 'shop', namespace: 'team-a' })
    create('other', { partOf: 'shop', project: 'other' })
    await expect(listed(agent(), [{ ...SHOP, namespace: 'team-a' }])).resolves.toEqual(['team-a/worker'])
    await expect(listed(agent({ project: 'other' }), [SHOP])).resolves.toEqual(['argocd/other'])
  })

  it('answers many names with one request, under the names that were asked for', async () => {
    for (const name of ['api', 'web', 'mail', 'other']) create(name)
    create('api', { namespace: 'team-a' })
    const targets = [
      { name: 'api', namespace: 'team-a' },
      { name: 'web', namespace: undefined },
      { name: 'nobody', namespace: undefined },
    ]
    await expect(listed(agent(), targets)).resolves.toEqual(['web', 'team-a/api'])
    expect(requestsOf(LIST)).toHaveLength(1)
  })

  it('takes one name as one name', async () => {
    create('api')
    create('web')
    await expect(listed(agent(), [{ name: 'web', namespace: undefined }])).resolves.toEqual(['web'])
    expect(requestsOf(LIST)[0]?.query.get('name')).toBe('web')
  })

  it('gives an application of two targets once, by its own name', async () => {
    create('api', { partOf: 'shop' })
    const targets = [SHOP, { name: 'api', namespace: 'argocd' }]
    await expect(listed(agent(), targets)).resolves.toEqual(['argocd/api'])
  })

  it('leaves out what the token may not see', async () => {
    create('api', { partOf: 'shop' })
    create('other', { partOf: 'shop', project: 'other' })
    const token = world.argocd.createToken({
      subject: 'reader',
      policies: [{ action: 'get', object: 'default/*' }],
    })
    await expect(listed(agent({ token }), [SHOP])).resolves.toEqual(['argocd/api'])
  })

  it('of a selector that cannot be read is a refusal with the reason', async () => {
    await expect(agent().list([{ namespace: undefined, selector: 'a ~ b' }])).rejects.toMatchObject({
      code: 'agent-refused',
      kind: 'user',
      message: expect.stringContaining('unable to parse requirement'),
    })
  })
})

describe('watch of many', () => {
  /** Listens until so many events came. */
  async function hear(
    targets: Parameters<Agent['watch']>[0],
    act: () => void,
    wanted: number,
  ): Promise<string[]> {
    const heard: ApplicationEvent[] = []
    await new Promise<void>((resolve) => {
      const watch = agent().watch(targets, (event) => {
        heard.push(event)
        if (heard.length === 1) act()
        if (heard.length < wanted) return
        watch.stop()
        resolve()
      })
    })
    return heard.map((event) => `${event.kind} ${applicationLabel(event.name)}`)
  }

  it('is one stream, that tells of those made later and of those deleted', async () => {
    create('api', { partOf: 'shop' })
    await world.argocd.settled()
    const heard = await hear(
      [SHOP],
      () => {
        create('mail', { partOf: 'mail' })
        create('late', { partOf: 'shop' })
        world.argocd.application('api').delete()
      },
      3,
    )
    expect(heard[0]).toBe('changed argocd/api')
    expect(heard).toContain('changed argocd/late')
    expect(heard.join()).not.toContain('mail')
    expect(requestsOf(STREAM)).toHaveLength(1)
  })

  it('of many names is one stream, sifted', async () => {
    for (const name of ['api', 'web', 'mail']) create(name)
    await world.argocd.settled()
    const names = ['api', 'web'].map((name) => ({ name, namespace: undefined }))
    const heard = await hear(names, () => undefined, 2)
    expect(heard.toSorted()).toEqual(['changed api', 'changed web'])
    expect(requestsOf(STREAM)).toHaveLength(1)
  })
})

describe('explanations', () => {
  it('go down to pod and container, with the resources and their pages', async () => {
    const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
    const api = world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: {} } })
    api.faults.set({ degraded: {} })
    await api.until(({ status }) => status.health.status === 'Degraded')
    const { cause, resources } = await agent().explain({ name: 'api', namespace: undefined })
    expect(cause).toMatch(
      /^Pod api-\S+, container api: ImagePullBackOff: Back-off pulling image "acme\/api:1\.0\.0"$/,
    )
    expect(resources.map(({ label, state }) => [label.replace(/api-\S+/, 'api-…'), state])).toEqual([
      ['Pod api/api-…', 'Degraded'],
      ['Deployment api/api', 'Degraded'],
    ])
    const page = `${world.argocd.url}/applications/argocd/api?node=apps%2FDeployment%2Fapi%2Fapi%2F0`
    expect(resources[1]?.url).toBe(page)
  })

  it('name what differs from Git', async () => {
    create('api')
    await world.argocd.settled()
    const { cause, resources } = await agent().explain({ name: 'api', namespace: undefined })
    expect(cause).toBeUndefined()
    expect(resources).toMatchObject([{ label: 'Deployment api/api', state: 'OutOfSync, Missing' }])
  })
})

describe('runningImages', () => {
  const pod = (reason: string, image: string, owner = 'ReplicaSet'): object => ({
    kind: 'Pod',
    parentRefs: [{ kind: owner }],
    images: [image],
    info: [{ name: 'Status Reason', value: reason }],
  })

  it.each([
    { name: 'a running pod counts', node: pod('Running', 'a:1'), images: ['a:1'] },
    { name: 'a pod that starts again and again counts', node: pod('Error', 'a:1'), images: ['a:1'] },
    { name: 'a completed pod of a job does not', node: pod('Completed', 'a:1', 'Job'), images: [] },
    { name: 'a failed pod of a job does not', node: pod('Error', 'a:1', 'Job'), images: [] },
    { name: 'a running pod of a job counts', node: pod('Running', 'a:1', 'Job'), images: ['a:1'] },
    { name: 'an evicted pod does not', node: pod('Evicted', 'a:1'), images: [] },
    { name: 'images of other kinds count', node: { kind: 'Workflow', images: ['a:1'] }, images: ['a:1'] },
    { name: 'what is no text does not', node: { kind: 'Pod', images: [1, null, 'a:1'] }, images: ['a:1'] },
  ])('$name', ({ node, images }) => {
    expect(runningImages({ nodes: [node] })).toEqual(images)
  })

  it.each([undefined, null, {}, { nodes: 'x' }])('makes nothing of %j', (tree) => {
    expect(runningImages(tree)).toEqual([])
  })
})
