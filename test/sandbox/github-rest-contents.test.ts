import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type BareRepository, type GitHub, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, pickText, type RestClient } from './rest-client.ts'

const ENV = '/repos/acme/env'
const CONTENTS = `${ENV}/contents`
let github: GitHub
let bare: BareRepository
let asApp: RestClient
let asPerson: RestClient

beforeAll(async () => {
  github = await startGitHub()
  bare = await github.createRepository('acme/env', {
    files: [
      { path: 'apps/api/values.yaml', content: 'tag: 1.0.0\n' },
      { path: 'apps/api/run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'apps/current.yaml', mode: '120000', content: 'api/values.yaml' },
      { path: 'apps/away', mode: '120000', content: '../../etc/passwd' },
      { path: 'big.txt', content: 'x'.repeat(1024 * 1024 + 1) },
      { path: 'module', mode: '160000', oid: '1'.repeat(40) },
    ],
  })
  asApp = createRestClient(github, github.createToken({ login: 'gitops[bot]', kind: 'app' }))
  asPerson = createRestClient(github, github.createToken({ login: 'octo' }))
})

// Fails when a request or an answer departed from GitHub's description.
afterAll(() => github.close())

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

async function shaOf(path: string): Promise<string | undefined> {
  return (await bare.findEntry('refs/heads/main', path))?.oid
}

describe('reading', () => {
  it('gives a file in base64 lines', async () => {
    const reply = await asPerson('GET', `${CONTENTS}/apps/api/values.yaml`)
    expect(reply.body).toMatchObject({
      type: 'file',
      path: 'apps/api/values.yaml',
      encoding: 'base64',
      size: 11,
    })
    expect(Buffer.from(pickText(reply, 'content'), 'base64').toString()).toBe('tag: 1.0.0\n')
  })

  it('gives the bytes themselves to who asks for them', async () => {
    const reply = await asPerson('GET', `${CONTENTS}/apps/api/values.yaml`, undefined, {
      accept: 'application/vnd.github.raw+json',
    })
    expect([reply.status, reply.body]).toEqual([200, 'tag: 1.0.0\n'])
    expect(reply.headers.get('content-type')).toContain('application/vnd.github.raw+json')
  })

  it('follows a link to a file of the repository and shows any other link as it is', async () => {
    const inside = await asPerson('GET', `${CONTENTS}/apps/current.yaml`)
    expect(inside.body).toMatchObject({ type: 'file', path: 'apps/current.yaml', encoding: 'base64' })
    expect(Buffer.from(pickText(inside, 'content'), 'base64').toString()).toBe('tag: 1.0.0\n')
    const outside = await asPerson('GET', `${CONTENTS}/apps/away`)
    expect(outside.body).toMatchObject({ type: 'symlink', target: '../../etc/passwd' })
  })

  it('lists directories and the root', async () => {
    const apps = await asPerson('GET', `${CONTENTS}/apps`)
    const names = (reply: typeof apps): string[] =>
      (reply.body as { type: string; path: string }[]).map(({ type, path }) => `${type} ${path}`)
    expect(names(apps)).toEqual(['dir apps/api', 'symlink apps/away', 'symlink apps/current.yaml'])
    expect(names(await asPerson('GET', `${CONTENTS}/`))).toContain('file module')
  })

  it('leaves the content of a file above 1 MiB out of JSON, not out of the raw answer', async () => {
    const reply = await asPerson('GET', `${CONTENTS}/big.txt`)
    expect(reply.body).toMatchObject({ encoding: 'none', content: '', size: 1024 * 1024 + 1 })
    const raw = await asPerson('GET', `${CONTENTS}/big.txt`, undefined, {
      accept: 'application/vnd.github.raw',
    })
    expect(String(raw.body)).toHaveLength(1024 * 1024 + 1)
  })

  it('reads at a ref, and says when there is none', async () => {
    const sha = await bare.resolve('refs/heads/main')
    expect((await asPerson('GET', `${CONTENTS}/big.txt?ref=${sha ?? ''}`)).status).toBe(200)
    const reply = await asPerson('GET', `${CONTENTS}/big.txt?ref=nowhere`)
    expect([reply.status, pick(reply, 'message')]).toEqual([404, 'No commit found for the ref nowhere'])
    expect((await asPerson('GET', `${CONTENTS}/apps/none.yaml`)).status).toBe(404)
  })
})

describe('writing', () => {
  it('creates, replaces and deletes a file, each in a commit that can be cloned', async () => {
    const created = await asApp('PUT', `${CONTENTS}/new/a%20b.yaml`, {
      message: 'Add',
      content: encode('a: 1\n'),
    })
    expect([created.status, pick(created, 'content', 'path')]).toEqual([201, 'new/a b.yaml'])
    const sha = pickText(created, 'content', 'sha')
    const replaced = await asApp('PUT', `${CONTENTS}/new/a%20b.yaml`, {
      message: 'Change',
      content: encode('a: 2\n'),
      sha,
    })
    expect([replaced.status, pick(replaced, 'commit', 'verification', 'verified')]).toEqual([200, true])
    const client = await cloneRepository(github.cloneUrl('acme/env'))
    expect((await client.git('show', 'HEAD:new/a b.yaml')).stdout).toBe('a: 2\n')
    await client.remove()
    const deleted = await asApp('DELETE', `${CONTENTS}/new/a%20b.yaml`, {
      message: 'Remove',
      sha: pickText(replaced, 'content', 'sha'),
    })
    expect([deleted.status, pick(deleted, 'content')]).toEqual([200, null])
    expect(await shaOf('new/a b.yaml')).toBeUndefined()
  })

  it.each([
    [
      'no sha for a file that is there',
      'apps/api/values.yaml',
      {},
      422,
      'Invalid request.\n\n"sha" wasn\'t supplied.',
    ],
    [
      'a wrong sha',
      'apps/api/values.yaml',
      { sha: 'f'.repeat(40) },
      409,
      `apps/api/values.yaml does not match ${'f'.repeat(40)}`,
    ],
    ['a branch that is missing', 'x.yaml', { branch: 'nowhere' }, 404, 'Branch nowhere not found'],
    [
      'a branch that is missing before anything else',
      'x.yaml',
      { branch: 'no', content: '!' },
      404,
      'Branch no not found',
    ],
    ['content that is not base64', 'x.yaml', { content: '!!!' }, 422, 'content is not valid Base64'],
    ['a path out of the tree', 'a/%2e%2e%2fb', {}, 422, 'path contains a malformed path component'],
  ])('refuses %s', async (_, path, body, status, message) => {
    const before = await bare.resolve('refs/heads/main')
    const reply = await asApp('PUT', `${CONTENTS}/${path}`, { message: 'x', content: encode('x\n'), ...body })
    expect([reply.status, pick(reply, 'message'), pick(reply, 'status')]).toEqual([
      status,
      message,
      String(status),
    ])
    expect(await bare.resolve('refs/heads/main')).toBe(before)
  })

  it('ignores the sha of a new file and refuses a wrong one of a deletion', async () => {
    const made = await asApp('PUT', `${CONTENTS}/fresh.txt`, {
      message: 'x',
      content: '',
      sha: 'a'.repeat(40),
    })
    expect(made.status).toBe(201)
    const wrong = await asApp('DELETE', `${CONTENTS}/fresh.txt`, { message: 'x', sha: 'a'.repeat(40) })
    expect([wrong.status, pick(wrong, 'message')]).toEqual([
      409,
      `fresh.txt does not match ${'a'.repeat(40)}`,
    ])
    expect(
      (await asApp('DELETE', `${CONTENTS}/none.txt`, { message: 'x', sha: 'a'.repeat(40) })).status,
    ).toBe(404)
  })

  it('keeps an executable executable', async () => {
    const sha = await shaOf('apps/api/run.sh')
    await asApp('PUT', `${CONTENTS}/apps/api/run.sh`, {
      message: 'x',
      content: encode('#!/bin/sh\ntrue\n'),
      sha,
    })
    expect((await bare.findEntry('refs/heads/main', 'apps/api/run.sh'))?.mode).toBe('100755')
  })

  it('makes the first commit of an empty repository', async () => {
    const empty = await github.createRepository('acme/empty')
    const list = await asPerson('GET', '/repos/acme/empty/commits')
    expect([list.status, pick(list, 'message')]).toEqual([409, 'Git Repository is empty.'])
    const read = await asPerson('GET', '/repos/acme/empty/contents/a')
    expect(pick(read, 'message')).toBe('This repository is empty.')
    const made = await asApp('PUT', '/repos/acme/empty/contents/a', {
      message: 'First',
      content: encode('a'),
    })
    expect(made.status).toBe(201)
    expect((await empty.readFile('refs/heads/main', 'a'))?.toString()).toBe('a')
  })

  it('answers a branch that moves during the write with where it is', async () => {
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        asApp('PUT', `${CONTENTS}/race/${index}.txt`, {
          message: `Race ${index}`,
          content: encode(`${index}\n`),
        }),
      ),
    )
    const lost = replies.filter(({ status }) => status !== 201)
    for (const reply of lost) {
      expect(reply.status).toBe(409)
      expect(pickText(reply, 'message')).toMatch(/^is at [0-9a-f]{40} but expected [0-9a-f]{40}$/)
    }
    const present = await bare.listTree('refs/heads/main', 'race')
    expect(present).toHaveLength(replies.length - lost.length)
  })
})
