import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createCommitStatuses, createDeployments } from '@gitops-actions/adapters'
import { type CommitSha, type NewDeployment, parseCommitSha, parseRepositoryName } from '@gitops-actions/core'
import type { Repository } from '@gitops-actions/sandbox'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const repository = parseRepositoryName(REPOSITORY)
const CREATE = 'POST /repos/{owner}/{repo}/deployments'
const LIST = 'GET /repos/{owner}/{repo}/deployments'
const RUN = 'https://github.example/acme/env/actions/runs/17'

let world: World
let commit: CommitSha

beforeEach(async () => {
  world = await createWorld()
  commit = parseCommitSha((await world.github.repository(REPOSITORY).resolve('refs/heads/main')) ?? '')
})

afterEach(() => world.close())

function wanted(change: Partial<NewDeployment> = {}): NewDeployment {
  return { repository, commit, environment: 'staging', description: 'waiting', key: RUN, ...change }
}

function kept(): Repository['deployments'] {
  return world.github.describe(REPOSITORY).deployments
}

describe('a deployment', () => {
  it('fault 38: is made of a commit whose checks still run, and merges nothing', async () => {
    const checks = { context: 'ci', state: 'pending', description: '', url: RUN } as const
    await createCommitStatuses(world.connection()).set({ repository, commit, ...checks })
    const branch = await world.github.repository(REPOSITORY).resolve('refs/heads/main')
    const id = await createDeployments(world.connection()).create(wanted())
    expect([...kept().keys()]).toEqual([id])
    expect(kept().get(id)).toMatchObject({ sha: commit, environment: 'staging', description: 'waiting' })
    expect(await world.github.repository(REPOSITORY).resolve('refs/heads/main')).toBe(branch)
    const asked = world.github.requests.find(({ operation }) => operation === CREATE)
    expect(asked?.body).toMatchObject({ auto_merge: false, required_contexts: [] })
  })

  it('has states with the page of the run, and of the environment when there is one', async () => {
    const deployments = createDeployments(world.connection())
    const id = await deployments.create(wanted())
    const state = { description: 'on its way', logUrl: RUN, environmentUrl: '' }
    await deployments.setState(repository, id, { ...state, state: 'in_progress' })
    const environmentUrl = 'https://staging.example.com'
    await deployments.setState(repository, id, { ...state, state: 'success', environmentUrl })
    expect(kept().get(id)?.statuses).toMatchObject([
      { state: 'in_progress', logUrl: RUN },
      { state: 'success', logUrl: RUN, environmentUrl },
    ])
  })

  it('fault 8: is made once, though 500 was answered', async () => {
    world.github.faults.next(CREATE, { afterActing: { status: 500 } })
    const id = await createDeployments(world.connection()).create(wanted())
    expect([...kept().keys()]).toEqual([id])
    expect(world.operations()).toEqual([CREATE, LIST])
  })

  it('fault 8: is made once, though no answer came', async () => {
    world.github.faults.next(CREATE, { cut: 'after' })
    const id = await createDeployments(world.connection()).create(wanted())
    expect([...kept().keys()]).toEqual([id])
  })

  it('fault 8: is not taken for that of another run', async () => {
    const deployments = createDeployments(world.connection())
    await deployments.create(wanted({ key: `${RUN}0` }))
    world.github.faults.next(CREATE, { instead: { status: 500 } })
    expect((await failureOf(deployments.create(wanted()))).code).toBe('unreachable')
    expect(kept().size).toBe(1)
  })

  it('says what a token without the permission needs', async () => {
    const { token } = world.github.createToken({
      login: 'ci[bot]',
      kind: 'app',
      repositories: [REPOSITORY],
      permissions: { contents: 'read' },
    })
    const failure = await failureOf(createDeployments(world.connection({ token })).create(wanted()))
    expect(failure.code).toBe('permission-denied')
  })
})

describe('a status', () => {
  it('is set beside the commit', async () => {
    const statuses = createCommitStatuses(world.connection())
    const status = { context: 'gitops/staging', state: 'success', description: 'deployed', url: RUN } as const
    await statuses.set({ repository, commit, ...status })
    expect(world.github.describe(REPOSITORY).statuses).toMatchObject([
      { sha: commit, context: 'gitops/staging', state: 'success', description: 'deployed' },
    ])
  })

  it('of a commit that is not there is refused', async () => {
    const statuses = createCommitStatuses(world.connection())
    const status = { context: 'gitops/staging', state: 'success', description: 'x', url: RUN } as const
    const failure = await failureOf(
      statuses.set({ repository, commit: parseCommitSha('5'.repeat(40)), ...status }),
    )
    expect(failure.message).toContain('No commit found for SHA')
  })
})
