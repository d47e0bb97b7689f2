import { afterEach, describe, expect, it } from '@jest/globals'
import type { BareRepository } from '@gitops-actions/sandbox'
import type { ActionRun } from './action-process.ts'
import { ENVIRONMENTS, startBumpWorld, type BumpWorld } from './bump-world.ts'

const FILE = 'environments/production/values.yaml'
const READ = 'query repository'
const WRITE = 'mutation createCommitOnBranch'
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}'

/** An application with three commits in a row and one that parted from them, and its builds. */
interface Application {
  readonly world: BumpWorld
  readonly shas: Readonly<Record<'old' | 'middle' | 'new' | 'parted', string>>
  /** Writes the build of a commit: `sha-…`, unless a tag is given. */
  readonly bump: (
    commit: keyof Application['shas'],
    inputs?: Readonly<Record<string, string>>,
    tag?: string,
  ) => Promise<ActionRun>
}

let world: BumpWorld

afterEach(() => world.close())

async function startApplication(files: Readonly<Record<string, string>> = {}): Promise<Application> {
  world = await startBumpWorld((registry) => ({ [FILE]: `image: ${registry}/acme/api:main\n`, ...files }))
  const git = await world.github.createRepository('acme/api', { files: { 'main.go': 'package main\n' } })
  const old = (await git.resolve('refs/heads/main')) ?? ''
  const middle = await commitOn(git, old, 'Second')
  const newest = await commitOn(git, middle, 'Third')
  const parted = await commitOn(git, old, 'Another way')
  await git.updateRef('refs/heads/main', newest, old)
  await git.updateRef('refs/heads/parted', parted, '0'.repeat(40))
  const shas = { old, middle, new: newest, parted }
  const reader = world.github.createToken({ login: 'reader[bot]', kind: 'app', repositories: ['acme/api'] })
  return {
    world,
    shas,
    bump: (commit, inputs = {}, tag = `sha-${shas[commit].slice(0, 7)}`) =>
      world.bump({
        release: world.release('api', tag, {
          source: { repository: 'acme/api', sha: shas[commit], ref: 'refs/heads/main' },
        }),
        files: FILE,
        'source-token': reader.token,
        ...inputs,
      }),
  }
}

async function commitOn(git: BareRepository, parent: string, message: string): Promise<string> {
  const author = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const tree = await git.writeTree(parent, [{ path: 'main.go', content: `// ${message}\n` }])
  return (await git.writeCommit({ tree, parents: [parent], message, author })).oid
}

/** The operations of one run. */
async function operationsOf(run: () => Promise<ActionRun>): Promise<readonly string[]> {
  const before = world.operations().length
  await run()
  return world.operations().slice(before)
}

describe('an older build that finishes last', () => {
  it('fault 4: does not overwrite the newer one, and is no failure', async () => {
    const { bump, shas } = await startApplication()
    await bump('new')
    const before = await world.head()
    const run = await bump('middle')
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ outcome: 'superseded', changed: 'false', 'commit-sha': '' })
    expect(run.summary).toContain('was built from an older commit than the deployed')
    expect(await world.head()).toBe(before)
    expect(await world.text(FILE)).toContain(`sha-${shas.new.slice(0, 7)}`)
  })

  it('fault 4: never ends above the newer one when both write at the same time', async () => {
    const { bump, shas } = await startApplication()
    await bump('old')
    const [older, newer] = await Promise.all([bump('middle'), bump('new')])
    expect(newer.outputs.outcome).toBe('changed')
    expect(['changed', 'superseded']).toContain(older.outputs.outcome)
    expect(await world.text(FILE)).toContain(`sha-${shas.new.slice(0, 7)}`)
  })

  it('is found out in one request more than a write without a question takes', async () => {
    const { bump } = await startApplication()
    expect(await operationsOf(() => bump('old'))).toEqual([READ, WRITE])
    expect(await operationsOf(() => bump('new'))).toEqual([READ, COMPARE, WRITE])
    expect(await operationsOf(() => bump('middle'))).toEqual([READ, COMPARE])
    expect(await operationsOf(() => bump('new'))).toEqual([READ])
  })

  it('is written on demand, and commit and summary say so', async () => {
    const { bump } = await startApplication()
    await bump('new')
    const run = await bump('middle', { 'allow-downgrade': 'true' })
    expect(run.outputs.outcome).toBe('changed')
    expect((await world.messages())[0]).toMatch(
      /\nGitOps-Downgrade: api sha-\w+ was built from an older commit/,
    )
    expect(run.annotations).toMatchObject([{ level: 'warning' }])
  })

  it.each(['merge', 'squash'])('is told by a pull request that was merged by %s', async (method) => {
    const { bump } = await startApplication()
    const pull = await bump('new', { mode: 'pull-request' })
    const merged = await fetch(
      `${world.github.apiUrl}/repos/${ENVIRONMENTS}/pulls/${pull.outputs['pull-request-number'] ?? ''}/merge`,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
        // Whoever merges may write what they like: the trailer is then nowhere on the branch.
        body: JSON.stringify({ merge_method: method, commit_title: 'Deploy (#1)', commit_message: 'Now' }),
      },
    )
    expect(merged.status).toBe(200)
    const run = await bump('middle')
    expect(run.outputs.outcome).toBe('superseded')
  })
})

describe('a build whose order nobody knows', () => {
  it.each<[string, 'new' | 'parted', Record<string, string>, string]>([
    ['parted from the deployed one', 'parted', {}, 'are on lines that parted'],
    [
      'of a private repository that the token does not see',
      'new',
      { 'source-token': 'no-token' },
      'could not',
    ],
  ])('%s is written with a warning', async (_name, commit, inputs, says) => {
    const { bump } = await startApplication()
    await bump('middle')
    const run = await bump(commit, inputs)
    expect(run.outputs.outcome).toBe('changed')
    expect(run.annotations).toEqual([{ level: 'warning', message: expect.stringContaining(says) }])
  })

  it('is written with a warning after a force push that lost the deployed commit', async () => {
    const { bump, shas } = await startApplication()
    const release = world.release('api', 'sha-0000001', {
      source: { repository: 'acme/api', sha: 'd'.repeat(40), ref: 'refs/heads/main' },
    })
    await bump('old', { release })
    const run = await bump('new')
    expect(run.outputs.outcome).toBe('changed')
    expect(run.annotations[0]?.message).toContain(`does not have ddddddd or ${shas.new.slice(0, 7)}`)
  })
})

describe('a hold', () => {
  const HOLD = (sha: string, reason: string): string =>
    `version: 1\nholds:\n  - service: api\n    bad: { source: acme/api@${sha} }\n    reason: ${JSON.stringify(reason)}\n`

  it('keeps its release and what lies behind it out, and no newer one', async () => {
    const { bump, shas } = await startApplication()
    const path = '.gitops/holds/production.yaml'
    const content = HOLD(shas.middle, 'it loses orders\n::error::<img src=x onerror=y>')
    await world.github.moveBranch({ repository: ENVIRONMENTS, branch: 'main', path, content })
    const before = await world.head()
    for (const commit of ['old', 'middle'] as const) {
      const run = await bump(commit, { environment: 'production' })
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'held' })
      expect(run.annotations).toMatchObject([
        { level: 'error', message: expect.stringContaining('it loses orders') },
      ])
      expect(run.summary).not.toContain('<img')
    }
    expect(await world.head()).toBe(before)
    expect((await bump('new', { environment: 'production' })).outputs.outcome).toBe('changed')
  })

  it('that cannot be read stops the run, with its line', async () => {
    const { bump } = await startApplication({
      '.gitops/holds/production.yaml': 'version: 1\nholds:\n  - servise: api\n',
    })
    const run = await bump('new', { environment: 'production' })
    expect(run.outputs).toEqual({ outcome: 'failed' })
    expect(run.annotations[0]?.message).toContain('.gitops/holds/production.yaml:3:5: "holds[0].servise"')
    expect(world.writes()).toEqual([])
  })
})
