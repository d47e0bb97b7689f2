import { isCommitSha } from '../environment/git-names.ts'
import type { CheckRuns, NewCheckRun } from '../ports/check-runs.ts'
import type { CommitStatuses, Deployments, DeploymentState } from '../ports/deployments.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { ReleaseSource } from '../release/record.ts'
import { cutLine } from '../report/cut.ts'
import { ActionError, messageOf } from '../report/error.ts'
import { outcomeClass } from '../report/outcome.ts'
import type { VerifyReport } from './request.ts'

/** Where a verification is announced, and to whom it belongs. */
export interface Announcement {
  /** The environment's name. */
  readonly environment: string
  /** What was released; none when nobody said. */
  readonly sources: readonly ReleaseSource[]
  readonly checkRun: boolean
  readonly deployment: boolean
  readonly environmentUrl: string
  /** The page of this run. */
  readonly runUrl: string
}

export interface AnnouncePorts {
  readonly checks: Pick<CheckRuns, 'create'>
  readonly statuses: CommitStatuses
  readonly deployments: Deployments
  readonly log: Log
  /** The commits whose values were verified. */
  readonly commits: (report: VerifyReport) => Promise<readonly CommitSha[]>
}

/** A deployment that was begun. */
export interface BegunDeployment {
  readonly source: ReleaseSource
  readonly id: number
}

/** Of a status and of a deployment: https://docs.github.com/rest/commits/statuses */
const LONGEST_DESCRIPTION = 140

/**
 * Begins one GitHub deployment for each commit that was released. That one cannot be made is no reason not to verify: it is a
 * warning.
 */
export async function beginDeployments(
  announcement: Announcement,
  { deployments, log }: Pick<AnnouncePorts, 'deployments' | 'log'>,
): Promise<readonly BegunDeployment[]> {
  const { environment, sources, runUrl, environmentUrl } = announcement
  if (!announcement.deployment) return []
  const begun: BegunDeployment[] = []
  for (const source of distinct(sources)) {
    await attempt(log, `the deployment of ${source.repository}`, async () => {
      const { repository, sha: commit } = source
      const description = `verify-sync waits until ${environment} runs it`
      const id = await deployments.create({ repository, commit, environment, description, key: runUrl })
      begun.push({ source, id })
      const state = { state: 'in_progress', description, logUrl: runUrl, environmentUrl } as const
      await deployments.setState(repository, id, state)
    })
  }
  return begun
}

/** Ends the deployments that were begun; without a report the run failed before there was a verdict. */
export async function endDeployments(
  begun: readonly BegunDeployment[],
  { environmentUrl, runUrl }: Announcement,
  report: Pick<VerifyReport, 'outcome' | 'reason'> | undefined,
  { deployments, log }: Pick<AnnouncePorts, 'deployments' | 'log'>,
): Promise<void> {
  const state = report === undefined ? 'error' : deploymentState(report.outcome)
  const description = cutLine(
    report?.reason ?? 'the verification ended without a verdict',
    LONGEST_DESCRIPTION,
  )
  for (const { source, id } of begun) {
    await attempt(log, `the state of the deployment of ${source.repository}`, () =>
      deployments.setState(source.repository, id, { state, description, logUrl: runUrl, environmentUrl }),
    )
  }
}

/**
 * Tells the verdict where gates and people look for it: check runs on the environment commits, statuses on the application
 * commits. The verdict stands without them: what cannot be written is a warning.
 */
export async function announceVerdict(
  announcement: Announcement,
  report: VerifyReport,
  summary: string,
  { checks, statuses, log, commits }: AnnouncePorts,
): Promise<void> {
  if (!announcement.checkRun) return
  const { environment, sources, runUrl } = announcement
  const name = `gitops/${environment}`
  const conclusion = conclusionOf(report.outcome)
  const title = cutLine(`${report.outcome}: ${report.reason}`, 250)
  let where: readonly CommitSha[] = isCommitSha(report.revision) ? [report.revision] : []
  await attempt(log, 'which commits introduced the values', async () => {
    where = await commits(report)
  })
  for (const commit of where) {
    await attempt(log, `the check run ${name} on ${commit.slice(0, 7)}`, () =>
      checks.create({ name, commit, conclusion, title, summary, detailsUrl: runUrl }),
    )
  }
  const isGood = outcomeClass('verify-sync', report.outcome) !== 'failure'
  for (const { repository, sha: commit } of distinct(sources)) {
    const state = isGood ? 'success' : 'failure'
    const description = cutLine(title, LONGEST_DESCRIPTION)
    await attempt(log, `the status ${name} on ${repository}@${commit.slice(0, 7)}`, () =>
      statuses.set({ repository, commit, context: name, state, description, url: runUrl }),
    )
  }
}

/** A newer release that won says nothing about ours: neither a proof nor a failure. */
function conclusionOf(outcome: VerifyReport['outcome']): NewCheckRun['conclusion'] {
  if (outcome === 'superseded') return 'neutral'
  if (outcome === 'timeout') return 'timed_out'
  return outcomeClass('verify-sync', outcome) === 'failure' ? 'failure' : 'success'
}

function deploymentState(outcome: VerifyReport['outcome']): DeploymentState {
  if (outcome === 'superseded') return 'inactive'
  return outcomeClass('verify-sync', outcome) === 'failure' ? 'failure' : 'success'
}

function distinct(sources: readonly ReleaseSource[]): readonly ReleaseSource[] {
  return [...new Map(sources.map((source) => [`${source.repository}@${source.sha}`, source])).values()]
}

async function attempt(log: Log, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    // A cancelled run has no time for what comes after.
    if (!(error instanceof ActionError) || error.code === 'cancelled') throw error
    log.warning(`${what} could not be told to GitHub, the verdict stands: ${messageOf(error)}`)
  }
}
