import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type BareRepository,
  type GitHub,
  type GitHubEvent,
  startGitHub,
} from '../../packages/sandbox/src/index.ts'
import { type Client, createClient, type GraphqlBody } from './github-client.ts'

const MUTATION = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid url message author { name } committer { name email } signature { isValid state wasSignedByGitHub } }
    ref { name target { oid } }
  }
}`

let github: GitHub
let git: BareRepository
let client: Client

beforeEach(async () => {
  github = await startGitHub({ now: () => new Date('2026-02-03T04:05:06Z') })
  git = await github.createRepository('acme/env', {
    files: [
      { path: 'a.yaml', content: 'tag: 1\n' },
      { path: 'old.yaml', content: 'x: 1\n' },
      { path: 'run.sh', mode: '100755', content: '#!/bin/sh\n' },
    ],
  })
  client = createClient(github, github.createToken({ login: 'bumper[bot]', kind: 'app' }).token)
})

afterEach(async () => {
  await github.close()
})

describe('createCommitOnBranch', () => {
  it('makes a signed commit that git can read', async () => {
    const head = await readHead()
    const { data, errors } = await commit(head, {
      additions: [{ path: 'a.yaml', contents: base64('tag: 2\n') }],
    })
    const oid = await readHead()
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      createCommitOnBranch: {
        commit: {
          oid,
          url: `${github.url}/acme/env/commit/${oid}`,
          message: 'Bump a\n\nWhy it is bumped.',
          author: { name: 'bumper[bot]' },
          committer: { name: 'GitHub', email: 'noreply@github.com' },
          signature: { isValid: true, state: 'VALID', wasSignedByGitHub: true },
        },
        ref: { name: 'main', target: { oid } },
      },
    })
    expect((await git.readFile(oid, 'a.yaml'))?.toString()).toBe('tag: 2\n')
    expect((await git.readCommit(oid))?.parents).toEqual([head])
  })

  it('refuses a stale head with HTTP 200 and an error of type STALE_DATA', async () => {
    const stale = await readHead()
    await commit(stale, { additions: [{ path: 'a.yaml', contents: base64('tag: 2\n') }] })
    const moved = await readHead()
    const answer = await commit(stale, { additions: [{ path: 'a.yaml', contents: base64('tag: 3\n') }] })
    expect(answer).toEqual({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'STALE_DATA',
          path: ['createCommitOnBranch'],
          locations: [{ line: 2, column: 3 }],
          message: `Expected branch to point to "${stale}" but it did not.  Pull and try again.`,
        },
      ],
    })
    expect(await readHead()).toBe(moved)
  })

  it('deletes, adds in new directories, and makes empty commits', async () => {
    const additions = [{ path: 'deep/er/new.yaml', contents: base64('n: 1\n') }]
    await commit(await readHead(), { additions, deletions: [{ path: 'old.yaml' }] })
    const paths = (await git.listTree('main', '', { recursive: true })).map(({ path }) => path)
    expect(paths).toEqual(['a.yaml', 'deep/er/new.yaml', 'run.sh'])
    const before = await git.readCommit('main')
    await commit(await readHead())
    const after = await git.readCommit('main')
    expect(after?.tree).toBe(before?.tree)
    expect(after?.oid).not.toBe(before?.oid)
  })

  it('loses the executable bit, as GitHub does', async () => {
    await commit(await readHead(), { additions: [{ path: 'run.sh', contents: base64('#!/bin/bash\n') }] })
    expect((await git.findEntry('main', 'run.sh'))?.mode).toBe('100644')
  })

  it.each<[string, object, string]>([
    [
      'a path that is deleted but not there',
      { deletions: [{ path: 'none.yaml' }] },
      'A path was requested for deletion which does not exist as of commit oid',
    ],
    ['a leading slash', { additions: [{ path: '/a.yaml', contents: '' }] }, 'not valid'],
    ['a way out of the tree', { additions: [{ path: '../a.yaml', contents: '' }] }, 'not valid'],
    ['the git directory', { additions: [{ path: 'x/.GIT/config', contents: '' }] }, 'not valid'],
    [
      'a path that is added and deleted',
      { additions: [{ path: 'a.yaml', contents: '' }], deletions: [{ path: 'a.yaml' }] },
      'more than once',
    ],
    ['null for additions', { additions: null }, 'Something went wrong while executing your query'],
  ])('refuses %s and writes nothing', async (_, fileChanges, message) => {
    const head = await readHead()
    const answer = await commit(head, fileChanges)
    expect(answer.data).toEqual({ createCommitOnBranch: null })
    expect(answer.errors?.[0]?.message).toContain(message)
    expect(await readHead()).toBe(head)
  })

  it('refuses what is not base64, and marks the run', async () => {
    const answer = await commit(await readHead(), { additions: [{ path: 'a.yaml', contents: 'tag: 2' }] })
    expect(answer.errors?.[0]?.message).toContain('Base64String')
    expect(github.takeViolations()).toHaveLength(1)
  })

  it('refuses a branch that is not there', async () => {
    const answer = await commit(await readHead(), {}, 'none')
    expect(answer.errors?.[0]).toMatchObject({ type: 'NOT_FOUND' })
  })

  it('refuses a token that may only read', async () => {
    client = createClient(
      github,
      github.createToken({ login: 'reader[bot]', kind: 'app', permission: 'read' }).token,
    )
    const head = await readHead()
    expect((await commit(head)).errors?.[0]).toMatchObject({
      type: 'FORBIDDEN',
      message: 'Resource not accessible by integration',
    })
    expect(await readHead()).toBe(head)
  })

  it('is bound by rulesets, which is not a lost race', async () => {
    github.describe('acme/env').rulesets.set(1, {
      id: 1,
      name: 'main',
      enforcement: 'active',
      branches: ['~DEFAULT_BRANCH'],
      rules: [{ type: 'pull_request' }],
      bypass: [],
    })
    const { errors } = await commit(await readHead(), { additions: [{ path: 'a.yaml', contents: '' }] })
    expect(errors?.[0]?.message).toBe(
      'Repository rule violations found\n\nChanges must be made through a pull request.\n',
    )
    expect(errors?.[0]?.type).not.toBe('STALE_DATA')
  })

  it('tells listeners of the push', async () => {
    const events: GitHubEvent[] = []
    github.onEvent((event) => {
      events.push(event)
    })
    const before = await readHead()
    await commit(before, { additions: [{ path: 'a.yaml', contents: base64('tag: 2\n') }] })
    expect(events).toMatchObject([
      { name: 'push', repository: 'acme/env', ref: 'refs/heads/main', before, after: await readHead() },
    ])
  })

  it('lets exactly one of many writers on the same head win, round after round', async () => {
    for (let round = 0; round < 3; round += 1) {
      const head = await readHead()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, writer) =>
          commit(head, { additions: [{ path: 'a.yaml', contents: base64(`tag: ${round}-${writer}\n`) }] }),
        ),
      )
      expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1)
      expect(answers.filter(({ errors }) => errors?.[0]?.type === 'STALE_DATA')).toHaveLength(19)
      expect((await git.readCommit('main'))?.parents).toEqual([head])
    }
  })
})

async function readHead(): Promise<string> {
  const oid = await git.resolve('refs/heads/main')
  if (oid === undefined) throw new Error('main is gone')
  return oid
}

function commit(expectedHeadOid: string, fileChanges?: object, branchName = 'main'): Promise<GraphqlBody> {
  return client.graphql(MUTATION, {
    input: {
      branch: { repositoryNameWithOwner: 'acme/env', branchName },
      expectedHeadOid,
      message: { headline: 'Bump a', body: 'Why it is bumped.' },
      ...(fileChanges === undefined ? {} : { fileChanges }),
    },
  })
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
