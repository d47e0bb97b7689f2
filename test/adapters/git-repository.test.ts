import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitOptions, type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { type CommitRequest, type CommitSha, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { type BareRepository, type GitServer, type Seed, startGitServer } from '@gitops-actions/sandbox'
import { failureOf } from './github-world.ts'
import { connectGit, pushFile } from './git-world.ts'

const run = promisify(execFile)
const MAIN = parseBranchName('main')
const NAME = 'acme/environments'
/** It is looked for in the command lines of all processes of the machine: no other test may have the same. */
const TOKEN = `canary-${randomBytes(8).toString('hex')}`
const SEED: Seed = {
  files: [
    { path: 'a.yaml', content: 'a: 1\n' },
    { path: 'run.sh', content: '#!/bin/sh\n', mode: '100755' },
    { path: 'link', content: 'a.yaml', mode: '120000' },
    { path: 'latin.yaml', content: Buffer.from([0x61, 0xe4]) },
    { path: '.gitattributes', content: '* filter=evil text eol=crlf\n' },
    { path: 'dir/-x.yaml', content: 'x: 1\n' },
  ],
}

/** The first takes nothing but an HTTP client, the second the git of the machine. */
const SERVERS = [
  ['whose server speaks version 2', { firstVersionOnly: false }],
  ['whose server speaks version 1 alone', { firstVersionOnly: true }],
] as const

describe.each(SERVERS)('a repository by git, %s', (_name, { firstVersionOnly }) => {
  let server: GitServer
  let made: BareRepository
  let temp: string
  const opened: GitRepository[] = []

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'git-test-'))
    server = await startGitServer({
      tokens: { [TOKEN]: { login: 'bot', write: true }, reader: { login: 'reader' } },
      firstVersionOnly,
    })
    made = await server.createRepository(NAME, SEED)
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((repository) => repository.close()))
    await server.close()
    await rm(temp, { recursive: true, force: true })
  })

  function connect(change: Partial<GitOptions> = {}, name = NAME): GitRepository {
    const repository = connectGit({
      remote: parseRemote(server.cloneUrl(name), { plaintext: false }),
      token: TOKEN,
      env: { ...process.env, RUNNER_TEMP: temp },
      ...change,
    })
    opened.push(repository)
    return repository
  }

  async function objectsOnDisk(): Promise<readonly string[]> {
    const [home] = await readdir(temp)
    if (home === undefined) return []
    const { stdout } = await run('git', [
      ...['-C', join(temp, home, 'repository.git'), 'cat-file'],
      ...['--batch-all-objects', '--batch-check=%(objecttype)'],
    ])
    return stdout.trim().split('\n').sort()
  }

  async function headOf(): Promise<CommitSha> {
    return parseCommitSha((await made.resolve('refs/heads/main')) ?? '')
  }

  async function bump(change: Partial<CommitRequest> = {}): Promise<CommitRequest> {
    return {
      branch: MAIN,
      expectedHead: await headOf(),
      headline: 'Bump api',
      body: 'GitOps-Release: api',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 2\r\n' }],
      ...change,
    }
  }

  it('reads modes and texts, and fetches what it looks at alone', async () => {
    const repository = connect()
    const { files } = await repository.read({
      files: ['a.yaml', 'run.sh', 'link', 'latin.yaml', 'dir', 'link/x'],
      directories: ['dir'],
    })
    expect([...files.values()].map(({ path, mode, text }) => [path, mode, text]).sort()).toEqual([
      ['a.yaml', '100644', 'a: 1\n'],
      ['dir', '040000', undefined],
      ['dir/-x.yaml', '100644', 'x: 1\n'],
      ['latin.yaml', '100644', undefined],
      ['link', '120000', undefined],
      ['run.sh', '100755', '#!/bin/sh\n'],
    ])
  })

  it('fetches no tree and no file beside the paths it was asked for', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`apps/${at % 20}/app${at}/values.yaml`, `tag: ${at}\n`]),
    )
    made = await server.createRepository('acme/large', { files })
    const repository = connect({}, 'acme/large')
    const path = 'apps/7/app7/values.yaml'
    const { head, files: read } = await repository.read({ files: [path, 'apps/7/nowhere', 'nowhere/x'] })
    expect([...read.keys()]).toEqual([path])
    // Without the git of the machine there is nothing on disk.
    const fetched = firstVersionOnly ? ['blob', 'commit', 'tree', 'tree', 'tree', 'tree'] : []
    expect(await objectsOnDisk()).toEqual(fetched)
    const changes = [
      { path, mode: '100644', text: 'tag: x\n' },
      { path: 'apps/7.yaml', mode: '100644', text: 'new\n' },
      { path: 'fresh/deep/file.yaml', mode: '100644', text: 'new\n' },
    ] as const
    const result = await repository.commit(await bump({ expectedHead: head, changes }))
    expect(result).toMatchObject({ kind: 'committed' })
    const { stdout } = await run('git', ['-C', made.directory, 'diff', '--name-status', head, 'main'])
    expect(stdout).toBe('A\tapps/7.yaml\nM\tapps/7/app7/values.yaml\nA\tfresh/deep/file.yaml\n')
    await run('git', ['-C', made.directory, 'fsck', '--strict'])
  })

  it('reads from a server that cannot leave anything out', async () => {
    await run('git', ['-C', made.directory, 'config', 'uploadpack.allowFilter', 'false'])
    const repository = connect()
    const { files } = await repository.read({
      files: ['a.yaml', 'dir/-x.yaml'],
      directories: ['dir'],
      history: 2,
    })
    expect([...files.keys()]).toEqual(['a.yaml', 'dir/-x.yaml'])
    expect(await repository.commit(await bump())).toMatchObject({ kind: 'committed' })
    expect(await made.findEntry('main', 'run.sh')).toMatchObject({ mode: '100755' })
  })

  it('writes no file below a file or a link', async () => {
    for (const path of ['a.yaml/x', 'link/x']) {
      const changes = [{ path, mode: '100644', text: 'x\n' }] as const
      expect(await failureOf(connect().commit(await bump({ changes })))).toMatchObject({
        code: 'invalid-change',
      })
    }
  })

  it('fault 65: commits the bytes as they are given, whatever .gitattributes say', async () => {
    const result = await connect().commit(await bump())
    expect(result).toMatchObject({ kind: 'committed', verified: false })
    expect(await made.readFile('main', 'a.yaml')).toEqual(Buffer.from('a: 2\r\n'))
    const commit = await made.readCommit('main')
    expect(commit).toMatchObject({
      message: 'Bump api\n\nGitOps-Release: api\n',
      author: { name: 'gitops-actions' },
    })
  })

  it('fault 43: keeps the mode of an executable file', async () => {
    await connect().commit(
      await bump({ changes: [{ path: 'run.sh', mode: '100755', text: '#!/bin/sh\nx\n' }] }),
    )
    expect(await made.findEntry('main', 'run.sh')).toMatchObject({ mode: '100755' })
    expect(await made.findEntry('main', 'link')).toMatchObject({ mode: '120000' })
  })

  it('fault 1: loses to a push in between and writes nothing', async () => {
    server.duringNextPush(NAME, async () => {
      await pushFile(made, 'main', 'other.yaml', 'x: 1\n')
    })
    expect(await connect().commit(await bump())).toMatchObject({ kind: 'lost-race' })
    expect(await made.readFile('main', 'a.yaml')).toEqual(Buffer.from('a: 1\n'))
  })

  it('fault 19: names the rule that refuses a push, at the first attempt', async () => {
    const script =
      '#!/bin/sh\necho "error: GH013: Repository rule violations found for refs/heads/main." >&2\nexit 1\n'
    await made.writeHook('pre-receive', script)
    const failure = await failureOf(connect().commit(await bump()))
    expect(failure).toMatchObject({ code: 'refused-by-rule' })
    expect(failure.message).toMatch(/GH013: Repository rule violations found for refs\/heads\/main/)
    expect(
      server.requests.filter(({ service, step }) => service === 'git-receive-pack' && step === 'rpc'),
    ).toHaveLength(1)
  })

  it('fault 21: shows what a hook says without letting it speak to the runner', async () => {
    await made.writeHook(
      'pre-receive',
      '#!/bin/sh\nprintf "no\\033[31m pushes today\\r::error::x\\n" >&2\nexit 1\n',
    )
    const failure = await failureOf(connect().commit(await bump()))
    expect(failure.message).toContain('pushes today')
    expect(failure.message).not.toMatch(/[\p{Cc}]/u)
  })

  it.each([
    ['nothing', 'wrong', 'permission-denied'],
    ['writes with a token that reads', 'reader', 'permission-denied'],
  ])('%s: %s', async (_, token, code) => {
    const repository = connect({ token })
    await expect(repository.commit(await bump())).rejects.toMatchObject({ code })
  })

  it('says that there is no such repository, and no such commit', async () => {
    expect(await failureOf(connect({}, 'acme/nowhere').read({}))).toMatchObject({
      code: 'repository-not-found',
    })
    const commit = parseCommitSha('f'.repeat(40))
    expect(await failureOf(connect().read({ commit, files: ['a.yaml'] }))).toMatchObject({
      code: 'commit-not-found',
    })
  })

  it('says that the host is not there', async () => {
    const remote = parseRemote('http://127.0.0.1:9/acme/environments.git', { plaintext: false })
    const failure = await failureOf(connect({ remote }).read({}))
    expect(failure).toMatchObject({ code: 'unreachable', kind: 'transient' })
  })

  it('fault 68: keeps the token out of files, arguments and errors', async () => {
    const commands: string[] = []
    const repository = connect()
    server.duringNextPush(NAME, async () => {
      commands.push(...(await runningCommands()))
    })
    await repository.commit(await bump())
    expect(commands.some((command) => command.includes('force-with-lease'))).toBe(firstVersionOnly)
    const basic = Buffer.from(`bot:${TOKEN}`).toString('base64')
    for (const secret of [TOKEN, basic]) {
      expect(commands.filter((command) => command.includes(secret))).toEqual([])
      const found = await run('grep', ['-rlF', secret, temp]).catch(() => ({ stdout: '' }))
      expect(found.stdout).toBe('')
    }
    await repository.close()
    expect(await readdir(temp)).toEqual([])
  })

  it('fault 67: takes nothing of git from the environment', async () => {
    const marker = join(temp, 'marker')
    const env = {
      ...process.env,
      RUNNER_TEMP: temp,
      GIT_DIR: '/nonexistent',
      GIT_SSH_COMMAND: `touch ${marker}`,
      GIT_EXEC_PATH: temp,
      GIT_TRACE: marker,
      LD_PRELOAD: '/nonexistent.so',
    }
    await connect({ env }).commit(await bump())
    expect(await readdir(temp)).not.toContain('marker')
  })

  it('fault 35: ends git when the run is cancelled', async () => {
    const controller = new AbortController()
    server.duringNextPush(NAME, () => {
      controller.abort(new Error('cancelled'))
      return new Promise((resolve) => setTimeout(resolve, 50))
    })
    const repository = connect({ signal: controller.signal })
    expect(await failureOf(repository.commit(await bump()))).toMatchObject({ code: 'cancelled' })
  })

  it('signs with an SSH key, and says that the signature is good', async () => {
    const key = join(temp, 'key')
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', key])
    const signingKey = (await readFile(key, 'utf8')).trimEnd()
    const result = await connect({ signingKey }).commit(await bump())
    expect(result).toMatchObject({ kind: 'committed', verified: true })
    const { stdout } = await run('git', ['-C', made.directory, 'cat-file', 'commit', 'main'])
    expect(stdout).toContain('gpgsig -----BEGIN SSH SIGNATURE-----')
  })

  it('does not take anything else for a signing key', async () => {
    expect(await failureOf(connect({ signingKey: 'nonsense' }).read({}))).toMatchObject({
      code: 'invalid-signing-key',
    })
  })
})

async function runningCommands(): Promise<readonly string[]> {
  const commands: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes('git')) commands.push(line.replaceAll('\0', ' '))
  }
  return commands
}
