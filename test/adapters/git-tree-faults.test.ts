import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitOptions, type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { type CommitResult, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { type BareRepository, type GitServer, readGit, runGit, startGitServer } from '@gitops-actions/sandbox'
import { connectGit, pushFile } from './git-world.ts'
import { failureOf } from './github-world.ts'

const run = promisify(execFile)
const NAME = 'acme/environments'
const MAIN = parseBranchName('main')
const OURS = parseBranchName('gitops/dev/api')
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'

describe.each([
  ['in this process', false],
  ['by the git of the machine', true],
])('what a remote holds and does, %s', (_name, firstVersionOnly) => {
  let server: GitServer
  let made: BareRepository
  const opened: GitRepository[] = []

  beforeEach(async () => {
    server = await startGitServer({ tokens: { secret: { login: 'bot', write: true } }, firstVersionOnly })
    made = await server.createRepository(NAME, {
      files: {
        'a.yaml': 'a: 1\n',
        'big.yaml': POINTER,
        'crlf.yaml': 'a: 1\r\nb: 2',
        '.gitattributes': '*.yaml filter=lfs text eol=lf working-tree-encoding=UTF-16 ident\n',
      },
    })
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((repository) => repository.close()))
    await server.close()
  })

  function connect(options: Partial<GitOptions> = {}): GitRepository {
    const repository = connectGit({
      remote: parseRemote(server.cloneUrl(NAME), { plaintext: false }),
      ...options,
    })
    opened.push(repository)
    return repository
  }

  async function bump(repository: GitRepository): Promise<CommitResult> {
    const { head, branch } = await repository.read({ files: ['a.yaml'] })
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'a: 2\n' }]
    return repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
  }

  it('fault 54, fault 65: reads pointers and line ends as they are stored, whatever .gitattributes say', async () => {
    const { files } = await connect().read({ files: ['big.yaml', 'crlf.yaml'] })
    expect(files.get('big.yaml')?.text).toBe(POINTER)
    expect(files.get('crlf.yaml')?.text).toBe('a: 1\r\nb: 2')
  })

  it('fault 1: writes nothing onto a branch that was forced elsewhere meanwhile', async () => {
    const root = (await made.resolve('refs/heads/main')) ?? ''
    await pushFile(made, 'main', 'a.yaml', 'a: 9\n')
    server.duringNextPush(NAME, async () => {
      await made.updateRef('refs/heads/main', root, (await made.resolve('refs/heads/main')) ?? '')
    })
    expect(await bump(connect())).toMatchObject({ kind: 'lost-race' })
    expect(await made.resolve('refs/heads/main')).toBe(root)
  })

  it('fault 31: does not make a branch again that was deleted meanwhile', async () => {
    await pushFile(made, 'staging', 'a.yaml', 'a: 1\n')
    const repository = connect()
    const branch = parseBranchName('staging')
    const { head } = await repository.read({ branch })
    await runGit(['update-ref', '-d', 'refs/heads/staging'], { cwd: made.directory })
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'a: 2\n' }]
    const request = { branch, expectedHead: head, headline: 'Bump', body: '', changes }
    expect(await repository.commit(request)).toMatchObject({ kind: 'lost-race' })
    const failure = await failureOf(repository.read({ branch }))
    expect(failure).toMatchObject({ code: 'branch-not-found' })
    expect(failure.message).toContain('staging')
  })

  it('fault 30: of two that make one branch one is first, and the other is told', async () => {
    const to = parseCommitSha((await made.resolve('refs/heads/main')) ?? '')
    const other = parseCommitSha(await pushFile(made, 'other', 'a.yaml', 'a: 3\n'))
    server.duringNextPush(NAME, async () => {
      await made.updateRef(`refs/heads/${OURS}`, other, '0'.repeat(40))
    })
    expect(await connect().setBranch({ branch: OURS, to, expected: undefined })).toBe('lost-race')
    expect(await made.resolve(`refs/heads/${OURS}`)).toBe(other)
  })

  it('fault 19: fails where the branch name is taken by a directory of branches', async () => {
    await pushFile(made, 'gitops/dev/api/old', 'a.yaml', 'a: 1\n')
    const to = parseCommitSha((await made.resolve('refs/heads/main')) ?? '')
    const failure = await failureOf(connect().setBranch({ branch: OURS, to, expected: undefined }))
    expect(failure).toMatchObject({ code: 'refused-by-rule' })
  })

  it('is taken by a server that checks every object, signed and not', async () => {
    for (const name of ['transfer.fsckObjects', 'receive.fsckObjects']) {
      await runGit(['config', name, 'true'], { cwd: made.directory })
    }
    const temp = await mkdtemp(join(tmpdir(), 'git-signed-'))
    try {
      const key = join(temp, 'key')
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', key])
      expect(await bump(connect())).toMatchObject({ kind: 'committed', verified: false })
      await pushFile(made, 'main', 'a.yaml', 'a: 1\n')
      const signed = connect({ signingKey: await readFile(key, 'utf8') })
      expect(await bump(signed)).toMatchObject({ kind: 'committed', verified: true })
      await runGit(['fsck', '--strict'], { cwd: made.directory })
    } finally {
      await rm(temp, { recursive: true, force: true })
    }
  })

  it('fault 131: lists no name that is no text or no file, and leaves them where they are', async () => {
    const blob = (await readGit(['rev-parse', 'main:a.yaml'], { cwd: made.directory })).trim()
    const entry = (name: Buffer): Buffer =>
      Buffer.concat([Buffer.from('100644 '), name, Buffer.from([0]), Buffer.from(blob, 'hex')])
    const names = [
      ...['..', '.git', 'a.yaml', 'a/b.yaml'].map((name) => Buffer.from(name)),
      Buffer.from([0x63, 0xe9, 0x2e, 0x79, 0x6d, 0x6c]),
    ]
    const oid = await writeTree(Buffer.concat(names.map(entry)))
    const parent = (await made.resolve('refs/heads/main')) ?? ''
    const author = { name: 'Somebody', email: 'x@example.com', date: new Date('2026-01-02T00:00:00Z') }
    const commit = await made.writeCommit({ tree: oid, parents: [parent], message: 'Odd', author })
    await made.updateRef('refs/heads/main', commit.oid, parent)
    const repository = connect()
    const { head, files } = await repository.read({ directories: [''] })
    expect([...files.keys()]).toEqual(['a.yaml'])
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'a: 2\n' }]
    const done = await repository.commit({
      ...{ branch: MAIN, expectedHead: head, headline: 'Bump', body: '', changes },
    })
    expect(done).toMatchObject({ kind: 'committed' })
    const { stdout } = await run('git', ['-C', made.directory, 'cat-file', 'tree', 'main^{tree}'], {
      encoding: 'buffer',
    })
    for (const name of names)
      expect(stdout.includes(Buffer.concat([Buffer.from(' '), name, Buffer.from([0])]))).toBe(true)
  })

  it('fault 132: gives up on trees that stand for more files than there can be', async () => {
    let tree = (await readGit(['rev-parse', 'main^{tree}'], { cwd: made.directory })).trim()
    for (let depth = 0; depth < 10; depth += 1) {
      const entries = Array.from({ length: 10 }, (_, at) =>
        Buffer.concat([Buffer.from(`40000 d${at}\0`), Buffer.from(tree, 'hex')]),
      )
      tree = await writeTree(Buffer.concat(entries))
    }
    const parent = (await made.resolve('refs/heads/main')) ?? ''
    const author = { name: 'Somebody', email: 'x@example.com', date: new Date('2026-01-02T00:00:00Z') }
    const commit = await made.writeCommit({ tree, parents: [parent], message: 'Bomb', author })
    await made.updateRef('refs/heads/main', commit.oid, parent)
    expect(await failureOf(connect().read({ directories: [''] }))).toMatchObject({ code: 'too-many-files' })
  })

  async function writeTree(bytes: Buffer): Promise<string> {
    const args = ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally']
    const done = await runGit(args, { cwd: made.directory, input: bytes })
    return String(done.stdout).trim()
  }
})
