import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { BareRepository, readGit, runGit, type TreeChange } from '../../packages/sandbox/src/index.ts'
import '../property-seed.ts'

let directory: string
let git: BareRepository

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tree-edit-'))
  git = await BareRepository.init(directory)
})

afterAll(async () => {
  await git.close()
  await rm(directory, { recursive: true, force: true })
})

it('writes the trees that git itself would write', async () => {
  // Names that sort differently as files and as directories.
  const name = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'ä', '\uffee', '🚢')
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  const change = fc.oneof(
    fc.record({ path, content: fc.string(), mode: fc.constantFrom('100644' as const, '100755' as const) }),
    fc.record({ path, delete: fc.constant(true as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 3 }), async (rounds) => {
      let tree: string | undefined
      let files = new Map<string, string>()
      for (const changes of rounds) {
        tree = await git.writeTree(tree, changes)
        files = await expectFiles(files, changes)
      }
      const listed = tree === undefined ? [] : await git.listTree(tree, '', { recursive: true })
      expect(new Map(listed.map((entry) => [entry.path, `${entry.mode} ${entry.oid}`]))).toEqual(files)
    }),
    { numRuns: 40 },
  )
  await runGit(['fsck', '--strict', '--no-dangling'], { cwd: directory })
})

it('names the trees as git does, links and whole directories with them', async () => {
  const base = await git.writeTree(undefined, [
    { path: 'apps/api/values.yaml', content: 'tag: 1\n' },
    { path: 'apps/link', mode: '120000', content: 'api' },
  ])
  const apps = (await git.findEntry(base, 'apps'))?.oid ?? ''
  const copied = await git.writeTree(base, [
    { path: 'copy', mode: '040000', oid: apps },
    { path: 'copy/api/values.yaml', content: 'tag: 2\n' },
  ])
  expect((await git.readFile(copied, 'copy/api/values.yaml'))?.toString()).toBe('tag: 2\n')
  expect((await git.readFile(copied, 'apps/api/values.yaml'))?.toString()).toBe('tag: 1\n')
  const env = { GIT_INDEX_FILE: join(directory, 'probe-index') }
  await runGit(['read-tree', copied], { cwd: directory, env })
  expect(await readGit(['write-tree'], { cwd: directory, env })).toBe(copied)
})

it('refuses a base that is not there', async () => {
  await expect(git.writeTree('f'.repeat(40), [])).rejects.toThrow('has no tree')
})

/** The files that a change leaves, in the simplest way there is to say it. */
async function expectFiles(
  before: ReadonlyMap<string, string>,
  changes: readonly TreeChange[],
): Promise<Map<string, string>> {
  const files = new Map(before)
  for (const change of changes) {
    const isInside = (path: string): boolean => path.startsWith(`${change.path}/`)
    if ('delete' in change) {
      for (const path of [...files.keys()]) if (path === change.path || isInside(path)) files.delete(path)
    } else if ('content' in change) {
      for (const path of [...files.keys()])
        if (isInside(path) || change.path.startsWith(`${path}/`)) files.delete(path)
      files.set(change.path, `${change.mode ?? '100644'} ${await git.writeBlob(change.content)}`)
    }
  }
  return files
}
