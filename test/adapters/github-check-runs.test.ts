import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createCheckRuns } from '@gitops-actions/adapters'
import { type CheckRuns, parseCommitSha, parseRepositoryName } from '@gitops-actions/core'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

let world: World
let checks: CheckRuns

beforeEach(async () => {
  world = await createWorld()
  checks = createCheckRuns(world.connection(), parseRepositoryName(REPOSITORY))
})

afterEach(() => world.close())

async function head(): Promise<ReturnType<typeof parseCommitSha>> {
  return parseCommitSha((await world.github.repository(REPOSITORY).resolve('refs/heads/main')) ?? '')
}

it('makes a check run and finds the newest of its name', async () => {
  const commit = await head()
  const run = { name: 'gitops/staging', commit, summary: 'How it went', detailsUrl: undefined }
  await checks.create({ ...run, conclusion: undefined, title: 'Verifying' })
  expect(await checks.find(commit, 'gitops/staging')).toMatchObject([
    { status: 'in_progress', conclusion: undefined, completedAt: undefined },
  ])
  await checks.create({ ...run, conclusion: 'success', title: 'Deployed' })
  await checks.create({ ...run, name: 'other', conclusion: 'failure', title: 'No' })
  const found = await checks.find(commit, 'gitops/staging')
  expect(found).toMatchObject([{ name: 'gitops/staging', status: 'completed', conclusion: 'success' }])
  expect(found[0]?.completedAt).toBeInstanceOf(Date)
  expect(found[0]?.app).not.toBe('')
})

it('finds every one of its name, the newest first, over several pages', async () => {
  const commit = await head()
  expect(await checks.history(commit, 'gitops/staging')).toEqual([])
  const conclusions = [
    'failure',
    ...Array.from({ length: 101 }, () => 'success' as const),
    'neutral',
  ] as const
  for (const conclusion of conclusions) {
    const run = { name: 'gitops/staging', commit, summary: '', detailsUrl: undefined, title: 'x' }
    await checks.create({ ...run, conclusion })
  }
  const found = await checks.history(commit, 'gitops/staging')
  expect(found?.map(({ conclusion }) => conclusion)).toEqual([...conclusions].reverse())
  expect(await checks.find(commit, 'gitops/staging')).toMatchObject([{ conclusion: 'neutral' }])
  expect(await checks.history(parseCommitSha('5'.repeat(40)), 'gitops/staging')).toEqual([])
}, 120_000)

it('finds none on a commit that is not there', async () => {
  expect(await checks.find(parseCommitSha('5'.repeat(40)), 'gitops/staging')).toEqual([])
})

it('says what a token without the permission needs', async () => {
  const { token } = world.github.createToken({ login: 'ann', kind: 'pat' })
  const own = createCheckRuns(world.connection({ token }), parseRepositoryName(REPOSITORY))
  const making = own.create({
    name: 'x',
    commit: await head(),
    conclusion: 'success',
    title: 't',
    summary: 's',
    detailsUrl: undefined,
  })
  expect((await failureOf(making)).code).toBe('permission-denied')
})
