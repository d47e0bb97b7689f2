import { afterEach, describe, expect, it } from '@jest/globals'
import {
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
  type PullRequests,
} from '@gitops-actions/core'
import { createMemoryPulls, createMemoryRepository } from '../core/promotion-fakes.ts'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

/** What promotions are given, and the hand that changes what they see. */
interface Ports {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  readonly push: (
    branch: string,
    files: Record<string, string | null>,
    parents?: readonly string[],
  ) => Promise<string>
}

const SEED = { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' }
const [MAIN, STAGING] = [parseBranchName('main'), parseBranchName('staging')]
let world: World | undefined

afterEach(async () => {
  await world?.close()
  world = undefined
})

async function realPorts(): Promise<Ports> {
  const current = await createWorld({ files: SEED })
  world = current
  const git = current.github.repository(REPOSITORY)
  return {
    ...current.connect(),
    async push(branch, files, parents) {
      const known = await git.resolve(`refs/heads/${branch}`)
      const parent = known ?? (await git.resolve('refs/heads/main')) ?? ''
      const changes = Object.entries(files).map(([path, content]) =>
        content === null ? { path, delete: true as const } : { path, content },
      )
      const { oid } = await git.writeCommit({
        tree: await git.writeTree(parent, changes),
        parents: [...(parents ?? [parent])],
        message: 'Change',
        author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date(0) },
      })
      await git.updateRef(`refs/heads/${branch}`, oid, known ?? '0'.repeat(40))
      return oid
    },
  }
}

function memoryPorts(): Promise<Ports> {
  const repository = createMemoryRepository(SEED)
  return Promise.resolve({
    repository,
    pulls: createMemoryPulls({ mergeable: true }),
    push: (...commit) => Promise.resolve(repository.push(...commit)),
  })
}

describe.each([
  ['in memory', memoryPorts],
  ['GitHub', realPorts],
])('what promotions stand on, %s', (_, open) => {
  it('compares branches by the files between their merge base and the second', async () => {
    const { repository, push } = await open()
    const base = await push('main', { 'c.yaml': 'c: 1\n' })
    await push('staging', {})
    const compare = async (): Promise<unknown> => repository.compare('main', 'staging')
    expect(await compare()).toMatchObject({ status: 'ahead', files: [], filesComplete: true })
    await push('staging', { 'a.yaml': 'a: 2\n', 'b.yaml': null })
    expect(await compare()).toMatchObject({ status: 'ahead', mergeBase: base, files: ['a.yaml', 'b.yaml'] })
    await push('main', { 'a.yaml': 'a: 3\n' })
    expect(await compare()).toMatchObject({
      status: 'diverged',
      mergeBase: base,
      files: ['a.yaml', 'b.yaml'],
    })
    expect(await repository.compare('staging', 'staging')).toMatchObject({ status: 'identical', files: [] })
    expect(await repository.compare(base, 'main')).toMatchObject({ status: 'ahead', files: ['a.yaml'] })
    expect(await repository.compare('main', base)).toMatchObject({ status: 'behind', files: [] })
  })

  it('cannot compare what is not there or has nothing in common', async () => {
    const { repository, push } = await open()
    await push('orphan', { 'x.yaml': 'x: 1\n' }, [])
    expect(await repository.compare('main', 'nowhere')).toBeUndefined()
    expect(await repository.compare('main', 'orphan')).toBeUndefined()
    expect(await repository.head(parseBranchName('nowhere'))).toBeUndefined()
  })

  it('reads files at a branch, at a commit, and of the default branch', async () => {
    const { repository, push } = await open()
    const before = parseCommitSha(await push('staging', { 'a.yaml': 'a: 2\n' }))
    await push('staging', { 'a.yaml': 'a: 3\n' })
    const files = ['a.yaml', 'nowhere.yaml']
    const now = await repository.read({ branch: STAGING, files, defaultBranchFiles: ['a.yaml'] })
    expect([...now.files.values()].map(({ path, text }) => [path, text])).toEqual([['a.yaml', 'a: 3\n']])
    expect(now.defaultBranchFiles.get('a.yaml')?.text).toBe('a: 1\n')
    const then = await repository.read({ commit: before, files })
    expect([then.head, then.branch, then.files.get('a.yaml')?.text]).toEqual([before, MAIN, 'a: 2\n'])
    const at = await repository.read({ branch: MAIN, files: ['a.yaml'] })
    expect(at.files.get('a.yaml')).toEqual(now.defaultBranchFiles.get('a.yaml'))
  })

  it('keeps one open pull request between two branches', async () => {
    const { pulls, push } = await open()
    await push('staging', { 'a.yaml': 'a: 2\n' })
    expect(await pulls.findOpen(STAGING, MAIN)).toEqual([])
    const made = await pulls.create({ head: STAGING, base: MAIN, title: 'One', body: 'why', draft: true })
    expect(made).toMatchObject({
      kind: 'created',
      pull: { number: 1, title: 'One', body: 'why', draft: true },
    })
    expect(await pulls.findOpen(STAGING, MAIN)).toMatchObject([{ number: 1, title: 'One' }])
    expect(await pulls.findOpen(MAIN, STAGING)).toEqual([])
    expect(await pulls.update(1, { title: 'Two', body: 'so' })).toMatchObject({ title: 'Two', body: 'so' })
    expect(await pulls.dress(1, { labels: ['x'], reviewers: [], teamReviewers: [], assignees: [] })).toEqual(
      [],
    )
    expect(await pulls.mergeable(1)).toBe(true)
    await pulls.close(1, 'done')
    expect(await pulls.findOpen(STAGING, MAIN)).toEqual([])
  })
})

describe('GitHub alone', () => {
  it('fault 18: is asked a few times whether a pull request can be merged, while it finds out', async () => {
    const { pulls, push } = await realPorts()
    await push('main', { 'a.yaml': 'a: 3\n' })
    await push('staging', { 'b.yaml': 'b: 2\n' })
    await pulls.create({ head: STAGING, base: MAIN, title: 'One', body: '', draft: false })
    const get = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
    const unknown = (body: unknown): unknown => ({ ...(body as object), mergeable: null })
    world?.github.faults.next(get, { rewrite: unknown }, { times: 2 })
    expect(await pulls.mergeable(1)).toBe(true)
    expect(world?.clock.slept).toEqual([1000, 2000])
    world?.github.faults.always(get, { rewrite: unknown })
    expect(await pulls.mergeable(1)).toBeUndefined()
    expect(world?.clock.slept).toEqual([1000, 2000, 1000, 2000, 4000])
  })

  it('says when a commit is not there', async () => {
    const { repository } = await realPorts()
    const error = await failureOf(repository.read({ commit: parseCommitSha('1'.repeat(40)), files: ['a'] }))
    expect([error.code, error.message]).toEqual([
      'commit-not-found',
      `${REPOSITORY} has no commit ${'1'.repeat(40)}`,
    ])
  })
})
