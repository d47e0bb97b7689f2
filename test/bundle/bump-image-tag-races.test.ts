import { describe, expect, it } from '@jest/globals'
import { readGit } from '@gitops-actions/sandbox'
import { ENVIRONMENTS, startBumpWorld, type BumpWorld } from './bump-world.ts'

const COMMIT = 'mutation createCommitOnBranch'

function valuesOf(tags: Readonly<Record<string, string>>): (registry: string) => string {
  return (registry) =>
    Object.entries(tags)
      .map(([service, tag]) => `${service}:\n  image: ${registry}/acme/${service}:${tag} # ${service}\n`)
      .join('')
}

/**
 * A world with one file that holds the images of the services. Each story has its own, so that they can wait for the
 * pauses between writes side by side.
 */
async function withValues(
  tags: Readonly<Record<string, string>>,
  tell: (world: BumpWorld) => Promise<void>,
): Promise<void> {
  const world = await startBumpWorld((registry) => ({ 'values.yaml': valuesOf(tags)(registry) }))
  try {
    await tell(world)
  } finally {
    await world.close()
  }
}

/** Number of commits from the first on, and how many of them are merges. */
async function historyOf(world: BumpWorld, branch: string): Promise<{ commits: number; merges: number }> {
  const count = async (...filter: string[]): Promise<number> =>
    Number(
      await readGit(['rev-list', '--count', ...filter, `refs/heads/${branch}`], { cwd: world.git.directory }),
    )
  return { commits: await count(), merges: await count('--merges') }
}

describe('another writer who was first', () => {
  it.concurrent('fault 1: keeps the edit of the other: it reads and applies again', () =>
    withValues({ api: '1.4.1', web: '2.0.0' }, async (world) => {
      const { host } = world.registry
      world.github.faults.next(COMMIT, {
        moveBranch: {
          repository: ENVIRONMENTS,
          branch: 'main',
          path: 'values.yaml',
          content: `# moved by somebody\n${valuesOf({ api: '1.4.1', web: '2.1.0' })(host)}`,
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.code).toBe(0)
      expect(run.outputs).toMatchObject({ outcome: 'changed', attempts: '2' })
      expect(await world.text('values.yaml')).toBe(
        `# moved by somebody\n${valuesOf({ api: '1.4.2', web: '2.1.0' })(host)}`,
      )
      expect(world.operations().filter((operation) => operation === COMMIT)).toHaveLength(2)
      expect(await historyOf(world, 'main')).toEqual({ commits: 3, merges: 0 })
      expect(run.stdout).toContain('Another writer moved main first; reading and applying again.')
    }),
  )

  it.concurrent('ends without a commit when the other wrote the same value', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      const { host } = world.registry
      world.github.faults.next(COMMIT, {
        moveBranch: {
          repository: ENVIRONMENTS,
          branch: 'main',
          path: 'values.yaml',
          content: valuesOf({ api: '1.4.2' })(host),
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.outputs).toMatchObject({
        outcome: 'no-op',
        changed: 'false',
        'commit-sha': await world.head(),
        attempts: '2',
      })
      expect(await historyOf(world, 'main')).toEqual({ commits: 2, merges: 0 })
    }),
  )

  it.concurrent('decides again by a configuration that came with the other commit', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next(COMMIT, {
        moveBranch: {
          repository: ENVIRONMENTS,
          branch: 'main',
          path: 'gitops.yaml',
          content: 'version: 1\nenvironments: { production: { branch: main, tags: ["2.*"] } }\n',
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.code).toBe(1)
      expect(run.outputs.outcome).toBe('blocked-by-policy')
      expect(await world.text('values.yaml')).toContain('api:1.4.1')
    }),
  )

  it.concurrent('fault 5: says that it lost every attempt, and that nothing was written', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.always(COMMIT, { moveBranch: { repository: ENVIRONMENTS, branch: 'main' } })
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        files: 'values.yaml',
        'max-attempts': '2',
      })
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'failed' })
      expect(run.annotations).toEqual([
        {
          level: 'error',
          message: expect.stringMatching(
            /^Nothing was written: in 2 attempts another writer always moved main of acme\/environments first \(last seen at [0-9a-f]{7}\)\. Run again, raise "max-attempts" \(2\)/,
          ),
        },
      ])
      expect(await world.text('values.yaml')).toContain('api:1.4.1')
      expect(world.writes()).toHaveLength(2)
    }),
  )

  it.concurrent('lands ten parallel bumps of one file, none of them lost', async () => {
    const services = Array.from({ length: 10 }, (_, index) => `service-${index}`)
    await withValues(Object.fromEntries(services.map((service) => [service, '1.0.0'])), async (world) => {
      const runs = await Promise.all(
        services.map((service, index) =>
          world.bump({
            release: world.release(service, `2.${index}.0`),
            files: 'values.yaml',
            'max-attempts': '50',
          }),
        ),
      )
      expect(runs.map(({ outputs }) => outputs.outcome)).toEqual(services.map(() => 'changed'))
      expect(await world.text('values.yaml')).toBe(
        valuesOf(Object.fromEntries(services.map((service, index) => [service, `2.${index}.0`])))(
          world.registry.host,
        ),
      )
      expect(await historyOf(world, 'main')).toEqual({ commits: 11, merges: 0 })
      expect(new Set(runs.map(({ outputs }) => outputs['commit-sha'])).size).toBe(10)
    })
  })
})

describe('answers that got lost', () => {
  it.concurrent.each([
    ['GitHub answers 502', { afterActing: { status: 502 } }],
    ['the connection is cut', { cut: 'after' as const }],
  ])('fault 6: commits once when the write went through and %s', (_name, effect) =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next(COMMIT, effect)
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.code).toBe(0)
      expect(run.outputs).toMatchObject({
        outcome: 'changed',
        'commit-sha': await world.head(),
        verified: 'true',
      })
      expect(await historyOf(world, 'main')).toEqual({ commits: 2, merges: 0 })
      expect(world.writes()).toHaveLength(1)
    }),
  )

  it.concurrent('finds its commit under one that somebody put on top', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next(COMMIT, { afterActing: { status: 502 } })
      world.github.faults.next(
        'query repository',
        { moveBranch: { repository: ENVIRONMENTS, branch: 'main' } },
        { skip: 1 },
      )
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.outputs).toMatchObject({ outcome: 'changed', attempts: '1' })
      expect(await historyOf(world, 'main')).toEqual({ commits: 3, merges: 0 })
      expect(world.writes()).toHaveLength(1)
    }),
  )

  it.concurrent('writes again when the write did not go through', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next(COMMIT, { instead: { status: 502 } })
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.outputs).toMatchObject({ outcome: 'changed', attempts: '1' })
      expect(await historyOf(world, 'main')).toEqual({ commits: 2, merges: 0 })
    }),
  )
})

describe('a branch with rules', () => {
  it.concurrent('fault 19: is refused at the first attempt, with the rule, and nothing is written', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.addRuleset(ENVIRONMENTS, { branches: ['main'], rules: [{ type: 'pull_request' }] })
      const before = await world.head()
      const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'failed' })
      const [error] = run.annotations
      expect(error?.message).toContain('Changes must be made through a pull request.')
      expect(error?.message).toContain('mode `pull-request`')
      expect(error?.message).toMatch(/\(refused-by-rule\)$/)
      expect(world.writes()).toHaveLength(1)
      expect(await world.head()).toBe(before)
    }),
  )

  it.concurrent('leaves no branch behind when the commit of a pull request is refused', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next(COMMIT, {
        instead: {
          status: 200,
          body: {
            data: { createCommitOnBranch: null },
            errors: [
              {
                type: 'UNPROCESSABLE',
                message: 'Repository rule violations found\n\nFile path is restricted\n',
              },
            ],
          },
        },
      })
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        files: 'values.yaml',
        mode: 'pull-request',
      })
      expect(run.code).toBe(1)
      expect(run.annotations[0]?.message).toContain('File path is restricted')
      expect((await world.git.listRefs('refs/heads/')).map(({ name }) => name)).toEqual(['refs/heads/main'])
      expect(world.github.describe(ENVIRONMENTS).pulls.size).toBe(0)
    }),
  )
})

describe('the time that a run has', () => {
  it.concurrent('ends it, and says so, when GitHub does not answer', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.next('query repository', { latency: 120_000 })
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        files: 'values.yaml',
        timeout: '1s',
      })
      expect(run.code).toBe(1)
      expect(run.annotations[0]?.message).toMatch(
        /^The run was not done within 1s \("timeout"\) and was ended: .*\. Run again.* \(timeout\)$/,
      )
      expect(world.writes()).toEqual([])
    }),
  )

  it.concurrent('may be longer than a timer of Node takes', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        files: 'values.yaml',
        timeout: '1000h',
      })
      expect(run.outputs.outcome).toBe('changed')
      expect(run.stderr).toBe('')
    }),
  )

  it.concurrent('fault 35: ends at once when the run is cancelled, and no half of it is left', () =>
    withValues({ api: '1.4.1' }, async (world) => {
      world.github.faults.always('mutation createCommitOnBranch', {
        moveBranch: { repository: ENVIRONMENTS, branch: 'main' },
      })
      const run = await world.bump(
        { release: world.release('api', '1.4.2'), files: 'values.yaml', 'max-attempts': '50' },
        {
          onOutput: (text, child) => {
            if (text.includes('Another writer moved main first')) child.kill('SIGINT')
          },
        },
      )
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'failed' })
      expect(run.annotations.at(-1)?.message).toContain('cancelled')
      expect(run.summary).toContain('### bump-image-tag: failed')
      expect(await world.text('values.yaml')).toContain('api:1.4.1')
    }),
  )
})
