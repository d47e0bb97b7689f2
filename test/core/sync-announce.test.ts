import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type AnnouncePorts,
  type Announcement,
  type IntroducingCommit,
  type NewCheckRun,
  type NewCommitStatus,
  type NewDeploymentState,
  parseRepositoryName,
  type VerifyReport,
  verifyAnnounced,
} from '@gitops-actions/core'
import { createFakeClock } from './sync-clock.ts'
import {
  ancestryOf,
  AT_OLD,
  createFakeAgent,
  createFakeCommits,
  createFakeLog,
  type FakeLog,
  NEVER,
  OLD,
  operationAt,
  OURS,
  requestFor,
  sha,
  type Step,
} from './sync-world.ts'

const RUN = 'https://github.example/acme/api/actions/runs/17'
const SOURCE = { repository: parseRepositoryName('acme/api'), sha: sha('9'), ref: 'refs/heads/main' }

interface Told {
  readonly checks: NewCheckRun[]
  readonly statuses: NewCommitStatus[]
  readonly deployments: string[]
  readonly states: NewDeploymentState[]
  readonly log: FakeLog
}

interface Case extends Partial<Announcement> {
  readonly steps?: readonly Step[]
  readonly commits?: AnnouncePorts['commits']
  readonly failing?: Error
  readonly timeout?: number
}

async function tell(change: Case = {}): Promise<Told & { report: VerifyReport | undefined; error: unknown }> {
  const { steps = [{ at: 0 }], failing, timeout = 600_000, commits = onlyOurs, ...announcement } = change
  const clock = createFakeClock()
  const log = createFakeLog()
  const told: Told = { checks: [], statuses: [], deployments: [], states: [], log }
  const note = <T>(list: T[], one: T): Promise<void> => {
    if (failing !== undefined) return Promise.reject(failing)
    list.push(one)
    return Promise.resolve()
  }
  const ports = {
    agent: createFakeAgent({ clock, scripts: { api: steps } }),
    ancestry: ancestryOf(
      createFakeCommits([OLD, OURS, sha('d')].map((commit) => ({ sha: commit, files: ['api.yaml'] }))),
    ),
    clock,
    log,
    cancelled: NEVER,
    commits,
    checks: { create: (run: NewCheckRun) => note(told.checks, run) },
    statuses: { set: (status: NewCommitStatus) => note(told.statuses, status) },
    deployments: {
      async create({
        repository,
        commit,
        environment,
        key,
      }: Parameters<AnnouncePorts['deployments']['create']>[0]) {
        await note(told.deployments, `${repository}@${commit.slice(0, 1)} ${environment} ${key}`)
        return 7
      },
      setState: (_repository: string, _id: number, state: NewDeploymentState) => note(told.states, state),
    },
  }
  const all: Announcement = {
    environment: 'staging',
    sources: [SOURCE],
    checkRun: true,
    deployment: true,
    revision: undefined,
    environmentUrl: 'https://staging.example.com',
    runUrl: RUN,
    ...announcement,
  }
  try {
    const report = await verifyAnnounced(requestFor({ timeout }), all, ports)
    return { ...told, report, error: undefined }
  } catch (error) {
    return { ...told, report: undefined, error }
  }
}

const onlyOurs = (): Promise<readonly IntroducingCommit[]> =>
  Promise.resolve([{ commit: OURS, verified: ['api'], unverified: [] }])

describe('a verdict that is told', () => {
  it('is a check run, a status, and a deployment that was in progress', async () => {
    const { checks, statuses, deployments, states } = await tell()
    expect(checks).toMatchObject([
      {
        name: 'gitops/staging',
        commit: OURS,
        conclusion: 'success',
        title: 'deployed: Every application runs aaaaaaa, healthy.',
        detailsUrl: RUN,
        summary: expect.stringContaining('### verify-sync: deployed'),
      },
    ])
    expect(statuses.map(({ repository, context, state, url }) => [repository, context, state, url])).toEqual([
      ['acme/api', 'gitops/staging', 'success', RUN],
    ])
    expect(deployments).toEqual([`acme/api@9 staging ${RUN}`])
    expect(states.map(({ state, logUrl, environmentUrl }) => [state, logUrl, environmentUrl])).toEqual([
      ['in_progress', RUN, 'https://staging.example.com'],
      ['success', RUN, 'https://staging.example.com'],
    ])
  })

  it('is nothing at all where nobody asked for it', async () => {
    const told = await tell({ checkRun: false, deployment: false })
    expect([told.checks, told.statuses, told.deployments, told.states]).toEqual([[], [], [], []])
  })

  it('is one status and one deployment for each commit that was released', async () => {
    const other = { ...SOURCE, repository: parseRepositoryName('acme/web') }
    const { statuses, deployments } = await tell({ sources: [SOURCE, other, SOURCE] })
    expect(statuses.map(({ repository }) => repository)).toEqual(['acme/api', 'acme/web'])
    expect(deployments).toHaveLength(2)
  })

  it('is no status beside the check run of the same commit', async () => {
    const { statuses, deployments } = await tell({ revision: { ...SOURCE } })
    expect(statuses).toEqual([])
    expect(deployments).toHaveLength(1)
  })

  it.each<[string, readonly Step[], string, string, string]>([
    [
      'a failed sync',
      [{ at: 0, state: { operation: operationAt(OURS, { phase: 'failed', message: 'denied' }) } }],
      'failure',
      'failure',
      'failure',
    ],
    ['a timeout', [{ at: 0, state: AT_OLD }], 'timed_out', 'failure', 'failure'],
    [
      'a newer release',
      [{ at: 0, state: { revisions: [sha('d')], operation: operationAt(sha('d')) } }],
      'neutral',
      'success',
      'inactive',
    ],
  ])('of %s is told on the revision alone', async (_name, steps, conclusion, status, deployment) => {
    const commits = (): Promise<never> => Promise.reject(new Error('nobody needs to know'))
    const { checks, statuses, states } = await tell({ steps, commits })
    expect(checks.map((run) => [run.commit, run.conclusion])).toEqual([[OURS, conclusion]])
    expect(statuses.at(-1)?.state).toBe(status)
    expect(states.at(-1)?.state).toBe(deployment)
    for (const { description } of states) expect(description.length).toBeLessThanOrEqual(140)
  })

  it('is told on every commit that introduced what runs', async () => {
    const { checks } = await tell({
      commits: () =>
        Promise.resolve([
          { commit: OURS, verified: ['api'], unverified: [] },
          { commit: OLD, verified: ['web'], unverified: [] },
        ]),
    })
    expect(checks.map(({ commit, conclusion }) => [commit, conclusion])).toEqual([
      [OURS, 'success'],
      [OLD, 'success'],
    ])
  })

  it('is no proof of what came with it and was not looked at', async () => {
    const { checks, log } = await tell({
      commits: () =>
        Promise.resolve([
          { commit: OURS, verified: ['api'], unverified: ['worker', 'batch'] },
          { commit: OLD, verified: ['web'], unverified: ['cron'] },
        ]),
    })
    expect(checks).toMatchObject([
      {
        commit: OURS,
        conclusion: 'neutral',
        title: expect.stringContaining('But worker, batch came with it and were not verified.'),
      },
    ])
    expect(log.lines.filter((line) => line.startsWith('warning'))).toHaveLength(2)
  })

  it('is no proof when nobody can tell what came with it', async () => {
    const failure = new ActionError('unreachable', 'no answer', { kind: 'transient' })
    const { checks, log, report } = await tell({ commits: () => Promise.reject(failure) })
    expect(checks).toMatchObject([{ commit: OURS, conclusion: 'neutral' }])
    expect(report?.outcome).toBe('deployed')
    expect(log.lines).toContainEqual(expect.stringContaining('which commits introduced the values could not'))
  })

  it('stands although GitHub takes nothing', async () => {
    const failing = new ActionError('permission-denied', 'Resource not accessible by integration')
    const { report, log } = await tell({ failing })
    expect(report?.outcome).toBe('deployed')
    const warnings = log.lines.filter((line) => line.startsWith('warning'))
    expect(warnings).toHaveLength(3)
    for (const line of warnings) expect(line).toContain('Resource not accessible by integration')
  })

  it('ends what was begun when there is no verdict', async () => {
    const { error, states, statuses, checks } = await tell({
      steps: [{ at: 0, error: new ActionError('application-not-found', 'no api') }],
    })
    expect(error).toMatchObject({ code: 'application-not-found' })
    expect(states.map(({ state }) => state)).toEqual(['in_progress', 'error'])
    expect(statuses.map(({ state }) => state)).toEqual(['error'])
    expect(checks).toEqual([])
  })

  it('does not hide a defect of ours behind a warning', async () => {
    const { error } = await tell({ failing: new TypeError('x is not a function') })
    expect(error).toBeInstanceOf(TypeError)
  })
})
