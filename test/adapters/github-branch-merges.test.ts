import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createBranchMerges } from '@gitops-actions/adapters'
import {
  type BranchMerge,
  type BranchMerges,
  parseBranchName,
  parseCommitSha,
  parseRepositoryName,
} from '@gitops-actions/core'

import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const MAIN = parseBranchName('main')
const STAGING = parseBranchName('staging')
const OURS = parseBranchName('gitops/promote/staging/main/all')
const MERGE = 'POST /repos/{owner}/{repo}/merges'
const LINES = Array.from({ length: 12 }, (_, line) => `line ${line}`)

let world: World
let merges: BranchMerges

beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': text({}), 'b.txt': 'b\n' } })
  merges = createBranchMerges(world.connection(), parseRepositoryName(REPOSITORY))
})

afterEach(() => world.close())

/** Twelve lines, some of them changed. */
function text(changed: Readonly<Record<number, string>>): string {
  return `${LINES.map((line, index) => changed[index] ?? line).join('\n')}\n`
}

async function push(
  branch: string,
  files: Readonly<Record<string, string | null>>,
  parents?: readonly string[],
): Promise<string> {
  const git = world.github.repository(REPOSITORY)
  const known = await git.resolve(`refs/heads/${branch}`)
  const parent = known ?? (await git.resolve('refs/heads/main')) ?? ''
  const changes = Object.entries(files).map(([path, content]) =>
    content === null ? { path, delete: true as const } : { path, content },
  )
  const { oid } = await git.writeCommit({
    tree: await git.writeTree(parent, changes),
    parents: [...(parents ?? [parent])],
    message: 'Change',
    author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date(0) },
  })
  await git.updateRef(`refs/heads/${branch}`, oid, known ?? '0'.repeat(40))
  return oid
}

async function headOf(branch: string): Promise<string | undefined> {
  return world.github.repository(REPOSITORY).resolve(`refs/heads/${branch}`)
}

async function contentOf(path: string): Promise<string | undefined> {
  const snapshot = await world.connect().repository.read({ branch: OURS, files: [path] })
  return snapshot.files.get(path)?.text
}

/** `main` was given the content of `staging` by a squash, and a hotfix; `staging` went on. */
async function squashed(more: Readonly<Record<number, string>>): Promise<BranchMerge> {
  const since = parseCommitSha(await push('staging', { 'a.txt': text({ 2: 'two' }) }))
  await push('main', { 'a.txt': text({ 2: 'two' }) })
  const onto = parseCommitSha(await push('main', { 'a.txt': text({ 2: 'two', 9: 'hotfix' }) }))
  const head = parseCommitSha(
    await push('staging', { 'a.txt': text({ 2: 'TWO', ...more }), 'b.txt': null, 'c.txt': 'c\n' }),
  )
  return { branch: OURS, head, message: 'Promote', restart: { onto, since, expected: undefined } }
}

describe('a merge that takes what was squashed for merged', () => {
  it('brings what came after it, and keeps what the target alone has', async () => {
    const request = await squashed({})
    const result = await merges.merge(request)
    expect(result).toEqual({ kind: 'merged', sha: await headOf(OURS) })
    expect(await contentOf('a.txt')).toBe(text({ 2: 'TWO', 9: 'hotfix' }))
    expect([await contentOf('b.txt'), await contentOf('c.txt')]).toEqual([undefined, 'c\n'])
    const { repository } = world.connect()
    const comparison = await repository.compare(MAIN, OURS)
    expect(comparison).toMatchObject({ status: 'ahead', files: ['a.txt', 'b.txt', 'c.txt'] })
    expect(await repository.compare(OURS, STAGING)).toMatchObject({ status: 'behind' })
  })

  it('goes on from there, upon what people pushed to the branch', async () => {
    await merges.merge(await squashed({}))
    await push(OURS, { 'd.txt': 'by hand\n' })
    const head = parseCommitSha(await push('staging', { 'c.txt': 'cc\n' }))
    const next = { branch: OURS, head, message: 'Promote' }
    expect((await merges.merge(next)).kind).toBe('merged')
    expect([await contentOf('c.txt'), await contentOf('d.txt')]).toEqual(['cc\n', 'by hand\n'])
    expect(await merges.merge(next)).toEqual({ kind: 'nothing' })
  })

  it('leaves no branch where both changed a line', async () => {
    expect(await merges.merge(await squashed({ 9: 'other' }))).toEqual({ kind: 'conflict' })
    expect(await headOf(OURS)).toBeUndefined()
    const left = parseCommitSha(await push(OURS, {}))
    const request = await squashed({ 9: 'another' })
    if (request.restart === undefined) throw new Error('no restart')
    const again = { ...request, restart: { ...request.restart, expected: left } }
    expect(await merges.merge(again)).toEqual({ kind: 'conflict' })
    expect(await headOf(OURS)).toBe(left)
  })

  it('is a race when the branch is not where it was seen', async () => {
    const theirs = await push(OURS, {})
    expect(await merges.merge(await squashed({}))).toEqual({ kind: 'lost-race' })
    expect(await headOf(OURS)).toBe(theirs)
  })

  it('fault 6: is looked up when the answer is lost', async () => {
    world.github.faults.next(MERGE, { cut: 'after' })
    expect(await merges.merge(await squashed({}))).toEqual({ kind: 'merged', sha: await headOf(OURS) })
    expect(world.operations().filter((name) => name === MERGE)).toHaveLength(1)
  })

  it('is undone when GitHub refuses it', async () => {
    world.github.faults.next(MERGE, {
      instead: { status: 403, body: { message: 'Resource not accessible' } },
    })
    const error = await failureOf(merges.merge(await squashed({})))
    expect(error.code).toBe('permission-denied')
    expect(await headOf(OURS)).toBeUndefined()
  })
})

describe('the pull requests between branches', () => {
  async function open(head: string): Promise<number> {
    const made = await world.connect().pulls.create({
      head: parseBranchName(head),
      base: MAIN,
      title: head,
      body: 'why',
      draft: false,
    })
    return made.kind === 'nothing-between' ? 0 : made.pull.number
  }

  async function squash(number: number): Promise<string> {
    const response = await fetch(`${world.github.apiUrl}/repos/${REPOSITORY}/pulls/${number}/merge`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ merge_method: 'squash' }),
    })
    return ((await response.json()) as { sha: string }).sha
  }

  it('are those that are open, and the one that was merged last, in one request', async () => {
    expect(await merges.pullsBetween([STAGING, OURS], MAIN)).toEqual({ open: [], merged: undefined })
    await push('staging', { 'b.txt': 'bb\n' })
    await squash(await open('staging'))
    const head = await push(OURS, { 'b.txt': 'bbb\n' })
    const second = await open(OURS)
    const commit = await squash(second)
    await push('staging', { 'b.txt': 'bbbb\n' })
    const third = await open('staging')
    const { pulls } = world.connect()
    world.operations()
    const found = await merges.pullsBetween([STAGING, OURS], MAIN)
    expect(world.operations()).toEqual(['query repository'])
    expect(found.merged).toMatchObject({ number: second, head, commit })
    expect(found.open).toEqual(await pulls.findOpen(STAGING, MAIN))
    expect(found.open).toMatchObject([{ number: third, title: 'staging', body: 'why', draft: false }])
    expect(await merges.pullsBetween([MAIN], STAGING)).toEqual({ open: [], merged: undefined })
  })

  it('fault 11: are none of a fork', async () => {
    await push('staging', { 'b.txt': 'bb\n' })
    await open('staging')
    const ofFork = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replaceAll('"isCrossRepository":false', '"isCrossRepository":true'))
    world.github.faults.next('query repository', { rewrite: ofFork })
    expect(await merges.pullsBetween([STAGING], MAIN)).toEqual({ open: [], merged: undefined })
  })
})
