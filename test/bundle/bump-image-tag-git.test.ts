import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BareRepository, type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { pushFile } from '../adapters/git-world.ts'
import type { ActionRun } from './action-process.ts'
import { type BumpWorld, startBumpWorld } from './bump-world.ts'

const NAME = 'platform/environments'
const TOKEN = 'canary-git-0123456789abcdef'
const FILE = 'apps/api/values.yaml'

describe('bump-image-tag at a git remote', () => {
  let world: BumpWorld
  let server: GitServer
  let git: BareRepository

  beforeEach(async () => {
    world = await startBumpWorld({})
    server = await startGitServer({ tokens: { [TOKEN]: { login: 'bot', write: true } } })
    git = await server.createRepository(NAME, {
      files: {
        [FILE]: `# by hand\r\nimage:\r\n  repository: ${world.registry.host}/acme/api\r\n  tag: "1.4.1" # keep`,
        'other.yaml': 'a: 1\n',
      },
    })
  })

  afterEach(async () => {
    await server.close()
    await world.close()
  })

  function bump(inputs: Record<string, string> = {}): Promise<ActionRun> {
    return world.bump({
      repository: NAME,
      'git-url': server.cloneUrl(NAME),
      token: TOKEN,
      'source-token': '',
      release: world.release('api', '1.4.2'),
      files: FILE,
      ...inputs,
    })
  }

  async function text(path = FILE): Promise<string | undefined> {
    return (await git.readFile('refs/heads/main', path))?.toString()
  }

  it('writes one commit byte for byte, asks no GitHub, and leaves nothing behind', async () => {
    const before = await text()
    const run = await bump()
    expect(run.log).not.toContain('::error')
    expect(run.outputs).toMatchObject({
      outcome: 'changed',
      changed: 'true',
      verified: 'false',
      attempts: '1',
    })
    expect(run.outputs['commit-sha']).toBe(await git.resolve('refs/heads/main'))
    expect(await text()).toBe(before?.replace('1.4.1', '1.4.2'))
    expect((await git.readCommit('main'))?.message).toContain('GitOps-Release: api ')
    expect(world.github.requests).toEqual([])
    expect(run.leftovers).toBe('')
    const all = [run.log, run.summary, JSON.stringify(run.outputs)]
      .join('\n')
      .replaceAll(/^::add-mask::.*$/gm, '')
    expect(all).not.toContain(TOKEN)
    expect(all).not.toContain(Buffer.from(`:${TOKEN}`).toString('base64').slice(4, -4))
  })

  it('fault 36: writes nothing a second time', async () => {
    await bump()
    const head = await git.resolve('refs/heads/main')
    expect((await bump()).outputs).toMatchObject({ outcome: 'no-op', changed: 'false' })
    expect(await git.resolve('refs/heads/main')).toBe(head)
  })

  it('fault 1, fault 20: reads and applies again when another writer was first', async () => {
    server.duringNextPush(NAME, async () => {
      await pushFile(git, 'main', 'other.yaml', 'a: 2\n')
    })
    const run = await bump()
    expect(run.outputs).toMatchObject({ outcome: 'changed', attempts: '2' })
    expect(await text('other.yaml')).toBe('a: 2\n')
    expect(await text()).toContain('1.4.2')
  })

  it('fault 19: fails at the first attempt when a rule refuses the push', async () => {
    await git.writeHook(
      'pre-receive',
      '#!/bin/sh\necho "::error::remote: error: GH013: Repository rule violations found" >&2\nexit 1\n',
    )
    const run = await bump()
    expect(run.code).toBe(1)
    expect(run.outputs.outcome).toBe('failed')
    expect(run.annotations.map(({ message }) => message).join()).toContain('GH013')
    expect(
      server.requests.filter(({ service, step }) => service === 'git-receive-pack' && step === 'rpc'),
    ).toHaveLength(1)
  })

  it.each([
    ['the token of the run', { token: 'ghs_nobody' }, /default-token/],
    ['the API', { transport: 'api' }, /"transport" is "api"/],
    ['a pull request', { mode: 'pull-request' }, /"mode" is "pull-request".*mode: commit/],
    ['an ssh key', { 'ssh-key': 'a-private-one', 'ssh-known-hosts': 'host key' }, /ssh-key/],
    [
      'no host key',
      { 'git-url': 'git@git.example.com:a/b.git', 'ssh-key': 'a-private-one' },
      /ssh-known-hosts/,
    ],
    ['credentials in the address', { 'git-url': 'https://x:canary@git.example.com/a/b.git' }, /refused/],
    ['another protocol', { 'git-url': 'ext::sh -c touch% pwned' }, /is refused/],
  ])('refuses %s and pushes nothing', async (_, inputs, words) => {
    const head = await git.resolve('refs/heads/main')
    const run = await bump(inputs)
    expect(run.code).toBe(1)
    expect(run.annotations.map(({ message }) => message).join()).toMatch(words)
    expect(run.log).not.toContain('canary@')
    expect(await git.resolve('refs/heads/main')).toBe(head)
    expect(world.github.requests).toEqual([])
    expect(server.requests).toEqual([])
  })

  it('refuses pull requests that gitops.yaml asks for, before a file is read', async () => {
    await pushFile(
      git,
      'main',
      'gitops.yaml',
      'version: 1\nenvironments:\n  dev: { path: apps, update: pull-request }\n',
    )
    const run = await bump({ environment: 'dev', files: '' })
    expect(run.annotations.map(({ message }) => message).join()).toMatch(/update: commit/)
    expect(run.code).toBe(1)
    expect(server.requests.some(({ service }) => service === 'git-receive-pack')).toBe(false)
  })
})
