import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type CommitSha,
  parseCommitSha,
  parseRepositoryName,
  type SourceRepositories,
} from '@gitops-actions/core'
import type { BareRepository } from '@gitops-actions/sandbox'
import { createSourceRepositories } from '../../packages/adapters/src/github/source-repositories.ts'
import { createWorld, failureOf, type World } from './github-world.ts'

const API = parseRepositoryName('acme/api')
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}'
const AUTHOR = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }

let world: World
let git: BareRepository
let root: CommitSha

beforeEach(async () => {
  world = await createWorld()
  git = await world.github.createRepository(API, {
    files: { 'main.go': 'package main\n' },
    defaultBranch: 'trunk',
    private: true,
  })
  root = parseCommitSha((await git.resolve('refs/heads/trunk')) ?? '')
})

afterEach(() => world.close())

function sourcesWith(token = world.token): SourceRepositories {
  return createSourceRepositories(world.connection({ token }))
}

async function commit(content: string, ...parents: readonly CommitSha[]): Promise<CommitSha> {
  const tree = await git.writeTree(parents[0], [{ path: 'main.go', content }])
  return parseCommitSha((await git.writeCommit({ tree, parents, message: 'Change', author: AUTHOR })).oid)
}

describe('how commits of an application stand to each other', () => {
  it('is ahead, behind or identical on one line', async () => {
    const one = await commit('1', root)
    const two = await commit('2', one)
    const sources = sourcesWith()
    expect(await sources.compare(API, one, two)).toBe('ahead')
    expect(await sources.compare(API, two, one)).toBe('behind')
    expect(await sources.compare(API, two, two)).toBe('identical')
    expect(await sources.compare(API, root, two)).toBe('ahead')
    expect(world.operations()).toEqual([COMPARE, COMPARE, COMPARE, COMPARE])
  })

  it('is diverged on lines that parted, and ahead again after a merge', async () => {
    const left = await commit('left', root)
    const right = await commit('right', root)
    const sources = sourcesWith()
    expect(await sources.compare(API, left, right)).toBe('diverged')
    expect(await sources.compare(API, left, await commit('both', left, right))).toBe('ahead')
  })

  it('is diverged after a force-push, while GitHub keeps the commit that was thrown away', async () => {
    const before = await commit('before', root)
    await git.updateRef('refs/heads/trunk', before, root)
    const after = await commit('after', root)
    await git.updateRef('refs/heads/trunk', after, before)
    expect(await sourcesWith().compare(API, before, after)).toBe('diverged')
  })

  it('is not known of a commit that is gone, or that never was there', async () => {
    const gone = parseCommitSha('d'.repeat(40))
    const sources = sourcesWith()
    expect(await sources.compare(API, gone, root)).toBeUndefined()
    expect(await sources.compare(API, root, gone)).toBeUndefined()
  })

  it('is not known where nothing is in common', async () => {
    expect(await sourcesWith().compare(API, root, await commit('orphan'))).toBeUndefined()
  })

  it('is not known of a private repository that the token does not reach, as of none at all', async () => {
    const { token } = world.github.createToken({
      login: 'weak[bot]',
      kind: 'app',
      repositories: ['acme/env'],
    })
    const next = await commit('1', root)
    const sources = sourcesWith(token)
    expect(await sources.compare(API, root, next)).toBeUndefined()
    expect(await sources.compare(parseRepositoryName('acme/nowhere'), root, next)).toBeUndefined()
  })

  it('is not known where the token may not read contents, and the log says why', async () => {
    const refusal = { message: 'Resource not accessible by integration' }
    const headers = { 'x-accepted-github-permissions': 'contents=read' }
    world.github.faults.next(COMPARE, { instead: { status: 403, body: refusal, headers } })
    expect(await sourcesWith().compare(API, root, root)).toBeUndefined()
    expect(world.lines.join('\n')).toMatch(
      /info: acme\/api was not read with "source-token": .*contents=read/,
    )
  })

  it('follows a repository that was renamed', async () => {
    const next = await commit('1', root)
    world.github.renameRepository('acme/api', 'acme/backend')
    expect(await sourcesWith().compare(API, root, next)).toBe('ahead')
  })

  it.each([
    ['GitHub fails', { instead: { status: 502 } }, 'unreachable'],
    ['the connection is cut', { cut: 'before' }, 'unreachable'],
    ['the answer is no comparison', { instead: { status: 200, body: { hello: 'world' } } }, 'invalid-answer'],
  ] as const)('fails when %s: nobody may take that for unknown', async (_, effect, code) => {
    world.github.faults.always(COMPARE, effect)
    expect(await failureOf(sourcesWith().compare(API, root, root))).toMatchObject({ code })
  })

  it('lets nothing pass as newer by a word that it does not know', async () => {
    const strange = (body: unknown): unknown => ({ ...(body as object), status: 'sideways' })
    world.github.faults.next(COMPARE, { rewrite: strange })
    expect(await sourcesWith().compare(API, root, await commit('1', root))).toBe('diverged')
  })
})

describe('the default branch of an application', () => {
  it('is the one that GitHub names', async () => {
    expect(await sourcesWith().defaultBranch(API)).toBe('trunk')
  })

  it('is not known of a private repository that the token does not reach', async () => {
    const { token } = world.github.createToken({
      login: 'weak[bot]',
      kind: 'app',
      repositories: ['acme/env'],
    })
    expect(await sourcesWith(token).defaultBranch(API)).toBeUndefined()
    expect(world.lines.join('\n')).toContain('acme/api was not read with "source-token"')
  })

  it('is an error when GitHub fails', async () => {
    world.github.faults.always('GET /repos/{owner}/{repo}', { instead: { status: 503 } })
    expect(await failureOf(sourcesWith().defaultBranch(API))).toMatchObject({ kind: 'transient' })
  })
})
