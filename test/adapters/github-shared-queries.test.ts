import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createGitHubRepository, createSourceHistory, type GitHubConnection } from '@gitops-actions/adapters'
import { parseRepositoryName } from '@gitops-actions/core'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const QUERY = 'query repository+repository'

let world: World
let connection: GitHubConnection

beforeEach(async () => {
  world = await createWorld({ files: { 'a.yaml': 'tag: 1\n', 'deep/b.yaml': 'tag: 2\n' } })
  connection = world.connection()
  await world.github.createRepository('acme/other', { files: { 'c.yaml': 'tag: 3\n' } })
  world.operations()
})

afterEach(() => world.close())

function open(name: string): ReturnType<typeof createGitHubRepository> {
  return createGitHubRepository(connection, parseRepositoryName(name))
}

it('asks in one request what is asked in one moment, of several repositories', async () => {
  const [one, other, directory] = await Promise.all([
    open(REPOSITORY).read({ files: ['a.yaml'] }),
    open('acme/other').read({ files: ['c.yaml'] }),
    open(REPOSITORY).read({ directories: ['deep'] }),
  ])
  expect(one.files.get('a.yaml')?.text).toBe('tag: 1\n')
  expect(other.files.get('c.yaml')?.text).toBe('tag: 3\n')
  expect(directory.files.get('deep/b.yaml')?.text).toBe('tag: 2\n')
  expect(world.operations()).toHaveLength(1)
})

it('asks one after the other what waits for one another', async () => {
  await open(REPOSITORY).read({ files: ['a.yaml'] })
  await open('acme/other').read({ files: ['c.yaml'] })
  expect(world.operations()).toHaveLength(2)
})

it('refuses the one query that is wrong, and answers the others', async () => {
  const [found, missing] = await Promise.all([
    open(REPOSITORY).read({ files: ['a.yaml'] }),
    failureOf(open('acme/nowhere').read({ files: ['a.yaml'] })),
  ])
  expect(found.files.get('a.yaml')?.text).toBe('tag: 1\n')
  expect(missing).toMatchObject({ code: 'repository-not-found' })
  expect(missing.message).toContain('acme/nowhere')
  expect(world.operations()).toHaveLength(1)
})

it('sends every query by itself when the request that they shared failed as a whole', async () => {
  const body = { errors: [{ message: 'Something went wrong while executing your query.' }] }
  world.github.faults.next(QUERY, { instead: { status: 200, body } })
  const [found, isPrivate] = await Promise.all([
    open(REPOSITORY).read({ files: ['a.yaml'] }),
    createSourceHistory(connection).isPrivate(parseRepositoryName('acme/other')),
  ])
  expect(found.files.get('a.yaml')?.text).toBe('tag: 1\n')
  expect(isPrivate).toBe(false)
  expect(world.operations()).toHaveLength(3)
})
