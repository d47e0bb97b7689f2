import { createServer as createProxy, request } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect as connectTo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitOptions, type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { type Authority, createAuthority } from './certificates.ts'
import { connectGit } from './git-world.ts'
import { failureOf } from './github-world.ts'

let authority: Authority
let good: { cert: string; key: string }
let wrongName: { cert: string; key: string }

beforeAll(async () => {
  authority = await createAuthority()
  good = await authority.issue('IP:127.0.0.1')
  wrongName = await authority.issue('DNS:elsewhere.example.test')
})

afterAll(() => authority.close())

describe('a repository by https', () => {
  let git: GitServer
  const servers: Server[] = []
  const opened: GitRepository[] = []

  beforeEach(async () => {
    git = await start(false)
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((repository) => repository.close()))
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    await git.close()
  })

  async function start(firstVersionOnly: boolean): Promise<GitServer> {
    const tokens = { secret: { login: 'bot', write: true } }
    const server = await startGitServer({ tokens, firstVersionOnly })
    await server.createRepository('acme/environments', { files: { 'a.yaml': 'a: 1\n' } })
    return server
  }

  /** The git of the machine goes to the same server, when that speaks an old protocol. */
  async function startOld(): Promise<void> {
    await git.close()
    git = await start(true)
  }

  /** TLS in front of the git server; `location` answers with a redirect instead. */
  async function serve(pair: { cert: string; key: string }, location?: string): Promise<string> {
    const server = createServer(pair, (from, to) => {
      if (location !== undefined) {
        to.writeHead(301, { location: `${location}${from.url ?? ''}` }).end()
        return
      }
      const on = request(
        git.url + (from.url ?? ''),
        { method: from.method, headers: from.headers },
        (answer) => {
          to.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(to)
        },
      )
      from.pipe(on)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  function connect(origin: string, change: Partial<GitOptions> = {}): GitRepository {
    const repository = connectGit({
      remote: parseRemote(`${origin}/acme/environments.git`, { plaintext: false }),
      caCert: authority.ca,
      env: { PATH: process.env.PATH },
      ...change,
    })
    opened.push(repository)
    return repository
  }

  it.each([
    ['by http', false],
    ['by the git of the machine', true],
  ])('reads and writes with the authority that was given: %s', async (_, old) => {
    if (old) await startOld()
    const repository = connect(await serve(good))
    const { head, branch, files } = await repository.read({ files: ['a.yaml'] })
    expect(files.get('a.yaml')?.text).toBe('a: 1\n')
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'a: 2\n' }]
    const done = await repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
    expect(done).toMatchObject({ kind: 'committed' })
  })

  it('fault 74: refuses a certificate of nobody, and of another name', async () => {
    const nobody = connect(await serve(good), { caCert: undefined })
    const failure = await failureOf(nobody.read({}))
    expect(failure).toMatchObject({ code: 'untrusted-certificate' })
    expect(failure.message).toContain('ca-cert')
    expect(await failureOf(connect(await serve(wrongName)).read({}))).toMatchObject({
      code: 'untrusted-certificate',
    })
    expect(git.requests).toEqual([])
  })

  it('fault 73: takes the token to no other host, and to no plain http', async () => {
    const failure = await failureOf(connect(await serve(good, git.url)).read({}))
    expect(failure).toMatchObject({ code: 'repository-not-found' })
    expect(failure.message).toContain('another address')
    expect(git.requests).toEqual([])
  })

  it.each([
    ['by http', () => Promise.resolve()],
    ['by the git of the machine', startOld],
  ])('fault 75: goes through the proxy of the run, which does not see the token: %s', async (_, prepare) => {
    await prepare()
    const origin = await serve(good)
    const seen: string[] = []
    const proxy = createProxy()
    proxy.on('connect', (asked, socket) => {
      seen.push(`${asked.url ?? ''} ${JSON.stringify(asked.headers)}`)
      const on = connectTo(Number(new URL(origin).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        on.pipe(socket).pipe(on)
      })
      socket.on('error', () => on.destroy())
      on.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    try {
      const env = {
        PATH: process.env.PATH,
        HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      }
      const { files } = await connect(origin, { env }).read({ files: ['a.yaml'] })
      expect(files.get('a.yaml')?.text).toBe('a: 1\n')
      expect(seen.length).toBeGreaterThan(0)
      expect(seen.join()).not.toMatch(/authorization/i)
    } finally {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    }
  })
})
