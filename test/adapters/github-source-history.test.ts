import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createSourceHistory } from '@gitops-actions/adapters'
import { parseCommitSha, parseRepositoryName, type SourceHistory } from '@gitops-actions/core'
import { commitFile } from '../sandbox/github-commits.ts'
import { createWorld, type World } from './github-world.ts'

const API = parseRepositoryName('acme/api')

let world: World
let history: SourceHistory

beforeEach(async () => {
  world = await createWorld()
  history = createSourceHistory(world.connection())
})

afterEach(() => world.close())

function push(path: string, message: string): Promise<string> {
  return commitFile(world.github.repository('acme/api'), 'main', path, message, message)
}

it('tells the commits between two releases, newest first, and which of them touch a path', async () => {
  await world.github.createRepository('acme/api', { files: { 'a.txt': 'a' } })
  const base = await push('services/api/a.txt', 'One')
  const second = await push('services/api/b.txt', 'Add b\n\nWith a body')
  const head = await push('services/web/a.txt', 'Change web')
  const [from, to] = [parseCommitSha(base), parseCommitSha(head)]
  const changes = await history.changes(API, from, to)
  expect(changes).toMatchObject({
    status: 'ahead',
    total: 2,
    commits: [
      { sha: head, subject: 'Change web' },
      { sha: second, subject: 'Add b' },
    ],
  })
  expect(changes?.commits[0]?.url).toContain(`/acme/api/commit/${head}`)
  const touching = await history.touching(API, to, 'services/api')
  expect([...(touching ?? [])]).toEqual([second, base])
  world.operations()
  await history.changes(API, from, to)
  expect(world.operations()).toEqual([])
  expect(await history.changes(API, to, from)).toMatchObject({ status: 'behind', total: 0, commits: [] })
})

it('tells whether a repository is private, and asks once', async () => {
  await world.github.createRepository('acme/api', { files: { 'a.txt': 'a' } })
  expect(await history.isPrivate(API)).toBe(false)
  world.operations()
  expect(await history.isPrivate(API)).toBe(false)
  expect(world.operations()).toEqual([])
})

it('answers nothing of what cannot be seen', async () => {
  const nobody = parseRepositoryName('acme/nothing')
  const sha = parseCommitSha('5'.repeat(40))
  expect(await history.changes(nobody, sha, sha)).toBeUndefined()
  expect(await history.isPrivate(nobody)).toBeUndefined()
  expect(await history.touching(nobody, sha, 'a')).toBeUndefined()
  await world.github.createRepository('acme/api', { files: { 'a.txt': 'a' } })
  expect(await history.changes(API, sha, sha)).toBeUndefined()
  expect(await history.touching(API, sha, 'a')).toEqual(new Set())
})
