import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type CommitSha, parseCommitSha } from '@gitops-actions/core'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const AUTHOR = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }

let world: World
let root: CommitSha

beforeEach(async () => {
  world = await createWorld()
  root = parseCommitSha((await world.github.repository(REPOSITORY).resolve('refs/heads/main')) ?? '')
})

afterEach(async () => {
  await world.close()
})

/** A commit with these files over the tree of its first parent. */
async function commit(
  paths: readonly string[],
  ...parents: readonly [string, ...string[]]
): Promise<CommitSha> {
  const git = world.github.repository(REPOSITORY)
  const tree = await git.writeTree(
    parents[0],
    paths.map((path) => ({ path, content: `${path}\n` })),
  )
  const { oid } = await git.writeCommit({ tree, parents, message: 'Change', author: AUTHOR })
  return parseCommitSha(oid)
}

describe('changedFiles', () => {
  it('lists what a commit changed, of the first one everything', async () => {
    const { repository } = world.connect()
    const second = await commit(['b.yaml', 'c/d.yaml'], root)
    await expect(repository.changedFiles(second)).resolves.toEqual({
      files: ['b.yaml', 'c/d.yaml'],
      complete: true,
    })
    await expect(repository.changedFiles(root)).resolves.toEqual({ files: ['a.yaml'], complete: true })
  })

  it('lists of a merge what it brought to its first parent', async () => {
    const { repository } = world.connect()
    const side = await commit(['b.yaml'], root)
    const main = await commit(['c.yaml'], root)
    const merge = await commit(['b.yaml'], main, side)
    await expect(repository.changedFiles(merge)).resolves.toEqual({ files: ['b.yaml'], complete: true })
  })

  it('reads all pages', async () => {
    const { repository } = world.connect()
    const paths = Array.from({ length: 350 }, (_, index) => `apps/${String(index).padStart(4, '0')}.yaml`)
    const many = await commit(paths, root)
    await expect(repository.changedFiles(many)).resolves.toEqual({ files: paths, complete: true })
    expect(world.operations()).toHaveLength(4)
  })

  it('knows nothing of a commit that is not there', async () => {
    const { repository } = world.connect()
    await expect(repository.changedFiles(parseCommitSha('f'.repeat(40)))).resolves.toBeUndefined()
  })

  it('fails when the token is refused', async () => {
    const { repository } = world.connect({ token: 'nobody' })
    const error = await failureOf(repository.changedFiles(root))
    expect(error.code).toBe('permission-denied')
    expect(error.message).toContain(`reading the commit ${root}`)
  })
})
