import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { KubernetesApi, KubernetesObject } from '@gitops-actions/adapters'
import { watchCollection } from '@gitops-actions/adapters'
import type { AccessRule } from '@gitops-actions/sandbox'
import { type Authority, createAuthority } from './certificates.ts'
import { failureOf } from './github-world.ts'
import {
  GIT_REPOSITORIES,
  gitRepository,
  type KubernetesWorld,
  quickClock,
  startKubernetesWorld,
  until,
} from './kubernetes-world.ts'

let authority: Authority
let world: KubernetesWorld
let api: KubernetesApi
const stops: AbortController[] = []

const ALL = { type: GIT_REPOSITORIES, namespace: 'flux-system' }
const ENVIRONMENTS = { ...ALL, name: 'environments' }

beforeAll(async () => {
  authority = await createAuthority()
})

beforeEach(async () => {
  world = await startKubernetesWorld({ bookmarkMs: 20 }, authority)
  world.kubernetes.store.apply(gitRepository('environments'))
  api = await world.api()
})

afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort()
  await world.close()
})

afterAll(() => authority.close())

function store(): KubernetesWorld['kubernetes']['store'] {
  return world.kubernetes.store
}

function paths(): string[] {
  return world.kubernetes.requests.map(
    ({ method, path }) => `${method} ${path.replace(/^.*source.toolkit.fluxcd.io/, '')}`,
  )
}

describe('an object', () => {
  it('is read', async () => {
    const object = await api.get(ENVIRONMENTS)
    expect(object.metadata).toMatchObject({ name: 'environments', namespace: 'flux-system' })
    expect(object.spec).toMatchObject({ interval: '1m' })
  })

  it('is annotated, and nothing else of it changes', async () => {
    const before = store().get('GitRepository', 'flux-system', 'environments')
    await api.annotate(ENVIRONMENTS, { 'reconcile.fluxcd.io/requestedAt': 'now' })
    await api.annotate(ENVIRONMENTS, { other: 'kept' })
    const after = store().get('GitRepository', 'flux-system', 'environments')
    expect(after?.metadata.annotations).toEqual({ 'reconcile.fluxcd.io/requestedAt': 'now', other: 'kept' })
    expect([after?.spec, after?.metadata.generation]).toEqual([before?.spec, 1])
  })

  it('fault 106: is annotated again when somebody else wrote', async () => {
    world.kubernetes.faults.request({
      method: 'PATCH',
      times: 3,
      effect: { kind: 'status', code: 409, reason: 'Conflict' },
    })
    const object = await api.annotate(ENVIRONMENTS, { a: 'b' })
    expect(object.metadata).toMatchObject({ annotations: { a: 'b' } })
    expect(world.kubernetes.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(4)
  })

  it('fault 106: is left alone when somebody writes all the time', async () => {
    world.kubernetes.faults.request({
      method: 'PATCH',
      times: 99,
      effect: { kind: 'status', code: 409, reason: 'Conflict' },
    })
    const error = await failureOf(api.annotate(ENVIRONMENTS, { a: 'b' }))
    expect([error.kind, error.message]).toEqual([
      'transient',
      expect.stringContaining('answered 409 when asked to patch GitRepository flux-system/environments'),
    ])
  })

  it('that is not there is told apart from a kind that is not served', async () => {
    const absent = await failureOf(api.get({ ...ALL, name: 'absent' }))
    expect([absent.code, absent.message]).toEqual([
      'application-not-found',
      expect.stringContaining(
        'has no GitRepository flux-system/absent (gitrepositories.source.toolkit.fluxcd.io "absent" not found)',
      ),
    ])
    const type = { ...GIT_REPOSITORIES, plural: 'gitrepos' }
    const unserved = await failureOf(api.get({ ...ENVIRONMENTS, type }))
    expect([unserved.code, unserved.message]).toEqual([
      'agent-refused',
      expect.stringContaining('check that Flux is installed'),
    ])
  })

  it('is read in the version that an older cluster serves', async () => {
    const old = await startKubernetesWorld(
      { servedVersions: { 'source.toolkit.fluxcd.io': 'v1beta2' } },
      authority,
    )
    old.kubernetes.store.apply(gitRepository('environments'))
    const older = await old.api()
    await older.get(ENVIRONMENTS)
    await older.get(ENVIRONMENTS)
    expect(old.kubernetes.requests.map(({ path }) => path.replace(/\/namespaces.*$/, ''))).toEqual([
      '/apis/source.toolkit.fluxcd.io/v1',
      '/apis/source.toolkit.fluxcd.io',
      '/apis/source.toolkit.fluxcd.io/v1beta2',
      '/apis/source.toolkit.fluxcd.io/v1beta2',
    ])
    await old.close()
  })
})

describe('a refusal', () => {
  const READ: readonly AccessRule[] = [
    { verbs: ['get'], groups: ['source.toolkit.fluxcd.io'], resources: ['gitrepositories'] },
  ]

  it('by RBAC says what to grant', async () => {
    const reader = await world.api(world.kubeconfig(READ))
    await expect(reader.get(ENVIRONMENTS)).resolves.toBeDefined()
    const error = await failureOf(reader.annotate(ENVIRONMENTS, { a: 'b' }))
    expect([error.code, error.kind, error.message]).toEqual([
      'agent-refused',
      'user',
      expect.stringMatching(
        /User "ci" cannot patch resource.*grant it "patch" on "gitrepositories.source.toolkit.fluxcd.io"/,
      ),
    ])
  })

  it('of the credential is told without it', async () => {
    const stranger = await world.api(world.kubeconfigOf({ token: 'canary' }))
    const error = await failureOf(stranger.get(ENVIRONMENTS))
    expect([error.code, error.message]).toEqual([
      'agent-unauthorized',
      expect.stringContaining('the context "sandbox"'),
    ])
    expect(error.message).not.toContain('canary')
  })

  it('by a page of a proxy is no answer', async () => {
    world.kubernetes.faults.request({ effect: { kind: 'login-page' } })
    const error = await failureOf(api.get(ENVIRONMENTS))
    expect([error.code, error.message]).toEqual(['agent-invalid-answer', expect.stringContaining('Sign in')])
  })

  it('that passes is outlived', async () => {
    world.kubernetes.faults.request({ times: 2, effect: { kind: 'status', code: 503 } })
    world.kubernetes.faults.request({ effect: { kind: 'reset' } })
    await expect(api.get(ENVIRONMENTS)).resolves.toBeDefined()
  })
})

describe('a list', () => {
  it('has all pages', async () => {
    for (let index = 0; index < 1203; index += 1)
      store().apply(gitRepository(`r${String(index).padStart(4, '0')}`))
    const { items } = await api.list(ALL)
    expect(new Set(items.map(({ metadata }) => metadata.name)).size).toBe(1204)
    expect(world.kubernetes.requests).toHaveLength(3)
  })

  it('begins anew when its rest was forgotten', async () => {
    for (let index = 0; index < 600; index += 1) store().apply(gitRepository(`r${index}`))
    const gone = { kind: 'status', code: 410, reason: 'Expired' } as const
    world.kubernetes.faults.request({ path: /continue=/, effect: gone })
    const { items } = await api.list(ALL)
    expect(items).toHaveLength(601)
  })

  it('is of the objects that are selected', async () => {
    store().apply({ ...gitRepository('labelled'), labels: { team: 'shop' } })
    const names = async (selection: object): Promise<string[]> =>
      (await api.list(ALL, selection)).items.map(({ metadata }) => metadata.name)
    await expect(names({ labels: 'team=shop' })).resolves.toEqual(['labelled'])
    await expect(names({ fields: 'metadata.name=environments' })).resolves.toEqual(['environments'])
  })
})

describe('a watch', () => {
  function watch(from = api): { seen: string[]; ended: Promise<void> } {
    const seen: string[] = []
    const stop = new AbortController()
    stops.push(stop)
    const say = (what: string) => (object: KubernetesObject) => seen.push(`${what} ${object.metadata.name}`)
    const ended = watchCollection(from, ALL, {}, quickClock, stop.signal, {
      replaced: (objects) => seen.push(`all ${objects.map(({ metadata }) => metadata.name).join(' ')}`),
      changed: say('changed'),
      deleted: say('deleted'),
    })
    return { seen, ended }
  }

  const opened = (): Promise<void> => until(() => world.kubernetes.watches > 0)
  const openings = (): string[] => paths().filter((path) => path.includes('watch=true'))

  it('tells the collection and its changes', async () => {
    const { seen } = watch()
    await opened()
    store().apply(gitRepository('other'))
    store().update('GitRepository', 'flux-system', 'other', ({ metadata }) => (metadata.labels = { a: 'b' }))
    store().delete('GitRepository', 'flux-system', 'other')
    await until(() => seen.length === 4)
    expect(seen).toEqual(['all environments', 'changed other', 'changed other', 'deleted other'])
  })

  it('loses nothing that happens between the list and the stream', async () => {
    world.kubernetes.faults.request({ path: /watch=true/, effect: { kind: 'reset' } })
    const { seen } = watch()
    await until(() => seen.length === 1)
    store().apply(gitRepository('between'))
    await until(() => seen.length === 2)
    expect(seen).toEqual(['all environments', 'changed between'])
  })

  it.each([1, 3, 7, 64])('reads its lines in pieces of %i bytes', async (bytes) => {
    world.kubernetes.faults.watch({ kind: 'pieces', bytes })
    const { seen } = watch()
    await opened()
    store().apply({ ...gitRepository('ä'.repeat(3)), labels: { a: 'b' } })
    await until(() => seen.length === 2)
    expect(seen[1]).toBe('changed äää')
  })

  it.each(['end', 'cut'] as const)('goes on where it was after an %s', async (kind) => {
    world.kubernetes.faults.watch({ kind, afterEvents: 1 })
    const { seen } = watch()
    await opened()
    for (const name of ['one', 'two', 'three']) store().apply(gitRepository(name))
    await until(() => seen.length >= 4)
    expect(seen).toEqual(['all environments', 'changed one', 'changed two', 'changed three'])
    expect(paths().filter((path) => path.includes('limit='))).toHaveLength(1)
  })

  it('fault 106: keeps its place by bookmarks', async () => {
    world.kubernetes.faults.watch({ kind: 'end', afterEvents: 2 })
    const { seen } = watch()
    await opened()
    // Elsewhere in the cluster time goes on, none of it is an event of this watch, and all of it is forgotten.
    for (let index = 0; index < 5; index += 1) store().apply(gitRepository('elsewhere', `ns-${index}`))
    store().compact()
    await until(() => openings().length === 2)
    store().apply(gitRepository('one'))
    await until(() => seen.length === 2)
    expect(seen).toEqual(['all environments', 'changed one'])
  })

  it.each(['as an answer', 'as an event'])(
    'fault 106: lists anew when its place was forgotten: 410 %s',
    async (how) => {
      if (how === 'as an event') world.kubernetes.faults.watch({ kind: 'expired', afterEvents: 1 })
      else
        world.kubernetes.faults.request({
          path: /watch=true/,
          effect: { kind: 'status', code: 410, reason: 'Expired' },
        })
      const { seen } = watch()
      await until(() => openings().length > 0)
      store().apply(gitRepository('one'))
      store().apply(gitRepository('two'))
      await until(() => seen.filter((one) => one.startsWith('all')).length === 2)
      expect(seen.at(-1)).toBe('all environments one two')
    },
  )

  it('ends when it is not allowed', async () => {
    const rules: AccessRule[] = [{ verbs: ['get', 'list'], groups: ['*'], resources: ['*'] }]
    const { seen, ended } = watch(await world.api(world.kubeconfig(rules)))
    await ended
    expect([seen, openings().length]).toEqual([['all environments'], 1])
  })

  it('ends when it is stopped', async () => {
    const { ended } = watch()
    await opened()
    stops[0]?.abort()
    await ended
    await until(() => world.kubernetes.watches === 0)
    expect(openings()).toHaveLength(1)
  })
})
