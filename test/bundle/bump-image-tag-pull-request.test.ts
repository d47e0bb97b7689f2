import { describe, expect, it } from '@jest/globals'
import type { PullRequest } from '@gitops-actions/sandbox'
import type { ActionRun } from './action-process.ts'
import { ENVIRONMENTS, startBumpWorld, type BumpWorld } from './bump-world.ts'

const BRANCH = 'gitops/staging/api'

interface Story {
  readonly world: BumpWorld
  /** Runs the action in mode `pull-request` for `api` in `staging`. */
  readonly bump: (tag: string, inputs?: Record<string, string>) => Promise<ActionRun>
  readonly pulls: () => readonly PullRequest[]
}

/** A world of its own for each story, so that they can wait for GitHub's pauses between writes side by side. */
async function inWorld(tell: (story: Story) => Promise<void>): Promise<void> {
  const world = await startBumpWorld((registry) => ({
    'environments/staging/values.yaml': `image: ${registry}/acme/api:1.4.1 # api\n`,
    'environments/staging/other.yaml': 'a: 1\n',
  }))
  try {
    await tell({
      world,
      bump: (tag, inputs = {}) =>
        world.bump({
          release: world.release('api', tag),
          environment: 'staging',
          mode: 'pull-request',
          ...inputs,
        }),
      pulls: () => [...world.github.describe(ENVIRONMENTS).pulls.values()],
    })
  } finally {
    await world.close()
  }
}

describe('bump-image-tag by pull request', () => {
  it.concurrent('opens one, with the change on a branch of its own', () =>
    inWorld(async ({ world, bump, pulls }) => {
      const before = await world.head()
      const run = await bump('1.4.2', { labels: 'deployment', reviewers: 'acme', draft: 'true' })
      expect(run.stdout).not.toContain('::error')
      expect(run.code).toBe(0)
      const [pull] = pulls()
      expect(pulls()).toHaveLength(1)
      expect(pull).toMatchObject({
        title: 'Bump api to 1.4.2 in staging',
        base: 'main',
        head: BRANCH,
        draft: true,
        labels: ['deployment'],
        reviewers: ['acme'],
        state: 'open',
      })
      expect(run.outputs).toEqual({
        outcome: 'created',
        changed: 'true',
        'commit-sha': '',
        verified: 'true',
        branch: BRANCH,
        'pull-request-number': String(pull?.number),
        'pull-request-url': `${world.github.url}/${ENVIRONMENTS}/pull/${pull?.number ?? 0}`,
        changes: JSON.stringify([
          {
            file: 'environments/staging/values.yaml',
            path: 'image',
            from: `${world.registry.host}/acme/api:1.4.1`,
            to: `${world.registry.host}/acme/api:1.4.2`,
          },
        ]),
        attempts: '1',
      })
      expect(await world.head()).toBe(before)
      expect(await world.changedLines(before, await world.head(BRANCH))).toEqual([
        `-image: ${world.registry.host}/acme/api:1.4.1 # api`,
        `+image: ${world.registry.host}/acme/api:1.4.2 # api`,
      ])
      expect((await world.messages(BRANCH))[0]).toContain('GitOps-Release: api ')
      expect(pull?.body).toContain('| `api` |')
      expect(pull?.body).toContain('`environments/staging/values.yaml`')
    }),
  )

  it.concurrent('is the same one for three releases in a row', () =>
    inWorld(async ({ world, bump, pulls }) => {
      const outcomes = []
      for (const tag of ['1.4.2', '1.4.3', '1.5.0']) outcomes.push((await bump(tag)).outputs)
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'updated'])
      expect(new Set(outcomes.map((outputs) => outputs['pull-request-number'])).size).toBe(1)
      expect(pulls()).toHaveLength(1)
      expect(pulls()[0]).toMatchObject({ title: 'Bump api to 1.5.0 in staging', state: 'open' })
      // Against the base: what merging will change.
      expect(pulls()[0]?.body).toContain('acme/api:1.4.1` |')
      expect(pulls()[0]?.body).toContain('acme/api:1.5.0` |')
      expect(await world.text('environments/staging/values.yaml', BRANCH)).toContain('acme/api:1.5.0 # api')
    }),
  )

  it.concurrent('is left alone when it is open and current', () =>
    inWorld(async ({ world, bump }) => {
      await bump('1.4.2')
      const written = world.writes().length
      const again = await bump('1.4.2')
      expect(again.outputs).toMatchObject({ outcome: 'no-op', changed: 'false', 'pull-request-number': '1' })
      expect(again.code).toBe(0)
      expect(world.writes()).toHaveLength(written)
    }),
  )

  it.concurrent('keeps what somebody else committed to the branch', () =>
    inWorld(async ({ world, bump }) => {
      await bump('1.4.2')
      await world.github.moveBranch({
        repository: ENVIRONMENTS,
        branch: BRANCH,
        path: 'notes.md',
        content: 'x\n',
      })
      const run = await bump('1.4.3')
      expect(run.outputs.outcome).toBe('updated')
      expect(await world.text('notes.md', BRANCH)).toBe('x\n')
      expect(await world.text('environments/staging/values.yaml', BRANCH)).toContain('1.4.3')
    }),
  )

  it.concurrent('survives a race on its branch', () =>
    inWorld(async ({ world, bump }) => {
      await bump('1.4.2')
      world.github.faults.next('mutation createCommitOnBranch', {
        moveBranch: { repository: ENVIRONMENTS, branch: BRANCH },
      })
      const run = await bump('1.4.3')
      expect(run.outputs).toMatchObject({ outcome: 'updated', attempts: '2' })
      expect(run.stdout).toContain(`Another writer moved ${BRANCH} first`)
    }),
  )

  it.concurrent('starts the branch of a closed one again from the base', () =>
    inWorld(async ({ world, bump, pulls }) => {
      await bump('1.4.2')
      const [first] = pulls()
      if (first !== undefined) Object.assign(first, { state: 'closed', closedAt: '2026-01-01T00:00:00Z' })
      await world.github.moveBranch({ repository: ENVIRONMENTS, branch: 'main' })
      const run = await bump('1.4.3')
      expect(run.outputs).toMatchObject({ outcome: 'created', 'pull-request-number': '2' })
      const [head] = await world.git.log(`refs/heads/${BRANCH}`, { max: 1 })
      expect(head?.parents).toEqual([await world.head()])
    }),
  )

  it.concurrent('fault 7: is found again when the answer to opening it was lost', () =>
    inWorld(async ({ world, bump, pulls }) => {
      world.github.faults.next('POST /repos/{owner}/{repo}/pulls', { afterActing: { status: 502 } })
      const run = await bump('1.4.2')
      expect(run.code).toBe(0)
      expect(run.outputs).toMatchObject({ 'pull-request-number': '1', changed: 'true' })
      expect(pulls()).toHaveLength(1)
    }),
  )
})

describe('a base that holds the images already', () => {
  it.concurrent('is a no-op without a pull request and without a write', () =>
    inWorld(async ({ world, bump }) => {
      const run = await bump('1.4.1')
      expect(run.outputs).toMatchObject({
        outcome: 'no-op',
        'commit-sha': await world.head(),
        'pull-request-number': '',
      })
      expect(world.writes()).toEqual([])
    }),
  )

  it.concurrent('closes the pull request and deletes its branch', () =>
    inWorld(async ({ world, bump, pulls }) => {
      await bump('1.4.2')
      await bump('1.4.2', { mode: 'commit' })
      const run = await bump('1.4.2')
      expect(run.outputs).toMatchObject({ outcome: 'no-op', 'pull-request-number': '1' })
      expect(run.summary).toContain('closed')
      expect(pulls()[0]?.state).toBe('closed')
      expect(await world.head(BRANCH)).toBe('no such branch')
    }),
  )

  it.concurrent('leaves a pull request open that holds the work of somebody else', () =>
    inWorld(async ({ world, bump, pulls }) => {
      await bump('1.4.2')
      await world.github.moveBranch({ repository: ENVIRONMENTS, branch: BRANCH, path: 'notes.md' })
      await bump('1.4.2', { mode: 'commit' })
      const run = await bump('1.4.2')
      expect(run.outputs.outcome).toBe('no-op')
      expect(run.stdout).toContain('Pull request #1 holds other changes and stays open.')
      expect(pulls()[0]?.state).toBe('open')
      expect(await world.text('notes.md', BRANCH)).not.toBe('no such file')
    }),
  )

  it.concurrent('closes nothing in a dry run', () =>
    inWorld(async ({ world, bump, pulls }) => {
      await bump('1.4.2')
      await bump('1.4.2', { mode: 'commit' })
      const written = world.writes().length
      const run = await bump('1.4.2', { 'dry-run': 'true' })
      expect(run.stdout).toContain('Pull request #1 would be closed.')
      expect(world.writes()).toHaveLength(written)
      expect(pulls()[0]?.state).toBe('open')
    }),
  )
})

describe('what GitHub refuses of a pull request', () => {
  it.concurrent('fault 13: becomes a warning: a label, a reviewer', () =>
    inWorld(async ({ world, bump, pulls }) => {
      world.github.faults.always('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        instead: { status: 403, body: { message: 'Resource not accessible by integration' } },
      })
      const run = await bump('1.4.2', { labels: 'deployment', reviewers: 'nobody-here' })
      expect(run.code).toBe(0)
      expect(run.outputs.outcome).toBe('created')
      const notices = run.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)
      expect(notices).toEqual([
        'the label "deployment" was not added: Resource not accessible by integration',
        expect.stringContaining('"nobody-here" was not asked for a review'),
      ])
      expect(run.summary).toContain('was not added')
      expect(pulls()[0]?.state).toBe('open')
    }),
  )

  it.concurrent(
    'fault 14: ends with the branch ready and the way out, when workflows may not open pull requests',
    () =>
      inWorld(async ({ world, bump, pulls }) => {
        world.github.describe(ENVIRONMENTS).settings.actionsMayCreatePullRequests = false
        const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
        const run = await bump('1.4.2', { token })
        expect(run.code).toBe(1)
        expect(run.outputs).toEqual({ outcome: 'failed' })
        expect(run.annotations[0]?.message).toContain('allow it under Settings, Actions, General')
        expect(run.annotations[0]?.message).toContain(`/compare/main...${encodeURIComponent(BRANCH)}`)
        expect(await world.text('environments/staging/values.yaml', BRANCH)).toContain('1.4.2')
        expect(pulls()).toEqual([])
      }),
  )
})
