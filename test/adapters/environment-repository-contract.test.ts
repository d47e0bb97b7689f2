import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type CommitSha,
  type EnvironmentRepository,
  parseBranchName,
  parseCommitSha,
  type PullRequests,
} from '@gitops-actions/core'
import { parseRemote } from '@gitops-actions/adapters'
import { startGitServer } from '@gitops-actions/sandbox'
import { connectGit, pushFile } from './git-world.ts'
import { createMemoryPullRequests } from '../core/fakes/memory-pull-requests.ts'
import { createMemoryRepository } from '../core/fakes/memory-repository.ts'
import { createWorld, failureOf, REPOSITORY } from './github-world.ts'

const SEED = { 'a.yaml': 'a: 1\n', 'apps/b.yaml': 'b: 1\n', 'apps/deep/c.yaml': 'c: 1\n' }
const MAIN = parseBranchName('main')
const OURS = parseBranchName('gitops/dev/api')

/** One implementation of the ports, and somebody else who writes too. */
interface Side {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  /** Commits one file to a branch as somebody else. */
  readonly push: (branch: string, path: string, content: string) => Promise<string>
  readonly close: () => Promise<void>
}

type OpenSide = readonly [name: string, open: () => Promise<Side>]

/** What holds for the host holds for the fake that the tests of core decide by. */
const SIDES: readonly OpenSide[] = [
  [
    'GitHub',
    async () => {
      const world = await createWorld({ files: SEED })
      return {
        ...world.connect(),
        push: (branch, path, content) =>
          world.github.moveBranch({ repository: REPOSITORY, branch, path, content }),
        close: () => world.close(),
      }
    },
  ],
  ...[false, true].map((firstVersionOnly): OpenSide => [
    firstVersionOnly ? 'the git of the machine' : 'git',
    async () => {
      const server = await startGitServer({
        tokens: { secret: { login: 'bot', write: true } },
        firstVersionOnly,
      })
      const made = await server.createRepository('acme/environments', { files: SEED })
      const remote = parseRemote(server.cloneUrl('acme/environments'), { plaintext: false })
      const repository = connectGit({ remote })
      return {
        repository,
        // No host, no pull requests.
        pulls: createMemoryPullRequests(createMemoryRepository({})),
        push: (branch, path, content) => pushFile(made, branch, path, content),
        close: async () => {
          await repository.close()
          await server.close()
        },
      }
    },
  ]),
  [
    'memory',
    () => {
      const repository = createMemoryRepository(SEED)
      return Promise.resolve({
        repository,
        pulls: createMemoryPullRequests(repository),
        push: (branch, path, content) => Promise.resolve(repository.push(branch, { [path]: content })),
        close: () => Promise.resolve(),
      })
    },
  ],
]

describe.each(SIDES)('the environment repository: %s', (name, open) => {
  let side: Side

  beforeEach(async () => {
    side = await open()
  })

  afterEach(() => side.close())

  async function headOf(branch = MAIN): Promise<CommitSha> {
    const head = await side.repository.head(branch)
    if (head === undefined) throw new Error(`there is no branch ${branch}`)
    return head
  }

  async function commit(text: string, branch = MAIN): Promise<CommitSha> {
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text }]
    const request = { branch, expectedHead: await headOf(branch), headline: 'Bump', body: 'X: y', changes }
    const result = await side.repository.commit(request)
    if (result.kind !== 'committed') throw new Error(result.detail)
    return result.sha
  }

  it('reads files, directories and the default branch at one head', async () => {
    const read = await side.repository.read({
      files: ['a.yaml', 'none.yaml'],
      directories: ['apps'],
      defaultBranchFiles: ['a.yaml', 'gitops.yaml'],
    })
    expect(read).toMatchObject({ branch: 'main', defaultBranch: 'main', head: await headOf() })
    expect([...read.files.keys()].sort()).toEqual(['a.yaml', 'apps/b.yaml', 'apps/deep/c.yaml'])
    expect(read.files.get('a.yaml')).toMatchObject({ path: 'a.yaml', mode: '100644', text: 'a: 1\n' })
    expect([...read.defaultBranchFiles.keys()]).toEqual(['a.yaml'])
    expect(read.history.size).toBe(0)
  })

  it('lists every file below a directory, and reads at least the texts that are wanted', async () => {
    const texts = { key: 'c', matches: (path: string) => path.endsWith('c.yaml') }
    const { files } = await side.repository.read({ files: ['apps/b.yaml'], directories: ['apps'], texts })
    expect([...files.keys()].sort()).toEqual(['apps/b.yaml', 'apps/deep/c.yaml'])
    expect([...files.values()].every(({ text }) => text !== undefined)).toBe(true)
  })

  it('reads the history of a file, newest first', async () => {
    const sha = await commit('a: 2\n')
    await side.push('main', 'other.yaml', 'x: 1\n')
    const { history } = await side.repository.read({ files: ['a.yaml'], history: 2 })
    // By git it is that of the branch.
    const own = history.get('a.yaml')?.filter(({ message }) => message.startsWith('Bump'))
    expect(own).toMatchObject([{ sha, message: 'Bump\n\nX: y' }])
  })

  it('does not know a branch that is not there', async () => {
    expect(await failureOf(side.repository.read({ branch: OURS }))).toMatchObject({
      code: 'branch-not-found',
    })
    expect(await side.repository.head(OURS)).toBeUndefined()
  })

  it('commits on the head that was read, and on no other', async () => {
    const before = await headOf()
    const sha = await commit('a: 2\n')
    expect(await headOf()).toBe(sha)
    const stale = await side.repository.commit({
      branch: MAIN,
      expectedHead: before,
      headline: 'Late',
      body: '',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 3\n' }],
    })
    expect(stale.kind).toBe('lost-race')
    expect(await headOf()).toBe(sha)
    const { files } = await side.repository.read({ files: ['a.yaml'], directories: ['apps'] })
    expect(files.get('a.yaml')?.text).toBe('a: 2\n')
    expect(files.size).toBe(3)
  })

  it('makes, moves and deletes a branch only from where it was seen', async () => {
    const main = await headOf()
    const { repository } = side
    expect(await repository.setBranch({ branch: OURS, to: main, expected: undefined })).toBe('set')
    const next = await commit('a: 2\n', OURS)
    expect(await repository.setBranch({ branch: OURS, to: main, expected: undefined })).toBe('lost-race')
    expect(await repository.deleteBranch({ branch: OURS, expected: main })).toBe('moved')
    expect(await headOf(OURS)).toBe(next)
    expect(await repository.setBranch({ branch: OURS, to: main, expected: next })).toBe('set')
    expect(await repository.deleteBranch({ branch: OURS, expected: main })).toBe('deleted')
    expect(await repository.head(OURS)).toBeUndefined()
    expect(await repository.deleteBranch({ branch: OURS, expected: main })).toBe('deleted')
  })

  it('compares', async () => {
    const base = await headOf()
    const head = await commit('a: 2\n')
    const { repository } = side
    expect(await repository.compare(base, head)).toEqual({
      status: 'ahead',
      mergeBase: base,
      files: ['a.yaml'],
      filesComplete: true,
    })
    expect(await repository.compare(head, base)).toMatchObject({ status: 'behind', files: [] })
    expect(await repository.compare(head, head)).toMatchObject({ status: 'identical' })
    expect(await repository.compare(base, parseCommitSha('f'.repeat(40)))).toBeUndefined()
    expect(await repository.changedFiles(head)).toEqual({ files: ['a.yaml'], complete: true })
  })

  if (name.includes('git')) return

  it('opens a pull request once, finds it, changes it and closes it', async () => {
    const { repository, pulls } = side
    await repository.setBranch({ branch: OURS, to: await headOf(), expected: undefined })
    const content = { head: OURS, base: MAIN, title: 'Bump', body: 'one', draft: false }
    expect(await pulls.create(content)).toEqual({ kind: 'nothing-between' })
    const sha = await commit('a: 2\n', OURS)
    expect(await pulls.findOpen(OURS, MAIN)).toEqual([])
    const made = await pulls.create(content)
    expect(made).toMatchObject({ kind: 'created', pull: { title: 'Bump', head: { branch: OURS, sha } } })
    const number = made.kind === 'nothing-between' ? 0 : made.pull.number
    expect(await pulls.create(content)).toMatchObject({ kind: 'found', pull: { number } })
    await pulls.update(number, { title: 'Bump again', body: 'two' })
    const next = await commit('a: 3\n', OURS)
    expect(await pulls.findOpen(OURS, MAIN)).toMatchObject([
      { number, title: 'Bump again', body: 'two', head: { sha: next } },
    ])
    expect(await pulls.findOpen(OURS, OURS)).toEqual([])
    await pulls.close(number, 'Done')
    expect(await pulls.findOpen(OURS, MAIN)).toEqual([])
  })
})
