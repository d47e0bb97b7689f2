import { randomBytes } from 'node:crypto'
import {
  type BareRepository,
  type GitHub,
  type LoggedRequest,
  readGit,
  type SandboxRegistry,
  startGitHub,
  startRegistry,
} from '@gitops-actions/sandbox'
import { type ActionRun, type ActionStep, runActionProcess } from './action-process.ts'

export const ENVIRONMENTS = 'acme/environments'
export const SOURCE_SHA = '5d1c7a0b2f4e6d8c9a0b1c2d3e4f5a6b7c8d9e0f'
/** It is looked for in the command lines of all processes of the machine: no other test may have the same. */
export const REGISTRY_PASSWORD = `canary-pass-${randomBytes(8).toString('hex')}`

/** A GitHub with an environment repository, a registry with images, and the action between them. */
export interface BumpWorld {
  readonly github: GitHub
  readonly registry: SandboxRegistry
  /** The bare repository of `acme/environments`. */
  readonly git: BareRepository
  /** The token that may write it. */
  readonly token: string
  /** Puts an image into the registry and returns its digest. */
  push(repository: string, tag: string): string
  /** A release record, its image pushed already: one line of JSON. */
  release(service: string, tag: string, change?: Partial<ReleaseFields>): string
  /** Runs the action on `acme/environments`, with a token that may write it. */
  bump(inputs: Record<string, string>, step?: Partial<ActionStep>): Promise<ActionRun>
  /** Requests that asked GitHub for a change, whatever it answered. */
  writes(): readonly LoggedRequest[]
  operations(): readonly string[]
  head(branch?: string): Promise<string>
  text(path: string, branch?: string): Promise<string>
  /** Subjects and bodies from the newest commit on. */
  messages(branch?: string): Promise<readonly string[]>
  /** `git diff` of two commits without context: the changed lines alone. */
  changedLines(from: string, to: string): Promise<readonly string[]>
  close(): Promise<void>
}

export interface ReleaseFields {
  readonly image: string
  readonly digest: string
  readonly source: { readonly repository: string; readonly sha: string; readonly ref: string }
}

export async function startBumpWorld(
  files: Record<string, string | Buffer> | ((registry: string) => Record<string, string | Buffer>),
  branches: Readonly<Record<string, Record<string, string>>> = {},
): Promise<BumpWorld> {
  const registry = await startRegistry({ users: { robot: REGISTRY_PASSWORD } })
  // A latency that nobody waits for any more holds no process up.
  const github = await startGitHub({
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  })
  const seed = typeof files === 'function' ? files(registry.host) : files
  const git = await github.createRepository(ENVIRONMENTS, { files: seed })
  for (const [branch, content] of Object.entries(branches)) await createBranch(git, branch, content)
  const { token } = github.createToken({ login: 'bumper[bot]', kind: 'app', repositories: [ENVIRONMENTS] })
  const push = (repository: string, tag: string): string => registry.putImage({ repository, tag }).digest
  return {
    github,
    registry,
    git,
    token,
    push,
    release(service, tag, change = {}) {
      const digest = change.digest ?? push(`acme/${service}`, tag)
      return JSON.stringify({
        version: 1,
        service,
        image: change.image ?? `${registry.host}/acme/${service}`,
        tag,
        tags: [{ name: tag, mutable: false }],
        digest,
        platforms: { 'linux/amd64': digest },
        source: change.source ?? {
          repository: `acme/${service}`,
          sha: SOURCE_SHA,
          ref: 'refs/heads/main',
        },
        created: '2026-01-02T03:04:05Z',
        run: 'https://github.com/acme/api/actions/runs/17',
      })
    },
    bump: (inputs, step = {}) =>
      runActionProcess({
        action: 'bump-image-tag',
        github,
        repository: 'acme/api',
        event: { repository: { full_name: 'acme/api', default_branch: 'main' } },
        ...step,
        inputs: {
          repository: ENVIRONMENTS,
          token,
          registry: registry.host,
          username: 'robot',
          password: REGISTRY_PASSWORD,
          ...inputs,
        },
      }),
    writes: () => github.requests.filter(({ write }) => write),
    operations: () => github.requests.map(({ operation }) => operation),
    async head(branch = 'main') {
      return (await git.resolve(`refs/heads/${branch}`)) ?? 'no such branch'
    },
    async text(path, branch = 'main') {
      return (await git.readFile(`refs/heads/${branch}`, path))?.toString() ?? 'no such file'
    },
    async messages(branch = 'main') {
      const log = await readGit(['log', '-z', '--format=%B', `refs/heads/${branch}`], { cwd: git.directory })
      return log.split('\0').map((message) => message.trim())
    },
    async changedLines(from, to) {
      const diff = await readGit(['diff', '--no-color', '-U0', '--text', from, to], { cwd: git.directory })
      return diff.split('\n').filter((line) => /^[+-](?!\+\+ |-- )/.test(line))
    },
    async close() {
      await Promise.all([github.close(), registry.close()])
    },
  }
}

/** A branch with one commit on top of `main`. */
async function createBranch(
  git: BareRepository,
  branch: string,
  files: Record<string, string>,
): Promise<void> {
  const main = await git.resolve('refs/heads/main')
  if (main === undefined) throw new Error('the repository has no branch main')
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }))
  const author = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const commit = await git.writeCommit({
    tree: await git.writeTree(main, changes),
    parents: [main],
    message: `Begin ${branch}`,
    author,
  })
  await git.updateRef(`refs/heads/${branch}`, commit.oid, '0'.repeat(40))
}
