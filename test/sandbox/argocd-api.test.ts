import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { gunzipSync } from 'node:zlib'
import { request } from 'node:http'

import type { Application, ApplicationHandle } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld
let revision: string
let automated: ApplicationHandle

const denied = { error: 'permission denied', code: 7, message: 'permission denied' }
const api = '/api/v1/applications'

beforeAll(async () => {
  world = await startWorld()
  revision = await world.repository.commit({
    'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0', 2),
    'apps/api/settings.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n',
  })
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  const options = { source, project: 'shop', labels: { team: 'web', tier: 'front' } }
  world.argocd.createApplication({ ...options, name: 'manual' })
  automated = world.argocd.createApplication({
    ...options,
    name: 'automated',
    labels: { team: 'ops' },
    syncPolicy: { automated: {} },
  })
  world.argocd.createApplication({ ...options, name: 'elsewhere', namespace: 'team-a', project: 'other' })
  await automated.until((application) => application.status.health.status === 'Healthy')
  await world.argocd.settled()
})

afterAll(async () => {
  await world.close()
})

describe('GET application', () => {
  it('answers the object without kind and apiVersion', async () => {
    const { status, json, headers } = await world.get(`${api}/manual`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json')
    expect(Object.keys(json)).toEqual(['metadata', 'spec', 'status'])
    expect(json).toMatchObject({
      metadata: { name: 'manual', namespace: 'argocd' },
      status: { sync: { status: 'OutOfSync', revision }, health: { status: 'Missing' } },
    })
  })

  it('cannot be told from a missing one without a project, and can with one', async () => {
    expect(await world.get(`${api}/missing`)).toMatchObject({ status: 403, json: denied })
    const message = 'applications.argoproj.io "missing" not found'
    expect(await world.get(`${api}/missing?project=shop`)).toMatchObject({
      status: 404,
      json: { error: message, code: 5, message },
    })
    expect((await world.get(`${api}/manual?project=shop`)).status).toBe(200)
    expect((await world.get(`${api}/manual?project=other`)).status).toBe(404)
  })

  it('looks in Argo CD’s own namespace unless another is named', async () => {
    expect((await world.get(`${api}/elsewhere`)).status).toBe(403)
    expect((await world.get(`${api}/elsewhere?appNamespace=team-a`)).status).toBe(200)
    expect((await world.get(`${api}/elsewhere?appNamespace=team-a&project=other`)).status).toBe(200)
  })

  it('cuts the answer by fields', async () => {
    const { json } = await world.get(`${api}/manual?fields=metadata.name,status.sync.status`)
    expect(json).toEqual({ metadata: { name: 'manual' }, status: { sync: { status: 'OutOfSync' } } })
    const { json: rest } = await world.get(`${api}/manual?fields=-status,metadata`)
    expect(Object.keys(rest)).toEqual(['spec'])
  })

  it('compresses for clients that ask for it', async () => {
    const headers = { authorization: `Bearer ${world.token}`, 'accept-encoding': 'gzip' }
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      request(`${world.argocd.url}${api}/manual`, { headers }, (response) => {
        expect(response.headers['content-encoding']).toBe('gzip')
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          resolve(Buffer.concat(chunks))
        })
      })
        .on('error', reject)
        .end()
    })
    expect(JSON.parse(gunzipSync(bytes).toString('utf8'))).toMatchObject({ metadata: { name: 'manual' } })
  })
})

describe('refresh', () => {
  it.each(['normal', 'hard', ''])('"%s" answers after the controller has looked at Git', async (refresh) => {
    const latest = await world.repository.commit({ [`notes/${refresh || 'empty'}.md`]: 'x' })
    const before = await world.get(`${api}/manual`)
    expect(before.json).not.toMatchObject({ status: { sync: { revision: latest } } })
    const { json } = await world.get(`${api}/manual?refresh=${refresh}`)
    expect(json).toMatchObject({ status: { sync: { revision: latest } } })
    const { annotations } = (json as unknown as Application).metadata
    expect(annotations?.['argocd.argoproj.io/refresh']).toBeUndefined()
    revision = latest
  })
})

describe('GET applications', () => {
  const cases: [query: string, names: string[]][] = [
    ['', ['automated', 'manual', 'elsewhere']],
    ['?selector=team=web', ['manual', 'elsewhere']],
    ['?selector=team%20in%20(ops,dev)', ['automated']],
    ['?selector=!tier', ['automated']],
    ['?selector=tier,team!=ops', ['manual', 'elsewhere']],
    ['?projects=other', ['elsewhere']],
    ['?projects=other&projects=shop', ['automated', 'manual', 'elsewhere']],
    ['?appNamespace=team-a', ['elsewhere']],
    ['?name=manual', ['manual']],
    ['?repo=https://git.example.com/none', []],
  ]

  it.each(cases)('%s', async (query, names) => {
    const joined = `${query}${query === '' ? '?' : '&'}fields=items.metadata.name`
    const { status, json } = await world.get(`${api}${joined}`)
    expect(status).toBe(200)
    expect(json).toEqual({ items: names.map((name) => ({ metadata: { name } })) })
  })

  it('refuses a selector that cannot be read', async () => {
    expect(await world.get(`${api}?selector=a~b`)).toMatchObject({ status: 400, json: { code: 3 } })
  })
})

describe('access', () => {
  it('asks for a token that is valid', async () => {
    const missing = await world.get(`${api}/manual`, { token: undefined })
    expect(missing).toMatchObject({ status: 401, json: { code: 16, message: 'no session information' } })
    const forged = await world.get(`${api}/manual`, { token: `${world.token}x` })
    expect(forged.status).toBe(401)
    const expired = world.argocd.createToken({ subject: 'proj:shop:late', expiresInMs: -1000 })
    const answer = await world.get(`${api}/manual`, { token: expired })
    expect(answer.status).toBe(401)
    expect(answer.json.message).toBe('invalid session: token has invalid claims: token is expired')
  })

  it('follows the policies of the token', async () => {
    const token = world.argocd.createToken({
      subject: 'proj:shop:reader',
      policies: [{ action: 'get', object: 'shop/man*' }],
    })
    const reader = { token }
    expect((await world.get(`${api}/manual`, reader)).status).toBe(200)
    expect(await world.get(`${api}/automated`, reader)).toMatchObject({ status: 403, json: denied })
    expect(await world.get(`${api}/automated?project=shop`, reader)).toMatchObject({
      status: 403,
      json: denied,
    })
    expect((await world.get(`${api}/manual2?project=shop`, reader)).status).toBe(404)
    const { json } = await world.get(`${api}?fields=items.metadata.name`, reader)
    expect(json).toEqual({ items: [{ metadata: { name: 'manual' } }] })
    const refused = await world.send('POST', `${api}/manual/sync`, {}, reader)
    expect(refused.status).toBe(403)
    expect(refused.json.message).toMatch(
      /^permission denied: applications, sync, shop\/manual, sub: proj:shop:reader, iat: /,
    )
  })

  it('names applications of other namespaces with their namespace', async () => {
    const inside = world.argocd.createToken({
      subject: 'a',
      policies: [{ action: 'get', object: 'other/team-a/*' }],
    })
    expect((await world.get(`${api}/elsewhere?appNamespace=team-a`, { token: inside })).status).toBe(200)
    const outside = world.argocd.createToken({
      subject: 'b',
      policies: [{ action: 'get', object: 'other/elsewhere' }],
    })
    expect((await world.get(`${api}/elsewhere?appNamespace=team-a`, { token: outside })).status).toBe(403)
  })

  it('can be taken away', async () => {
    const token = world.argocd.createToken({ subject: 'leaving' })
    expect((await world.get(`${api}/manual`, { token })).status).toBe(200)
    world.argocd.revokeToken('leaving')
    expect((await world.get(`${api}/manual`, { token })).status).toBe(401)
  })
})

describe('around the API', () => {
  it('tells version and user', async () => {
    expect((await world.get('/api/version', { token: undefined })).json).toEqual({
      Version: expect.stringMatching(/^v3\./),
    })
    expect((await world.get('/api/v1/session/userinfo', { token: undefined })).json).toEqual({})
    expect((await world.get('/api/v1/session/userinfo')).json).toEqual({
      loggedIn: true,
      username: 'ci:apiKey',
      iss: 'argocd',
    })
  })

  it('takes nothing but JSON when it is not a GET', async () => {
    for (const type of ['text/plain', 'application/json; charset=utf-8']) {
      const answer = await world.send('POST', `${api}/manual/sync`, '{}', {
        headers: { 'content-type': type },
      })
      expect(answer).toMatchObject({ status: 415, text: 'Invalid content type\n' })
    }
  })

  it('answers unknown paths of the API with 404 and all others with the user interface', async () => {
    expect((await world.get('/api/v1/nothing')).status).toBe(404)
    expect((await world.send('POST', `${api}/manual/resource-tree`, {})).status).toBe(405)
    const page = await world.get('/applications/manual')
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('refuses a body that is not a JSON object', async () => {
    for (const body of ['{', '[]', '"x"']) {
      expect((await world.send('POST', `${api}/manual/sync`, body)).status).toBe(400)
    }
  })

  it('is served under a root path', async () => {
    const rooted = await startWorld({ rootPath: 'argo-cd/' })
    try {
      expect(rooted.argocd.url).toBe(`http://${rooted.argocd.host}/argo-cd`)
      expect((await rooted.get('/api/version')).status).toBe(200)
      expect(rooted.argocd.requests[0]).toMatchObject({ method: 'GET', path: '/api/version', status: 200 })
    } finally {
      await rooted.close()
    }
  })

  it('remembers requests without credentials', async () => {
    await world.get(`${api}/manual`)
    const seen = world.argocd.requests.find((entry) => entry.path === `${api}/manual`)
    expect(seen).toMatchObject({ method: 'GET', status: 200, subject: 'ci:apiKey' })
    expect(JSON.stringify(world.argocd.requests)).not.toContain(world.token)
  })
})

describe('details of an application', () => {
  it('grows replica sets and pods in the resource tree', async () => {
    const { json } = await world.get(`${api}/automated/resource-tree`)
    const { nodes } = json as unknown as { nodes: Record<string, unknown>[] }
    expect(nodes.map((node) => node.kind)).toEqual(['ConfigMap', 'Deployment', 'ReplicaSet', 'Pod', 'Pod'])
    expect(nodes[1]).toMatchObject({
      group: 'apps',
      name: 'api',
      namespace: 'automated',
      health: { status: 'Healthy' },
    })
    expect(nodes[3]).toMatchObject({
      images: ['acme/api:1.0.0'],
      health: { status: 'Healthy' },
      parentRefs: [{ kind: 'ReplicaSet', uid: nodes[2]?.uid }],
    })
    expect(new Set(nodes.map((node) => node.uid)).size).toBe(5)
    const { json: pods } = await world.get(`${api}/automated/resource-tree?kind=Pod`)
    expect((pods as unknown as { nodes: unknown[] }).nodes).toHaveLength(2)
  })

  it('shows wanted and live state of managed resources', async () => {
    automated.changeLive({ kind: 'ConfigMap', name: 'settings' }, (body) => ({
      ...body,
      data: { level: 'debug' },
    }))
    const { json } = await world.get(`${api}/automated/managed-resources`)
    const { items } = json as unknown as { items: Record<string, string>[] }
    const [settings] = items.filter((item) => item.kind === 'ConfigMap')
    expect(settings).toMatchObject({ name: 'settings', modified: true })
    expect(JSON.parse(settings?.targetState ?? '')).toMatchObject({ data: { level: 'info' } })
    expect(JSON.parse(settings?.normalizedLiveState ?? '')).toMatchObject({ data: { level: 'debug' } })
    expect(JSON.parse(settings?.liveState ?? '')).toMatchObject({ metadata: { uid: expect.any(String) } })
    const { json: one } = await world.get(`${api}/manual/managed-resources?kind=Deployment`)
    expect(one).toMatchObject({ items: [{ kind: 'Deployment', liveState: 'null', modified: true }] })
  })

  it('describes a revision', async () => {
    const described = await world.repository.commit({ 'notes/described.md': 'why\n' })
    const { json } = await world.get(`${api}/manual/revisions/${described}/metadata`)
    expect(json).toMatchObject({
      author: 'Deployer <deployer@example.com>',
      message: 'Change notes/described.md',
    })
    const unknown = await world.get(`${api}/manual/revisions/${'0'.repeat(40)}/metadata`)
    expect(unknown).toMatchObject({ status: 500, json: { code: 2 } })
  })

  it('lists what happened', async () => {
    const { json } = await world.get(`${api}/automated/events`)
    const { items } = json as unknown as { items: { reason: string; message: string }[] }
    expect(items.map((item) => item.reason)).toEqual(
      expect.arrayContaining(['ResourceUpdated', 'OperationStarted', 'OperationCompleted']),
    )
  })

  it.each(['resource-tree', 'managed-resources', 'syncwindows', 'events', 'revisions/main/metadata'])(
    'keeps %s of a missing application to itself',
    async (detail) => {
      expect(await world.get(`${api}/missing/${detail}`)).toMatchObject({ status: 403, json: denied })
      expect((await world.get(`${api}/missing/${detail}?project=shop`)).status).toBe(404)
    },
  )
})
