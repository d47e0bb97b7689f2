import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createArgoCdAgent, createHttpClient, type HttpClient, systemClock } from '@gitops-actions/adapters'
import type { Agent, ApplicationState, Clock } from '@gitops-actions/core'
import type { ApplicationHandle, StreamEffect } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from '../sandbox/argocd-world.ts'

let world: ArgoCdWorld
let http: HttpClient
let api: ApplicationHandle
let first: string

const NAME = { name: 'api', namespace: undefined }
const PATH = '/api/v1/applications/api'

/** Rests are short: what is tested is that they end. */
const clock: Clock = { ...systemClock(), sleep: (_long, signal) => systemClock().sleep(5, signal) }

beforeEach(async () => {
  world = await startWorld()
  http = createHttpClient({ clock, env: {}, userAgent: 'gitops-actions-test' })
  first = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  api = world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: {} } })
  await api.until(
    ({ status, operation }) =>
      operation === undefined && status.health.status === 'Healthy' && status.sync.status === 'Synced',
  )
  await world.argocd.settled()
})

afterEach(async () => {
  await http.close()
  await world.close()
})

interface Options {
  readonly token?: string
  readonly project?: string
  readonly server?: string
  readonly clock?: Clock
}

function agent({ token, project, server, clock: own = clock }: Options = {}): Agent {
  return createArgoCdAgent({
    http,
    clock: own,
    server: server ?? world.argocd.url,
    authToken: token ?? world.token,
    project,
    repositoryUrl: world.repository.url,
  })
}

async function push(image: string): Promise<string> {
  const revision = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', image) })
  world.argocd.notify(world.repository.url)
  return revision
}

function requests(path: string): string[] {
  return world.argocd.requests
    .filter((request) => request.path.startsWith(path))
    .map(({ method, path: at }) => `${method} ${at}`)
}

describe('observe', () => {
  it('tells the state, and no token to any URL', async () => {
    await expect(agent().observe(NAME, 'none')).resolves.toMatchObject({
      label: 'api',
      url: `${world.argocd.url}/applications/argocd/api`,
      revisions: [first],
      sync: 'synced',
      health: { status: 'healthy' },
      images: ['acme/api:1.0.0'],
      automated: true,
      operation: { phase: 'succeeded', revisions: [first] },
    })
    expect(JSON.stringify(world.argocd.requests.map(({ path }) => path))).not.toContain(world.token)
  })

  it('compares with Git first when it is asked to refresh', async () => {
    const second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:2.0.0') })
    await expect(agent().observe(NAME, 'none')).resolves.toMatchObject({ revisions: [first] })
    await expect(agent().observe(NAME, 'normal')).resolves.toMatchObject({ revisions: [second] })
  })

  it('asks for a refresh once, however the answer fails: the first one goes on', async () => {
    world.argocd.faults.request({ path: PATH, effect: { kind: 'answer', status: 504, body: 'gateway' } })
    const before = requests(PATH).length
    await expect(agent().observe(NAME, 'hard')).rejects.toMatchObject({
      code: 'agent-refused',
      kind: 'transient',
      message: `${world.argocd.url} answered 504 about application "api": gateway`,
    })
    expect(requests(PATH).length - before).toBe(1)
  })

  it('waits when there were too many questions, and asks no sooner', async () => {
    world.argocd.faults.request({ path: PATH, times: 2, effect: { kind: 'answer', status: 429 } })
    const slept: number[] = []
    const patient = { ...clock, sleep: (long: number) => Promise.resolve(void slept.push(long)) }
    await expect(agent({ clock: patient }).observe(NAME, 'none')).resolves.toMatchObject({
      revisions: [first],
    })
    expect(slept.map((long) => Math.floor(long / 1000))).toEqual([2, 4])
  })

  it('repeats a plain question that failed', async () => {
    world.argocd.faults.request({ path: PATH, times: 2, effect: { kind: 'reset' } })
    await expect(agent().observe(NAME, 'none')).resolves.toMatchObject({ revisions: [first] })
  })

  it('finds an application of another namespace', async () => {
    const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
    world.argocd.createApplication({ name: 'api', namespace: 'team-a', source })
    await expect(agent().observe({ name: 'api', namespace: 'team-a' }, 'none')).resolves.toMatchObject({
      label: 'team-a/api',
      url: `${world.argocd.url}/applications/team-a/api`,
    })
  })

  it('works below a root path, with and without a slash at the end', async () => {
    await world.close()
    world = await startWorld({ rootPath: '/argo-cd' })
    await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
    world.argocd.createApplication({
      name: 'api',
      source: { repoURL: world.repository.url, path: 'apps/api' },
    })
    await expect(agent().observe(NAME, 'none')).resolves.toMatchObject({ label: 'api' })
    const state = await agent({ server: `${world.argocd.url}/` }).observe(NAME, 'none')
    expect(state.url).toBe(`${world.argocd.url}/applications/argocd/api`)
  })
})

describe('refusals', () => {
  const nobody = { name: 'nobody', namespace: undefined }

  it('of a missing application that could be a forbidden one: row 90', async () => {
    await expect(agent().observe(nobody, 'none')).rejects.toMatchObject({
      code: 'application-not-found',
      kind: 'user',
      message: expect.stringMatching(/"nobody" is missing, or the token may not see it.*"project"/),
    })
  })

  it('of a missing application of a project', async () => {
    await expect(agent({ project: 'default' }).observe(nobody, 'none')).rejects.toMatchObject({
      code: 'application-not-found',
      message: expect.stringContaining('has no application "nobody" in project "default"'),
    })
  })

  it('of a forbidden application of a project', async () => {
    const token = world.argocd.createToken({
      subject: 'other',
      policies: [{ action: 'get', object: 'other/*' }],
    })
    await expect(agent({ token, project: 'default' }).observe(NAME, 'none')).rejects.toMatchObject({
      code: 'application-not-found',
      message: expect.stringMatching(
        /may not read application "api" of project "default".*"applications, get"/,
      ),
    })
  })

  it('of a token that is none', async () => {
    const refused = agent({ token: 'canary-token' }).observe(NAME, 'none')
    await expect(refused).rejects.toMatchObject({
      code: 'agent-unauthorized',
      message: expect.stringMatching(
        /does not accept the input "auth-token".*wrong, revoked.*argocd proj role create-token/,
      ),
    })
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('canary-token') })
  })

  it('of a token that expired, and when: row 97', async () => {
    const token = world.argocd.createToken({ subject: 'ci', expiresInMs: -60_000 })
    await expect(agent({ token }).observe(NAME, 'none')).rejects.toMatchObject({
      code: 'agent-unauthorized',
      message: expect.stringMatching(/it expired at \d{4}-\d\d-\d\dT/),
    })
    expect(requests(PATH)).toHaveLength(1)
  })

  it('of a login page in place of the API: row 96', async () => {
    world.argocd.faults.request({ path: PATH, effect: { kind: 'login-page' } })
    await expect(agent().observe(NAME, 'none')).rejects.toMatchObject({
      code: 'agent-invalid-answer',
      message: expect.stringMatching(
        /does not answer like Argo CD's API: wanted JSON, got "<!doctype html.*Check "server"/i,
      ),
    })
  })

  it('of a proxy that says nothing readable', async () => {
    const body = `boom\n::error::x${'y'.repeat(1000)}`
    world.argocd.faults.request({ path: PATH, effect: { kind: 'answer', status: 418, body } })
    await expect(agent().observe(NAME, 'none')).rejects.toMatchObject({
      code: 'agent-refused',
      kind: 'user',
      message: expect.stringMatching(/answered 418 about application "api": boom ::error::xy+…$/),
    })
  })

  it('of a redirect: the token goes to no other address', async () => {
    const headers = { location: 'https://login.example.com/' }
    world.argocd.faults.request({ path: PATH, effect: { kind: 'answer', status: 302, headers } })
    await expect(agent().observe(NAME, 'none')).rejects.toMatchObject({ code: 'redirect-refused' })
  })
})

describe('sync', () => {
  beforeEach(() => {
    api.edit((application) => {
      application.spec.syncPolicy = {}
    })
  })

  it('brings what the application follows, and never a revision of its own', async () => {
    const second = await push('acme/api:2.0.0')
    await expect(agent({ project: 'default' }).sync(NAME)).resolves.toEqual({ kind: 'requested' })
    const done = await api.until(
      ({ operation, status }) => operation === undefined && status.sync.status === 'Synced',
    )
    expect(done.status.operationState?.syncResult?.revision).toBe(second)
    const sent = world.argocd.requests.find(({ method }) => method === 'POST')
    expect(sent?.body).toEqual({ prune: false, project: 'default' })
    expect(world.argocd.violations).toEqual([])
  })

  it('waits for another operation: row 91', async () => {
    api.faults.set({ operationInProgress: true })
    await expect(agent().sync(NAME)).resolves.toEqual({ kind: 'in-progress' })
  })

  it('tells the window that refuses it', async () => {
    api.faults.set({ syncWindow: { kind: 'deny', schedule: '0 22 * * *', duration: '8h' } })
    await expect(agent().sync(NAME)).resolves.toEqual({
      kind: 'blocked-by-window',
      window: 'the sync was refused: cannot sync: blocked by sync window',
    })
  })

  it('fails when the token may only look', async () => {
    const token = world.argocd.createToken({ subject: 'reader', policies: [{ action: 'get', object: '*' }] })
    await expect(agent({ token }).sync(NAME)).rejects.toMatchObject({
      code: 'agent-refused',
      kind: 'user',
      message: expect.stringMatching(/may not sync application "api".*"applications, sync"/),
    })
  })

  it('is sent once, whatever comes of it', async () => {
    world.argocd.faults.request({ method: 'POST', effect: { kind: 'answer', status: 502 } })
    await expect(agent().sync(NAME)).rejects.toMatchObject({ kind: 'transient' })
    expect(requests(`${PATH}/sync`)).toEqual([`POST ${PATH}/sync`])
  })
})

describe('windows and causes', () => {
  it('asks about windows once in a while, for both kinds of syncs', async () => {
    const one = agent()
    api.faults.set({ syncWindow: { kind: 'deny', schedule: '0 22 * * *', duration: '8h', manualSync: true } })
    const answers = await Promise.all([
      one.blockingWindow(NAME, 'automatic'),
      one.blockingWindow(NAME, 'manual'),
      one.blockingWindow(NAME, 'automatic'),
    ])
    expect(answers[0]).toMatch(/0 22/)
    expect(answers.slice(1)).toEqual([undefined, answers[0]])
    expect(requests(`${PATH}/syncwindows`)).toHaveLength(1)
  })

  it('tells the pod that keeps it from being healthy', async () => {
    await expect(agent().explain(NAME)).resolves.toMatchObject({ cause: undefined })
    api.faults.set({ degraded: { reason: 'CrashLoopBackOff' } })
    await push('acme/api:2.0.0')
    await api.until(({ status }) => status.health.status === 'Degraded')
    const { cause } = await agent().explain(NAME)
    expect(cause).toMatch(/^Pod api-\S+: CrashLoopBackOff: back-off 5m0s restarting failed container=api$/)
  })
})

describe('watch', () => {
  /** Follows until a state satisfies the condition. */
  async function follow(
    one: Agent,
    condition: (state: ApplicationState) => boolean,
  ): Promise<ApplicationState[]> {
    const states: ApplicationState[] = []
    let found: () => void = () => undefined
    const seen = new Promise<void>((resolve) => {
      found = resolve
    })
    const watch = one.watch([NAME], (event) => {
      if (event.kind === 'gone') return
      const { state } = event
      states.push(state)
      if (condition(state)) found()
    })
    await seen
    watch.stop()
    return states
  }

  const isAt =
    (revision: () => string) =>
    (state: ApplicationState): boolean =>
      state.revisions[0] === revision() && state.sync === 'synced' && state.health.status === 'healthy'

  it('tells the state at once, and every change', async () => {
    let second = ''
    const following = follow(
      agent(),
      isAt(() => second),
    )
    second = await push('acme/api:2.0.0')
    const states = await following
    expect(states[0]).toMatchObject({ revisions: [first] })
    expect(new Set(states.map(({ sync }) => sync))).toEqual(new Set(['synced', 'out-of-sync']))
  })

  it.each<StreamEffect>([
    { kind: 'cut', afterBytes: 100 },
    { kind: 'cut', afterBytes: 1500 },
    { kind: 'cut-inside-character' },
    { kind: 'end', afterEvents: 1 },
    { kind: 'unauthorized', afterEvents: 1 },
    { kind: 'pieces', bytes: 7 },
    { kind: 'duplicates' },
  ])('survives $kind: row 93', async (effect) => {
    api.faults.set({ suspended: 'wartet auf Freigabe: ü' })
    await world.argocd.settled()
    world.argocd.faults.stream({ times: 2, effect })
    let second = ''
    const following = follow(
      agent(),
      isAt(() => second),
    )
    api.faults.clear()
    second = await push('acme/api:2.0.0')
    expect((await following).at(-1)).toMatchObject({ revisions: [second] })
  })

  it('outlives a deleted application, and tells of the one that is made anew: row 95', async () => {
    let second = 'none'
    const following = follow(
      agent(),
      isAt(() => second),
    )
    api.delete()
    second = await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:2.0.0') })
    const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
    world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: {} } })
    expect((await following).at(-1)).toMatchObject({ revisions: [second] })
  })

  it('is not ended by answers that are no stream', async () => {
    const stream = '/api/v1/stream/applications'
    world.argocd.faults.request({ path: stream, times: 1, effect: { kind: 'login-page' } })
    world.argocd.faults.request({ path: stream, times: 1, effect: { kind: 'answer', status: 500 } })
    world.argocd.faults.request({ path: stream, times: 1, effect: { kind: 'reset' } })
    const states = await follow(
      agent(),
      isAt(() => first),
    )
    expect(states).toHaveLength(1)
    expect(requests(stream)).toHaveLength(4)
  })

  it('asks for the fields alone that are read', async () => {
    await follow(
      agent(),
      isAt(() => first),
    )
    const sent = world.argocd.requests.find(({ path }) => path.startsWith('/api/v1/stream'))
    const fields = sent?.query.get('fields')?.split(',')
    expect(fields).toContain('result.application.status.sync')
    expect(fields?.filter((field) => /resources|history/.test(field))).toEqual([])
  })
})
