import { isCommitSha } from '../environment/git-names.ts'
import type { CheckRuns, NewCheckRun } from '../ports/check-runs.ts'
import type { CommitStatuses, Deployments, DeploymentState, NewCommitStatus } from '../ports/deployments.ts'
import type { Log } from '../ports/log.ts'
import type { ReleaseSource } from '../release/record.ts'
import { cutLine } from '../report/cut.ts'
import { ActionError, messageOf } from '../report/error.ts'
import { outcomeClass } from '../report/outcome.ts'
import { verificationCheck } from '../promotion/judge-gates.ts'
import type { IntroducingCommit } from './introducing-commits.ts'
import type { VerifyReport } from './request.ts'

/** Where a verification is announced, and to whom it belongs. */
export interface Announcement {
  /** The environment's name. */
  readonly environment: string
  /** What was released; none when nobody said. */
  readonly sources: readonly ReleaseSource[]
  readonly checkRun: boolean
  readonly deployment: boolean
  /** The environment commit, which bears a check run and needs no status beside it; undefined when it is no commit. */
  readonly revision: Pick<ReleaseSource, 'repository' | 'sha'> | undefined
  /** Empty when nobody said. */
  readonly environmentUrl: string
  /** The page of this run. */
  readonly runUrl: string
}

export interface AnnouncePorts {
  readonly checks: Pick<CheckRuns, 'create'>
  readonly statuses: CommitStatuses
  readonly deployments: Deployments
  readonly log: Log
  /** The commits whose values were verified; the revision itself is one of them. */
  readonly commits: (report: VerifyReport) => Promise<readonly IntroducingCommit[]>
}

/** Of a status and of a deployment: https://docs.github.com/rest/commits/statuses */
const LONGEST_DESCRIPTION = 140
/** Of the title of a check run. */
const LONGEST_TITLE = 250

/**
 * Tells the verdict where gates and people look for it: check runs on the environment commits, statuses on the application
 * commits. The verdict stands without them: what cannot be written is a warning.
 */
export async function announceVerdict(
  announcement: Announcement,
  report: VerifyReport,
  summary: string,
  ports: AnnouncePorts,
): Promise<void> {
  if (!announcement.checkRun) return
  const { environment, runUrl } = announcement
  const { checks, log } = ports
  const name = verificationCheck(environment)
  for (const { commit, conclusion, title } of await proofsOf(report, ports)) {
    await attempt(log, `the check run ${name} on ${commit.slice(0, 7)}`, () =>
      checks.create({ name, commit, conclusion, title, summary, detailsUrl: runUrl }),
    )
  }
  const isGood = outcomeClass('verify-sync', report.outcome) !== 'failure'
  await setStatuses(announcement, isGood ? 'success' : 'failure', titleOf(report), ports)
}

/** Sets the status of every commit that was released, but for one that has a check run of the same name. */
export async function setStatuses(
  { environment, sources, revision, runUrl }: Announcement,
  state: NewCommitStatus['state'],
  title: string,
  { statuses, log }: Pick<AnnouncePorts, 'statuses' | 'log'>,
): Promise<void> {
  const context = verificationCheck(environment)
  const description = cutLine(title, LONGEST_DESCRIPTION)
  const others = distinct(sources).filter((source) => revision === undefined || !isSame(source, revision))
  for (const { repository, sha: commit } of others) {
    await attempt(log, `the status ${context} on ${repository}@${commit.slice(0, 7)}`, () =>
      statuses.set({ repository, commit, context, state, description, url: runUrl }),
    )
  }
}

type Proof = Pick<NewCheckRun, 'commit' | 'conclusion' | 'title'>

/**
 * A check run speaks for all that its commit introduced, so that it says `success` only where all of that was verified.
 * What is not a success is told on the revision alone: what was proven of older commits stays proven.
 */
async function proofsOf(
  report: VerifyReport,
  { commits, log }: Pick<AnnouncePorts, 'commits' | 'log'>,
): Promise<readonly Proof[]> {
  const { revision } = report
  const title = titleOf(report)
  if (!isCommitSha(revision)) {
    log.warning(`${revision} is no commit: there is nothing that could bear a check run`)
    return []
  }
  const conclusion = conclusionOf(report.outcome)
  if (conclusion !== 'success') return [{ commit: revision, conclusion, title }]
  let found: readonly IntroducingCommit[] | undefined
  await attempt(log, 'which commits introduced the values', async () => {
    found = await commits(report)
  })
  if (found === undefined) return [{ commit: revision, conclusion: 'neutral', title }]
  return found.flatMap(({ commit, unverified }): readonly Proof[] => {
    if (unverified.length === 0) return [{ commit, conclusion, title }]
    const others = `${unverified.join(', ')} came with it and ${unverified.length === 1 ? 'was' : 'were'} not verified`
    log.warning(
      `${commit.slice(0, 7)} gets no proof for gates: ${others}. Verify all applications of the environment in one run.`,
    )
    if (commit !== revision) return []
    return [{ commit, conclusion: 'neutral', title: cutLine(`${title} But ${others}.`, LONGEST_TITLE) }]
  })
}

/** Begins one GitHub deployment for each commit that was released. */
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
      const description = cutLine(`verify-sync waits until ${environment} runs it`, LONGEST_DESCRIPTION)
      const id = await deployments.create({ repository, commit, environment, description, key: runUrl })
      begun.push({ source, id })
      const state = { state: 'in_progress', description, logUrl: runUrl, environmentUrl } as const
      await deployments.setState(repository, id, state)
    })
  }
  return begun
}

/** A deployment that was begun. */
export interface BegunDeployment {
  readonly source: ReleaseSource
  readonly id: number
}

/** Ends the deployments that were begun; without a report the run failed before there was a verdict. */
export async function endDeployments(
  begun: readonly BegunDeployment[],
  { environmentUrl, runUrl }: Announcement,
  report: Pick<VerifyReport, 'outcome' | 'reason'> | undefined,
  { deployments, log }: Pick<AnnouncePorts, 'deployments' | 'log'>,
): Promise<void> {
  const state = report === undefined ? 'error' : deploymentState(report.outcome)
  const said = report?.reason ?? 'the verification ended without a verdict'
  const description = cutLine(said, LONGEST_DESCRIPTION)
  for (const { source, id } of begun) {
    await attempt(log, `the state of the deployment of ${source.repository}`, () =>
      deployments.setState(source.repository, id, { state, description, logUrl: runUrl, environmentUrl }),
    )
  }
}

function titleOf({ outcome, reason }: VerifyReport): string {
  return cutLine(`${outcome}: ${reason}`, LONGEST_TITLE)
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

function isSame(a: Pick<ReleaseSource, 'repository' | 'sha'>, b: typeof a): boolean {
  return a.sha === b.sha && a.repository.toLowerCase() === b.repository.toLowerCase()
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
