import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { parseBranchName } from '@gitops-actions/core'

import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

let world: World

const LARGE = `${'# é filler\n'.repeat(60_000)}tag: 1\n`
const DEEP = 'one/two/three/four/five/six/seven/eight/values.yaml'

beforeEach(async () => {
  world = await createWorld({
    files: [
      { path: 'gitops.yaml', content: 'version: 1\n' },
      { path: 'a.yaml', content: 'tag: 1 # é\r\n' },
      { path: 'bom.yaml', content: '\ufefftag: 1\n' },
      { path: 'large.yaml', content: LARGE },
      { path: 'latin.yaml', content: Buffer.from([0x74, 0x3a, 0x20, 0xe9, 0x0a]) },
      { path: 'binary.bin', content: Buffer.from([0, 1, 2, 3]) },
      { path: 'run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'link.yaml', mode: '120000', content: 'a.yaml' },
      { path: 'apps/api/values.yaml', content: 'api: 1\n' },
      { path: 'apps/web/values.yaml', content: 'web: 1\n' },
      { path: 'apps/readme.md', content: 'read me\n' },
      { path: DEEP, content: 'deep: 1\n' },
    ],
  })
})

afterEach(async () => {
  await world.close()
})

describe('reading', () => {
  it('takes one query for the head, files and the configuration', async () => {
    const { repository } = world.connect()
    const snapshot = await repository.read({
      files: ['a.yaml', 'absent.yaml'],
      defaultBranchFiles: ['gitops.yaml', 'no.yaml'],
    })
    const head = await world.github.repository(REPOSITORY).resolve('refs/heads/main')
    expect([snapshot.branch, snapshot.defaultBranch, snapshot.head]).toEqual(['main', 'main', head])
    expect([...snapshot.files.values()]).toEqual([
      {
        path: 'a.yaml',
        mode: '100644',
        oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        text: 'tag: 1 # é\r\n',
      },
    ])
    expect([...snapshot.defaultBranchFiles.keys()]).toEqual(['gitops.yaml'])
    expect(world.operations()).toEqual(['query repository'])
  })

  it('reads files of a branch and of the default branch at once', async () => {
    const git = world.github.repository(REPOSITORY)
    const head = (await git.resolve('refs/heads/main')) ?? ''
    const tree = await git.writeTree(head, [{ path: 'a.yaml', content: 'tag: 2\n' }])
    const commit = await git.writeCommit({
      tree,
      parents: [head],
      message: 'Two\n\nBody',
      author: { name: 'x', email: 'x@example.com', date: new Date(0) },
    })
    await git.updateRef('refs/heads/env/production', commit.oid, '0'.repeat(40))
    const { repository } = world.connect()
    const snapshot = await repository.read({
      branch: parseBranchName('env/production'),
      files: ['a.yaml'],
      defaultBranchFiles: ['a.yaml'],
      history: 5,
    })
    expect([snapshot.branch, snapshot.defaultBranch, snapshot.head]).toEqual([
      'env/production',
      'main',
      commit.oid,
    ])
    expect(snapshot.files.get('a.yaml')?.text).toBe('tag: 2\n')
    expect(snapshot.defaultBranchFiles.get('a.yaml')?.text).toBe('tag: 1 # é\r\n')
    expect(snapshot.history.get('a.yaml')).toEqual([
      { sha: commit.oid, message: 'Two\n\nBody', parents: [head] },
      { sha: head, message: expect.any(String), parents: [] },
    ])
    expect(world.operations()).toEqual(['query repository'])
  })

  it('gives every file below a directory, however deep, with the history of the directory', async () => {
    const { repository } = world.connect()
    const snapshot = await repository.read({ directories: ['apps', 'nowhere'], history: 1 })
    expect([...snapshot.files.keys()].sort()).toEqual([
      'apps/api/values.yaml',
      'apps/readme.md',
      'apps/web/values.yaml',
    ])
    expect(snapshot.files.get('apps/web/values.yaml')?.text).toBe('web: 1\n')
    expect(snapshot.history.get('apps/web/values.yaml')).toHaveLength(1)
    expect(world.operations()).toEqual(['query repository'])
    const whole = await repository.read({ directories: [''] })
    expect(whole.files.get(DEEP)?.text).toBe('deep: 1\n')
    expect(whole.files.size).toBe(12)
  })

  it('keeps modes, and gives no text of what is no regular UTF-8 file', async () => {
    const { repository } = world.connect()
    const paths = ['run.sh', 'link.yaml', 'binary.bin', 'latin.yaml', 'bom.yaml', 'apps']
    const { files } = await repository.read({ files: paths })
    expect(paths.map((path) => [files.get(path)?.mode, files.get(path)?.text])).toEqual([
      ['100755', '#!/bin/sh\n'],
      ['120000', undefined],
      ['100644', undefined],
      ['100644', undefined],
      ['100644', '\ufefftag: 1\n'],
      ['040000', undefined],
    ])
  })

  it('fetches the raw blob of a text that GraphQL cut', async () => {
    const { repository } = world.connect()
    const { files } = await repository.read({ files: ['large.yaml'] })
    expect(files.get('large.yaml')?.text).toBe(LARGE)
    expect(world.operations()).toEqual(['query repository', 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}'])
  })

  it('does not believe a text that is not what the object id names', async () => {
    const { repository } = world.connect()
    world.github.faults.next('query repository', {
      rewrite: (body) => JSON.parse(JSON.stringify(body).replace('tag: 1 # é', 'tag: 9 # é')) as unknown,
    })
    const { files } = await repository.read({ files: ['a.yaml'] })
    expect(files.get('a.yaml')?.text).toBe('tag: 1 # é\r\n')
  })
})

describe('what cannot be read', () => {
  it('is a branch that is missing', async () => {
    const { repository } = world.connect()
    const error = await failureOf(repository.read({ branch: parseBranchName('staging'), files: ['a.yaml'] }))
    expect([error.code, error.message]).toEqual([
      'branch-not-found',
      expect.stringContaining('no branch "staging"'),
    ])
    expect(await repository.head(parseBranchName('staging'))).toBeUndefined()
  })

  it('is a repository that the token does not see', async () => {
    const { token } = world.github.createToken({
      login: 'other[bot]',
      kind: 'app',
      repositories: ['acme/other'],
    })
    await world.github.createRepository('acme/secret', { private: true })
    world.github.describe(REPOSITORY).private = true
    const error = await failureOf(world.connect({ token }).repository.read({ files: ['a.yaml'] }))
    expect(error.code).toBe('repository-not-found')
    expect(error.message).toContain('either acme/env does not exist or the token cannot read it')
  })

  it('is everything with a token that is wrong, which no error shows', async () => {
    const error = await failureOf(
      world.connect({ token: 'ghs_canary' }).repository.read({ files: ['a.yaml'] }),
    )
    expect(error.code).toBe('permission-denied')
    expect(error.message).toContain('(401)')
    expect(error.message).not.toContain('canary')
  })

  it('is an API that is not there', async () => {
    const gone = { apiUrl: 'http://127.0.0.1:1/api/v3', graphqlUrl: 'http://127.0.0.1:1/api/graphql' }
    const error = await failureOf(world.connect(gone).repository.read({ files: ['a.yaml'] }))
    expect([error.code, error.kind]).toEqual(['unreachable', 'transient'])
    expect(error.message).toContain('http://127.0.0.1:1/api/v3 (GITHUB_API_URL)')
  })

  it('is a GraphQL API at the wrong path', async () => {
    const graphqlUrl = `${world.github.url}/graphql`
    const error = await failureOf(world.connect({ graphqlUrl }).repository.read({ files: ['a.yaml'] }))
    expect([error.code, error.message]).toEqual([
      'unreachable',
      expect.stringContaining('GITHUB_GRAPHQL_URL (404)'),
    ])
  })

  it.each([
    ['not a URL', 'refused-url'],
    ['http://github.example/api', 'refused-url'],
    ['https://169.254.169.254/', 'refused-url'],
  ])('is an API at %j', async (url, code) => {
    const error = await failureOf(world.connect({ apiUrl: url }).repository.read({ files: ['a.yaml'] }))
    expect(error.code).toBe(code)
  })

  it('is a server that answers 200 with something else', async () => {
    world.github.faults.always('query repository', { instead: { status: 200, body: { hello: 'world' } } })
    const error = await failureOf(world.connect().repository.read({ files: ['a.yaml'] }))
    expect([error.code, error.message]).toEqual([
      'invalid-answer',
      expect.stringContaining('check GITHUB_API_URL'),
    ])
    world.github.takeViolations()
  })
})

describe('trouble on the way', () => {
  it('repeats a query after 502 and a cut connection', async () => {
    world.github.faults.next('query repository', { instead: { status: 502 } })
    world.github.faults.next('query repository', { cut: 'before' })
    const { files } = await world.connect().repository.read({ files: ['a.yaml'] })
    expect(files.size).toBe(1)
    expect(world.operations()).toHaveLength(3)
  })

  it('gives up after three attempts', async () => {
    world.github.faults.always('query repository', { instead: { status: 503 } })
    const error = await failureOf(world.connect().repository.read({ files: ['a.yaml'] }))
    expect([error.code, error.kind]).toEqual(['unreachable', 'transient'])
    expect(world.operations()).toHaveLength(3)
  })

  it.each([
    ['fault 22: waits for a primary limit until its reset', { kind: 'primary', resetIn: 3 }, 3000, 4000],
    ['fault 23: waits for a secondary limit as it says', { kind: 'secondary', retryAfter: '2' }, 2000, 2000],
    [
      'fault 23: waits for a secondary limit that says nothing for a minute',
      { kind: 'secondary', retryAfter: null },
      60_000,
      60_000,
    ],
    [
      'fault 25: waits for a secondary limit with a negative time for a minute',
      { kind: 'secondary', retryAfter: '-1' },
      60_000,
      60_000,
    ],
    [
      'fault 23: waits for a limit with status 429',
      { kind: 'secondary', status: 429, retryAfter: '7' },
      7000,
      7000,
    ],
  ] as const)('%s', async (_, rateLimit, least, most) => {
    world.github.faults.next('query repository', { rateLimit })
    const { files } = await world.connect().repository.read({ files: ['a.yaml'] })
    expect(files.size).toBe(1)
    expect(world.clock.slept).toHaveLength(1)
    expect(world.clock.slept[0]).toBeGreaterThanOrEqual(least)
    expect(world.clock.slept[0]).toBeLessThanOrEqual(most)
    expect(world.lines.join()).toContain("GitHub's rate limit is reached")
  })

  it('asks nothing sooner when a REST read is answered 429 without a time', async () => {
    const limited = { kind: 'secondary', status: 429, retryAfter: null } as const
    world.github.faults.next('GET /repos/{owner}/{repo}/compare/{basehead}', { rateLimit: limited })
    const { repository } = world.connect()
    expect((await repository.compare('main', 'main'))?.status).toBe('identical')
    expect(world.clock.slept).toEqual([60_000])
    expect(world.operations()).toHaveLength(2)
  })

  it.each([
    ['fault 22: fails when a limit says an hour', { kind: 'primary', resetIn: 3600 }],
    ['fault 25: fails when a limit says thirty years', { kind: 'secondary', retryAfter: '1000000000' }],
    ['fault 23: fails when a limit says nothing again and again', { kind: 'secondary', retryAfter: null }],
  ] as const)('%s, telling until when', async (_, rateLimit) => {
    world.github.faults.always('query repository', { rateLimit })
    const error = await failureOf(world.connect().repository.read({ files: ['a.yaml'] }))
    expect([error.code, error.kind]).toEqual(['rate-limited', 'transient'])
    expect(error.message).toMatch(/until 20\d\d-/)
    expect(world.clock.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(300_000)
  })
})

describe('comparing', () => {
  it('tells how two commits stand, once per pair', async () => {
    const git = world.github.repository(REPOSITORY)
    const first = (await git.resolve('refs/heads/main')) ?? ''
    const { repository } = world.connect()
    const { head } = await repository.read({})
    await repository.commit({
      branch: parseBranchName('main'),
      expectedHead: head,
      headline: 'Next',
      body: '',
      changes: [{ path: 'b.yaml', mode: '100644', text: 'b\n' }],
    })
    const second = (await git.resolve('refs/heads/main')) ?? ''
    world.operations()
    const ahead = await repository.compare(first, second)
    expect(ahead).toEqual({ status: 'ahead', mergeBase: first, files: ['b.yaml'], filesComplete: true })
    expect((await repository.compare(second, first))?.status).toBe('behind')
    expect((await repository.compare(first, first))?.status).toBe('identical')
    expect(await repository.compare(first, second)).toBe(ahead)
    expect(world.operations()).toHaveLength(3)
    expect(await repository.compare(first, 'f'.repeat(40))).toBeUndefined()
  })
})
