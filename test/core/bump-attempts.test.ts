import { describe, expect, it } from '@jest/globals'
import { ActionError, backoff, parseBranchName, parseFilePattern } from '@gitops-actions/core'
import { createBumpCase, VALUES, wantedImage } from './bump-case.ts'

function failureOf(work: Promise<unknown>): Promise<ActionError> {
  return work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => {
      if (error instanceof ActionError) return error
      throw error
    },
  )
}

describe('backoff', () => {
  it.each([
    [1, 0.5, 100, 200],
    [2, 0.5, 100, 350],
    [3, 0.5, 100, 500],
    [1, 0.999, 0, 200],
    [1, 0.5, 60_000, 2000],
    [2, 0.5, 60_000, 15_000],
    [2, 0.5, 2000, 7000],
    [100, 0.999, 1000, 29_970],
    [1, 0, 100, 0],
  ])(
    'waits before attempt %d + 1, having drawn %d and taken %d ms at best, %d ms',
    (attempt, random, shortest, expected) => {
      expect(backoff(attempt, random, shortest)).toBe(expected)
    },
  )
})

describe('a lost race', () => {
  it('is read, decided and written again after a drawn pause, until it is won', async () => {
    const { repository, clock, bump } = createBumpCase({ 'values.yaml': VALUES }, { draws: [0.5, 0.25] })
    repository.before('commit', () => repository.push('main', { 'values.yaml': `# one\n${VALUES}` }))
    repository.before('commit', () => repository.push('main', { 'values.yaml': `# two\n${VALUES}` }))
    const report = await bump()
    expect(report).toMatchObject({ outcome: 'changed', attempts: 3, verified: true })
    expect(clock.slept).toEqual([100, 88])
    expect(repository.text('main', 'values.yaml')).toBe('# two\nimage: ghcr.io/acme/api:1.4.2\n')
    expect(repository.calls.filter((call) => call.startsWith('commit'))).toHaveLength(3)
  })

  it('waits by the shortest attempt, whatever another one took', async () => {
    const { repository, clock, bump } = createBumpCase({ 'values.yaml': VALUES }, { draws: [0.5, 0.5] })
    for (const took of [200, 9000]) {
      repository.before('commit', () => {
        clock.pass(took)
        repository.push('main', { 'values.yaml': `# ${took}\n${VALUES}` })
      })
    }
    await bump()
    expect(clock.slept).toEqual([400, 700])
  })

  it('takes one read for each attempt, the configuration included', async () => {
    const { repository, bump } = createBumpCase({
      'gitops.yaml': 'version: 1\nenvironments: { dev: { path: apps } }\n',
      'apps/values.yaml': VALUES,
    })
    repository.before('commit', () => repository.push('main', { 'other.yaml': 'a: 1\n' }))
    await bump({ environment: 'dev', files: [] })
    // Where the environment is has to be learnt once: `environments/dev` was a guess.
    expect(repository.calls).toEqual(['read main', 'read main', 'commit main', 'read main', 'commit main'])
  })

  it('reads elsewhere when the configuration moved the environment meanwhile', async () => {
    const { repository, bump } = createBumpCase({
      'gitops.yaml': 'version: 1\nenvironments: { dev: { path: environments/dev } }\n',
      'environments/dev/values.yaml': VALUES,
    })
    repository.before('commit', () =>
      repository.push('main', {
        'gitops.yaml': 'version: 1\nenvironments: { dev: { path: moved } }\n',
        'environments/dev/values.yaml': null,
        'moved/values.yaml': VALUES,
      }),
    )
    const report = await bump({ environment: 'dev', files: [] })
    expect(report).toMatchObject({ outcome: 'changed', changes: [{ file: 'moved/values.yaml' }] })
  })

  it('ends as no-op when the other writer wrote the same', async () => {
    const { repository, bump } = createBumpCase()
    let other = ''
    repository.before('commit', () => {
      other = repository.push('main', { 'values.yaml': VALUES.replace('1.4.1', '1.4.2') })
    })
    expect(await bump()).toMatchObject({ outcome: 'no-op', attempts: 2, commit: other, changes: [] })
  })

  it('is lost for good after the last attempt, without a pause behind it', async () => {
    const { repository, clock, bump } = createBumpCase()
    for (let lost = 0; lost < 3; lost += 1) {
      repository.before('commit', () => repository.push('main', { 'other.yaml': `a: ${lost}\n` }))
    }
    const error = await failureOf(bump({ maxAttempts: 3 }))
    expect(error).toMatchObject({ code: 'lost-race', kind: 'transient' })
    expect(error.message).toContain('in 3 attempts another writer always moved main of acme/environments')
    expect(clock.slept).toEqual([100, 175])
    expect(repository.text('main', 'values.yaml')).toBe(VALUES)
  })

  it('is lost for good when the next pause would end after the deadline', async () => {
    const { repository, clock, bump } = createBumpCase()
    repository.before('commit', () => {
      clock.pass(998_001)
      repository.push('main', { 'other.yaml': 'a: 1\n' })
    })
    const error = await failureOf(bump({ timeout: 1_000_000 }))
    expect(error.message).toContain('in one attempt')
    expect(clock.slept).toEqual([])
  })

  it('may still be won when the pause ends in time', async () => {
    const { repository, clock, bump } = createBumpCase()
    repository.before('commit', () => {
      clock.pass(998_000)
      repository.push('main', { 'other.yaml': 'a: 1\n' })
    })
    expect(await bump({ timeout: 1_000_000 })).toMatchObject({ outcome: 'changed', attempts: 2 })
  })

  it('is not tried again when it was no race', async () => {
    const { repository, clock, bump } = createBumpCase()
    repository.before('commit', () => {
      throw new ActionError('refused-by-rule', 'a rule says no')
    })
    expect((await failureOf(bump())).code).toBe('refused-by-rule')
    expect(clock.slept).toEqual([])
    expect(repository.calls.filter((call) => call.startsWith('commit'))).toHaveLength(1)
  })
})

describe('the commit of a no-op', () => {
  it('is the newest of the file that holds the value', async () => {
    const { repository, bump } = createBumpCase()
    const holds = repository.push('main', { 'values.yaml': VALUES.replace('1.4.1', '1.4.2') })
    repository.push('main', { 'other.yaml': 'a: 1\n' })
    expect(await bump()).toMatchObject({ outcome: 'no-op', commit: holds })
  })

  it.each([
    ['one commit wrote', true],
    ['two commits wrote, so that none is it', false],
  ])('of files that %s', async (_, together) => {
    const { repository, bump } = createBumpCase({ 'a.yaml': VALUES, 'b.yaml': VALUES })
    const written = VALUES.replace('1.4.1', '1.4.2')
    const first = repository.push('main', { 'a.yaml': written, ...(together ? { 'b.yaml': written } : {}) })
    if (!together) repository.push('main', { 'b.yaml': written })
    const head = repository.push('main', { 'other.yaml': 'a: 1\n' })
    const files = ['a.yaml', 'b.yaml'].map(parseFilePattern)
    expect(await bump({ files })).toMatchObject({ outcome: 'no-op', commit: together ? first : head })
  })

  it('is looked up where a whole directory was searched', async () => {
    const { repository, bump } = createBumpCase({ 'values.yaml': VALUES })
    const holds = repository.push('main', { 'values.yaml': VALUES.replace('1.4.1', '1.4.2') })
    const head = repository.push('main', { 'other.yaml': 'a: 1\n' })
    expect(await bump({ files: [] })).toMatchObject({ outcome: 'no-op', commit: holds })
    repository.before('read', () => undefined)
    repository.before('read', () => undefined)
    repository.before('read', () => repository.push('main', { 'values.yaml': VALUES }))
    expect(await bump({ files: [] })).toMatchObject({ outcome: 'no-op', commit: head })
  })

  it('is the head that was read when the file changed since', async () => {
    const { repository, bump } = createBumpCase()
    const read = repository.push('main', { 'values.yaml': VALUES.replace('1.4.1', '1.4.2') })
    repository.before('read', () => undefined)
    repository.before('read', () => {
      repository.push('main', { 'values.yaml': VALUES.replace('1.4.1', '1.5.0') })
    })
    expect(await bump()).toMatchObject({ outcome: 'no-op', commit: read })
  })
})

describe('a pull request', () => {
  it('fault 139: is written again, on top of what somebody pushed to its branch', async () => {
    const { repository, log, bump } = createBumpCase()
    repository.before('commit', () => repository.push('gitops/main/api', { 'other.yaml': 'a: 1\n' }))
    const report = await bump({ mode: 'pull-request' })
    expect(report).toMatchObject({ outcome: 'created', attempts: 2, branch: 'gitops/main/api' })
    expect(log.lines).toContain(
      'info: Another writer moved gitops/main/api first; reading and applying again.',
    )
    expect(repository.messages('gitops/main/api')).toHaveLength(3)
    expect(repository.text('gitops/main/api', 'other.yaml')).toBe('a: 1\n')
  })

  it('fault 10: is not opened when the base took its branch meanwhile', async () => {
    const { repository, pulls, bump } = createBumpCase()
    repository.before('compare', () => {
      repository.follow('main', 'gitops/main/api')
    })
    expect(await bump({ mode: 'pull-request' })).toMatchObject({ outcome: 'no-op', attempts: 2 })
    expect(pulls.open).toEqual([])
    expect(repository.text('main', 'values.yaml')).toContain('1.4.2')
  })

  it('tells what was refused of it', async () => {
    const { bump } = createBumpCase()
    const dress = { labels: ['nobody'], reviewers: [], teamReviewers: [], assignees: [] }
    expect(await bump({ mode: 'pull-request', dress })).toMatchObject({
      outcome: 'created',
      notices: ['"nobody" was not taken'],
    })
  })

  it('fault 9: that another run opened meanwhile is updated, not opened twice', async () => {
    const { repository, pulls, bump } = createBumpCase()
    repository.before('compare', () => {
      const [head, base] = [parseBranchName('gitops/main/api'), parseBranchName('main')]
      void pulls.create({ head, base, title: 'Bump api to 1.4.0', body: 'older', draft: false })
    })
    const report = await bump({ mode: 'pull-request' })
    expect(report).toMatchObject({
      outcome: 'updated',
      pull: { number: 1, title: 'Bump api to 1.4.2 in main' },
    })
    expect(pulls.open).toHaveLength(1)
  })

  it('that another run opened between the look and the first write keeps its commit', async () => {
    const { repository, pulls, bump } = createBumpCase()
    const older = [wantedImage('ghcr.io/acme/api:1.4.2')]
    await bump({ mode: 'pull-request', wanted: older })
    const find = pulls.findOpen.bind(pulls)
    const looks = [Promise.resolve([])]
    Object.assign(pulls, { findOpen: (...of: Parameters<typeof find>) => looks.pop() ?? find(...of) })
    const newer = [wantedImage('ghcr.io/acme/api:1.4.3')]
    expect(await bump({ mode: 'pull-request', wanted: newer })).toMatchObject({
      outcome: 'updated',
      attempts: 2,
    })
    const subjects = repository.messages('gitops/main/api').map((message) => message.split('\n')[0])
    expect(subjects.slice(0, 2)).toEqual(['Bump api to 1.4.3', 'Bump api to 1.4.2'])
  })

  it('leaves no branch behind when its commit is refused', async () => {
    const { repository, bump } = createBumpCase()
    const refuse = (): never => {
      throw new ActionError('refused-by-rule', 'a rule says no')
    }
    repository.before('commit', refuse)
    await failureOf(bump({ mode: 'pull-request' }))
    expect(repository.branches()).toEqual(['main'])
  })
})
