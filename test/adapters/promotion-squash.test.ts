import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseBranchName } from '@gitops-actions/core'
import { type LivePromotions, startLivePromotions } from './promotion-live.ts'
import { REPOSITORY } from './github-world.ts'

const OURS = 'gitops/promote/staging/main/all'
const VALUES = 'apps/api/values.yaml'

let live: LivePromotions

beforeEach(async () => {
  live = await startLivePromotions({ [VALUES]: helm('1.0.0'), 'apps/web/values.yaml': helm('1.0.0', 'web') })
  await live.push('staging', { [VALUES]: helm('1.1.0') })
  await live.promote()
})

afterEach(() => live.close())

function helm(tag: string, name = 'api', replicas = 1): string {
  return `image:\n  repository: ghcr.io/acme/${name}\n  tag: ${tag}\n\nservice:\n  port: 80\n\nreplicas: ${replicas}\n`
}

function openPulls(): readonly { head: string; title: string; number: number }[] {
  const all = [...live.github.describe(REPOSITORY).pulls.values()]
  return all.filter(({ state }) => state === 'open')
}

describe('after a promotion that was rebased', () => {
  it('fault 136: refuses the next release as after a squash', async () => {
    // A commit is rebased to itself, unless the base went on.
    await live.push('main', { 'notes.txt': 'hotfix notes\n' })
    await live.merge(1, 'rebase')
    await live.push('staging', { 'apps/web/values.yaml': helm('2.0.0', 'web') })
    expect((await live.promote()).reason).toMatch(
      /^Pull request #1, the last promotion, was squashed or rebased/,
    )
  })
})

describe('after a promotion that was squashed', () => {
  beforeEach(async () => {
    await live.push('main', { 'notes.txt': 'hotfix notes\n' })
    await live.merge(1, 'squash')
  })

  it('opens nothing while the trees hold the same', async () => {
    expect(await live.promote()).toMatchObject({ outcome: 'no-op', pull: undefined })
    await live.push('main', { [VALUES]: helm('1.1.0', 'api', 3) })
    expect(await live.promote()).toMatchObject({ outcome: 'no-op', pull: undefined })
    expect(openPulls()).toEqual([])
  })

  it('fault 136: refuses the next release and names the setting', async () => {
    await live.push('staging', { 'apps/web/values.yaml': helm('2.0.0', 'web') })
    const before = live.writes().length
    const report = await live.promote()
    expect(report.outcome).toBe('conflict')
    expect(report.reason).toMatch(
      /^Pull request #1, the last promotion, was squashed or rebased .* Nothing was written\. Turn on "Allow merge commits" \(Settings, General, Pull Requests\).* set "realign: true", or merge branch "main" into "staging"/,
    )
    expect(live.writes()).toHaveLength(before)
  })

  it('with "realign" shows what is new alone, and hotfixes of the target survive', async () => {
    await live.push('main', { [VALUES]: helm('1.1.0', 'api', 7) })
    await live.push('staging', { [VALUES]: helm('1.2.0') })
    const report = await live.promote({ realign: true })
    expect(report).toMatchObject({
      outcome: 'created',
      title: 'Promote staging to main: api 1.1.0 → 1.2.0',
      changes: [{ file: VALUES, from: '1.1.0', to: '1.2.0' }],
    })
    expect(openPulls()).toMatchObject([{ head: OURS, number: 2 }])
    expect(report.body).toContain('starts from what it brought')
    const { repository } = live.connect()
    expect(await repository.compare('main', OURS)).toMatchObject({ status: 'ahead', files: [VALUES] })
    await live.merge(2, 'merge')
    expect(await live.text('main', VALUES)).toBe(helm('1.2.0', 'api', 7))
    expect(await live.text('main', 'notes.txt')).toBe('hotfix notes\n')
  })

  it('goes on as ever once that was merged with a merge commit', async () => {
    await live.push('staging', { [VALUES]: helm('1.2.0') })
    await live.promote({ realign: true })
    await live.merge(2, 'merge')
    expect(await live.promote()).toMatchObject({ outcome: 'no-op', pull: undefined })
    await live.push('staging', { [VALUES]: helm('1.3.0') })
    const next = await live.promote()
    expect(next).toMatchObject({ outcome: 'created', title: 'Promote staging to main: api 1.2.0 → 1.3.0' })
    expect(openPulls()).toMatchObject([{ head: 'staging', number: 3 }])
  })

  it('realigns again and again where everything is squashed', async () => {
    for (const [tag, number] of [
      ['1.2.0', 2],
      ['1.3.0', 3],
    ] as const) {
      await live.push('staging', { [VALUES]: helm(tag) })
      await live.push('main', { 'notes.txt': `hotfix ${tag}\n` })
      expect(await live.promote({ realign: true })).toMatchObject({ outcome: 'created', pull: { number } })
      await live.merge(number, 'squash')
      expect(await live.text('main', VALUES)).toBe(helm(tag))
      expect(await live.text('main', 'notes.txt')).toBe(`hotfix ${tag}\n`)
      expect(await live.promote({ realign: true })).toMatchObject({ outcome: 'no-op', pull: undefined })
    }
  })
})

describe('a realigned pull request', () => {
  beforeEach(async () => {
    await live.merge(1, 'squash')
    await live.push('staging', { [VALUES]: helm('1.2.0') })
  })

  it('is one, follows newer releases, keeps what people pushed to it, and is written no second time', async () => {
    await live.promote({ realign: true })
    await live.push(OURS, { 'by-hand.txt': 'mine\n' })
    await live.push('staging', { [VALUES]: helm('1.3.0') })
    const report = await live.promote({ realign: true })
    expect(report).toMatchObject({ outcome: 'updated', pull: { number: 2 } })
    expect(openPulls()).toMatchObject([{ title: 'Promote staging to main: api 1.1.0 → 1.3.0' }])
    expect(await live.text(OURS, VALUES)).toBe(helm('1.3.0'))
    expect(await live.text(OURS, 'by-hand.txt')).toBe('mine\n')
    const before = live.writes().length
    expect(await live.promote({ realign: true })).toMatchObject({ outcome: 'no-op', pull: { number: 2 } })
    expect(live.writes()).toHaveLength(before)
  })

  it('is closed with its branch when the release is taken back', async () => {
    await live.promote({ realign: true })
    await live.push('staging', { [VALUES]: helm('1.1.0') })
    expect(await live.promote({ realign: true })).toMatchObject({ outcome: 'closed', pull: { number: 2 } })
    expect(openPulls()).toEqual([])
    expect(await live.head(OURS)).toBeUndefined()
    expect(await live.head('staging')).toBeDefined()
  })

  it('takes the place of a pull request between the branches themselves', async () => {
    const { pulls } = live.connect()
    const report = await live.promote({ realign: true, dryRun: true })
    expect(report).toMatchObject({ outcome: 'dry-run', reason: 'A pull request would be opened.' })
    await pulls.create({
      head: parseBranchName('staging'),
      base: parseBranchName('main'),
      title: 'By an older run',
      body: '',
      draft: false,
    })
    const made = await live.promote({ realign: true })
    expect(made.reason).toBe('Pull request #3 was opened. Pull request #2 was closed.')
    expect(openPulls()).toMatchObject([{ head: OURS, number: 3 }])
    expect(await live.head('staging')).toBeDefined()
  })

  it('gives way once the branches were merged by hand', async () => {
    await live.promote({ realign: true })
    const git = live.github.repository(REPOSITORY)
    const [ours, theirs] = [(await live.head('staging')) ?? '', (await live.head('main')) ?? '']
    const { oid } = await git.writeCommit({
      tree: await git.writeTree(ours, []),
      parents: [ours, theirs],
      message: 'Merge main into staging',
      author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date(0) },
    })
    await git.updateRef('refs/heads/staging', oid, ours)
    const report = await live.promote()
    expect(report).toMatchObject({ outcome: 'created', pull: { number: 3 } })
    expect(openPulls()).toMatchObject([{ head: 'staging', number: 3 }])
    expect(await live.head(OURS)).toBeUndefined()
  })

  it('is refused by the names of what both changed, and leaves no branch', async () => {
    await live.push('main', { [VALUES]: helm('1.1.0', 'api', 3) })
    await live.push('staging', { [VALUES]: helm('1.2.0', 'api', 5) })
    const report = await live.promote({ realign: true })
    expect(report).toMatchObject({ outcome: 'conflict', pull: undefined })
    expect(report.reason).toMatch(/^Both branches changed apps\/api\/values\.yaml since the last promotion/)
    expect(await live.head(OURS)).toBeUndefined()
    await live.push('main', { [VALUES]: helm('1.1.5', 'api', 3) })
    const image = await live.promote({ realign: true })
    expect(image.reason).toMatch(
      /ghcr\.io\/acme\/api in .* \(staging: 1\.2\.0, main: 1\.1\.5, before: 1\.1\.0\)/,
    )
  })

  it('is left alone when somebody else opened it', async () => {
    await live.promote({ realign: true })
    const pull = live.github.describe(REPOSITORY).pulls.get(2)
    if (pull !== undefined) pull.author = { ...pull.author, login: 'ann', type: 'User' }
    await live.push('staging', { [VALUES]: helm('1.3.0') })
    const before = live.writes().length
    const report = await live.promote({ realign: true })
    expect(report.reason).toMatch(/opened by ann.*left as it is/)
    expect(live.writes()).toHaveLength(before)
  })
})

describe('a promotion that was merged with a merge commit', () => {
  it('is one that git knows of, whatever the target got besides', async () => {
    await live.merge(1, 'merge')
    await live.push('main', { 'apps/web/values.yaml': helm('1.0.1', 'web') })
    await live.push('staging', { [VALUES]: helm('1.2.0') })
    const report = await live.promote({ realign: true })
    expect(report).toMatchObject({ outcome: 'created', changes: [{ from: '1.1.0', to: '1.2.0' }] })
    expect(openPulls()).toMatchObject([{ head: 'staging' }])
  })
})
