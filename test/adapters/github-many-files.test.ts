import { afterEach, describe, expect, it } from '@jest/globals'
import {
  bumpImageTag,
  type FileChange,
  parseBranchName,
  parseCommitSha,
  parseFilePattern,
  type ReadRequest,
} from '@gitops-actions/core'
import { bumpRequest, wantedImage } from '../core/bump-case.ts'
import { createWorld, failureOf, logInto, REPOSITORY, type World } from './github-world.ts'

const MAIN = parseBranchName('main')
const TREES = 'POST /repos/{owner}/{repo}/git/trees'
const QUERY = 'query repository'

let world: World

afterEach(() => world.close())

function pathsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `apps/${String(index).padStart(4, '0')}/values.yaml`)
}

async function open(count: number, content = 'image: ghcr.io/acme/api:1.4.1\n'): Promise<readonly string[]> {
  const paths = pathsOf(count)
  world = await createWorld({ files: Object.fromEntries(paths.map((path) => [path, content])) })
  return paths
}

/** A bump of one image in all these files, each named. */
function bump(paths: readonly string[]): ReturnType<typeof bumpImageTag> {
  const request = bumpRequest({
    wanted: [wantedImage('ghcr.io/acme/api:1.4.2')],
    repository: REPOSITORY,
    files: paths.map((path) => parseFilePattern(path)),
    environment: 'production',
  })
  return bumpImageTag(request, {
    ...world.connect(),
    clock: world.clock,
    log: logInto(world.lines),
    sources: undefined,
    registry: undefined,
  })
}

async function countCommits(): Promise<number> {
  return (await world.github.repository(REPOSITORY).log('refs/heads/main')).length
}

describe('many known files', () => {
  it.each([
    [1, 2],
    [99, 2],
    [100, 3],
    [500, 7],
  ])('%d of them, and the holds, are one commit in %d requests', async (count, requests) => {
    const paths = await open(count)
    const report = await bump(paths)
    expect(report).toMatchObject({ outcome: 'changed', attempts: 1 })
    expect(report.changes).toHaveLength(count)
    expect(world.operations()).toEqual([
      ...Array.from({ length: requests - 1 }, () => QUERY),
      'mutation createCommitOnBranch',
    ])
    expect(await countCommits()).toBe(2)
    const git = world.github.repository(REPOSITORY)
    const last = await git.readFile('refs/heads/main', paths.at(-1) ?? '')
    expect(last?.toString()).toBe('image: ghcr.io/acme/api:1.4.2\n')
  })

  it('are all of the head that the first query found, however it moves meanwhile', async () => {
    const paths = await open(150)
    const { repository } = world.connect()
    const last = paths.at(-1) ?? ''
    world.github.faults.next(
      QUERY,
      { moveBranch: { repository: REPOSITORY, branch: 'main', path: last, content: 'other: 1\n' } },
      { skip: 1 },
    )
    const snapshot = await repository.read({ files: paths })
    expect(snapshot.files.size).toBe(150)
    expect(snapshot.files.get(last)?.text).toBe('image: ghcr.io/acme/api:1.4.1\n')
    expect(snapshot.head).not.toBe(await repository.head(MAIN))
  })

  it('beyond a thousand are for git', async () => {
    await open(1)
    const request: ReadRequest = { files: pathsOf(1001) }
    const failure = await failureOf(world.connect().repository.read(request))
    expect(failure).toMatchObject({ code: 'too-many-files' })
    expect(world.operations()).toEqual([])
  })
})

describe('many changes that the mutation cannot carry', () => {
  async function commit(changes: readonly FileChange[]): Promise<unknown> {
    const { repository } = world.connect()
    const head = await world.github.repository(REPOSITORY).resolve('refs/heads/main')
    const expectedHead = parseCommitSha(head ?? '')
    return repository.commit({ branch: MAIN, expectedHead, headline: 'Bump', body: '', changes })
  }

  it('go tree by tree when there are executable files among them', async () => {
    const paths = await open(250)
    const changes = paths.map((path, index) => ({
      path,
      mode: index === 7 ? ('100755' as const) : ('100644' as const),
      text: 'tag: 2\n',
    }))
    expect(await commit(changes)).toMatchObject({ kind: 'committed', verified: true })
    expect(world.operations().filter((operation) => operation === TREES)).toHaveLength(3)
    const git = world.github.repository(REPOSITORY)
    const texts = await Promise.all(paths.map((path) => git.readFile('refs/heads/main', path)))
    expect(new Set(texts.map(String))).toEqual(new Set(['tag: 2\n']))
    expect((await git.findEntry('refs/heads/main', paths[7] ?? ''))?.mode).toBe('100755')
    expect(await countCommits()).toBe(2)
  })

  it('go in parts when they are too large for it, in one commit all the same', async () => {
    const paths = await open(3)
    const large = `tag: 2\n${'# filler\n'.repeat(800_000)}`
    const changes = paths.map((path) => ({ path, mode: '100644' as const, text: large }))
    expect(await commit(changes)).toMatchObject({ kind: 'committed', verified: true })
    expect(world.operations()).toEqual([
      'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
      ...paths.map(() => 'POST /repos/{owner}/{repo}/git/blobs'),
      TREES,
      'POST /repos/{owner}/{repo}/git/commits',
      'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    ])
    const git = world.github.repository(REPOSITORY)
    expect((await git.readFile('refs/heads/main', paths[2] ?? ''))?.length).toBe(large.length)
    expect(await countCommits()).toBe(2)
  })

  it('are refused before anything is sent when one file alone is too large', async () => {
    const [path = ''] = await open(1)
    const text = 'x'.repeat(31 * 1024 * 1024)
    const failure = await failureOf(commit([{ path, mode: '100644', text }]))
    expect(failure).toMatchObject({ code: 'commit-too-large' })
    expect(failure.message).toContain('has 31 MiB')
    expect(world.writes()).toEqual([])
    expect(await countCommits()).toBe(1)
  })
})
