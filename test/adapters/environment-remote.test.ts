import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openEnvironmentRemote, openRunAdapters } from '@gitops-actions/adapters'
import { type Log, parseBranchName, parseRepositoryName } from '@gitops-actions/core'
import { type GitHub, startGitHub } from '@gitops-actions/sandbox'

const NAME = parseRepositoryName('acme/environments')
const COUNT = 1100
const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  notice: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: (_title, work) => work(),
}

describe('the environment repository of a run on GitHub', () => {
  let github: GitHub
  let token: string
  let temp: string
  const closers: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'environment-remote-'))
    github = await startGitHub()
    const files = Object.fromEntries(
      Array.from({ length: COUNT }, (_, at) => [`apps/${at % 10}/${at}.yaml`, `tag: ${at}\n`]),
    )
    await github.createRepository(NAME, { files })
    token = github.createToken({ login: 'bumper[bot]', kind: 'app', repositories: [NAME] }).token
  })

  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
    await github.close()
    await rm(temp, { recursive: true, force: true })
  })

  async function open(transport: 'auto' | 'api' | 'git'): ReturnType<typeof openEnvironmentRemote> {
    const runtime = {
      env: { PATH: process.env.PATH, RUNNER_TEMP: temp },
      log: quiet,
      signal: new AbortController().signal,
      secrets: { mask: (secret: string) => secret, redact: (text: string) => text },
    }
    const host = { serverUrl: github.url, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl }
    const adapters = await openRunAdapters({ action: 'test', runtime, caCert: '', host })
    const remote = await openEnvironmentRemote({
      remote: { transport, url: '', username: '', sshKey: '', sshKnownHosts: '', signingKey: '' },
      repository: NAME,
      token,
      runToken: '',
      plaintext: false,
      serverUrl: github.url,
      adapters,
      runtime,
    })
    closers.push(
      () => remote.close(),
      () => adapters.close(),
    )
    return remote
  }

  it('reads many files by git and commits by the API, which signs', async () => {
    const remote = await open('auto')
    const { repository } = remote
    const { head, files } = await repository.read({ directories: ['apps'] })
    expect(files.size).toBe(COUNT)
    expect(files.get('apps/7/17.yaml')?.text).toBe('tag: 17\n')
    const result = await repository.commit({
      branch: parseBranchName('main'),
      expectedHead: head,
      headline: 'Bump',
      body: '',
      changes: [{ path: 'apps/7/17.yaml', mode: '100644', text: 'tag: x\n' }],
    })
    expect(result).toMatchObject({ kind: 'committed', verified: true })
    await remote.close()
    expect(await readdir(temp)).toEqual([])
  })

  it('does without git where the API was asked for', async () => {
    const { repository } = await open('api')
    await expect(repository.read({ directories: ['apps'] })).rejects.toMatchObject({ code: 'too-many-files' })
    expect(await readdir(temp)).toEqual([])
  })

  it('does without git for a few files', async () => {
    const { repository } = await open('auto')
    const { files } = await repository.read({ files: ['apps/7/17.yaml'] })
    expect(files.size).toBe(1)
    expect(await readdir(temp)).toEqual([])
  })

  it('commits by git where git was asked for, and compares by the API', async () => {
    const { repository } = await open('git')
    const { head } = await repository.read({ files: ['apps/7/17.yaml'] })
    const result = await repository.commit({
      branch: parseBranchName('main'),
      expectedHead: head,
      headline: 'Bump',
      body: '',
      changes: [{ path: 'apps/7/17.yaml', mode: '100755', text: 'tag: x\n' }],
    })
    expect(result).toMatchObject({ kind: 'committed', verified: false })
    expect(await repository.compare(head, 'main')).toMatchObject({
      status: 'ahead',
      files: ['apps/7/17.yaml'],
    })
  })
})
