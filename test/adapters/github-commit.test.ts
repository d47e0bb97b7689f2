import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { parseBranchName, parseCommitSha, type CommitRequest, type CommitSha } from '@gitops-actions/core'

import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const MAIN = parseBranchName('main')
const MUTATION = 'mutation createCommitOnBranch'
const PATCH = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}'

let world: World

beforeEach(async () => {
  world = await createWorld({
    files: [
      { path: 'a.yaml', content: 'tag: 1\n' },
      { path: 'run.sh', mode: '100755', content: 'v=1\n' },
    ],
  })
})

afterEach(async () => {
  await world.close()
})

async function headOf(branch = 'main'): Promise<CommitSha> {
  return parseCommitSha((await world.github.repository(REPOSITORY).resolve(`refs/heads/${branch}`)) ?? '')
}

async function textOf(path: string): Promise<string | undefined> {
  return (await world.github.repository(REPOSITORY).readFile('refs/heads/main', path))?.toString()
}

async function countCommits(): Promise<number> {
  return (await world.github.repository(REPOSITORY).log('refs/heads/main')).length
}

async function bump(change: Partial<CommitRequest> = {}): Promise<CommitRequest> {
  return {
    branch: MAIN,
    expectedHead: await headOf(),
    headline: 'Bump api to 2',
    body: 'GitOps-Release: api',
    changes: [{ path: 'a.yaml', mode: '100644', text: 'tag: 2\n' }],
    ...change,
  }
}

const EXECUTABLE = [{ path: 'run.sh', mode: '100755', text: 'v=2\n' }] as const

describe('a commit', () => {
  it('costs one query and one mutation', async () => {
    const { repository } = world.connect()
    const { head, files } = await repository.read({
      files: ['a.yaml'],
      history: 3,
      defaultBranchFiles: ['gitops.yaml'],
    })
    const text = (files.get('a.yaml')?.text ?? '').replace('1', '2')
    const result = await repository.commit(
      await bump({ expectedHead: head, changes: [{ path: 'a.yaml', mode: '100644', text }] }),
    )
    expect(result).toEqual({
      kind: 'committed',
      sha: await headOf(),
      verified: true,
      url: `${world.github.url}/acme/env/commit/${await headOf()}`,
    })
    expect(world.operations()).toEqual(['query repository', MUTATION])
    expect(await textOf('a.yaml')).toBe('tag: 2\n')
    const made = await world.github.repository(REPOSITORY).readCommit('refs/heads/main')
    expect(made?.message.trim()).toBe('Bump api to 2\n\nGitOps-Release: api')
  })

  it('loses the race when the branch moved first, and writes nothing', async () => {
    const { repository } = world.connect()
    world.github.faults.next(MUTATION, { moveBranch: { repository: REPOSITORY, branch: 'main' } })
    const result = await repository.commit(await bump())
    expect(result.kind).toBe('lost-race')
    expect(await textOf('a.yaml')).toBe('tag: 1\n')
    expect(await countCommits()).toBe(2)
    expect(world.operations()).toEqual([MUTATION])
  })

  it.each([
    ['the connection is cut after it', { cut: 'after' }],
    ['502 is answered after it', { afterActing: { status: 502 } }],
    [
      'GraphQL fails after it',
      { afterActing: { status: 200, body: { data: null, errors: [{ message: 'Something went wrong' }] } } },
    ],
  ] as const)('fault 6: is made once although %s', async (_, effect) => {
    const { repository } = world.connect()
    world.github.faults.next(MUTATION, effect)
    const result = await repository.commit(await bump())
    expect(result).toMatchObject({ kind: 'committed', sha: await headOf(), verified: true })
    expect(await countCommits()).toBe(2)
    expect(world.operations()).toEqual([MUTATION, 'query repository'])
    world.github.takeViolations()
  })

  it('fault 6: is recognised below commits that others built upon it', async () => {
    const { repository } = world.connect()
    const request = await bump()
    world.github.faults.next(MUTATION, { cut: 'after' })
    world.github.faults.next('query repository', { moveBranch: { repository: REPOSITORY, branch: 'main' } })
    const result = await repository.commit(request)
    expect(result.kind).toBe('committed')
    const made = await world.github.repository(REPOSITORY).readCommit('refs/heads/main~1')
    expect(result).toMatchObject({ sha: made?.oid })
    expect(await countCommits()).toBe(3)
  })

  it.each([
    ['the connection is cut before it', { cut: 'before' }],
    ['502 is answered instead', { instead: { status: 502 } }],
  ] as const)('is tried again when %s and the branch still stands', async (_, effect) => {
    const { repository } = world.connect()
    world.github.faults.next(MUTATION, effect)
    expect((await repository.commit(await bump())).kind).toBe('committed')
    expect(world.operations()).toEqual([MUTATION, 'query repository', MUTATION])
    expect(await countCommits()).toBe(2)
  })

  it('loses the race when its answer is lost and somebody else was first', async () => {
    const { repository } = world.connect()
    world.github.faults.next(MUTATION, {
      moveBranch: { repository: REPOSITORY, branch: 'main' },
      instead: { status: 502 },
    })
    expect((await repository.commit(await bump())).kind).toBe('lost-race')
    expect(await textOf('a.yaml')).toBe('tag: 1\n')
  })

  it('is not taken for ours when another has our headline and parent but other content', async () => {
    const { repository } = world.connect()
    world.github.faults.next(MUTATION, {
      moveBranch: {
        repository: REPOSITORY,
        branch: 'main',
        path: 'a.yaml',
        content: 'tag: 3\n',
        message: 'Bump api to 2',
      },
      instead: { status: 502 },
    })
    expect((await repository.commit(await bump())).kind).toBe('lost-race')
  })

  it('gives up after three attempts that nobody answers', async () => {
    const { repository } = world.connect()
    world.github.faults.always(MUTATION, { instead: { status: 503 } })
    const error = await failureOf(repository.commit(await bump()))
    expect([error.code, error.kind]).toEqual(['unreachable', 'transient'])
    expect(world.operations().filter((operation) => operation === MUTATION)).toHaveLength(3)
    expect(await countCommits()).toBe(1)
  })

  it('fault 19: is refused by a rule at once, naming it', async () => {
    world.github.describe(REPOSITORY).rulesets.set(1, ruleset('pull_request'))
    const { repository } = world.connect()
    const error = await failureOf(repository.commit(await bump()))
    expect([error.code, error.kind]).toEqual(['refused-by-rule', 'user'])
    expect(error.message).toContain('Changes must be made through a pull request.')
    expect(error.message).toContain('GITHUB_TOKEN cannot bypass')
    expect(world.operations()).toEqual([MUTATION])
  })

  it('fault 27: needs a token that may write', async () => {
    const { token } = world.github.createToken({ login: 'reader[bot]', kind: 'app', permission: 'read' })
    const error = await failureOf(world.connect({ token }).repository.commit(await bump()))
    expect(error.code).toBe('permission-denied')
    expect(await countCommits()).toBe(1)
  })

  it('needs its branch', async () => {
    const error = await failureOf(
      world.connect().repository.commit(await bump({ branch: parseBranchName('gone') })),
    )
    expect(error.code).toBe('branch-not-found')
  })

  it.each(['120000', '160000', '040000'] as const)(
    'fault 41, fault 42: never writes an entry of mode %s',
    async (mode) => {
      const error = await failureOf(
        world.connect().repository.commit(await bump({ changes: [{ path: 'x', mode, text: '' }] })),
      )
      expect(error.code).toBe('invalid-change')
      expect(world.operations()).toEqual([])
    },
  )

  it('fault 26: paces its writes', async () => {
    const { repository } = world.connect()
    await repository.commit(await bump())
    await repository.commit(await bump({ changes: [{ path: 'a.yaml', mode: '100644', text: 'tag: 3\n' }] }))
    const [first, second] = world.writes().map(({ at }) => at.getTime())
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000)
  })
})

describe('a commit that changes an executable file', () => {
  it('fault 43: keeps its mode', async () => {
    const { repository } = world.connect()
    const result = await repository.commit(await bump({ changes: EXECUTABLE }))
    expect(result).toMatchObject({ kind: 'committed', sha: await headOf() })
    const entry = await world.github.repository(REPOSITORY).findEntry('refs/heads/main', 'run.sh')
    expect(entry?.mode).toBe('100755')
    expect(await textOf('run.sh')).toBe('v=2\n')
    expect(await textOf('a.yaml')).toBe('tag: 1\n')
    expect(world.operations()).toHaveLength(4)
  })

  it('loses the race when the branch moved before or during it', async () => {
    const { repository } = world.connect()
    world.github.faults.next(PATCH, { moveBranch: { repository: REPOSITORY, branch: 'main' } })
    expect((await repository.commit(await bump({ changes: EXECUTABLE }))).kind).toBe('lost-race')
    expect(await textOf('run.sh')).toBe('v=1\n')
  })

  it('is made once although the answer is cut', async () => {
    const { repository } = world.connect()
    world.github.faults.next(PATCH, { cut: 'after' })
    expect(await repository.commit(await bump({ changes: EXECUTABLE }))).toMatchObject({
      kind: 'committed',
      sha: await headOf(),
    })
    expect(await countCommits()).toBe(2)
  })

  it('is refused by a rule', async () => {
    world.github.describe(REPOSITORY).rulesets.set(1, ruleset('pull_request'))
    const error = await failureOf(world.connect().repository.commit(await bump({ changes: EXECUTABLE })))
    expect(error.code).toBe('refused-by-rule')
  })
})

describe('branches', () => {
  const BRANCH = parseBranchName('gitops/bump')

  it('are made, moved and deleted only from where they were left', async () => {
    const { repository } = world.connect()
    const first = await headOf()
    await repository.commit(await bump())
    const second = await headOf()
    expect(await repository.setBranch({ branch: BRANCH, to: first, expected: undefined })).toBe('set')
    expect(await repository.head(BRANCH)).toBe(first)
    expect(await repository.setBranch({ branch: BRANCH, to: second, expected: undefined })).toBe('lost-race')
    expect(await repository.setBranch({ branch: BRANCH, to: second, expected: first })).toBe('set')
    expect(await repository.setBranch({ branch: BRANCH, to: first, expected: second })).toBe('set')
    expect(await repository.deleteBranch({ branch: BRANCH, expected: second })).toBe('moved')
    expect(await repository.deleteBranch({ branch: BRANCH, expected: first })).toBe('deleted')
    expect(await repository.head(BRANCH)).toBeUndefined()
    expect(await repository.deleteBranch({ branch: BRANCH, expected: first })).toBe('deleted')
  })

  it('are set although the answer is lost, and lost to others', async () => {
    const { repository } = world.connect()
    const first = await headOf()
    world.github.faults.next('mutation updateRefs', { cut: 'after' })
    expect(await repository.setBranch({ branch: BRANCH, to: first, expected: undefined })).toBe('set')
    world.github.faults.next('mutation updateRefs', {
      moveBranch: { repository: REPOSITORY, branch: BRANCH },
    })
    expect(await repository.deleteBranch({ branch: BRANCH, expected: first })).toBe('moved')
    expect(await repository.head(BRANCH)).toBeDefined()
  })

  it('are refused by a rule, which is an error', async () => {
    world.github.describe(REPOSITORY).rulesets.set(1, ruleset('creation', '~ALL'))
    const { repository } = world.connect()
    const error = await failureOf(
      repository.setBranch({ branch: BRANCH, to: await headOf(), expected: undefined }),
    )
    expect(error.code).toBe('refused-by-rule')
  })
})

function ruleset(type: 'pull_request' | 'creation', pattern = '~DEFAULT_BRANCH') {
  return {
    id: 1,
    name: 'guard',
    enforcement: 'active' as const,
    branches: [pattern],
    rules: [{ type }],
    bypass: [],
  }
}
