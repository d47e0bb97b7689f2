import { describe, expect, it } from '@jest/globals'
import {
  type ApplicationState,
  type CommitSha,
  introducingCommits,
  parseConfig,
  parseGates,
  parseImageReference,
  type PromotionReport,
  type ReadRequest,
  type Snapshot,
  verifyAnnounced,
  type VerifyReport,
} from '@gitops-actions/core'
import { createPromotionCase, type PromotionCase } from './promotion-case.ts'
import { createFakeClock } from './sync-clock.ts'
import {
  createFakeAgent,
  createFakeLog,
  healthyAt,
  NEVER,
  OLD,
  operationAt,
  requestFor,
  sha,
} from './sync-world.ts'
import { createAncestry } from '@gitops-actions/core'

const CONFIG = `version: 1
environments:
  staging: { path: environments/staging, tags: any }
  production: { path: environments/production, tags: any, update: pull-request, from: staging }
services:
  api: { image: ghcr.io/acme/api }
  web: { image: ghcr.io/acme/web }
`
const API = 'environments/staging/api/values.yaml'
const WEB = 'environments/staging/web/values.yaml'

function helm(name: string, tag: string): string {
  return `image:\n  repository: ghcr.io/acme/${name}\n  tag: "${tag}"\n`
}

function trailer(name: string, tag: string): string {
  return `Bump ${name}\n\nGitOps-Release: ${name} ghcr.io/acme/${name}:${tag} acme/${name}@${sha('1')}`
}

function createCase(): PromotionCase {
  const files = Object.fromEntries(
    ['staging', 'production'].flatMap((environment) =>
      ['api', 'web'].map((name) => [`environments/${environment}/${name}/values.yaml`, helm(name, '1.0.0')]),
    ),
  )
  return createPromotionCase({ 'gitops.yaml': CONFIG, ...files })
}

interface Looked {
  readonly revision: CommitSha
  readonly states: Readonly<Record<string, Partial<ApplicationState>>>
  readonly images?: readonly string[]
}

/** What verify-sync does in a run, with its check runs where the gate of the same world finds them. */
async function verify(
  { repository, checks }: PromotionCase,
  { revision, states, images = [] }: Looked,
): Promise<VerifyReport> {
  const clock = createFakeClock()
  const config = parseConfig(CONFIG)
  const names = Object.keys(states)
  const refuse = (): Promise<never> => Promise.reject(new Error('nobody asked for it'))
  const at = { ...healthyAt(revision), operation: operationAt(revision) }
  const request = requestFor({
    revision,
    applications: names.map((name) => ({ name, namespace: undefined })),
    images: images.map((image) => parseImageReference(image)),
    timeout: 60_000,
  })
  const announcement = {
    environment: 'staging',
    sources: [],
    checkRun: true,
    deployment: false,
    revision: undefined,
    environmentUrl: '',
    runUrl: 'https://github.example/run',
  }
  return verifyAnnounced(request, announcement, {
    agent: createFakeAgent({
      clock,
      scripts: Object.fromEntries(
        names.map((name) => [name, [{ at: 0, state: { ...at, ...states[name] } }]]),
      ),
    }),
    ancestry: createAncestry(revision, repository),
    clock,
    log: createFakeLog(),
    cancelled: NEVER,
    statuses: { set: refuse },
    deployments: { create: refuse, setState: refuse },
    commits: (report) =>
      introducingCommits({ revision, paths: ['environments/staging'], report }, config, repository),
    checks: {
      create({ commit, name, conclusion }) {
        checks.add(commit, { name, conclusion })
        return Promise.resolve()
      },
    },
  })
}

function promote(world: PromotionCase, services: readonly string[] = []): Promise<PromotionReport> {
  return world.promote({ from: 'staging', to: 'production', services, gates: parseGates(['verified']) })
}

function running(name: string, tag: string): Partial<ApplicationState> {
  return { images: [`ghcr.io/acme/${name}:${tag}`], directories: [`environments/staging/${name}`] }
}

describe('the gate "verified" of a promotion', () => {
  it('is closed until verify-sync has proven the release, and open then', async () => {
    const world = createCase()
    const revision = world.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    expect(await promote(world)).toMatchObject({ outcome: 'blocked-by-gate' })
    const old = { ...running('api', '1.0.0'), revisions: [OLD], operation: operationAt(OLD) }
    expect(await verify(world, { revision, states: { api: old } })).toMatchObject({ outcome: 'timeout' })
    expect((await promote(world)).reason).toContain('gitops/staging is timed_out')
    const second = createCase()
    const next = second.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    const report = await verify(second, { revision: next, states: { api: running('api', '1.1.0') } })
    expect(report.outcome).toBe('deployed')
    expect(await promote(second)).toMatchObject({ outcome: 'created', changes: [{ to: '1.1.0' }] })
  })

  it('is opened by a later revision that runs the same value', async () => {
    const world = createCase()
    world.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    const revision = world.repository.push('main', { 'README.md': 'x' }, 'Describe')
    await verify(world, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
  })

  it('is opened by a merge whose merged commit says what it brought', async () => {
    const world = createCase()
    world.repository.merge(
      'main',
      { [API]: helm('api', '1.1.0') },
      { message: 'Merge pull request #7', merged: trailer('api', '1.1.0') },
    )
    const revision = (await world.repository.read({})).head
    await verify(world, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
  })

  it('stays closed for a service that came by the same commit and was not verified', async () => {
    const world = createCase()
    const files = { [API]: helm('api', '1.1.0'), [WEB]: helm('web', '2.0.0') }
    const message = `${trailer('api', '1.1.0')}\nGitOps-Release: web ghcr.io/acme/web:2.0.0 acme/web@${sha('2')}`
    const revision = world.repository.push('main', files, message)
    await verify(world, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world, ['web'])).toMatchObject({
      outcome: 'blocked-by-gate',
      reason: expect.stringContaining('gitops/staging is neutral'),
    })
    const both = { api: running('api', '1.1.0'), web: running('web', '2.0.0') }
    const second = createCase()
    const again = second.repository.push('main', files, message)
    await verify(second, { revision: again, states: both })
    expect(await promote(second)).toMatchObject({ outcome: 'created' })
  })

  it('is open for each service by its own commit', async () => {
    const world = createCase()
    world.repository.push('main', { [WEB]: helm('web', '2.0.0') }, trailer('web', '2.0.0'))
    const revision = world.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    await verify(world, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world, ['api'])).toMatchObject({ outcome: 'created' })
    expect(await promote(world, ['web'])).toMatchObject({ outcome: 'blocked-by-gate' })
  })

  it('is not closed by a neighbour that nobody released, where the host tells the history of directories', async () => {
    const world = createCase()
    const revision = world.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    const read = world.repository.read.bind(world.repository)
    const repository = {
      ...world.repository,
      async read(request: ReadRequest): Promise<Snapshot> {
        const snapshot = await read(request)
        if (request.directories === undefined) return snapshot
        const commits = [...snapshot.history.values()].flat()
        const newest = commits.toSorted((a, b) => Number(b.sha === revision) - Number(a.sha === revision))
        return { ...snapshot, history: new Map([...snapshot.files.keys()].map((path) => [path, newest])) }
      },
    }
    await verify({ ...world, repository }, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
  })

  it('takes an old image that runs beside for no proof of the new one', async () => {
    const world = createCase()
    const revision = world.repository.push('main', { [API]: helm('api', '1.1.0') }, trailer('api', '1.1.0'))
    // Healthy at the revision, and the file is of another application: nothing tells that this value runs.
    const state = { images: ['ghcr.io/acme/api:1.0.0'], directories: ['environments/staging/other'] }
    await verify(world, { revision, states: { api: state } })
    expect(await promote(world)).toMatchObject({ outcome: 'blocked-by-gate' })
  })

  it('takes the word of an application for the jobs in its directory, whose images nobody sees', async () => {
    const world = createCase()
    const job = `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: web\n              image: ghcr.io/acme/web:2.0.0\n`
    const revision = world.repository.push(
      'main',
      { [API]: helm('api', '1.1.0'), 'environments/staging/api/job.yaml': job },
      trailer('api', '1.1.0'),
    )
    await verify(world, { revision, states: { api: running('api', '1.1.0') } })
    expect(await promote(world, ['api'])).toMatchObject({ outcome: 'created' })
  })
})
