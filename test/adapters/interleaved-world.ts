import {
  connectGitHub,
  createGitHubPullRequests,
  createGitHubRepository,
  createGitRepository,
  createHttpClient,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  parseRemote,
} from '@gitops-actions/adapters'
import {
  ActionError,
  type BumpReport,
  type BumpRequest,
  bumpImageTag,
  type CommitSha,
  parseRepositoryName,
} from '@gitops-actions/core'
import { type BareRepository, type GitHub, startGitHub } from '@gitops-actions/sandbox'
import { bumpRequest } from '../core/bump-case.ts'
import { fakeClock, logInto } from './github-world.ts'

export const NAME = 'acme/env'
export const BRANCH = 'gitops/main/api'
const SOMEBODY = { name: 'Somebody', email: 'somebody@example.com', date: new Date('2026-01-02T00:00:00Z') }

/** How a request went on its way, and what was made of its answer. */
export type Passing = (request: HttpRequest, pass: () => Promise<HttpResponse>) => Promise<HttpResponse>

/** How a run of the action ended. */
export type Ended = { readonly report: BumpReport } | { readonly error: ActionError }

/**
 * One GitHub with one repository that begins anew for every story: a bump by the real adapters, whose exchanges somebody
 * stands between, and somebody else who writes too.
 */
export interface InterleavedWorld {
  readonly github: GitHub
  readonly git: BareRepository
  /** Everything as it was in the beginning. */
  reset(files: Readonly<Record<string, Content>>): Promise<void>
  bump(by: 'api' | 'git', change: Partial<BumpRequest>, passing: Passing): Promise<Ended>
  /** Commits to a branch as somebody else; `null` removes a file. Answers the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>): Promise<string>
  head(branch: string): Promise<string | undefined>
  text(commitish: string, path: string): Promise<string | undefined>
  move(branch: string, to: string | undefined): Promise<void>
  pulls(): Promise<readonly Pull[]>
  asSomebody(method: string, path: string, body: unknown): Promise<void>
  close(): Promise<void>
}

export interface Pull {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly merged: boolean
}

export type Content = string | { readonly content: string; readonly mode: '100755' }

export async function startInterleavedWorld(): Promise<InterleavedWorld> {
  const clock = fakeClock()
  const github = await startGitHub({ now: () => clock.now(), rateLimit: 1_000_000 })
  const git = await github.createRepository(NAME, { files: { 'begin.yaml': 'a: 1\n' } })
  github.describe(NAME).settings.allowAutoMerge = true
  const begin = (await git.resolve('refs/heads/main')) ?? ''
  const { token } = github.createToken({ login: 'bumper[bot]', kind: 'app' })
  const other = github.createToken({ login: 'somebody-else', kind: 'pat' }).token
  const client = createHttpClient({ clock, env: {}, userAgent: 'test' })

  async function head(branch: string): Promise<string | undefined> {
    return (await git.readRef(`refs/heads/${branch}`))?.oid
  }

  async function move(branch: string, to: string | undefined): Promise<void> {
    const at = await head(branch)
    const ref = `refs/heads/${branch}`
    if (to !== undefined) await git.updateRef(ref, to, at ?? '0'.repeat(40))
    else if (at !== undefined) await git.deleteRef(ref, at)
  }

  async function commit(
    parent: string,
    files: Readonly<Record<string, Content | null>>,
    message: string,
  ): Promise<string> {
    const changes = Object.entries(files).map(([path, file]) =>
      file === null
        ? { path, delete: true as const }
        : { path, ...(typeof file === 'string' ? { content: file } : file) },
    )
    const tree = await git.writeTree(parent, changes)
    return (await git.writeCommit({ tree, parents: [parent], message, author: SOMEBODY })).oid
  }

  return {
    github,
    git,
    head,
    move,
    async reset(files) {
      const made = await commit(begin, files, 'Begin')
      github.describe(NAME).pulls.clear()
      for (const { name, oid } of await git.listRefs('refs/')) {
        if (name !== 'refs/heads/main') await git.deleteRef(name, oid)
      }
      await move('main', made)
    },
    async bump(by, change, passing) {
      const http: HttpClient = {
        ...client,
        request: (request) => passing(request, () => client.request(request)),
      }
      const log = logInto([])
      const connection = connectGitHub({
        http,
        clock,
        log,
        token,
        apiUrl: github.apiUrl,
        graphqlUrl: github.graphqlUrl,
        serverUrl: github.url,
        userAgent: 'test',
      })
      const name = parseRepositoryName(NAME)
      const api = createGitHubRepository(connection, name)
      const byGit = createGitRepository({
        remote: parseRemote(`${github.url}/${NAME}.git`, { plaintext: false }),
        http,
        token,
        username: 'x-access-token',
        sshKey: '',
        sshKnownHosts: '',
        signingKey: '',
        caCert: undefined,
        env: { PATH: '/nonexistent' },
        signal: new AbortController().signal,
      })
      const repository =
        by === 'api'
          ? api
          : {
              ...byGit,
              compare: (base: string, to: string) => api.compare(base, to),
              changedFiles: (commit: CommitSha) => api.changedFiles(commit),
            }
      const ports = { clock, log, sources: undefined, registry: undefined }
      const pulls = createGitHubPullRequests(connection, name)
      try {
        return {
          report: await bumpImageTag(bumpRequest({ repository: NAME, ...change }), {
            ...ports,
            repository,
            pulls,
          }),
        }
      } catch (error) {
        if (error instanceof ActionError) return { error }
        throw error
      } finally {
        await byGit.close()
      }
    },
    async push(branch, files) {
      const made = await commit((await head(branch)) ?? '', files, 'Change something by hand')
      await move(branch, made)
      return made
    },
    async text(commitish, path) {
      return (await git.readFile(commitish, path))?.toString()
    },
    pulls() {
      const all = [...github.describe(NAME).pulls.values()]
      return Promise.resolve(
        all.map(({ number, state, mergeSha }) => ({ number, state, merged: mergeSha !== undefined })),
      )
    },
    async asSomebody(method, path, body) {
      const answer = await fetch(`${github.apiUrl}/repos/${NAME}/${path}`, {
        method,
        headers: { authorization: `Bearer ${other}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    async close() {
      await client.close()
      await github.close()
    },
  }
}
