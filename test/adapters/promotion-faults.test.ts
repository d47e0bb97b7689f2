import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createCheckRuns,
  createGitHubPullRequests,
  createGitHubRepository,
  type GitHubOptions,
} from '@gitops-actions/adapters'
import { ActionError, parseGates, parseRepositoryName, type PromotionPorts } from '@gitops-actions/core'
import { failureOf, REPOSITORY } from './github-world.ts'
import {
  BRANCH,
  helm,
  live,
  type LiveDirectories,
  PRODUCTION,
  STAGING,
  startDirectories,
} from './promotion-directories.ts'

const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const LIST = 'GET /repos/{owner}/{repo}/pulls'
const UPDATE = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}'
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
const COMMIT = 'mutation createCommitOnBranch'
const NOBODY = { labels: [], reviewers: [], teamReviewers: [], assignees: [] }

let world: LiveDirectories

beforeEach(async () => {
  world = await startDirectories()
})

afterEach(() => world.close())

/** The ports of a run that has another token. */
function portsWith(options: Partial<GitHubOptions>): Partial<PromotionPorts> {
  const connection = world.connection(options)
  const name = parseRepositoryName(REPOSITORY)
  return {
    repository: createGitHubRepository(connection, name),
    pulls: createGitHubPullRequests(connection, name),
    checks: createCheckRuns(connection, name),
  }
}

/** One open pull request, with one commit that holds the release. */
async function expectOnePromotion(tag = '1.1.0', commits = 1): Promise<void> {
  expect(world.open()).toMatchObject([{ head: BRANCH, base: 'main' }])
  expect(await world.text(BRANCH, PRODUCTION)).toBe(live(tag))
  const { git } = world.github.describe(REPOSITORY)
  expect((await git.log(BRANCH)).length - (await git.log('main')).length).toBe(commits)
  expect(await world.text('main', PRODUCTION)).toBe(live('1.0.0'))
}

function mutations(): readonly string[] {
  return world.writes().map(({ operation }) => operation)
}

describe('answers that are lost or wrong', () => {
  it.each([
    ['fault 6: the commit', COMMIT],
    ['fault 7: the pull request', CREATE],
    ['fault 7: its update', UPDATE],
  ])('%s is made once when its answer is lost', async (_, operation) => {
    if (operation === UPDATE) {
      await world.promoted({ title: 'Old' })
    }
    world.github.faults.next(
      operation,
      operation === COMMIT ? { cut: 'after' } : { afterActing: { status: 502 } },
    )
    expect((await world.promoted()).outcome).toMatch(/created|updated/)
    await expectOnePromotion()
    expect(world.open()[0]?.title).toBe('Promote staging to production: api 1.0.0 → 1.1.0')
  })

  it('fault 9: the pull request is there already, and is the one', async () => {
    await world.promoted({ title: 'Old' })
    await world.push('main', { [STAGING]: helm('1.2.0') })
    world.github.faults.next(LIST, { rewrite: () => [] })
    expect(await world.promoted()).toMatchObject({ outcome: 'updated', pull: { number: 1 } })
    expect(world.open()).toMatchObject([{ title: 'Promote staging to production: api 1.0.0 → 1.2.0' }])
  })

  it('fault 10: there is nothing between the branches any more', async () => {
    const errors = [{ resource: 'PullRequest', code: 'custom', message: 'No commits between main and x' }]
    const body = { message: 'Validation Failed', errors }
    world.github.faults.always(CREATE, { instead: { status: 422, body } })
    await world.push('stage', { 'other.txt': 'x' })
    expect(await world.promote({ from: 'stage', to: 'main' })).toMatchObject({
      outcome: 'no-op',
      pull: undefined,
    })
  })

  it("fault 11: a fork's pull request is not ours, though it comes from a branch of our name", async () => {
    await world.promoted()
    const foreign = (body: unknown): unknown =>
      Array.isArray(body)
        ? body.map((pull: Record<string, unknown>) => ({
            ...pull,
            number: 77,
            head: { ...(pull.head as object), repo: { full_name: 'mallory/env' } },
          }))
        : body
    await world.push('main', { [STAGING]: helm('1.2.0') })
    const before = mutations().length
    world.github.faults.next(LIST, { rewrite: foreign })
    await world.promoted()
    const touched = world.github.requests.filter(({ path }) => path.includes('/77'))
    expect(touched).toEqual([])
    expect(mutations().length).toBeGreaterThan(before)
    await expectOnePromotion('1.2.0', 1)
  })

  it('fault 12: a label waits until the pull request is known everywhere', async () => {
    const errors = [{ message: "Could not resolve to a node with the global id of 'PR_1'" }]
    const body = { message: 'Validation Failed', errors }
    world.github.faults.next(LABELS, { instead: { status: 422, body } }, { times: 2 })
    const report = await world.promoted({ dress: { ...NOBODY, labels: ['promotion'] } })
    expect(report).toMatchObject({ outcome: 'created', notices: [] })
    expect(world.open()[0]?.labels).toEqual(['promotion'])
  })

  it('fault 13: one bad name does not lose the others', async () => {
    world.github.describe(REPOSITORY).collaborators.add('ann').add('ben')
    const report = await world.promoted({
      dress: {
        labels: ['promotion'],
        reviewers: ['ann', 'nobody', 'ben'],
        teamReviewers: ['ghosts'],
        assignees: ['ann', 'nobody'],
      },
    })
    expect(report.outcome).toBe('created')
    expect(world.open()).toMatchObject([
      { labels: ['promotion'], reviewers: ['ann', 'ben'], assignees: ['ann'] },
    ])
    expect(report.notices.join('\n')).toMatch(/"nobody"[^]*"nobody"|"ghosts"/)
  })
})

describe('what Actions and rules do not permit', () => {
  it('fault 14: keeps the branch, names the setting and the link, and goes on later', async () => {
    const { settings } = world.github.describe(REPOSITORY)
    settings.actionsMayCreatePullRequests = false
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const run = (): Promise<unknown> =>
      world.promote({ from: 'staging', to: 'production' }, portsWith({ token }))
    const error = await failureOf(run())
    expect(error.code).toBe('pull-requests-not-permitted')
    expect(error.message).toContain('Settings, Actions, General, Workflow permissions')
    expect(error.message).toContain(`/${REPOSITORY}/compare/main...${encodeURIComponent(BRANCH)}?expand=1`)
    expect(await world.text(BRANCH, PRODUCTION)).toBe(live('1.1.0'))
    settings.actionsMayCreatePullRequests = true
    expect(await run()).toMatchObject({ outcome: 'created' })
    await expectOnePromotion()
  })

  it('fault 19: a rule that refuses the branch ends the run at once, with its name', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['gitops/**'], rules: [{ type: 'creation' }] })
    const error = await failureOf(world.promoted())
    expect(error.code).toBe('refused-by-rule')
    expect(world.open()).toEqual([])
  })

  it.each([
    [
      'pull_requests',
      { contents: 'write', metadata: 'read', pull_requests: 'read' },
      /permission-denied: .*pull_requests=write/,
    ],
    [
      'contents',
      { contents: 'read', metadata: 'read', pull_requests: 'write' },
      /permission-denied: .*contents=write/,
    ],
  ] as const)('fault 27: the missing permission %s is named', async (_, permissions, message) => {
    const { token } = world.github.createToken({ login: 'weak[bot]', kind: 'app', permissions })
    const ports = portsWith({ token })
    const error = await failureOf(world.promote({ from: 'staging', to: 'production' }, ports))
    expect(`${error.code}: ${error.message}`).toMatch(message)
    expect(world.open()).toEqual([])
  })

  it('fault 27: a gate that may not be read is an error, not an open gate', async () => {
    world.github.describe(REPOSITORY).private = true
    const permissions = { contents: 'write', metadata: 'read', pull_requests: 'write' } as const
    const { token } = world.github.createToken({ login: 'weak[bot]', kind: 'app', permissions })
    const request = { from: 'staging', to: 'production', gates: parseGates(['verified']) }
    const error = await failureOf(world.promote(request, portsWith({ token })))
    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('checks') })
    expect(world.writes()).toEqual([])
  })
})

describe('limits, and tokens', () => {
  it.each([
    ['fault 22: the primary limit', { kind: 'primary', resetIn: 3 }, 3000],
    ['fault 23: the secondary limit', { kind: 'secondary', retryAfter: '2' }, 2000],
    [
      'fault 23: the secondary limit with 429 and no time',
      { kind: 'secondary', status: 429, retryAfter: null },
      60_000,
    ],
    ['fault 25: a wait of less than nothing', { kind: 'secondary', retryAfter: '-5' }, 60_000],
  ] as const)('%s is waited for, before the one write', async (_, rateLimit, least) => {
    world.github.faults.next(CREATE, { rateLimit })
    expect(await world.promoted({ timeout: 600_000 })).toMatchObject({ outcome: 'created' })
    expect(Math.max(...world.clock.slept)).toBeGreaterThanOrEqual(least)
    await expectOnePromotion()
  })

  it.each([
    ['fault 22: a limit', { kind: 'primary', resetIn: 7200 }],
    ['fault 25: a wait', { kind: 'secondary', retryAfter: '1000000000' }],
  ] as const)(
    '%s beyond the time of the run is not waited for, and the next run goes on',
    async (_, rateLimit) => {
      world.github.faults.next(CREATE, { rateLimit })
      const request = { from: 'staging', to: 'production' }
      const error = await failureOf(world.promote(request, portsWith({ patience: 300_000 })))
      expect(error.code).toBe('rate-limited')
      expect(await world.promoted()).toMatchObject({ outcome: 'created' })
      await expectOnePromotion()
    },
  )

  it('fault 24: the limit of GraphQL, which comes with status 200', async () => {
    world.github.faults.next('query repository', { rateLimit: { kind: 'primary', resetIn: 3 } })
    expect(await world.promoted()).toMatchObject({ outcome: 'created' })
  })

  it('fault 26: writes begin a second apart, one after the other', async () => {
    world.github.describe(REPOSITORY).collaborators.add('ann')
    await world.promoted({ dress: { ...NOBODY, labels: ['promotion'], reviewers: ['ann'] } })
    const starts = world.writes().map(({ at }) => at.getTime())
    expect(starts.length).toBeGreaterThanOrEqual(4)
    for (const [index, at] of starts.slice(1).entries()) {
      expect(at - (starts[index] ?? 0)).toBeGreaterThanOrEqual(1000)
    }
  })

  it('fault 28: a token that expires in the middle ends the run, and the next one finishes', async () => {
    world.github.faults.next(CREATE, { instead: { status: 401, body: { message: 'Bad credentials' } } })
    const error = await failureOf(world.promoted())
    expect(error.message).toContain('401')
    expect(await world.promoted()).toMatchObject({ outcome: 'created' })
    await expectOnePromotion()
  })

  it('fault 29: a token of 700 characters in three parts', async () => {
    const long = `ghs_12345_${'a'.repeat(230)}.${'b'.repeat(230)}.${'c'.repeat(230)}`
    world.github.createToken({ login: 'bumper[bot]', kind: 'app', token: long })
    const ports = portsWith({ token: long })
    expect(await world.promote({ from: 'staging', to: 'production' }, ports)).toMatchObject({
      outcome: 'created',
    })
    expect(world.lines.join('\n')).not.toContain('aaaaaaaa')
  })
})

describe('branches that move', () => {
  it('fault 30: two runs at once make one branch and one pull request', async () => {
    const reports = await Promise.all([world.promoted(), world.promoted()])
    expect(reports.map(({ pull }) => pull?.number)).toEqual([1, 1])
    expect(world.open()).toHaveLength(1)
    expect(await world.text(BRANCH, PRODUCTION)).toBe(live('1.1.0'))
  })

  it('fault 30: a target that is missing is a clear error', async () => {
    await world.push('stage', { 'x.txt': '' })
    const error = await failureOf(world.promote({ from: 'stage', to: 'prod', strategy: 'branch' }))
    expect(error.message).toMatch(/neither an environment .* nor a branch/)
    expect(await world.branches()).toEqual(['main', 'stage'])
  })

  it('fault 31: our branch is made again when somebody deletes it before its pull request', async () => {
    const { git } = world.github.describe(REPOSITORY)
    const connected = world.connect().pulls
    let struck = false
    const pulls = {
      ...connected,
      async create(content: Parameters<typeof connected.create>[0]): ReturnType<typeof connected.create> {
        if (!struck) await git.deleteRef(`refs/heads/${BRANCH}`, (await git.resolve(BRANCH)) ?? '')
        struck = true
        return connected.create(content)
      },
    }
    const report = await world.promote({ from: 'staging', to: 'production' }, { pulls })
    expect(report).toMatchObject({ outcome: 'created' })
    await expectOnePromotion()
  })

  it('fault 32: a repository that was renamed is refused with its present name', async () => {
    world.github.renameRepository(REPOSITORY, 'acme/environments')
    const error = await failureOf(world.promoted())
    expect(error).toMatchObject({ code: 'repository-renamed' })
    expect(error.message).toContain('acme/environments')
    expect(world.writes()).toEqual([])
  })

  it('fault 35: a run that is cancelled while it waits for the merge ends, and the pull request stands', async () => {
    world.github.addRuleset(REPOSITORY, {
      branches: ['main'],
      rules: [{ type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'x' }] } }],
    })
    const sleep = (): Promise<never> =>
      Promise.reject(new ActionError('cancelled', 'The run was cancelled.', { kind: 'transient' }))
    const ports = { clock: { ...world.clock, sleep } }
    const error = await failureOf(
      world.promote({ from: 'staging', to: 'production', waitForMerge: true }, ports),
    )
    expect(error.code).toBe('cancelled')
    await expectOnePromotion()
  })

  it('fault 36: the same job again writes nothing, and puts out the same', async () => {
    const first = await world.promoted()
    const before = mutations().length
    const second = await world.promoted()
    expect(second).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    expect(mutations()).toHaveLength(before)
    expect({ ...second, outcome: '', reason: '', pull: '' }).toEqual({
      ...first,
      outcome: '',
      reason: '',
      pull: '',
    })
  })
})
