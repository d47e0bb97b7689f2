import { gzipSync } from 'node:zlib'

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  type BareRepository,
  type GitServer,
  protectedBranch,
  readGit,
  runGit,
  startGitServer,
} from '@gitops-actions/sandbox'

import { cloneRepository, type GitClient } from './git-client.ts'

const WRITER = 'writer-token'
const READER = 'reader-token'
const clients: GitClient[] = []
let server: GitServer
let counter = 0

beforeAll(async () => {
  server = await startGitServer({
    tokens: { [WRITER]: { login: 'writer', write: true }, [READER]: { login: 'reader' } },
  })
})

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.remove()))
})

afterAll(() => server.close())

async function makeRepository(files: Record<string, string> = { 'values.yaml': 'tag: 1.0.0\n' }): Promise<{
  name: string
  bare: BareRepository
}> {
  const name = `acme/env-${++counter}`
  return { name, bare: await server.createRepository(name, { files }) }
}

async function clone(
  name: string,
  options: Parameters<typeof cloneRepository>[1] = {},
): ReturnType<typeof cloneRepository> {
  const client = await cloneRepository(server.cloneUrl(name), { token: WRITER, ...options })
  clients.push(client)
  return client
}

/** Commits to a branch behind the back of every client. */
async function commitOnServer(bare: BareRepository, path: string, content: string): Promise<string> {
  const head = (await bare.resolve('refs/heads/main')) ?? ''
  const tree = await bare.writeTree(head, [{ path, content }])
  const author = { name: 'Other', email: 'other@example.com', date: new Date('2026-02-01T00:00:00Z') }
  const commit = await bare.writeCommit({ tree, parents: [head], message: 'Overtake', author })
  await bare.updateRef('refs/heads/main', commit.oid, head)
  return commit.oid
}

describe('access', () => {
  it('clones with a read-only token, sent as Basic or as Bearer', async () => {
    const { name } = await makeRepository()
    for (const scheme of ['basic', 'bearer'] as const) {
      const client = await clone(name, { token: READER, scheme })
      expect(client.cloned).toEqual({ code: 0, stderr: '' })
      expect((await client.git('show', 'HEAD:values.yaml')).stdout).toBe('tag: 1.0.0\n')
    }
  })

  it('asks for credentials when there are none or bad ones', async () => {
    const { name } = await makeRepository()
    const anonymous = await cloneRepository(server.cloneUrl(name))
    const wrong = await clone(name, { token: 'nobody' })
    clients.push(anonymous)
    expect(anonymous.cloned.code).toBe(128)
    expect(anonymous.cloned.stderr).toContain('could not read Username')
    expect(wrong.cloned.code).toBe(128)
    expect(server.requests.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(2)
  })

  it('refuses a push with a read-only token and keeps the branch', async () => {
    const { name, bare } = await makeRepository()
    const before = await bare.resolve('refs/heads/main')
    const client = await clone(name, { token: READER })
    await client.write('values.yaml', 'tag: 2.0.0\n')
    await client.commit('Bump')
    const push = await client.git('push', '--porcelain', 'origin', 'main')
    expect(push.code).toBe(128)
    expect(push.stderr).toContain(`Permission to ${name}.git denied to reader.`)
    expect(push.stderr).toContain('403')
    expect(await bare.resolve('refs/heads/main')).toBe(before)
  })

  it('does not know a repository that is not there', async () => {
    const client = await clone('acme/nothing')
    expect(client.cloned.code).toBe(128)
    expect(client.cloned.stderr).toContain('not found')
  })

  it('serves no dumb http', async () => {
    const { name } = await makeRepository()
    const response = await fetch(`${server.cloneUrl(name)}/info/refs`)
    expect(response.status).toBe(403)
  })
})

describe('clone', () => {
  it('speaks protocol version 2', async () => {
    const { name } = await makeRepository()
    const client = await clone(name, { env: { GIT_TRACE_PACKET: '1' } })
    expect(client.cloned.stderr).toContain('version 2')
    const exchange = server.requests.findLast(({ repository }) => repository === name)
    expect(exchange).toMatchObject({
      protocol: 'version=2',
      service: 'git-upload-pack',
      step: 'rpc',
      status: 200,
    })
  })

  it('takes zipped requests, and survives one that is not what it says', async () => {
    const { name, bare } = await makeRepository()
    const body = gzipSync('0014command=ls-refs\n0000')
    const headers = {
      authorization: `Bearer ${READER}`,
      'content-encoding': 'gzip',
      'content-type': 'application/x-git-upload-pack-request',
      'git-protocol': 'version=2',
    }
    const url = `${server.cloneUrl(name)}/git-upload-pack`
    const good = await fetch(url, { method: 'POST', headers, body })
    expect(await good.text()).toContain(`${(await bare.resolve('refs/heads/main')) ?? ''} refs/heads/main`)
    const push = { ...headers, authorization: `Bearer ${WRITER}` }
    const bad = fetch(url.replace('upload', 'receive'), { method: 'POST', headers: push, body: 'not zipped' })
    await expect(bad.then((response) => response.status)).rejects.toThrow('fetch failed')
    expect((await clone(name)).cloned.code).toBe(0)
  })

  it('leaves every blob behind in a partial clone and fetches the one that is asked for', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`apps/a${index}/values.yaml`, `tag: 1.0.${index}\n`]),
    )
    const { name } = await makeRepository(files)
    const client = await clone(name, {
      args: ['--depth=1', '--filter=blob:none', '--no-checkout', '--single-branch'],
    })
    expect(client.cloned).toEqual({ code: 0, stderr: '' })
    expect(await countMissing(client)).toBe(40)
    expect((await client.git('show', 'HEAD:apps/a7/values.yaml')).stdout).toBe('tag: 1.0.7\n')
    expect(await countMissing(client)).toBe(39)
  })

  it('takes a commit from a partial clone that holds one file', async () => {
    const { name, bare } = await makeRepository({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' })
    const client = await clone(name, {
      args: ['--depth=1', '--filter=blob:none', '--sparse', '--no-checkout'],
    })
    await client.git('sparse-checkout', 'set', '--no-cone', '/a.yaml')
    await client.git('checkout', '--quiet', 'main')
    await client.write('a.yaml', 'a: 2\n')
    const oid = await client.commit('Bump a')
    const push = await client.git('push', '--porcelain', 'origin', 'main')
    expect(push).toMatchObject({ code: 0 })
    expect(await bare.resolve('refs/heads/main')).toBe(oid)
    expect((await bare.readFile(oid, 'b.yaml'))?.toString()).toBe('b: 1\n')
  })
})

describe('push', () => {
  it('refuses a stale push and takes it after a rebase', async () => {
    const { name, bare } = await makeRepository()
    const client = await clone(name)
    await client.write('mine.txt', 'mine\n')
    await client.commit('Mine')
    await commitOnServer(bare, 'theirs.txt', 'theirs\n')
    const stale = await client.git('push', '--porcelain', 'origin', 'main')
    expect(stale.code).toBe(1)
    expect(stale.stdout).toContain('!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)')
    await client.git('pull', '--quiet', '--rebase', 'origin', 'main')
    expect((await client.git('push', '--porcelain', 'origin', 'main')).code).toBe(0)
    expect((await bare.listTree('refs/heads/main')).map(({ path }) => path)).toEqual([
      'mine.txt',
      'theirs.txt',
      'values.yaml',
    ])
  })

  it('loses a race inside one push, once', async () => {
    const { name, bare } = await makeRepository()
    const client = await clone(name)
    await client.write('mine.txt', 'mine\n')
    await client.commit('Mine')
    let theirs = ''
    server.duringNextPush(name, async () => {
      theirs = await commitOnServer(bare, 'theirs.txt', 'theirs\n')
    })
    const lost = await client.git('push', '--porcelain', 'origin', 'main')
    expect(lost.code).toBe(1)
    expect(lost.stdout).toMatch(
      /!\trefs\/heads\/main:refs\/heads\/main\t\[remote rejected\] \((failed to update ref|cannot lock ref [^)]*|incorrect old value provided)\)/,
    )
    expect(await bare.resolve('refs/heads/main')).toBe(theirs)
    await client.git('pull', '--quiet', '--rebase', 'origin', 'main')
    expect((await client.git('push', '--porcelain', 'origin', 'main')).code).toBe(0)
  })

  it('refuses a lease that the branch has left behind', async () => {
    const { name, bare } = await makeRepository()
    const client = await clone(name)
    const old = (await client.git('rev-parse', 'HEAD')).stdout.trim()
    await commitOnServer(bare, 'theirs.txt', 'theirs\n')
    await client.write('mine.txt', 'mine\n')
    await client.commit('Mine')
    const push = await client.git('push', '--porcelain', `--force-with-lease=main:${old}`, 'origin', 'main')
    expect(push.code).toBe(1)
    expect(push.stdout).toContain('[rejected] (stale info)')
  })

  it('takes a push of more bytes than the client buffers', async () => {
    const { name, bare } = await makeRepository()
    const client = await clone(name)
    // Larger than http.postBuffer, so that git probes and then sends chunks.
    const content = Array.from(
      { length: 120_000 },
      (_, index) => `${(index * 2_654_435_761) % 4_294_967_296}`,
    ).join('\n')
    await client.write('big.txt', content)
    const oid = await client.commit('Add a big file')
    const push = await client.git('-c', 'http.postBuffer=65536', 'push', '--porcelain', 'origin', 'main')
    expect(push).toMatchObject({ code: 0 })
    expect((await bare.readFile(oid, 'big.txt'))?.length).toBe(content.length)
  })
})

describe('refusal', () => {
  it('refuses one branch in the words of branch protection and takes the other', async () => {
    const { name, bare } = await makeRepository()
    const before = await bare.resolve('refs/heads/main')
    server.refuse(name, protectedBranch('main'))
    const client = await clone(name)
    await client.write('mine.txt', 'mine\n')
    const oid = await client.commit('Mine')
    const push = await client.git('push', '--porcelain', 'origin', 'main', 'main:refs/heads/free')
    expect(push.code).toBe(1)
    expect(push.stderr).toContain('remote: error: GH006: Protected branch update failed for refs/heads/main.')
    expect(push.stdout).toContain(
      '!\trefs/heads/main:refs/heads/main\t[remote rejected] (protected branch hook declined)',
    )
    expect(await bare.resolve('refs/heads/main')).toBe(before)
    expect(await bare.resolve('refs/heads/free')).toBe(oid)
  })

  it('refuses both references of an atomic push when one is protected', async () => {
    const { name, bare } = await makeRepository()
    server.refuse(name, protectedBranch('main'))
    const client = await clone(name)
    await client.write('mine.txt', 'mine\n')
    await client.commit('Mine')
    const push = await client.git('push', '--porcelain', '--atomic', 'origin', 'main', 'main:refs/heads/free')
    expect(push.code).toBe(1)
    expect(await bare.resolve('refs/heads/free')).toBeUndefined()
  })

  it('refuses only what is not a fast-forward where that is the rule', async () => {
    const { name, bare } = await makeRepository()
    const refusal = {
      ref: 'refs/heads/main',
      reason: 'no force',
      lines: ['error: no force here'],
      onlyForced: true,
    }
    server.refuse(name, refusal)
    const client = await clone(name)
    await client.write('mine.txt', 'mine\n')
    const oid = await client.commit('Mine')
    expect((await client.git('push', '--porcelain', 'origin', 'main')).code).toBe(0)
    await client.git('commit', '--quiet', '--amend', '-m', 'Rewritten')
    const forced = await client.git('push', '--porcelain', '--force', 'origin', 'main')
    expect(forced.stdout).toContain('[remote rejected] (no force)')
    expect(forced.stderr).toContain('remote: error: no force here')
    expect(await bare.resolve('refs/heads/main')).toBe(oid)
  })

  it('runs the hooks that a repository was given, and tells post-receive who pushed', async () => {
    const refuse =
      '#!/bin/sh\nwhile read old new ref; do case $ref in */locked) echo "locked by $REMOTE_USER"; exit 1;; esac; done\n'
    const bare = await server.createRepository('acme/hooked', {
      files: { 'a.txt': 'a\n' },
      hooks: { 'pre-receive': refuse, 'post-receive': '#!/bin/sh\necho "thanks, $REMOTE_USER"\n' },
    })
    const client = await clone('acme/hooked')
    const locked = await client.git('push', '--porcelain', 'origin', 'main:refs/heads/locked')
    expect(locked.stdout).toContain('[remote rejected] (pre-receive hook declined)')
    expect(locked.stderr).toContain('remote: locked by writer')
    expect(await bare.resolve('refs/heads/locked')).toBeUndefined()
    const open = await client.git('push', '--porcelain', 'origin', 'main:refs/heads/open')
    expect(open.stderr).toContain('remote: thanks, writer')
  })
})

describe('close', () => {
  it('removes its directory, frees its port and cuts what is open', async () => {
    const own = await startGitServer({ tokens: { t: { login: 'x', write: true } } })
    const bare = await own.createRepository('solo', { files: { a: 'a' } })
    await bare.resolve('refs/heads/main')
    await own.close()
    await expect(fetch(own.url)).rejects.toThrow('fetch failed')
    await expect(runGit(['rev-parse'], { cwd: bare.directory })).rejects.toThrow('ENOENT')
  })
})

async function countMissing(client: GitClient): Promise<number> {
  const list = await readGit(['rev-list', '--objects', '--all', '--missing=print'], { cwd: client.directory })
  return list.split('\n').filter((line) => line.startsWith('?')).length
}
