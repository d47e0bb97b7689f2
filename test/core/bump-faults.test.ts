import { describe, expect, it } from '@jest/globals'
import { ActionError, parseFilePattern } from '@gitops-actions/core'
import { createBumpCase, VALUES, wantedImage } from './bump-case.ts'

const BRANCH = 'gitops/main/api'

function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof ActionError ? error.code : error),
  )
}

describe('twenty writers of one branch', () => {
  it('fault 2: of twenty files all land, each once, none after more attempts than there are writers', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `svc-${index}`)
    const { repository, bump } = createBumpCase(
      Object.fromEntries(names.map((name) => [`${name}.yaml`, `image: ghcr.io/acme/${name}:1.0.0\n`])),
    )
    const reports = await Promise.all(
      names.map((name) =>
        bump({
          wanted: [wantedImage(`ghcr.io/acme/${name}:2.0.0`)],
          files: [parseFilePattern(`${name}.yaml`)],
          maxAttempts: names.length,
          // One clock for all: it counts what each of them waits.
          timeout: 1e9,
        }),
      ),
    )
    expect(reports.map(({ outcome }) => outcome)).toEqual(names.map(() => 'changed'))
    for (const name of names) {
      expect(repository.text('main', `${name}.yaml`)).toBe(`image: ghcr.io/acme/${name}:2.0.0\n`)
    }
    expect(repository.messages('main')).toHaveLength(names.length + 1)
    // Else they wrote one after the other, and nothing was put to the test.
    expect(Math.max(...reports.map(({ attempts }) => attempts))).toBeGreaterThan(1)
  })
})

describe('the branch of a pull request that somebody deletes', () => {
  it('fault 31: before the first commit on it, is made again', async () => {
    const { repository, pulls, bump } = createBumpCase()
    repository.before('commit', () => {
      repository.remove(BRANCH)
    })
    expect(await bump({ mode: 'pull-request' })).toMatchObject({ outcome: 'created', attempts: 2 })
    expect(repository.text(BRANCH, 'values.yaml')).toBe(VALUES.replace('1.4.1', '1.4.2'))
    expect(pulls.open).toHaveLength(1)
  })

  it('fault 31: before the pull request is opened, is made again', async () => {
    const { repository, pulls, bump } = createBumpCase()
    repository.before('compare', () => {
      repository.remove(BRANCH)
    })
    expect(await bump({ mode: 'pull-request' })).toMatchObject({ outcome: 'created', attempts: 2 })
    expect(repository.messages(BRANCH)).toHaveLength(2)
    expect(pulls.open).toHaveLength(1)
  })

  it('fault 31: before the next commit on it, is made again with its pull request', async () => {
    const { repository, pulls, bump } = createBumpCase()
    await bump({ mode: 'pull-request' })
    repository.before('commit', () => {
      repository.remove(BRANCH)
      // The host closes what has no head any more.
      void pulls.close(1, '')
    })
    const wanted = [wantedImage('ghcr.io/acme/api:1.4.3')]
    expect(await bump({ mode: 'pull-request', wanted })).toMatchObject({ outcome: 'created', attempts: 2 })
    expect(repository.text(BRANCH, 'values.yaml')).toContain('1.4.3')
  })

  it('fault 31: again and again, is an error in the end', async () => {
    const { repository, bump } = createBumpCase()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      repository.before('commit', () => {
        repository.remove(BRANCH)
      })
    }
    expect(await codeOf(bump({ mode: 'pull-request', maxAttempts: 3 }))).toBe('lost-race')
    expect(repository.branches()).toEqual(['main'])
  })

  it('fault 30: is no excuse for a base that is missing', async () => {
    const { repository, clock, bump } = createBumpCase()
    repository.before('read', () => {
      repository.remove('main')
    })
    expect(await codeOf(bump({ mode: 'pull-request' }))).toBe('branch-not-found')
    expect(clock.slept).toEqual([])
  })
})

describe('two runs that begin at once', () => {
  it('fault 30: make one branch with one commit, and one pull request', async () => {
    const { repository, pulls, bump } = createBumpCase()
    const reports = await Promise.all(
      ['1.4.2', '1.4.2', '1.4.2'].map((tag) =>
        bump({ mode: 'pull-request', wanted: [wantedImage(`ghcr.io/acme/api:${tag}`)] }),
      ),
    )
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['created', 'no-op', 'no-op'])
    expect(pulls.open).toHaveLength(1)
    expect(repository.branches()).toEqual([BRANCH, 'main'])
    expect(repository.messages(BRANCH)).toHaveLength(2)
  })
})

describe('a clock that is wrong', () => {
  it.each([
    ['ten minutes ahead', 600_000],
    ['ten minutes behind', -600_000],
    ['a leap day off', 86_400_000],
  ])('fault 37: %s neither ends the run nor lengthens it', async (_, jump) => {
    const one = createBumpCase()
    let looks = 0
    const now = (): Date => new Date(one.clock.now().getTime() + jump * (looks += 1))
    const { bump } = createBumpCase(undefined, {
      repository: one.repository,
      clock: { ...one.clock, now },
    })
    one.repository.before('commit', () => one.repository.push('main', { 'other.yaml': 'a: 1\n' }))
    expect(await bump({ timeout: 60_000 })).toMatchObject({ outcome: 'changed', attempts: 2 })
    expect(one.clock.slept).toEqual([100])
  })
})
