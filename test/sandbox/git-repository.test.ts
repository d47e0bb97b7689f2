import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import {
  BareRepository,
  GitCommandError,
  readGit,
  ReferenceMovedError,
  ZERO_OID,
} from '@gitops-actions/sandbox'

const AUTHOR = { name: 'Writer', email: 'writer@example.com', date: new Date('2026-02-03T04:05:06Z') }
let root: string
let repository: BareRepository
let first: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bare-'))
  repository = await BareRepository.init(join(root, 'r.git'))
  first = await commit([], { 'a.txt': 'one\ntwo\nthree\n', 'dir/b.txt': 'b\n' })
  await repository.updateRef('refs/heads/main', first, ZERO_OID)
})

afterAll(async () => {
  await repository.close()
  await rm(root, { recursive: true, force: true })
})

async function commit(parents: string[], files: Record<string, string>, message = 'Write'): Promise<string> {
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }))
  const tree = await repository.writeTree(parents[0], changes)
  return (await repository.writeCommit({ tree, parents, message, author: AUTHOR })).oid
}

describe('references', () => {
  it('move only from where the writer saw them', async () => {
    const next = await commit([first], { 'a.txt': 'x\n' })
    await repository.updateRef('refs/heads/cas', first, ZERO_OID)
    await expect(repository.updateRef('refs/heads/cas', next, ZERO_OID)).rejects.toThrow(ReferenceMovedError)
    await repository.updateRef('refs/heads/cas', next, first)
    await expect(repository.updateRef('refs/heads/cas', first, first)).rejects.toThrow(
      `cannot lock ref 'refs/heads/cas': is at ${next} but expected ${first}`,
    )
    await expect(repository.deleteRef('refs/heads/cas', first)).rejects.toThrow(ReferenceMovedError)
    await repository.deleteRef('refs/heads/cas', next)
    expect(await repository.readRef('refs/heads/cas')).toBeUndefined()
  })

  it('move together or not at all', async () => {
    const updates = [
      { ref: 'refs/heads/both', next: first, expected: ZERO_OID },
      { ref: 'refs/heads/main', next: ZERO_OID, expected: '1'.repeat(40) },
    ]
    await expect(repository.updateRefs(updates)).rejects.toThrow(ReferenceMovedError)
    expect(await repository.readRef('refs/heads/both')).toBeUndefined()
    expect(await repository.resolve('refs/heads/main')).toBe(first)
  })

  it('let one of ten writers through at a time and lose none of those that try again', async () => {
    await repository.updateRef('refs/heads/busy', first, ZERO_OID)
    const write = async (index: number): Promise<void> => {
      for (;;) {
        const head = (await repository.resolve('refs/heads/busy')) ?? ''
        const next = await commit([head], { [`w/${index}`]: `${index}\n` })
        try {
          await repository.updateRef('refs/heads/busy', next, head)
          return
        } catch (error) {
          if (!(error instanceof ReferenceMovedError)) throw error
        }
      }
    }
    await Promise.all(Array.from({ length: 10 }, (_, index) => write(index)))
    expect(await repository.listTree('refs/heads/busy', 'w')).toHaveLength(10)
    expect(await repository.log('refs/heads/busy')).toHaveLength(11)
  })

  it('are listed by prefix, and expressions are no names', async () => {
    await repository.updateRef('refs/tags/v1', first, ZERO_OID)
    expect(await repository.listRefs('refs/tags/')).toEqual([{ name: 'refs/tags/v1', oid: first }])
    for (const name of [
      'refs/heads/main~0',
      'refs/heads/main^',
      'main',
      'refs/heads/ma*',
      'refs/heads/../heads/main',
    ]) {
      expect(await repository.readRef(name)).toBeUndefined()
    }
    await expect(repository.updateRef('refs/heads/a b', first, ZERO_OID)).rejects.toThrow(GitCommandError)
  })
})

describe('objects', () => {
  it('come back as they went in, asked for all at once', async () => {
    const contents = Array.from({ length: 30 }, (_, index) => Buffer.alloc(index * 7001, index))
    const oids = await Promise.all(contents.map((content) => repository.writeBlob(content)))
    const read = await Promise.all(oids.map((oid) => repository.readObject(oid)))
    expect(read.map((object) => object?.content.length)).toEqual(contents.map(({ length }) => length))
    expect(read.every((object, index) => object?.content.equals(contents[index] ?? Buffer.alloc(0)))).toBe(
      true,
    )
  })

  it('that are missing are undefined, whatever the name looks like', async () => {
    const names = [
      'f'.repeat(40),
      'main:none',
      '',
      'a\nb',
      'refs/heads/main:dir/none',
      '--help',
      'HEAD:a.txt x',
    ]
    const found = await Promise.all(names.map((name) => repository.readObject(name)))
    expect(found).toEqual(names.map(() => undefined))
    expect((await repository.readObject('main:a.txt'))?.content.toString()).toBe('one\ntwo\nthree\n')
  })

  it('survive the end of the reader', async () => {
    const own = new BareRepository(repository.directory)
    expect(await own.resolve('refs/heads/main')).toBe(first)
    await own.close()
    expect(await own.resolve('refs/heads/main')).toBe(first)
    await own.close()
    await own.close()
  })

  it('fail clearly where there is no repository', async () => {
    const nowhere = new BareRepository(join(root, 'nowhere'))
    await expect(nowhere.resolve('HEAD')).rejects.toThrow(/ENOENT|ended before/)
    await expect(nowhere.listRefs()).rejects.toThrow('ENOENT')
  })
})

describe('trees', () => {
  it('take additions, modes, deletions, and a file in the place of a directory', async () => {
    const tree = await repository.writeTree(first, [
      { path: 'run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'link', mode: '120000', content: 'a.txt' },
      { path: 'dir', content: 'now a file\n' },
      { path: 'a.txt', delete: true },
      { path: 'with "quotes" and ü', content: '' },
    ])
    const entries = await repository.listTree(tree)
    expect(entries.map(({ mode, path }) => `${mode} ${path}`)).toEqual([
      '100644 dir',
      '120000 link',
      '100755 run.sh',
      '100644 with "quotes" and ü',
    ])
  })

  it('find one entry, also in a directory with a pattern for a name', async () => {
    const tree = await repository.writeTree(undefined, [
      { path: 'a*/b.txt', content: 'star\n' },
      { path: 'ab/b.txt', content: 'plain\n' },
    ])
    expect((await repository.findEntry(tree, 'a*/b.txt'))?.path).toBe('a*/b.txt')
    expect((await repository.listTree(tree, 'a*')).map(({ path }) => path)).toEqual(['a*/b.txt'])
    expect(await repository.findEntry(tree, 'none')).toBeUndefined()
  })
})

describe('commits', () => {
  it('carry their message, people and signature to git and back', async () => {
    const { oid, payload } = await repository.writeCommit({
      tree: await repository.writeTree(first, []),
      parents: [first],
      message: 'Subject\n\nBody\n\nTrailer: ü\n',
      author: { ...AUTHOR, name: 'Ann <x> Ö' },
      committer: AUTHOR,
      sign: (text) => `-----BEGIN-----\n${text.length}\n\n-----END-----`,
    })
    const commitRead = await repository.readCommit(oid)
    expect(commitRead).toMatchObject({
      parents: [first],
      message: 'Subject\n\nBody\n\nTrailer: ü\n',
      author: { name: 'Ann x Ö', email: 'writer@example.com' },
      committer: { date: AUTHOR.date },
      payload,
    })
    expect(commitRead?.signature).toMatch(/^-----BEGIN-----\n\d+\n\n-----END-----$/)
    expect(await readGit(['log', '-1', '--format=%an|%s|%ct', oid], { cwd: repository.directory })).toBe(
      `Ann x Ö|Subject|${AUTHOR.date.getTime() / 1000}`,
    )
    expect((await readGit(['fsck', '--strict', oid], { cwd: repository.directory })).includes('error')).toBe(
      false,
    )
  })

  it('list what they changed: links, binaries and renames too', async () => {
    const tree = await repository.writeTree(first, [
      { path: 'a.txt', mode: '120000', content: 'dir/b.txt' },
      { path: 'dir/b.txt', delete: true },
      { path: 'new/name.txt', content: 'b\n' },
      { path: 'z.bin', content: Buffer.from([0, 1, 2]) },
      { path: 'zz.txt', content: 'last\n' },
    ])
    const files = await repository.changedFiles(first, tree)
    expect(files.map(({ status, path, previousPath }) => [status, path, previousPath])).toEqual([
      ['changed', 'a.txt', undefined],
      ['renamed', 'new/name.txt', 'dir/b.txt'],
      ['added', 'z.bin', undefined],
      ['added', 'zz.txt', undefined],
    ])
    expect(files.at(-1)?.patch).toBe('@@ -0,0 +1 @@\n+last')
    expect(files[2]?.patch).toBeUndefined()
  })

  it('merge without a work tree, or say which files are in the way', async () => {
    const ours = await commit([first], { 'a.txt': 'ONE\ntwo\nthree\n' })
    const theirs = await commit([first], { 'a.txt': 'one\ntwo\nTHREE\n', 'c.txt': 'c\n' })
    const against = await commit([first], { 'a.txt': 'uno\ntwo\nthree\n' })
    const merged = await repository.mergeTree(ours, theirs)
    expect(merged.clean).toBe(true)
    const content = merged.clean ? await repository.readFile(merged.tree, 'a.txt') : undefined
    expect(content?.toString()).toBe('ONE\ntwo\nTHREE\n')
    expect(await repository.mergeTree(ours, against)).toEqual({ clean: false, conflicts: ['a.txt'] })
  })

  it('know their ancestors', async () => {
    const next = await commit([first], { 'a.txt': 'later\n' })
    expect(await repository.isAncestor(first, next)).toBe(true)
    expect(await repository.isAncestor(next, first)).toBe(false)
    expect(await repository.compare(first, next)).toMatchObject({
      status: 'ahead',
      aheadBy: 1,
      commits: [next],
    })
    const orphan = await commit([], { 'o.txt': 'o\n' }, 'Orphan')
    expect(await repository.compare(first, orphan)).toBeUndefined()
  })
})
