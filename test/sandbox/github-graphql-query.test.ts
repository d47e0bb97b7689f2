import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type BareRepository, type GitHub, startGitHub } from '../../packages/sandbox/src/index.ts'
import { type Client, createClient } from './github-client.ts'

const VALUES = 'image:\n  tag: "1.0.0" # keep\n'
const LONG = 'x'.repeat(600_000)

let github: GitHub
let git: BareRepository
let client: Client

beforeAll(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', {
    private: true,
    files: [
      { path: 'apps/api/values.yaml', content: VALUES },
      { path: 'apps/run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'apps/link.yaml', mode: '120000', content: 'api/values.yaml' },
      { path: 'logo.png', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]) },
      { path: 'long.txt', content: LONG },
    ],
  })
  client = createClient(github, github.createToken({ login: 'octo' }).token)
})

afterAll(async () => {
  await github.close()
})

const FILE = 'mode type oid path object { __typename ... on Blob { oid text isBinary isTruncated byteSize } }'

describe('repository', () => {
  it('answers head, files and history in one query, by aliases', async () => {
    const { data, errors } = await client.graphql(
      `query($owner: String!, $name: String!) {
        repository(owner: $owner, name: $name) {
          id nameWithOwner isPrivate
          defaultBranchRef { name target { oid } }
          ref(qualifiedName: "refs/heads/main") {
            name prefix
            target { oid ... on Commit {
              message
              tree { oid }
              values: file(path: "apps/api/values.yaml") { ${FILE} }
              missing: file(path: "apps/none.yaml") { ${FILE} }
              history(first: 5, path: "apps/api/values.yaml") {
                totalCount
                nodes { oid message committedDate parents(first: 2) { nodes { oid } } }
              }
            } }
          }
        }
      }`,
      { owner: 'acme', name: 'env' },
    )
    const head = await git.resolve('refs/heads/main')
    const blob = await git.findEntry('refs/heads/main', 'apps/api/values.yaml')
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      repository: {
        id: github.describe('acme/env').nodeId,
        nameWithOwner: 'acme/env',
        isPrivate: true,
        defaultBranchRef: { name: 'main', target: { oid: head } },
        ref: {
          name: 'main',
          prefix: 'refs/heads/',
          target: {
            oid: head,
            tree: { oid: expect.stringMatching(/^[0-9a-f]{40}$/) },
            values: {
              mode: 0o100644,
              type: 'blob',
              oid: blob?.oid,
              path: 'apps/api/values.yaml',
              object: {
                __typename: 'Blob',
                oid: blob?.oid,
                text: VALUES,
                isBinary: false,
                isTruncated: false,
                byteSize: VALUES.length,
              },
            },
            missing: null,
            history: { totalCount: 1, nodes: [{ oid: head, parents: { nodes: [] } }] },
          },
        },
      },
    })
  })

  it.each([
    ['an executable file', 'apps/run.sh', { mode: 0o100755, object: { text: '#!/bin/sh\n' } }],
    ['a link, not its target', 'apps/link.yaml', { mode: 0o120000, object: { text: 'api/values.yaml' } }],
    ['a binary file without its text', 'logo.png', { object: { text: null, isBinary: true, byteSize: 7 } }],
    ['a directory', 'apps', { mode: 0o040000, type: 'tree', object: { __typename: 'Tree' } }],
    [
      'a long file cut at 512,000 bytes',
      'long.txt',
      { object: { isTruncated: true, byteSize: 600_000, text: LONG.slice(0, 512_000) } },
    ],
  ])('shows %s', async (_, path, expected) => {
    const { data } = await client.graphql(
      `query($path: String!) { repository(owner: "acme", name: "env") { ref(qualifiedName: "main") { target { ... on Commit {
        file(path: $path) { ${FILE} }
      } } } } }`,
      { path },
    )
    expect(data).toMatchObject({ repository: { ref: { target: { file: expected } } } })
  })

  it('answers null for a branch that is not there', async () => {
    const query =
      '{ repository(owner: "acme", name: "env") { ref(qualifiedName: "refs/heads/none") { name } } }'
    expect(await client.graphql(query)).toEqual({ data: { repository: { ref: null } } })
  })

  it('finds objects by expression and by name, and lists trees', async () => {
    const blob = await git.findEntry('refs/heads/main', 'apps/api/values.yaml')
    const { data } = await client.graphql(
      `query($oid: GitObjectID!) { repository(owner: "acme", name: "env") {
        byPath: object(expression: "main:apps") { __typename ... on Tree { entries { name path mode object { __typename } } } }
        byName: object(oid: $oid) { ... on Blob { text } }
        nothing: object(expression: "main:none") { oid }
      } }`,
      { oid: blob?.oid },
    )
    expect(data).toMatchObject({
      repository: {
        byPath: {
          __typename: 'Tree',
          entries: [
            { name: 'api', path: 'api', object: { __typename: 'Tree' } },
            { name: 'link.yaml', mode: 0o120000 },
            { name: 'run.sh', mode: 0o100755 },
          ],
        },
        byName: { text: VALUES },
        nothing: null,
      },
    })
  })
})

describe('large files', () => {
  it('fails the field of a file above 10 MB', async () => {
    const head = (await git.resolve('refs/heads/main')) ?? ''
    const tree = await git.writeTree(head, [
      { path: 'huge.bin', content: Buffer.alloc(10 * 1024 * 1024 + 1, 'x') },
    ])
    const author = { name: 'a', email: 'a@example.com', date: new Date('2026-01-02T00:00:00Z') }
    const commit = await git.writeCommit({ tree, parents: [head], message: 'huge', author })
    const { data, errors } = await client.graphql(
      'query($oid: GitObjectID!) { repository(owner: "acme", name: "env") { object(oid: $oid) { ... on Commit { file(path: "huge.bin") { oid } } } } }',
      { oid: commit.oid },
    )
    expect(errors?.[0]?.message).toBe('Could not resolve file over 10mb')
    expect(data).toEqual({ repository: { object: { file: null } } })
  })
})

describe('refusals', () => {
  it('does not tell a private repository from one that is not there', async () => {
    const stranger = createClient(
      github,
      github.createToken({ login: 'stranger', repositories: ['acme/other'] }).token,
    )
    const query = '{ repository(owner: "acme", name: "env") { id } }'
    expect(await stranger.graphql(query)).toEqual({
      data: { repository: null },
      errors: [
        {
          type: 'NOT_FOUND',
          path: ['repository'],
          locations: [{ line: 1, column: 3 }],
          message: "Could not resolve to a Repository with the name 'acme/env'.",
        },
      ],
    })
  })

  it('answers a field that is not in the schema as GitHub does, and marks the run', async () => {
    const answer = await client.graphql('{ repository(owner: "acme", name: "env") { oidd } }')
    expect(answer.data).toBeUndefined()
    expect(answer.errors).toMatchObject([
      {
        message: "Field 'oidd' doesn't exist on type 'Repository'",
        extensions: { code: 'undefinedField', typeName: 'Repository', fieldName: 'oidd' },
      },
    ])
    expect(github.takeViolations()).toHaveLength(1)
  })

  it.each([
    ['text that does not parse', '{ repository(', {}, 'Syntax Error'],
    [
      'a variable that misses a member',
      commitMutation(),
      { input: { branch: {}, message: { headline: 'x' } } },
      'expectedHeadOid',
    ],
    ['an object name that is none', commitMutation(), { input: commitInput('HEAD') }, 'GitObjectID'],
    [
      'an unknown member of an input',
      commitMutation(),
      { input: { ...commitInput('a'.repeat(40)), author: 'me' } },
      'author',
    ],
  ])('refuses %s and marks the run', async (_, query, variables, message) => {
    const answer = await client.graphql(query, variables)
    expect(answer.errors?.[0]?.message).toContain(message)
    expect(github.takeViolations()).toHaveLength(1)
  })

  it('wants a page size of at most 100', async () => {
    const query = (page: string) =>
      `{ repository(owner: "acme", name: "env") { pullRequests${page} { totalCount } } }`
    expect(await client.graphql(query('(first: 100)'))).toEqual({
      data: { repository: { pullRequests: { totalCount: 0 } } },
    })
    expect((await client.graphql(query(''))).errors?.[0]).toMatchObject({
      type: 'MISSING_PAGINATION_BOUNDARIES',
    })
    expect((await client.graphql(query('(first: 101)'))).errors?.[0]).toMatchObject({
      type: 'EXCESSIVE_PAGINATION',
    })
  })

  it('says which field of the schema it does not emulate', async () => {
    const { errors } = await client.graphql('{ repository(owner: "acme", name: "env") { stargazerCount } }')
    expect(errors?.[0]?.message).toBe('the sandbox does not emulate Repository.stargazerCount')
    expect(github.takeViolations()).toEqual([
      'GraphQL: the sandbox does not emulate Repository.stargazerCount',
    ])
  })

  it('answers a rate limit with HTTP 200', async () => {
    github.faults.next('query viewer', { rateLimit: { kind: 'primary' } })
    const limited = await client.graphql('{ viewer { login } }')
    expect(limited).toEqual({
      errors: [{ type: 'RATE_LIMITED', message: expect.stringContaining('API rate limit exceeded') }],
    })
    expect(await client.graphql('{ viewer { login } }')).toEqual({ data: { viewer: { login: 'octo' } } })
  })

  it('counts the points of a query', async () => {
    const points = async (): Promise<unknown> =>
      (await client.graphql('{ rateLimit { limit used remaining resetAt } }')).data
    const before = (await points()) as { rateLimit: { limit: number; used: number; remaining: number } }
    expect(before.rateLimit.used + before.rateLimit.remaining).toBe(before.rateLimit.limit)
    expect(await points()).toMatchObject({ rateLimit: { used: before.rateLimit.used + 1 } })
  })

  it('wants a token', async () => {
    const response = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { 'user-agent': 'test' },
      body: JSON.stringify({ query: '{ viewer { login } }' }),
    })
    expect(response.status).toBe(401)
  })
})

function commitMutation(): string {
  return 'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }'
}

function commitInput(expectedHeadOid: string) {
  return {
    branch: { repositoryNameWithOwner: 'acme/env', branchName: 'main' },
    expectedHeadOid,
    message: { headline: 'x' },
  }
}
