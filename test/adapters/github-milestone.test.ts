import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseBranchName, type PullRequestDress } from '@gitops-actions/core'

import { createWorld, REPOSITORY, type World } from './github-world.ts'

const SET = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
const LIST = 'GET /repos/{owner}/{repo}/milestones'
const NOTHING: PullRequestDress = { labels: [], reviewers: [], teamReviewers: [], assignees: [] }

let world: World

beforeEach(async () => {
  world = await createWorld()
  const git = world.github.repository(REPOSITORY)
  const head = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(head, [{ path: 'a.yaml', content: 'tag: 2\n' }])
  const author = { name: 'x', email: 'x@example.com', date: new Date(0) }
  const commit = await git.writeCommit({ tree, parents: [head], message: 'Two', author })
  await git.updateRef('refs/heads/staging', commit.oid, '0'.repeat(40))
  const content = { title: 'One', body: '', draft: false }
  await world
    .connect()
    .pulls.create({ head: parseBranchName('staging'), base: parseBranchName('main'), ...content })
  for (let number = 1; number <= 120; number += 1) {
    const milestone = { id: number, nodeId: `M_${number}`, number, title: `Release ${number}` }
    world.github.describe(REPOSITORY).milestones.set(number, milestone)
  }
  world.operations()
})

afterEach(() => world.close())

function milestone(): number | null | undefined {
  return world.github.describe(REPOSITORY).pulls.get(1)?.milestone
}

describe('the milestone of a pull request', () => {
  it('is found by its title, on whatever page, and set', async () => {
    expect(await world.connect().pulls.dress(1, { ...NOTHING, milestone: 'Release 111' })).toEqual([])
    expect(milestone()).toBe(111)
    expect(world.operations()).toEqual([LIST, LIST, SET])
  })

  it('that is not there costs a sentence, and not the labels', async () => {
    const dress = { ...NOTHING, labels: ['promotion'], milestone: 'Release 999' }
    expect(await world.connect().pulls.dress(1, dress)).toEqual([
      `the milestone "Release 999" was not set: ${REPOSITORY} has no open milestone of that title`,
    ])
    expect(milestone()).toBeNull()
    expect(world.github.describe(REPOSITORY).pulls.get(1)?.labels).toEqual(['promotion'])
  })

  it('is told when GitHub refuses it', async () => {
    world.github.faults.next(SET, {
      instead: { status: 403, body: { message: 'Resource not accessible by integration' } },
    })
    expect(await world.connect().pulls.dress(1, { ...NOTHING, milestone: 'Release 1' })).toEqual([
      'the milestone "Release 1" was not set: Resource not accessible by integration',
    ])
  })

  it('is left alone when nobody names one', async () => {
    expect(await world.connect().pulls.dress(1, { ...NOTHING, milestone: '' })).toEqual([])
    expect(await world.connect().pulls.dress(1, NOTHING)).toEqual([])
    expect(world.operations()).toEqual([])
  })
})
