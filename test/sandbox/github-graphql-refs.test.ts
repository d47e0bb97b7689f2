import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BareRepository, type GitHub, startGitHub, ZERO_OID } from '../../packages/sandbox/src/index.ts'
import { type Client, createClient, type GraphqlBody } from './github-client.ts'

let github: GitHub
let git: BareRepository
let client: Client
let first: string
let second: string

beforeEach(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', { files: { 'a.yaml': 'tag: 1\n' } })
  client = createClient(github, github.createToken({ login: 'octo' }).token)
  first = (await git.resolve('main')) ?? ''
  const tree = await git.writeTree(first, [{ path: 'a.yaml', content: 'tag: 2\n' }])
  const author = { name: 'octo', email: 'octo@example.com', date: new Date('2026-01-02T00:00:00Z') }
  second = (await git.writeCommit({ tree, parents: [first], message: 'second', author })).oid
})

afterEach(async () => {
  await github.close()
})

describe('updateRefs', () => {
  it('moves, creates and deletes together', async () => {
    await git.updateRef('refs/heads/gone', first, ZERO_OID)
    const answer = await update([
      { name: 'refs/heads/main', beforeOid: first, afterOid: second },
      { name: 'refs/heads/new', beforeOid: ZERO_OID, afterOid: second },
      { name: 'refs/heads/gone', beforeOid: first, afterOid: ZERO_OID },
    ])
    expect(answer.errors).toBeUndefined()
    expect(await git.listRefs('refs/heads/')).toEqual([
      { name: 'refs/heads/main', oid: second },
      { name: 'refs/heads/new', oid: second },
    ])
  })

  it.each<[string, () => object, string | undefined]>([
    [
      'a branch that is not where it was seen',
      () => ({ name: 'refs/heads/main', beforeOid: second, afterOid: second }),
      'STALE_DATA',
    ],
    [
      'a branch that should be new and is there',
      () => ({ name: 'refs/heads/main', beforeOid: ZERO_OID, afterOid: second }),
      'STALE_DATA',
    ],
    [
      'a commit nobody has',
      () => ({ name: 'refs/heads/main', beforeOid: first, afterOid: 'b'.repeat(40) }),
      'NOT_FOUND',
    ],
    [
      'deleting a branch that is not there',
      () => ({ name: 'refs/heads/none', afterOid: ZERO_OID }),
      'UNPROCESSABLE',
    ],
  ])('refuses %s, and all with it', async (_, bad, type) => {
    const answer = await update([{ name: 'refs/heads/new', beforeOid: ZERO_OID, afterOid: second }, bad()])
    expect(answer.errors?.[0]?.type).toBe(type)
    expect(await git.listRefs('refs/heads/')).toEqual([{ name: 'refs/heads/main', oid: first }])
  })

  it('moves backwards only by force', async () => {
    await git.updateRef('refs/heads/main', second, first)
    const back = { name: 'refs/heads/main', beforeOid: second, afterOid: first }
    expect((await update([back])).errors?.[0]?.message).toContain('is not a fast forward')
    expect((await update([{ ...back, force: true }])).errors).toBeUndefined()
    expect(await git.resolve('main')).toBe(first)
  })

  it('lets one of two creators of a branch win', async () => {
    const create = { name: 'refs/heads/new', beforeOid: ZERO_OID, afterOid: second }
    const answers = await Promise.all([update([create]), update([create])])
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1)
  })
})

describe('createRef and deleteRef', () => {
  it('make and remove a branch', async () => {
    const created = await client.graphql(
      'mutation($input: CreateRefInput!) { createRef(input: $input) { ref { id name target { oid } } } }',
      { input: { repositoryId: repositoryId(), name: 'refs/heads/env/x', oid: second } },
    )
    expect(created.data).toMatchObject({ createRef: { ref: { name: 'env/x', target: { oid: second } } } })
    const refId = (created.data as { createRef: { ref: { id: string } } }).createRef.ref.id
    const remove = 'mutation($input: DeleteRefInput!) { deleteRef(input: $input) { clientMutationId } }'
    const removed = await client.graphql(remove, { input: { refId, clientMutationId: 'mine' } })
    expect(removed).toEqual({ data: { deleteRef: { clientMutationId: 'mine' } } })
    expect(await git.resolve('refs/heads/env/x')).toBeUndefined()
  })

  it('refuse a branch that is there already', async () => {
    const { errors } = await client.graphql(
      'mutation($input: CreateRefInput!) { createRef(input: $input) { ref { id } } }',
      { input: { repositoryId: repositoryId(), name: 'refs/heads/main', oid: second } },
    )
    expect(errors?.[0]).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'A ref named "main" already exists in the repository.',
    })
  })
})

function update(refUpdates: readonly object[]): Promise<GraphqlBody> {
  return client.graphql(
    'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
    {
      input: { repositoryId: repositoryId(), refUpdates },
    },
  )
}

function repositoryId(): string {
  return github.describe('acme/env').nodeId
}
