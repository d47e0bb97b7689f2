import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  formatReleaseTrailer,
  parseCommitSha,
  parseImageReference,
  parseRepositoryName,
} from '@gitops-actions/core'
import {
  type BareRepository,
  type GitHub,
  type SandboxRegistry,
  startGitHub,
  startRegistry,
} from '@gitops-actions/sandbox'
import { type BuildWorkspace, hasBuildah, makeWorkspace } from '../adapters/build-workspace.ts'
import { type ActionRun, type ActionStep, runActionProcess } from './action-process.ts'

const PASSWORD = 'canary-pass-4711'
const describeWithBuildah = hasBuildah() ? describe : describe.skip

let github: GitHub
let git: BareRepository
let registry: SandboxRegistry
let workspace: BuildWorkspace
let token: string

beforeEach(async () => {
  registry = await startRegistry({ users: { robot: PASSWORD } })
  github = await startGitHub()
  git = await github.createRepository('acme/api', { files: { 'src/main.ts': 'one\n' } })
  token = github.createToken({ login: 'reader', kind: 'app', repositories: ['acme/api'] }).token
  workspace = makeWorkspace()
})
afterEach(async () => {
  await Promise.all([github.close(), registry.close()])
  await workspace.remove()
})

/** Puts a commit on main and returns it. */
async function commit(message: string, files: Record<string, string>): Promise<string> {
  const parent = (await git.resolve('refs/heads/main')) ?? ''
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }))
  const author = { name: 'octocat', email: 'octocat@example.com', date: new Date('2026-01-02T03:04:05Z') }
  const tree = await git.writeTree(parent, changes)
  const { oid: sha } = await git.writeCommit({ tree, parents: [parent], message, author })
  await git.updateRef('refs/heads/main', sha, parent)
  return sha
}

/** A run for a push to main. */
function push(
  {
    before = '0'.repeat(40),
    after,
    message = 'Change',
  }: { before?: string; after: string; message?: string },
  inputs: Record<string, string> = {},
  step: Partial<ActionStep> = {},
): Promise<ActionRun> {
  const head = { id: after, message, timestamp: '2026-01-02T03:04:05Z' }
  return runActionProcess({
    action: 'build-and-push',
    workspace: workspace.app,
    github,
    token,
    sha: after,
    event: {
      before,
      after,
      commits: [head],
      head_commit: head,
      repository: { full_name: 'acme/api', default_branch: 'main' },
    },
    ...step,
    inputs: {
      images: `${registry.host}/acme/api`,
      username: 'robot',
      password: PASSWORD,
      engine: 'buildah',
      ...inputs,
    },
    env: { ...workspace.env, ...step.env },
  })
}

describe('a push of our own commits to environments', () => {
  it('is skipped without an engine and without a word to the registry, and one with code is built', async () => {
    const before = await commit('Begin', { 'src/main.ts': 'two\n' })
    const trailer = formatReleaseTrailer({
      service: 'api',
      image: parseImageReference(`${registry.host}/acme/api:sha-0123456`),
      source: { repository: parseRepositoryName('acme/api'), sha: parseCommitSha(before) },
    })
    const message = `Deploy api\n\n${trailer}\n`
    const after = await commit(message, { 'deploy/staging/values.yaml': 'tag: sha-0123456\n' })
    const inputs = { 'environment-paths': 'deploy/staging' }
    const step = { env: { PATH: '/nonexistent' } }
    const skipped = await push({ before, after, message }, inputs, step)
    expect(skipped.annotations).toEqual([])
    expect(skipped.outputs).toMatchObject({ outcome: 'skipped', tags: '', digest: '', release: '' })
    expect(skipped.summary).toContain('nothing was built')
    expect(registry.requests).toEqual([])

    const code = await commit('Fix', { 'src/main.ts': 'three\n' })
    const built = await push({ before, after: code, message }, inputs, step)
    expect(built.annotations.at(-1)?.message).toContain('No engine that can build')
  })
})

describeWithBuildah('two pushes to a branch', () => {
  it('leave the branch tag at the newer commit, whichever is built last', async () => {
    const older = await commit('One', { 'src/main.ts': 'two\n' })
    const newer = await commit('Two', { 'src/main.ts': 'three\n' })
    const second = await push({ after: newer })
    workspace.write('app/hello.txt', 'older\n')
    const first = await push({ after: older })
    expect([...second.annotations, ...first.annotations]).toEqual([])
    expect(registry.tags('acme/api').get('main')).toBe(second.outputs.digest)
    expect(registry.tags('acme/api').get(`sha-${older.slice(0, 7)}`)).toBe(first.outputs.digest)
    expect(first.outputs.tags).toBe(`${registry.host}/acme/api:sha-${older.slice(0, 7)}`)
    expect(first.summary).toContain(`it is of the newer commit ${newer.slice(0, 7)}`)
    // Both carry the time of their commit, and nothing of the time at which they were built.
    const manifest = JSON.parse(registry.manifest('acme/api', 'main')?.bytes.toString() ?? '') as {
      config: { digest: string }
    }
    const config = registry.blob('acme/api', manifest.config.digest)?.toString() ?? ''
    expect(JSON.parse(config)).toMatchObject({ created: '2026-01-02T03:04:05Z' })
  })
})

describeWithBuildah('one commit', () => {
  it('has one digest, however often and wherever it is built', async () => {
    const after = await commit('One', { 'src/main.ts': 'two\n' })
    const first = await push({ after })
    execFileSync('touch', [`${workspace.app}/hello.txt`])
    const again = await push({ after }, { 'no-cache': 'true' })
    expect(again.outputs.digest).toBe(first.outputs.digest)
  })
})
