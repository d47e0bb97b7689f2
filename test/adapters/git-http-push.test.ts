import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { pushReport } from './git-between.ts'
import { bump, isPush, type MeddledWorld, once, REF, startMeddledWorld } from './git-meddled-world.ts'
import { pushFile } from './git-world.ts'
import { failureOf } from './github-world.ts'

describe('what becomes of a push in this process', () => {
  let world: MeddledWorld

  beforeEach(async () => {
    world = await startMeddledWorld()
  })

  afterEach(() => world.close())

  it('fault 6: looks first when the answer is lost, and writes once', async () => {
    const { between, repository } = await world.meddle({ after: once('cut', isPush) })
    const head = await world.git.resolve(REF)
    const result = await bump(repository)
    expect(result).toMatchObject({ kind: 'committed', sha: await world.git.resolve(REF) })
    expect((await world.git.readCommit('main'))?.parents).toEqual([head])
    expect(between.passed.filter(isPush)).toHaveLength(1)
  })

  it('fault 6: finds its commit below that of somebody who was next', async () => {
    const { repository } = await world.meddle({
      async after(asked) {
        if (!isPush(asked)) return undefined
        await pushFile(world.git, 'main', 'other.yaml', 'x: 1\n')
        return 'cut'
      },
    })
    const before = await world.git.resolve(REF)
    const result = await bump(repository)
    const [parent] = (await world.git.readCommit('main'))?.parents ?? []
    expect(result).toMatchObject({ kind: 'committed', sha: parent })
    expect(parent).not.toBe(before)
    expect(await world.text()).toBe('a: 2\n')
  })

  it.each(['half', 'cut'] as const)('fault 6: writes once when the answer is %s', async (how) => {
    const { repository } = await world.meddle({ after: once(how, isPush) })
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(await world.text()).toBe('a: 2\n')
  })

  it('fault 6: pushes again when the connection ended before it', async () => {
    const { between, repository } = await world.meddle({ before: once('cut', isPush) })
    expect(await bump(repository)).toMatchObject({ kind: 'committed', sha: await world.git.resolve(REF) })
    expect(between.passed.filter(isPush)).toHaveLength(2)
  })

  it('fault 6: gives up after three attempts, and says that the host is not reached', async () => {
    const { between, repository } = await world.meddle({
      before: (asked) => (isPush(asked) ? 'cut' : undefined),
    })
    expect(await failureOf(bump(repository))).toMatchObject({ code: 'unreachable', kind: 'transient' })
    expect(between.passed.filter(isPush)).toHaveLength(3)
    expect(await world.text()).toBe('a: 1\n')
  })

  it.each([
    'failed to update ref',
    'fetch first',
    'non-fast-forward',
    'incorrect old value provided',
    'reference already exists',
    `cannot lock ref '${REF}': is at ${'a'.repeat(40)} but expected ${'b'.repeat(40)}`,
  ])('fault 20: %s: another writer was first', async (reason) => {
    const answer = pushReport(['unpack ok', `ng ${REF} ${reason}`])
    const { repository } = await world.meddle({ before: (asked) => (isPush(asked) ? answer : undefined) })
    expect(await bump(repository)).toMatchObject({ kind: 'lost-race' })
  })

  it.each([
    ['pre-receive hook declined', 'GitLab: You are not allowed to push code to protected branches.'],
    ['push declined due to repository rule violations', 'error: GH013: Repository rule violations found.'],
    ['protected branch hook declined', 'error: GH006: Protected branch update failed.'],
    ['Not allowed to push to protected branch main', 'Gitea: Not allowed to push to protected branch main'],
    ['TF402455: Pushes to this branch are not permitted; you must use a pull request.', ''],
    [`'refs/heads/main/x' exists; cannot create '${REF}'`, ''],
    ['words that nobody knows', ''],
  ])('fault 19, fault 21: %s: a rule refuses it, at the first attempt', async (reason, said) => {
    const answer = pushReport(['unpack ok', `ng ${REF} ${reason}`], [`${said}\n`])
    const { between, repository } = await world.meddle({
      before: (asked) => (isPush(asked) ? answer : undefined),
    })
    const failure = await failureOf(bump(repository))
    expect(failure).toMatchObject({ code: 'refused-by-rule' })
    expect(failure.message).toContain(reason.slice(0, 40))
    expect(failure.message).toContain(said.replace(/^error: |\.$/g, ''))
    expect(between.passed.filter(isPush)).toHaveLength(1)
  })

  it('fault 21: makes harmless what a hook says', async () => {
    const said = '\u001b[31mno\u001b[0m\r::error::x\n\u202etxt.exe\u2028::set-output name=a::b\u0000\n'
    const answer = pushReport(['unpack ok', `ng ${REF} hook\u0007 declined`], Array<string>(500).fill(said))
    const { repository } = await world.meddle({ before: (asked) => (isPush(asked) ? answer : undefined) })
    const failure = await failureOf(bump(repository))
    expect(failure.message).toContain('hook  declined')
    expect(failure.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(failure.message.length).toBeLessThan(1000)
  })

  it('does not take a server that could not unpack for one that refused', async () => {
    const answer = pushReport(
      ['unpack index-pack abnormal exit'],
      ['fatal: write error: No space left on device\n'],
    )
    const { repository } = await world.meddle({ before: (asked) => (isPush(asked) ? answer : undefined) })
    const failure = await failureOf(bump(repository))
    expect(failure).toMatchObject({ code: 'unreachable', kind: 'transient' })
    expect(failure.message).toContain('No space left on device')
  })

  it('begins no push at a branch that has moved already', async () => {
    const { between, repository } = await world.meddle({})
    const { head } = await repository.read({ files: ['b.yaml'] })
    await pushFile(world.git, 'main', 'other.yaml', 'x: 1\n')
    const result = await repository.commit({
      ...{ expectedHead: head, headline: 'Bump', body: '', branch: 'main' as never },
      changes: [{ path: 'b.yaml', mode: '100644', text: 'b: 2\n' }],
    })
    expect(result).toMatchObject({ kind: 'lost-race' })
    expect(between.passed.filter(isPush)).toEqual([])
  })
})
