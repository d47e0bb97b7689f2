import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitOptions, type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { parseBranchName } from '@gitops-actions/core'
import { type BareRepository, type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { connectGit, pushFile } from './git-world.ts'
import { failureOf } from './github-world.ts'
import { type SshServer, startSshServer, whyNoSsh } from './ssh-server.ts'

const MAIN = parseBranchName('main')
const missing = whyNoSsh()
const suite = missing === undefined ? describe : describe.skip

suite(`a repository by ssh${missing === undefined ? '' : `: ${missing}`}`, () => {
  let ssh: SshServer
  let server: GitServer
  let made: BareRepository
  let temp: string
  const opened: GitRepository[] = []

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'git-ssh-'))
    ssh = await startSshServer()
    // Only its repositories are used: they lie on this disk, where sshd reaches them.
    server = await startGitServer()
    made = await server.createRepository('acme/environments', { files: { 'a.yaml': 'a: 1\n' } })
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((repository) => repository.close()))
    await ssh.close()
    await server.close()
    await rm(temp, { recursive: true, force: true })
  })

  function connect(change: Partial<GitOptions> = {}, path = made.directory): GitRepository {
    const repository = connectGit({
      remote: parseRemote(`ssh://${ssh.user}@127.0.0.1:${ssh.port}${path}`, { plaintext: false }),
      token: '',
      username: '',
      sshKey: ssh.key.trimEnd(),
      sshKnownHosts: ssh.knownHosts,
      // No agent of the machine, no configuration of its user.
      env: { ...process.env, RUNNER_TEMP: temp, SSH_AUTH_SOCK: '/nonexistent' },
      ...change,
    })
    opened.push(repository)
    return repository
  }

  async function bump(repository: GitRepository): Promise<unknown> {
    const { head, files } = await repository.read({ files: ['a.yaml'] })
    expect(files.get('a.yaml')?.text).toMatch(/^a: \d\n$/)
    return repository.commit({
      branch: MAIN,
      expectedHead: head,
      headline: 'Bump',
      body: '',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 2\n' }],
    })
  }

  it('reads and writes, and leaves no key behind', async () => {
    const repository = connect()
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(await made.readFile('main', 'a.yaml')).toEqual(Buffer.from('a: 2\n'))
    await repository.close()
    expect(await readdir(temp)).toEqual([])
  })

  it('keeps its key in one file that nobody else may read', async () => {
    const repository = connect()
    await repository.read({})
    const [home = ''] = await readdir(temp)
    const file = join(temp, home, 'ssh-key')
    expect((await readFile(file, 'utf8')).trimEnd()).toBe(ssh.key.trimEnd())
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
    expect(((await stat(join(temp, home))).mode & 0o777).toString(8)).toBe('700')
  })

  it('fault 20: loses to another writer', async () => {
    const repository = connect()
    const { head } = await repository.read({})
    await pushFile(made, 'main', 'other.yaml', 'x: 1\n')
    const result = await repository.commit({
      branch: MAIN,
      expectedHead: head,
      headline: 'Bump',
      body: '',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 2\n' }],
    })
    expect(result).toMatchObject({ kind: 'lost-race' })
  })

  it('trusts no host that is not known', async () => {
    const other = await startSshServer()
    try {
      const sshKnownHosts = other.knownHosts.replace(String(other.port), String(ssh.port))
      expect(await failureOf(connect({ sshKnownHosts }).read({}))).toMatchObject({ code: 'host-key-unknown' })
      const nobody = 'git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=='
      expect(await failureOf(connect({ sshKnownHosts: nobody }).read({}))).toMatchObject({
        code: 'host-key-unknown',
      })
      expect(ssh.log()).not.toContain('Accepted publickey')
    } finally {
      await other.close()
    }
  })

  it('says that a key is not let in, or is none', async () => {
    const other = await startSshServer()
    try {
      expect(await failureOf(connect({ sshKey: other.key }).read({}))).toMatchObject({
        code: 'permission-denied',
      })
    } finally {
      await other.close()
    }
    const failure = await failureOf(connect({ sshKey: 'canary-not-a-key' }).read({}))
    expect(failure).toMatchObject({ code: 'invalid-ssh-key' })
    expect(failure.message).not.toContain('canary')
  })

  it('says that there is no such repository', async () => {
    expect(await failureOf(connect({}, '/srv/nowhere.git').read({}))).toMatchObject({
      code: 'repository-not-found',
    })
  })

  it('says that there is no ssh', async () => {
    const git = join(temp, 'bin')
    await mkdir(git)
    await symlink('/usr/bin/git', join(git, 'git'))
    expect(
      await failureOf(connect({ env: { ...process.env, RUNNER_TEMP: temp, PATH: git } }).read({})),
    ).toMatchObject({ code: 'git-unavailable' })
  })
})
