import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type CommitSha,
  type CommitSummary,
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
} from '@gitops-actions/core'
import { parseRemote } from '@gitops-actions/adapters'
import { type BareRepository, startGitServer } from '@gitops-actions/sandbox'
import { createMemoryRepository } from '../core/fakes/memory-repository.ts'
import { connectGit } from './git-world.ts'
import { createWorld, failureOf, REPOSITORY } from './github-world.ts'

const MAIN = parseBranchName('main')
const AUTHOR = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }
const TRAILER = 'Bump api\n\nGitOps-Release: api ghcr.io/acme/api:2'

/** One implementation of the port, and the ways by which a change comes to its default branch. */
interface Side {
  readonly repository: EnvironmentRepository
  /** `a.yaml` changed on both sides, and brought together; the second parent has this message. */
  readonly merge: (merged: string) => Promise<void>
  /** A pull request of one commit with this message, squashed under a title that does not tell of it. */
  readonly squash: (message: string) => Promise<CommitSha>
  readonly close: () => Promise<void>
}

async function write(
  git: BareRepository,
  parents: readonly [string, ...string[]],
  content: string,
  message: string,
): Promise<string> {
  const tree = await git.writeTree(parents[0], [{ path: 'a.yaml', content }])
  return (await git.writeCommit({ tree, parents, message, author: AUTHOR })).oid
}

async function mergeIn(git: BareRepository, merged: string): Promise<void> {
  const root = (await git.resolve('refs/heads/main')) ?? ''
  const main = await write(git, [root], 'a: 2\n', 'Change main')
  const side = await write(git, [root], 'a: 3\n', merged)
  await git.updateRef('refs/heads/main', await write(git, [main, side], 'a: 4\n', 'Merge'), root)
}

async function openGitHub(): Promise<Side> {
  const world = await createWorld({ files: { 'a.yaml': 'a: 1\n' } })
  const { repository, pulls } = world.connect()
  const git = world.github.repository(REPOSITORY)
  return {
    repository,
    merge: (merged) => mergeIn(git, merged),
    async squash(message) {
      const head = parseBranchName('gitops/dev/api')
      const root = (await git.resolve('refs/heads/main')) ?? ''
      await git.updateRef(`refs/heads/${head}`, await write(git, [root], 'a: 2\n', message), '0'.repeat(40))
      await pulls.create({ head, base: MAIN, title: 'Bump', body: '', draft: false })
      const answer = await fetch(`${world.github.apiUrl}/repos/${REPOSITORY}/pulls/1/merge`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${world.token}`, 'user-agent': 'test' },
        body: JSON.stringify({ merge_method: 'squash', commit_title: 'Change things', commit_message: '' }),
      })
      if (answer.status !== 200) throw new Error(await answer.text())
      return parseCommitSha((await git.resolve('refs/heads/main')) ?? '')
    },
    close: () => world.close(),
  }
}

async function openGit(): Promise<Side> {
  const server = await startGitServer({ tokens: { secret: { login: 'bot', write: true } } })
  const git = await server.createRepository('acme/environments', { files: { 'a.yaml': 'a: 1\n' } })
  const remote = parseRemote(server.cloneUrl('acme/environments'), { plaintext: false })
  const repository = connectGit({ remote })
  return {
    repository,
    merge: (merged) => mergeIn(git, merged),
    async squash() {
      const root = (await git.resolve('refs/heads/main')) ?? ''
      const oid = await write(git, [root], 'a: 2\n', 'Change things')
      await git.updateRef('refs/heads/main', oid, root)
      return parseCommitSha(oid)
    },
    async close() {
      await repository.close()
      await server.close()
    },
  }
}

function openMemory(): Promise<Side> {
  const repository = createMemoryRepository({ 'a.yaml': 'a: 1\n' })
  return Promise.resolve({
    repository,
    merge(merged) {
      repository.push('main', { 'a.yaml': 'a: 2\n' }, 'Change main')
      repository.merge('main', { 'a.yaml': 'a: 4\n' }, { message: 'Merge', merged })
      return Promise.resolve()
    },
    squash(message) {
      const sha = repository.push('main', { 'a.yaml': 'a: 2\n' }, 'Change things')
      repository.squash(sha, [message])
      return Promise.resolve(sha)
    },
    close: () => Promise.resolve(),
  })
}

describe.each([
  ['GitHub', openGitHub],
  ['git', openGit],
  ['memory', openMemory],
] as const)('where a value comes from: %s', (name, open) => {
  let side: Side

  beforeEach(async () => {
    side = await open()
  })

  afterEach(() => side.close())

  async function historyOf(count: number): Promise<readonly CommitSummary[]> {
    const { history } = await side.repository.read({ branch: MAIN, files: ['a.yaml'], history: count })
    return history.get('a.yaml') ?? []
  }

  it('tells of a merge both parents, and what the second one said', async () => {
    await side.merge(TRAILER)
    const [newest, ...older] = await historyOf(10)
    expect(newest).toMatchObject({ message: 'Merge', merged: TRAILER })
    expect(newest?.parents).toHaveLength(2)
    for (const { parents, merged } of older) {
      expect(parents.length).toBeLessThan(2)
      expect(merged).toBeUndefined()
    }
  })

  it('tells nothing of a second parent where there is one parent or none', async () => {
    const [only, ...more] = await historyOf(10)
    expect([only?.parents, only?.merged, more]).toEqual([[], undefined, []])
  })

  it('finds the messages of the pull request that was squashed, where there is a host', async () => {
    const squashed = await side.squash(TRAILER)
    const [newest] = await historyOf(5)
    expect(newest).toMatchObject({ sha: squashed, message: 'Change things' })
    expect(newest?.merged).toBeUndefined()
    const messages = await side.repository.pullRequestMessages(squashed)
    expect(messages).toEqual(name === 'git' ? [] : [TRAILER])
  })

  it('knows of no pull request for a commit that came by none', async () => {
    const head = await side.repository.head(MAIN)
    if (head === undefined) throw new Error('there is no main')
    expect(await side.repository.pullRequestMessages(head)).toEqual([])
    expect(await side.repository.pullRequestMessages(parseCommitSha('f'.repeat(40)))).toEqual([])
  })

  // By git no more commits are fetched than are asked for.
  if (name === 'git') return

  it('tells it of the last commit that was asked for as well', async () => {
    await side.merge(TRAILER)
    expect(await historyOf(1)).toMatchObject([{ message: 'Merge', merged: TRAILER }])
  })
})

describe('pull requests of a commit on GitHub', () => {
  it('are not read without the permission, and that is no error', async () => {
    const side = await createWorld()
    try {
      const body = {
        data: null,
        errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
      }
      side.github.faults.next('query repository', { instead: { status: 200, body } })
      const { repository } = side.connect()
      expect(await repository.pullRequestMessages(parseCommitSha('f'.repeat(40)))).toEqual([])
    } finally {
      await side.close()
    }
  })

  it('are asked for in vain when GitHub fails, and that is an error', async () => {
    const side = await createWorld()
    try {
      side.github.faults.next('query repository', { instead: { status: 502 } }, { times: 3 })
      const { repository } = side.connect()
      const failure = await failureOf(repository.pullRequestMessages(parseCommitSha('f'.repeat(40))))
      expect(failure).toMatchObject({ code: 'unreachable', kind: 'transient' })
    } finally {
      await side.close()
    }
  })

  it('from forks are not believed, nor those that were not merged', async () => {
    const side = await createWorld()
    try {
      const git = side.github.repository(REPOSITORY)
      const root = (await git.resolve('refs/heads/main')) ?? ''
      const fork = await side.github.createRepository('mallory/env', { parent: REPOSITORY })
      const forged = await write(fork, [root], 'a: 9\n', TRAILER)
      await fork.updateRef('refs/heads/evil', forged, '0'.repeat(40))
      const { token } = side.github.createToken({ login: 'mallory' })
      const call = (method: string, path: string, body: object, as = token): Promise<Response> =>
        fetch(`${side.github.apiUrl}/repos/${REPOSITORY}${path}`, {
          method,
          headers: { authorization: `Bearer ${as}`, 'user-agent': 'test' },
          body: JSON.stringify(body),
        })
      await call('POST', '/pulls', { title: 'Evil', head: 'mallory:evil', base: 'main' })
      const { repository } = side.connect()
      expect(await repository.pullRequestMessages(parseCommitSha(forged))).toEqual([])
      const merged = await call('PUT', '/pulls/1/merge', { merge_method: 'squash' }, side.token)
      expect(merged.status).toBe(200)
      const head = await repository.head(MAIN)
      expect(await repository.pullRequestMessages(head ?? parseCommitSha(forged))).toEqual([])
    } finally {
      await side.close()
    }
  })
})
