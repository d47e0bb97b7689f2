import { describe, expect, it } from '@jest/globals'
import { ActionError } from '@gitops-actions/core'
import { ancestryOf, createFakeCommits, linearHistory, NEWER, OLD, OURS, sha } from './sync-world.ts'

describe('relation', () => {
  it('needs no question for the expected revision itself, and for what is no commit', async () => {
    const commits = linearHistory()
    const ancestry = ancestryOf(commits)
    await expect(ancestry.relation(OURS)).resolves.toEqual({ kind: 'identical' })
    await expect(ancestry.relation('1.2.3')).resolves.toEqual({ kind: 'other', how: 'unknown' })
    expect(commits.asked).toEqual([])
  })

  it('asks once for each pair, and once for our files, however often it is asked', async () => {
    const commits = linearHistory()
    const ancestry = ancestryOf(commits)
    const relations = await Promise.all(
      [OLD, NEWER, OLD, NEWER].map((revision) => ancestry.relation(revision)),
    )
    await ancestry.relation(NEWER)
    expect(relations).toEqual([
      { kind: 'other', how: 'older' },
      { kind: 'descendant', untouched: true },
      { kind: 'other', how: 'older' },
      { kind: 'descendant', untouched: true },
    ])
    expect(commits.asked).toEqual(['a...b', 'a...c', 'files of a'])
  })

  it.each([
    { name: 'the same file again', files: ['worker.yaml', 'api.yaml'], complete: true, untouched: false },
    { name: 'the same file in a cut list', files: ['api.yaml'], complete: false, untouched: false },
    { name: 'none of them in a cut list', files: ['worker.yaml'], complete: false, untouched: undefined },
    { name: 'nothing', files: [], complete: true, untouched: true },
  ])('says what a descendant changed: $name', async ({ files, complete, untouched }) => {
    const history = [
      { sha: OURS, files: ['api.yaml'] },
      { sha: NEWER, files },
    ]
    const ancestry = ancestryOf(createFakeCommits(history, complete))
    await expect(ancestry.relation(NEWER)).resolves.toEqual({ kind: 'descendant', untouched })
  })

  it.each([
    { name: 'the list of our files is cut', own: { files: ['api.yaml'], complete: false } },
    { name: 'our files are not known', own: undefined },
  ])('cannot tell what a descendant left alone when $name', async ({ own }) => {
    const commits = linearHistory()
    commits.changedFiles = () => Promise.resolve(own)
    await expect(ancestryOf(commits).relation(NEWER)).resolves.toEqual({
      kind: 'descendant',
      untouched: undefined,
    })
  })

  it('takes a live commit that the host does not know for unknown, once it knows ours', async () => {
    const commits = linearHistory()
    const ancestry = ancestryOf(commits)
    await expect(ancestry.relation(sha('d'))).resolves.toEqual({ kind: 'other', how: 'unknown' })
    await expect(ancestry.relation(sha('e'))).resolves.toEqual({ kind: 'other', how: 'unknown' })
    expect(commits.asked).toEqual(['a...d', 'a...a', 'a...e'])
  })

  it('refuses an expected commit that the host does not know: no waiting would help', async () => {
    const ancestry = ancestryOf(createFakeCommits([{ sha: OLD, files: [] }]))
    await expect(ancestry.relation(OLD)).rejects.toMatchObject({
      code: 'revision-not-found',
      message: expect.stringMatching(/aaaaaaaa.*not in the environment repository.*contents: read/),
    })
  })

  it('fails when the host never answered, and waits when it did before', async () => {
    const outage = new ActionError('unreachable', 'no route', { kind: 'transient' })
    const commits = linearHistory()
    const ancestry = ancestryOf(commits)
    commits.failure = outage
    await expect(ancestry.relation(OLD)).rejects.toBe(outage)
    commits.failure = undefined
    await expect(ancestry.relation(OLD)).resolves.toMatchObject({ how: 'older' })
    commits.failure = outage
    await expect(ancestry.relation(NEWER)).resolves.toEqual({ kind: 'other', how: 'unknown' })
    commits.failure = undefined
    await expect(ancestry.relation(NEWER)).resolves.toEqual({ kind: 'descendant', untouched: true })
  })

  it('does not take a refusal for an outage', async () => {
    const commits = linearHistory()
    const ancestry = ancestryOf(commits)
    await ancestry.relation(OLD)
    commits.failure = new ActionError('permission-denied', 'bad token')
    await expect(ancestry.relation(NEWER)).rejects.toMatchObject({ code: 'permission-denied' })
  })
})
