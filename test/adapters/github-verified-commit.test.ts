import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type CommitRequest, type FileMode, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const MAIN = parseBranchName('main')

describe('a commit that must be verified', () => {
  let world: World

  beforeEach(async () => {
    world = await createWorld({
      files: [
        { path: 'a.yaml', content: 'tag: 1\n' },
        { path: 'run.sh', content: '#!/bin/sh\n', mode: '100755' },
      ],
    })
  })

  afterEach(() => world.close())

  async function headOf(branch = 'main'): Promise<string | undefined> {
    return world.github.repository(REPOSITORY).resolve(`refs/heads/${branch}`)
  }

  async function request(mode: FileMode = '100644'): Promise<CommitRequest> {
    return {
      branch: MAIN,
      expectedHead: parseCommitSha((await headOf()) ?? ''),
      headline: 'Bump',
      body: '',
      changes: [{ path: mode === '100644' ? 'a.yaml' : 'run.sh', mode, text: 'tag: 2\n' }],
      requireVerified: true,
    }
  }

  async function branches(): Promise<readonly string[]> {
    return (await world.github.repository(REPOSITORY).listRefs('refs/heads/')).map(({ name }) => name)
  }

  it('is looked at beside the branch, and the branch then moves to it', async () => {
    const asked = await request()
    const result = await world.connect().repository.commit(asked)
    expect(result).toMatchObject({ kind: 'committed', verified: true, sha: await headOf() })
    expect(await branches()).toEqual(['refs/heads/main'])
  })

  it('is not written when it is not: an executable file with a personal token', async () => {
    const { token } = world.github.createToken({ login: 'octocat', kind: 'pat' })
    const asked = await request('100755')
    const failure = await failureOf(world.connect({ token }).repository.commit(asked))
    expect(failure).toMatchObject({ code: 'not-verified' })
    expect(failure.message).toMatch(/^Nothing was written to main: .* \(its reason: "unsigned"\)/)
    expect(await headOf()).toBe(asked.expectedHead)
    expect(await branches()).toEqual(['refs/heads/main'])
  })

  it('is asked for once more before GitHub is believed that it is not', async () => {
    const asked = await request()
    const without = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replace('"isValid":true', '"isValid":false'))
    world.github.faults.next('mutation createCommitOnBranch', { rewrite: without })
    const result = await world.connect().repository.commit(asked)
    expect(result).toMatchObject({ kind: 'committed', verified: true, sha: await headOf() })
  })

  it('is not written, and leaves no branch, when nobody says whether it is', async () => {
    const { token } = world.github.createToken({ login: 'octocat', kind: 'pat' })
    const asked = await request('100755')
    const read = 'GET /repos/{owner}/{repo}/commits/{ref}'
    world.github.faults.next(read, { instead: { status: 403, body: { message: 'No' } } })
    const failure = await failureOf(world.connect({ token }).repository.commit(asked))
    expect(failure).toMatchObject({ code: 'permission-denied' })
    expect(await headOf()).toBe(asked.expectedHead)
    expect(await branches()).toEqual(['refs/heads/main'])
  })

  it('loses to another writer, and leaves no branch', async () => {
    const asked = await request()
    world.github.faults.next(
      'mutation updateRefs',
      { moveBranch: { repository: REPOSITORY, branch: 'main' } },
      { skip: 1 },
    )
    expect(await world.connect().repository.commit(asked)).toMatchObject({ kind: 'lost-race' })
    expect(await branches()).toEqual(['refs/heads/main'])
  })

  it('fault 130: takes over what a killed run left', async () => {
    const asked = await request()
    world.github.faults.next('mutation updateRefs', { cut: 'before' }, { skip: 1 })
    await world
      .connect()
      .repository.commit(asked)
      .catch(() => undefined)
    expect(await world.connect().repository.commit(asked)).toMatchObject({ kind: 'committed' })
    expect(await branches()).toEqual(['refs/heads/main'])
  })
})
