import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { parseBranchName, type PullRequestContent, type PullRequestDress } from '@gitops-actions/core'

import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const HEAD = parseBranchName('gitops/api-2')
const BASE = parseBranchName('main')
const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
const REVIEWERS = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'
const CONTENT: PullRequestContent = { head: HEAD, base: BASE, title: 'Bump api', body: 'why', draft: false }
const NOTHING: PullRequestDress = { labels: [], reviewers: [], teamReviewers: [], assignees: [] }

let world: World

beforeEach(async () => {
  world = await createWorld()
  const git = world.github.repository(REPOSITORY)
  const head = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(head, [{ path: 'a.yaml', content: 'tag: 2\n' }])
  const author = { name: 'x', email: 'x@example.com', date: new Date(0) }
  const commit = await git.writeCommit({ tree, parents: [head], message: 'Two', author })
  await git.updateRef(`refs/heads/${HEAD}`, commit.oid, '0'.repeat(40))
  await git.updateRef('refs/heads/same', head, '0'.repeat(40))
})

afterEach(async () => {
  await world.close()
})

describe('opening a pull request', () => {
  it('answers it, and finds it afterwards', async () => {
    const { pulls } = world.connect()
    const made = await pulls.create(CONTENT)
    expect(made).toMatchObject({
      kind: 'created',
      pull: {
        title: 'Bump api',
        body: 'why',
        draft: false,
        head: { branch: HEAD, repository: REPOSITORY },
        base: { branch: BASE },
      },
    })
    expect(await pulls.findOpen(HEAD, BASE)).toEqual([made.kind === 'created' ? made.pull : undefined])
    expect(await pulls.findOpen(parseBranchName('same'), BASE)).toEqual([])
  })

  it('fault 9: finds the one that is open already', async () => {
    const { pulls } = world.connect()
    const first = await pulls.create(CONTENT)
    const second = await pulls.create({ ...CONTENT, title: 'Again' })
    expect(second).toEqual({ ...first, kind: 'found' })
    expect(world.github.describe(REPOSITORY).pulls.size).toBe(1)
  })

  it('fault 10: says when there is nothing between the branches', async () => {
    const { pulls } = world.connect()
    expect(await pulls.create({ ...CONTENT, head: parseBranchName('same') })).toEqual({
      kind: 'nothing-between',
    })
  })

  it.each([
    ['502 is answered', { afterActing: { status: 502 } }],
    ['the connection is cut', { cut: 'after' }],
  ] as const)('fault 7: makes one although %s after it was made', async (_, effect) => {
    const { pulls } = world.connect()
    world.github.faults.next(CREATE, effect)
    expect((await pulls.create(CONTENT)).kind).toBe('found')
    expect(world.operations()).toEqual([CREATE, 'GET /repos/{owner}/{repo}/pulls'])
    expect(world.github.describe(REPOSITORY).pulls.size).toBe(1)
  })

  it('tries once more when nothing was made, and no more than that', async () => {
    const { pulls } = world.connect()
    world.github.faults.next(CREATE, { cut: 'before' })
    expect((await pulls.create(CONTENT)).kind).toBe('created')
    world.github.faults.always(CREATE, { instead: { status: 500 } })
    const error = await failureOf(pulls.create({ ...CONTENT, base: parseBranchName('same') }))
    expect([error.code, error.kind]).toEqual(['unreachable', 'transient'])
    expect(world.operations().filter((operation) => operation === CREATE)).toHaveLength(4)
  })

  it('fault 14: tells how to go on where Actions may not create pull requests', async () => {
    world.github.describe(REPOSITORY).settings.actionsMayCreatePullRequests = false
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const error = await failureOf(world.connect({ token }).pulls.create(CONTENT))
    expect(error.code).toBe('pull-requests-not-permitted')
    expect(error.message).toContain(`${world.github.url}/acme/env/compare/main...gitops%2Fapi-2?expand=1`)
  })

  it('fault 27: names the permission that a token lacks', async () => {
    const { token } = world.github.createToken({
      login: 'writer[bot]',
      kind: 'app',
      permissions: { contents: 'write', metadata: 'read' },
    })
    const error = await failureOf(world.connect({ token }).pulls.create(CONTENT))
    expect(error.code).toBe('permission-denied')
    expect(error.message).toMatch(/pull_requests=write/)
  })

  it('fault 34: cuts what is longer than GitHub takes', async () => {
    const { pulls } = world.connect()
    await pulls.create({ ...CONTENT, title: 'é'.repeat(400), body: 'b'.repeat(70_000) })
    const [pull] = world.github.describe(REPOSITORY).pulls.values()
    expect(pull?.title).toHaveLength(256)
    expect(pull?.body?.length).toBeLessThanOrEqual(65_536)
    expect(pull?.body).toMatch(/more characters left out/)
  })

  it('fault 11: takes no pull request of a fork for ours', async () => {
    const { pulls } = world.connect()
    await pulls.create(CONTENT)
    world.github.faults.next('GET /repos/{owner}/{repo}/pulls', {
      rewrite: (body) =>
        JSON.parse(
          JSON.stringify(body).replaceAll('"full_name":"acme/env"', '"full_name":"acme/env-fork"'),
        ) as unknown,
    })
    expect(await pulls.findOpen(HEAD, BASE)).toEqual([])
  })
})

describe('an open pull request', () => {
  async function open(): Promise<{ pulls: ReturnType<World['connect']>['pulls']; number: number }> {
    const { pulls } = world.connect()
    const made = await pulls.create(CONTENT)
    if (made.kind === 'nothing-between') throw new Error('nothing between')
    world.operations()
    return { pulls, number: made.pull.number }
  }

  it('is updated, also when the answer is lost', async () => {
    const { pulls, number } = await open()
    world.github.faults.next('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { cut: 'after' })
    expect(await pulls.update(number, { title: 'New', body: 'text' })).toMatchObject({
      number,
      title: 'New',
      body: 'text',
    })
  })

  it('is closed with a comment', async () => {
    const { pulls, number } = await open()
    await pulls.close(number, 'superseded')
    expect(world.github.describe(REPOSITORY).pulls.get(number)?.state).toBe('closed')
    expect(await pulls.findOpen(HEAD, BASE)).toEqual([])
  })

  it('gets labels, assignees and reviewers, each in one request', async () => {
    const { pulls, number } = await open()
    for (const login of ['ann', 'ben']) world.github.describe(REPOSITORY).collaborators.add(login)
    const refused = await pulls.dress(number, {
      labels: ['deploy', 'api'],
      reviewers: ['ann', 'ben'],
      teamReviewers: ['ops'],
      assignees: ['ann'],
    })
    expect(refused).toEqual([])
    const pull = world.github.describe(REPOSITORY).pulls.get(number)
    expect([pull?.reviewers, pull?.teamReviewers, pull?.assignees]).toEqual([
      ['ann', 'ben'],
      ['ops'],
      ['ann'],
    ])
    expect(pull?.labels).toHaveLength(2)
    expect(world.operations()).toHaveLength(4)
    expect(await pulls.dress(number, NOTHING)).toEqual([])
    expect(world.operations()).toEqual([])
  })

  it('fault 13: gets the others when one reviewer or assignee is refused', async () => {
    const { pulls, number } = await open()
    world.github.describe(REPOSITORY).collaborators.add('ann')
    const refused = await pulls.dress(number, {
      ...NOTHING,
      reviewers: ['ann', 'nobody'],
      assignees: ['nobody', 'Ann'],
    })
    expect(refused).toEqual([
      '"nobody" cannot be assigned in acme/env',
      expect.stringMatching(
        /^"nobody" was not asked for a review: Reviews may only be requested from collaborators/,
      ),
    ])
    const pull = world.github.describe(REPOSITORY).pulls.get(number)
    expect([pull?.reviewers, pull?.assignees]).toEqual([['ann'], ['ann']])
  })

  it('fault 12: is asked again while GitHub does not know it everywhere', async () => {
    const { pulls, number } = await open()
    const unknown = {
      status: 422,
      body: {
        message: `Validation Failed: "Could not resolve to a node with the global id of 'PR_x'."`,
        status: '422',
      },
    }
    world.github.faults.next(LABELS, { instead: unknown }, { times: 2 })
    expect(await pulls.dress(number, { ...NOTHING, labels: ['deploy'] })).toEqual([])
    world.github.faults.next(REVIEWERS, { instead: unknown }, { times: 9 })
    const refused = await pulls.dress(number, { ...NOTHING, teamReviewers: ['ops'] })
    expect(refused).toEqual([expect.stringContaining('the team "ops" was not asked for a review')])
    expect(world.operations()).toEqual([LABELS, LABELS, LABELS, REVIEWERS, REVIEWERS, REVIEWERS])
    world.github.takeViolations()
  })

  it('stays as it is when the connection breaks while it is dressed', async () => {
    const { pulls, number } = await open()
    world.github.faults.next(LABELS, { cut: 'before' })
    expect(await pulls.dress(number, { ...NOTHING, labels: ['deploy'] })).toEqual([
      expect.stringMatching(new RegExp(`of #${number} are incomplete`)),
    ])
  })
})
