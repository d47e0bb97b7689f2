import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createHttpClient, type HttpClient, type HttpRequest } from '@gitops-actions/adapters'
import {
  type CommitRequest,
  type CommitSha,
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
} from '@gitops-actions/core'
import { createWorld, failureOf, fakeClock, REPOSITORY, type World } from './github-world.ts'

const MAIN = parseBranchName('main')
const COMMIT = 'mutation createCommitOnBranch'
const QUERY = 'query repository'

let world: World

beforeEach(async () => {
  world = await createWorld()
})

afterEach(() => world.close())

async function headOf(branch = 'main'): Promise<CommitSha> {
  return parseCommitSha((await world.github.repository(REPOSITORY).resolve(`refs/heads/${branch}`)) ?? '')
}

async function bump(tag: string): Promise<CommitRequest> {
  return {
    branch: MAIN,
    expectedHead: await headOf(),
    headline: `Bump api to ${tag}`,
    body: '',
    changes: [{ path: 'a.yaml', mode: '100644', text: `tag: ${tag}\n` }],
  }
}

/** An HTTP client that counts how many writes are on their way at the same time. */
function countWrites(http: HttpClient): { client: HttpClient; most: () => number } {
  let [open, most] = [0, 0]
  const request = async (wanted: HttpRequest): ReturnType<HttpClient['request']> => {
    const writes = String(wanted.body ?? '').includes('mutation')
    open += writes ? 1 : 0
    most = Math.max(most, open)
    return http.request(wanted).finally(() => {
      open -= writes ? 1 : 0
    })
  }
  return { client: { ...http, request }, most: () => most }
}

describe('rate limits', () => {
  it('fault 24: of GraphQL come with status 200, and are waited for until their reset', async () => {
    world.github.faults.next(QUERY, { rateLimit: { kind: 'primary', resetIn: 3 } })
    const { files } = await world.connect().repository.read({ files: ['a.yaml'] })
    expect(files.size).toBe(1)
    expect(world.github.requests.map(({ status }) => status)).toEqual([200, 200])
    expect(world.clock.slept).toHaveLength(1)
    expect(world.clock.slept[0]).toBeGreaterThanOrEqual(3000)
    expect(world.clock.slept[0]).toBeLessThanOrEqual(4000)
  })

  it('fault 24: of GraphQL hit a mutation too, which was not acted on and is sent again', async () => {
    world.github.faults.next(COMMIT, { rateLimit: { kind: 'primary', resetIn: 3 } })
    expect(await world.connect().repository.commit(await bump('2'))).toMatchObject({ kind: 'committed' })
    expect(world.operations()).toEqual([COMMIT, COMMIT])
  })

  it('fault 25: may name a date', async () => {
    const at = new Date(world.clock.now().getTime() + 9000).toUTCString()
    world.github.faults.next(QUERY, { rateLimit: { kind: 'secondary', retryAfter: at } })
    await world.connect().repository.read({ files: ['a.yaml'] })
    expect(world.clock.slept).toHaveLength(1)
    expect(world.clock.slept[0]).toBeGreaterThanOrEqual(8000)
    expect(world.clock.slept[0]).toBeLessThanOrEqual(10_000)
  })

  it.each([
    ['ten minutes ahead', 600_000],
    ['ten minutes behind', -600_000],
  ])("fault 37: are counted by GitHub's clock when ours is %s", async (_, skew) => {
    const clock = fakeClock(world.clock.now().getTime() + skew)
    world.github.faults.next(QUERY, { rateLimit: { kind: 'primary', resetIn: 30 } })
    await world.connect({ clock }).repository.read({ files: ['a.yaml'] })
    expect(clock.slept).toHaveLength(1)
    expect(clock.slept[0]).toBeGreaterThanOrEqual(30_000)
    expect(clock.slept[0]).toBeLessThanOrEqual(32_000)
  })
})

describe('writes of one run', () => {
  it('fault 26: are never on their way together, and begin a second apart', async () => {
    const http = createHttpClient({ clock: world.clock, env: {}, userAgent: 'gitops-actions-test' })
    const { client, most } = countWrites(http)
    const { repository } = world.connect({ http: client })
    const names = ['one', 'two', 'three'].map((name) => parseBranchName(`gitops/${name}`))
    const to = await headOf()
    const made = await Promise.all(
      names.map((branch) => repository.setBranch({ branch, to, expected: undefined })),
    )
    expect(made).toEqual(['set', 'set', 'set'])
    expect(most()).toBe(1)
    const starts = world.writes().map(({ at }) => at.getTime())
    expect(starts.slice(1).map((at, index) => at - (starts[index] ?? 0) >= 1000)).toEqual([true, true])
    await http.close()
  })
})

describe('a token', () => {
  it('fault 28: that expires between read and write ends the run at once, and says so', async () => {
    const { token } = world.github.createToken({
      login: 'bumper[bot]',
      kind: 'app',
      expiresAt: new Date(world.clock.now().getTime() + 60_000),
    })
    const { repository } = world.connect({ token })
    await repository.read({ files: ['a.yaml'] })
    await world.clock.sleep(120_000)
    const error = await failureOf(repository.commit(await bump('2')))
    expect([error.code, error.kind]).toEqual(['permission-denied', 'user'])
    expect(error.message).toContain('wrong, expired or revoked')
    expect(error.message).not.toContain(token)
    expect(world.operations()).toEqual([QUERY, COMMIT])
  })

  it('fault 29: of 700 characters in three parts is taken like any other', async () => {
    const part = (letter: string): string => letter.repeat(230)
    const token = `ghs_17_${part('a')}.${part('B')}.${part('0')}`
    world.github.createToken({ login: 'bumper[bot]', kind: 'app', token })
    const { repository } = world.connect({ token })
    expect(await repository.commit(await bump('2'))).toMatchObject({ kind: 'committed' })
  })

  it('fault 27: that does not see the repository is told of the permission that reading needs', async () => {
    world.github.describe(REPOSITORY).private = true
    const { token } = world.github.createToken({ login: 'other[bot]', kind: 'app', repositories: [] })
    const error = await failureOf(world.connect({ token }).repository.read({ files: ['a.yaml'] }))
    expect(error.code).toBe('repository-not-found')
    expect(error.message).toContain('`contents: read`')
  })
})

describe('a branch', () => {
  it('fault 30: that two runs make at once is made by one of them', async () => {
    const branch = parseBranchName('gitops/main/api')
    const first = await headOf()
    await world.connect().repository.commit(await bump('2'))
    const second = await headOf()
    const sides: EnvironmentRepository[] = [world.connect().repository, world.connect().repository]
    const [one, other] = await Promise.all(
      sides.map((side, index) =>
        side.setBranch({ branch, to: index === 0 ? first : second, expected: undefined }),
      ),
    )
    expect([one, other].sort()).toEqual(['lost-race', 'set'])
    expect(await headOf(branch)).toBe(one === 'set' ? first : second)
  })

  it('fault 30: that is missing is a clear error, and no other is written in its place', async () => {
    const staging = parseBranchName('staging')
    const error = await failureOf(world.connect().repository.read({ branch: staging, files: ['a.yaml'] }))
    expect(error.code).toBe('branch-not-found')
    expect(error.message).toContain('no branch "staging"; create it, or name one that exists')
    const commit = { ...(await bump('2')), branch: staging }
    expect((await failureOf(world.connect().repository.commit(commit))).code).toBe('branch-not-found')
  })

  it('fault 31: that is gone when its pull request is opened is told apart from other refusals', async () => {
    const content = {
      head: parseBranchName('gitops/gone'),
      base: MAIN,
      title: 'Bump',
      body: '',
      draft: false,
    }
    const error = await failureOf(world.connect().pulls.create(content))
    expect(error.code).toBe('branch-not-found')
    expect(error.message).toContain('no branch "gitops/gone"')
  })
})

describe('a repository that was renamed', () => {
  beforeEach(() => {
    world.github.renameRepository(REPOSITORY, 'acme/environments')
  })

  it('fault 32: is refused before anything is written, with its present name', async () => {
    const error = await failureOf(world.connect().repository.read({ files: ['a.yaml'] }))
    expect(error.code).toBe('repository-renamed')
    expect(error.message).toContain('acme/env is called acme/environments now')
    expect(world.operations()).toEqual([QUERY])
  })

  it('fault 32: is followed by REST on the same host, reading and writing', async () => {
    const { pulls } = world.connect()
    expect(await pulls.findOpen(parseBranchName('x'), MAIN)).toEqual([])
    const content = { head: parseBranchName('gone'), base: MAIN, title: 'Bump', body: '', draft: false }
    expect((await failureOf(pulls.create(content))).code).toBe('branch-not-found')
    const [, list, , create] = world.github.requests
    expect(list?.path).toMatch(/^\/api\/v3\/repositories\/\d+\/pulls/)
    expect([create?.method, create?.path]).toEqual(['POST', list?.path.replace(/\?.*/, '')])
  })
})

describe('the addresses of a host', () => {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Bad credentials"}')
  })
  let base = ''

  beforeEach(async () => {
    seen.length = 0
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    base = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  })

  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it.each([
    ['github.com and ghe.com', '', '/graphql'],
    ['GitHub Enterprise Server', '/api/v3', '/api/graphql'],
    ['a prefix with a slash at its end', '/github/api/v3/', '/github/api/graphql'],
  ])('fault 33: of %s are used as they are given, and get the token alone', async (_, api, graphql) => {
    const token = 'canary-0123456789'
    const urls = { token, apiUrl: base + api, graphqlUrl: base + graphql, serverUrl: world.github.url }
    const { repository, pulls } = world.connect(urls)
    await failureOf(repository.read({ files: ['a.yaml'] }))
    await failureOf(pulls.findOpen(parseBranchName('x'), MAIN))
    expect(seen.map(({ url }) => url?.replace(/\?.*/, ''))).toEqual([
      graphql,
      `${api.replace(/\/$/, '')}/repos/acme/env/pulls`,
    ])
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set([`token ${token}`]))
    expect(world.github.requests).toEqual([])
  })
})
