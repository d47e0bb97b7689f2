import {
  type BareRepository,
  type GitHub,
  type LoggedRequest,
  type PullRequest,
  startGitHub,
} from '@gitops-actions/sandbox'
import { type ActionRun, type ActionStep, runActionProcess } from './action-process.ts'

export const ENVIRONMENTS = 'acme/environments'

/** Helm values in the way that people write them. */
export function helm(tag: string, more = ''): string {
  return `# values\nimage:\n  repository: ghcr.io/acme/api\n  tag: "${tag}"   # pipeline\n${more}`
}

export function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n`
}

/** Helm values, and one file of three objects whose containers have the same name. */
export const FILES = {
  'apps/api/values.yaml': helm('1.0.0'),
  'apps/jobs.yaml': [
    deployment('one', 'ghcr.io/acme/one:1'),
    deployment('two', 'ghcr.io/acme/two:1'),
    deployment('three', 'ghcr.io/acme/two:1'),
  ].join('---\n'),
}

type Files = Readonly<Record<string, string | null>>

/** A GitHub with an environment repository of two branches, and the action in front of it. */
export interface PromotionWorld {
  readonly github: GitHub
  readonly git: BareRepository
  /** A token of an app that may write the repository. */
  readonly token: string
  /** Commits to a branch, made from `main` if it is new; null removes a file. */
  commit(branch: string, files: Files, parents?: readonly string[], message?: string): Promise<string>
  /** Merges a branch as the button of a pull request does. */
  merge(from: string, to: string, how: 'merge' | 'squash'): Promise<void>
  promote(inputs?: Record<string, string>, step?: Partial<ActionStep>): Promise<ActionRun>
  writes(): readonly LoggedRequest[]
  /** Operations asked for since the last call of this. */
  operations(): string[]
  pulls(): readonly PullRequest[]
  heads(): Promise<Readonly<Record<string, string>>>
  close(): Promise<void>
}

export async function startPromotionWorld(): Promise<PromotionWorld> {
  const github = await startGitHub()
  const git = await github.createRepository(ENVIRONMENTS, { files: FILES })
  const { token } = github.createToken({ login: 'promoter[bot]', kind: 'app', repositories: [ENVIRONMENTS] })
  const head = async (branch: string): Promise<string> =>
    (await git.resolve(`refs/heads/${branch}`)) ?? (await git.resolve('refs/heads/main')) ?? ''
  let seen = 0

  async function commit(
    branch: string,
    content: Files,
    parents?: readonly string[],
    message = `Change ${branch}`,
  ): Promise<string> {
    const parent = await head(branch)
    const changes = Object.entries(content).map(([path, text]) =>
      text === null ? { path, delete: true as const } : { path, content: text },
    )
    const { oid } = await git.writeCommit({
      tree: await git.writeTree(parent, changes),
      parents: [...(parents ?? [parent])],
      message,
      author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') },
    })
    const known = await git.resolve(`refs/heads/${branch}`)
    await git.updateRef(`refs/heads/${branch}`, oid, known ?? '0'.repeat(40))
    return oid
  }

  return {
    github,
    git,
    token,
    commit,
    async merge(from, to, how) {
      const heads = { from: await head(from), to: await head(to) }
      const merged = await git.mergeTree(heads.to, heads.from)
      if (!merged.clean) throw new Error(`${from} and ${to} conflict in ${merged.conflicts.join(', ')}`)
      const { oid } = await git.writeCommit({
        tree: merged.tree,
        parents: how === 'merge' ? [heads.to, heads.from] : [heads.to],
        message: `Promote ${from}`,
        author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-03T00:00:00Z') },
      })
      await git.updateRef(`refs/heads/${to}`, oid, heads.to)
      for (const pull of github.describe(ENVIRONMENTS).pulls.values()) {
        if (pull.head === from && pull.base === to) pull.state = 'closed'
      }
    },
    promote: (inputs = {}, step = {}) =>
      runActionProcess({
        action: 'open-promotion-pr',
        github,
        repository: 'acme/api',
        ...step,
        inputs: { repository: ENVIRONMENTS, token, ...inputs },
      }),
    writes: () => github.requests.filter(({ write }) => write),
    operations() {
      const fresh = github.requests.slice(seen).map(({ operation }) => operation)
      seen = github.requests.length
      return fresh
    },
    pulls: () => [...github.describe(ENVIRONMENTS).pulls.values()],
    async heads() {
      const refs = await git.listRefs('refs/heads/')
      return Object.fromEntries(refs.map(({ name, oid }) => [name.slice('refs/heads/'.length), oid]))
    },
    close: () => github.close(),
  }
}
