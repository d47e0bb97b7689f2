import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createHttpClient, parseRemote } from '@gitops-actions/adapters'
import { readGit } from '@gitops-actions/sandbox'
import { objectId } from '../../packages/adapters/src/git/git-object.ts'
import { formatPack } from '../../packages/adapters/src/git/pack-write.ts'
import { createSmartHttp } from '../../packages/adapters/src/git/smart-http.ts'
import { fetchRefusal, packet, type PassedAnswer } from './git-between.ts'
import { bump, FILE, isFetch, type MeddledWorld, NAME, once, startMeddledWorld } from './git-meddled-world.ts'
import { failureOf, fakeClock } from './github-world.ts'

let world: MeddledWorld

beforeEach(async () => {
  world = await startMeddledWorld()
})

afterEach(() => world.close())

describe('what becomes of an exchange in this process', () => {
  it('takes no git, and asks for nothing beside the path', async () => {
    const { between, repository } = await world.meddle({})
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(await world.text()).toBe('a: 2\n')
    expect(between.passed.map(({ method, what }) => `${method} ${what}`)).toEqual([
      'GET info/refs?service=git-upload-pack',
      'POST git-upload-pack',
      'POST git-upload-pack',
      'POST git-upload-pack',
      'POST git-upload-pack',
      'GET info/refs?service=git-receive-pack',
      'POST git-receive-pack',
    ])
  })

  it('reads of a directory the files that can matter, in one request', async () => {
    const big = Buffer.alloc(100_000, 'x')
    await world.server.createRepository('acme/charts', {
      files: { 'charts/api.tgz': big, 'charts/a/values.yaml': 'a: 1\n', 'charts/b/values.yaml': 'b: 1\n' },
    })
    const { between, repository } = await world.meddle({}, {}, 'acme/charts')
    const texts = { key: 'yaml', matches: (path: string) => path.endsWith('.yaml') }
    const { files } = await repository.read({ directories: ['charts'], texts })
    expect([...files.values()].map(({ path, text }) => [path, text])).toEqual([
      ['charts/api.tgz', undefined],
      ['charts/a/values.yaml', 'a: 1\n'],
      ['charts/b/values.yaml', 'b: 1\n'],
    ])
    const oid = objectId({ type: 'blob', bytes: big })
    expect(between.passed.filter(({ body }) => body.includes(oid))).toEqual([])
    // The references, the commit with its root, the trees below the directory, the files.
    expect(between.passed.filter(({ method }) => method === 'POST')).toHaveLength(4)
  })

  it('writes five hundred files in one commit, without a request more', async () => {
    const names = Array.from({ length: 500 }, (_, at) => `apps/${at % 7}/a${at}/values.yaml`)
    const many = await world.server.createRepository('acme/many', {
      files: Object.fromEntries(names.map((name, at) => [name, `tag: ${at}\n`])),
    })
    const { between, repository } = await world.meddle({}, {}, 'acme/many')
    const { head, branch, files } = await repository.read({ files: names })
    const changes = names.map((path) => ({
      path,
      mode: '100644' as const,
      text: (files.get(path)?.text ?? '').replace('tag: ', 'tag: 2.'),
    }))
    const done = await repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
    expect(done).toMatchObject({ kind: 'committed', sha: await many.resolve('refs/heads/main') })
    expect(await readGit(['rev-list', '--count', 'main'], { cwd: many.directory })).toBe('2')
    const stat = await readGit(['diff', '--shortstat', 'main^', 'main'], { cwd: many.directory })
    expect(stat).toContain('500 files changed, 500 insertions(+), 500 deletions(-)')
    // Two to ask what the services can do, the references, the root, three levels of trees, the files, the push.
    expect(between.passed).toHaveLength(9)
  })

  it('fault 133: reads again when the connection ends in the middle of a pack', async () => {
    const { between, repository } = await world.meddle({ after: once('half', isFetch) })
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(between.passed.filter(isFetch)).toHaveLength(4)
  })

  it('fault 133: says that the host is not reached when it ends every time', async () => {
    const { repository } = await world.meddle({ after: (asked) => (isFetch(asked) ? 'half' : undefined) })
    expect(await failureOf(bump(repository))).toMatchObject({ code: 'unreachable', kind: 'transient' })
  })

  it('takes answers that are compressed, though it asks for none', async () => {
    const { between, repository } = await world.meddle({
      after: (_, answer) => ({
        ...answer,
        headers: { ...answer.headers, 'content-encoding': 'gzip' },
        body: gzipSync(answer.body),
      }),
    })
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(between.passed.every(({ headers }) => headers['accept-encoding'] === 'identity')).toBe(true)
  })

  it('fault 133: does not take another object for the one that was asked for', async () => {
    const evil = formatPack([{ type: 'blob', bytes: Buffer.from('a: evil\n') }], { thin: false })
    const wanted = objectId({ type: 'blob', bytes: Buffer.from('a: 1\n') })
    const { repository } = await world.meddle({
      after: (asked, answer) =>
        isFetch(asked) && asked.body.includes(wanted)
          ? {
              ...answer,
              body: Buffer.concat([
                packet('packfile\n'),
                packet(Buffer.concat([Buffer.from([1]), evil])),
                Buffer.from('0000'),
              ]),
            }
          : undefined,
    })
    // And the git of the machine is not there to be asked.
    const failure = await failureOf(bump(repository))
    expect(failure).toMatchObject({ code: 'git-unavailable' })
    expect(failure.message).toContain('the server did not send')
    expect(await world.text()).toBe('a: 1\n')
  })

  it('fault 133: does not read what was changed on the way', async () => {
    const { repository } = await world.meddle({
      after(asked, answer) {
        if (!isFetch(asked)) return undefined
        const body = Buffer.from(answer.body)
        const at = body.length - 30
        body[at] = (body[at] ?? 0) ^ 1
        return { ...answer, body }
      },
    })
    expect(await failureOf(bump(repository))).toMatchObject({ code: 'invalid-answer', kind: 'transient' })
  })

  it('fault 71: reads no more than it can hold', async () => {
    const remote = parseRemote(`${world.server.url}/${NAME}.git`, { plaintext: false })
    if (remote.kind !== 'http') throw new TypeError('not http')
    const http = createHttpClient({ clock: fakeClock(), env: {}, userAgent: 'test' })
    const options = { remote, http, token: 'secret', username: 'bot', maxBytes: 64 }
    const failure = await failureOf(createSmartHttp(options).advertise('git-upload-pack', 'reading'))
    await http.close()
    expect(failure).toMatchObject({ code: 'too-many-files' })
  })

  it.each<[string, PassedAnswer, string, RegExp]>([
    [
      'a page to log in',
      page(200, 'text/html', '<html>Sign in</html>'),
      'repository-not-found',
      /"text\/html"/,
    ],
    ['a page to log in with 203', page(203, 'text/html', '<html>'), 'repository-not-found', /"text\/html"/],
    ['the old dumb protocol', page(200, 'text/plain', ''), 'repository-not-found', /not as a git server/],
    ['500', page(500, 'text/html', '<h1>Oops</h1>'), 'unreachable', /error: 500\)/],
    ['429', page(429, 'text/plain', 'slow down'), 'rate-limited', /slow down/],
    ['401', page(401, 'text/plain', 'who?'), 'permission-denied', /does not accept the credentials/],
    ['403', page(403, 'text/plain', 'not you'), 'permission-denied', /not you/],
    ['404', page(404, 'text/plain', 'gone'), 'repository-not-found', /gone/],
  ])('says what is wrong when the server answers %s', async (_, answer, code, words) => {
    const { repository } = await world.meddle({ before: () => answer })
    const failure = await failureOf(repository.read({ files: [FILE] }))
    expect(failure).toMatchObject({ code })
    expect(failure.message).toMatch(words)
    expect(failure.message).not.toContain('<')
  })

  it('fault 32, fault 73: follows nobody to where the repository is now, and says where that is', async () => {
    const { between, repository } = await world.meddle({
      before: () => ({
        status: 301,
        headers: { location: 'https://git.example.com/new/place.git/info/refs?service=git-upload-pack' },
        body: Buffer.alloc(0),
      }),
    })
    const failure = await failureOf(repository.read({ files: [FILE] }))
    expect(failure).toMatchObject({ code: 'repository-not-found' })
    expect(failure.message).toContain('https://git.example.com/new/place.git')
    expect(between.passed).toHaveLength(1)
  })

  it('fault 21: makes harmless what a server says', async () => {
    const said = `\u001b[31mERR\u001b[0m \u202e::error::x\r\n::add-mask::y\u0085${'z'.repeat(100_000)}`
    const { repository } = await world.meddle({
      before: (asked) => (isFetch(asked) ? fetchRefusal(said.slice(0, 60_000)) : undefined),
    })
    const failure = await failureOf(bump(repository))
    expect(failure.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(failure.message.length).toBeLessThan(1000)
  })
})

function page(status: number, type: string, text: string): PassedAnswer {
  return { status, headers: { 'content-type': type }, body: Buffer.from(text) }
}
