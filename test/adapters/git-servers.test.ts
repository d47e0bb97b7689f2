import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from '@jest/globals'
import { fetchRefusal, type Meddling, type PassedRequest } from './git-between.ts'
import { bump, isFetch, type MeddledWorld, NO_GIT, startMeddledWorld } from './git-meddled-world.ts'
import { failureOf } from './github-world.ts'

const run = promisify(execFile)
const GIT = { env: process.env }
const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']

const NOTHING_LEFT_OUT = [
  ['uploadpack.allowFilter', 'false'],
  ['uploadpack.allowAnySHA1InWant', 'false'],
] as const

const byGit = ({ headers }: PassedRequest): boolean => headers['user-agent']?.startsWith('git/') === true

describe('servers that can do less', () => {
  let world: MeddledWorld

  afterEach(() => world.close())

  async function configure(...settings: readonly (readonly [string, string])[]): Promise<void> {
    for (const [name, value] of settings) {
      await run('git', ['-C', world.git.directory, 'config', name, value])
    }
  }

  /** Gives the heads of references alone, whatever the version of the protocol. */
  async function headsAlone(): Promise<Meddling> {
    const head = (await world.git.resolve('refs/heads/main')) ?? ''
    const refusal = fetchRefusal('upload-pack: not our ref')
    return { before: (asked) => (isFetch(asked) && !asked.body.includes(head) ? refusal : undefined) }
  }

  it('fault 134: reads everything once where no single object is given', async () => {
    world = await startMeddledWorld()
    const { between, repository } = await world.meddle(await headsAlone(), GIT)
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(await world.text()).toBe('a: 2\n')
    expect(between.passed.some(byGit)).toBe(true)
  })

  it.each([
    ['version 1 gives the heads of references alone', true, [['uploadpack.allowAnySHA1InWant', 'false']]],
    ['version 1 leaves nothing out either', true, NOTHING_LEFT_OUT],
    ['version 2 leaves nothing out', false, NOTHING_LEFT_OUT],
  ] as const)('fault 134: reads and writes where %s', async (_, firstVersionOnly, settings) => {
    world = await startMeddledWorld({ firstVersionOnly })
    await configure(...settings)
    const { between, repository } = await world.meddle({}, GIT)
    const { files } = await repository.read({ files: ['b.yaml'], directories: ['dir'], history: 3 })
    expect([...files.keys()]).toEqual(['b.yaml', 'dir/a.yaml'])
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    expect(await world.text()).toBe('a: 2\n')
    expect(between.passed.some(byGit)).toBe(true)
  })

  it.each([
    ['leaves nothing out', false, /cannot leave anything out.*install it/],
    ['speaks version 1 alone', true, /does not speak version 2 of the protocol.*install it/],
  ])(
    'fault 134: says what git is needed for, where there is none and the server %s',
    async (_, firstVersionOnly, words) => {
      world = await startMeddledWorld({ firstVersionOnly })
      await configure(['uploadpack.allowFilter', 'false'])
      const { repository } = await world.meddle({}, { env: NO_GIT })
      const failure = await failureOf(bump(repository))
      expect(failure).toMatchObject({ code: 'git-unavailable' })
      expect(failure.message).toMatch(words)
    },
  )

  it('fault 134: goes on with other filters where one is refused', async () => {
    world = await startMeddledWorld()
    await configure(['uploadpackfilter.tree.maxDepth', '0'])
    const { repository } = await world.meddle({})
    expect(await bump(repository)).toMatchObject({ kind: 'committed' })
    await configure(['uploadpackfilter.tree.allow', 'false'])
    const other = await world.meddle({})
    const { files } = await other.repository.read({ files: ['dir/a.yaml'] })
    expect(files.get('dir/a.yaml')?.text).toBe('a: 2\n')
    expect(other.between.passed.some(byGit)).toBe(false)
  })

  it.each([
    ['in this process', false],
    ['by the git of the machine', true],
  ])(
    'fault 135: refuses a repository whose objects are named by SHA-256: %s',
    async (_, firstVersionOnly) => {
      world = await startMeddledWorld({ firstVersionOnly })
      const { directory } = world.git
      await rm(directory, { recursive: true })
      const git = async (...args: readonly string[]): Promise<string> =>
        (await run('git', ['-C', world.git.directory, ...IDENTITY, ...args])).stdout.trim()
      await run('git', ['init', '--quiet', '--bare', '--object-format=sha256', '-b', 'main', directory])
      const tree = await git('hash-object', '-t', 'tree', '-w', '/dev/null')
      await git('update-ref', 'refs/heads/main', await git('commit-tree', '-m', 'Begin', tree))
      const { repository } = await world.meddle({}, firstVersionOnly ? GIT : {})
      const failure = await failureOf(repository.read({ files: ['b.yaml'] }))
      expect(failure).toMatchObject({ code: 'unsupported-repository' })
      expect(failure.message).toContain('SHA-256')
    },
  )

  it.each([
    ['in this process', false],
    ['by the git of the machine', true],
  ])('says that a repository has no commit yet: %s', async (_, firstVersionOnly) => {
    world = await startMeddledWorld({ firstVersionOnly })
    await run('git', ['-C', world.git.directory, 'update-ref', '-d', 'refs/heads/main'])
    const { repository } = await world.meddle({}, firstVersionOnly ? GIT : {})
    const failure = await failureOf(repository.read({ files: ['b.yaml'] }))
    expect(failure).toMatchObject({ code: 'branch-not-found' })
  })
})
