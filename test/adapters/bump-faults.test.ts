import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openEnvironmentRemote, openRunAdapters } from '@gitops-actions/adapters'
import {
  ActionError,
  type BumpReport,
  type BumpRequest,
  bumpImageTag,
  type EnvironmentRepository,
  parseFilePattern,
  parseRepositoryName,
} from '@gitops-actions/core'
import { type BareRepository, type GitHub, readGit, type Seed, startGitHub } from '@gitops-actions/sandbox'
import { bumpRequest, VALUES } from '../core/bump-case.ts'
import { failureOf, fakeClock, logInto } from './github-world.ts'

const NAME = parseRepositoryName('acme/environments')
const SEED: Seed = {
  files: [
    { path: 'values.yaml', content: VALUES },
    { path: 'run.yaml', content: VALUES, mode: '100755' },
    { path: 'link.yaml', content: 'values.yaml', mode: '120000' },
    { path: 'outside.yaml', content: '../../etc/passwd', mode: '120000' },
    { path: 'linked', content: '.', mode: '120000' },
    { path: 'module', mode: '160000', oid: '1'.repeat(40) },
  ],
}

let github: GitHub
let git: BareRepository
let temp: string
const closers: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), 'bump-faults-'))
  github = await startGitHub()
  git = await github.createRepository(NAME, SEED)
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await github.close()
  await rm(temp, { recursive: true, force: true })
})

type Transport = 'api' | 'git'
type Bump = (change?: Partial<BumpRequest>) => Promise<BumpReport>

/** The whole use case over the sandbox, in this process and on a clock that waits for nobody. */
async function open(transport: Transport, wrap = (real: EnvironmentRepository) => real): Promise<Bump> {
  const log = logInto([])
  const runtime = {
    env: { PATH: process.env.PATH, RUNNER_TEMP: temp },
    log,
    signal: new AbortController().signal,
    secrets: { mask: (secret: string) => secret, redact: (text: string) => text },
  }
  const host = { serverUrl: github.url, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl }
  const adapters = await openRunAdapters({ action: 'test', runtime, caCert: '', host })
  const { token } = github.createToken({ login: 'bumper[bot]', kind: 'app' })
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
  const ports = { clock: fakeClock(), log, sources: undefined, registry: undefined, pulls: remote.pulls }
  return (change = {}) =>
    bumpImageTag(bumpRequest({ repository: NAME, ...change }), {
      ...ports,
      repository: wrap(remote.repository),
    })
}

async function commitsOf(...filter: string[]): Promise<number> {
  return Number(await readGit(['rev-list', '--count', ...filter, 'refs/heads/main'], { cwd: git.directory }))
}

/** Somebody else makes a link of a file. */
async function link(path: string, target: string): Promise<void> {
  const head = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(head, [{ path, content: target, mode: '120000' }])
  const author = { name: 'Somebody', email: 'somebody@example.com', date: new Date(0) }
  const commit = await git.writeCommit({ tree, parents: [head], message: 'Swap', author })
  await git.updateRef('refs/heads/main', commit.oid, head)
}

describe.each<Transport>(['api', 'git'])('by %s', (transport) => {
  it.each([
    ['fault 41: a link', 'link.yaml#image', 'not-editable'],
    ['fault 41: a link out of the repository', 'outside.yaml#image', 'not-editable'],
    ['fault 41: a path below a link', 'linked/values.yaml', 'file-not-found'],
    ['fault 42: a submodule', 'module#image', 'not-editable'],
    ['fault 42: a path in a submodule', 'module/values.yaml', 'file-not-found'],
  ])('%s is refused', async (_, pattern, code) => {
    const bump = await open(transport)
    const error = await failureOf(bump({ files: [parseFilePattern(pattern)] }))
    expect(error.code).toBe(code)
    expect(await commitsOf()).toBe(1)
  })

  it('fault 41, fault 42: links and submodules among what a pattern matches are left alone', async () => {
    const bump = await open(transport)
    const report = await bump({ files: [parseFilePattern('**')] })
    expect(report.changes.map(({ file }) => file).sort()).toEqual(['run.yaml', 'values.yaml'])
    const modes: (string | undefined)[] = []
    for (const path of ['run.yaml', 'link.yaml', 'linked', 'module'])
      modes.push((await git.findEntry('refs/heads/main', path))?.mode)
    expect(modes).toEqual(['100755', '120000', '120000', '160000'])
  })

  it('fault 44: a file that becomes a link between read and write is not written through', async () => {
    let swapped = false
    const bump = await open(transport, (real) => ({
      ...real,
      async commit(request) {
        if (!swapped) await link('values.yaml', 'run.yaml')
        swapped = true
        return real.commit(request)
      },
    }))
    const error = await failureOf(bump({ files: [parseFilePattern('values.yaml#image')] }))
    expect(error).toBeInstanceOf(ActionError)
    expect(error.code).toBe('not-editable')
    expect((await git.readFile('refs/heads/main', 'run.yaml'))?.toString()).toBe(VALUES)
    expect(await commitsOf()).toBe(2)
  })

  it('fault 44: no file of the repository is ever put on the disk', async () => {
    const seen: string[] = []
    const bump = await open(transport, (real) => ({
      ...real,
      async commit(request) {
        const result = await real.commit(request)
        seen.push(...(await readdir(temp, { recursive: true })))
        return result
      },
    }))
    expect(await bump()).toMatchObject({ outcome: 'changed' })
    // Neither way needs a checkout: what is read over https is kept in memory.
    expect(seen).toEqual([])
  })
})
