import { parseBranchName } from '../environment/git-names.ts'
import type { BranchName, CommitSha } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { backoff } from './backoff.ts'
import { decideWanted, verifyWanted } from './best-effort.ts'
import { type BumpDecision, commitOf } from './decision.ts'
import { fileNeeds } from './files.ts'
import { bumpTitle, pullRequestBody } from './message.ts'
import { closePullRequest, type PullRequestStyle, writePullRequest } from './pull-request.ts'
import { pullRequestBranch } from './pull-request-branch.ts'
import type {
  BumpEnding,
  BumpPorts,
  BumpReport,
  BumpRequest,
  LeftOut,
  LostRace,
  WriteResult,
} from './request.ts'
import type { BumpTarget } from './target.ts'

/** Milliseconds before the end of the run in which it can still say how far it came. */
const LAST_WORDS = 2000

/**
 * Writes the wanted images into the environment repository: reads the head once, decides, and writes one commit
 * on exactly that head. When another writer was first it reads and applies again; it never rebases text.
 * @throws ActionError of the ports, of the editor, `lost-race`, and of the policy of the environment
 */
export async function bumpImageTag(request: BumpRequest, ports: BumpPorts): Promise<BumpReport> {
  const { clock, log } = ports
  const deadline = clock.monotonic() + request.timeout
  const { wanted, failed } = await verifyWanted(request, ports)
  const verified = { ...request, wanted }
  let target: BumpTarget | undefined
  let shortest = Infinity
  for (let attempt = 1; ; attempt += 1) {
    const begun = clock.monotonic()
    const decision = await decideWanted(verified, target, ports)
    target = decision.target
    if (attempt === 1) describe(decision, ports)
    const ending = await write(verified, decision, deadline - LAST_WORDS, ports)
    if (!('lostRaceOn' in ending)) return report(verified, decision, ending, attempt, failed)
    shortest = Math.min(shortest, clock.monotonic() - begun)
    const wait = backoff(attempt, clock.random(), shortest)
    if (attempt >= request.maxAttempts || clock.monotonic() + wait > deadline) {
      throw lostTooOften(verified, decision, ending, attempt)
    }
    log.info(`Another writer moved ${ending.lostRaceOn} first; reading and applying again.`)
    await clock.sleep(wait)
  }
}

function describe({ plan, snapshot, leftOut }: BumpDecision, { log }: BumpPorts): void {
  log.info(`Read ${snapshot.branch} at ${snapshot.head.slice(0, 7)}.`)
  for (const { file, path, from, to, aliases } of plan.changes) {
    const along = aliases === undefined ? '' : `; aliases at line ${aliases.join(', ')} change along`
    log.info(`${file}: ${path}: ${from} → ${to}${along}`)
  }
  for (const problem of plan.problems) log.info(problem)
  for (const { reason } of leftOut) log.info(`${reason}: left as it is.`)
}

async function write(
  request: BumpRequest,
  decision: BumpDecision,
  deadline: number,
  ports: BumpPorts,
): Promise<WriteResult> {
  const { snapshot, target, changes, wanted, leftOut } = decision
  if (wanted.length === 0) return { outcome: 'superseded', reason: supersededBy(leftOut) }
  if (changes.length === 0) return endWithNothing(request, decision, ports)
  if (target.mode === 'pull-request') {
    return writePullRequest(request, decision, styleOf(request, decision), deadline, ports)
  }
  if (request.dryRun) return { outcome: 'dry-run', reason: `A commit on ${snapshot.branch} would be made.` }
  const result = await ports.repository.commit(commitOf(request, decision))
  if (result.kind === 'lost-race') return { lostRaceOn: snapshot.branch }
  return {
    outcome: 'changed',
    reason: `Committed ${result.sha.slice(0, 7)} to ${snapshot.branch}.`,
    commit: result.sha,
    verified: result.verified,
  }
}

function styleOf(request: BumpRequest, decision: BumpDecision): PullRequestStyle {
  return {
    branch: branchFor(request, decision),
    title: bumpTitle(decision.wanted, request.environment ?? decision.snapshot.branch),
    body: pullRequestBody(decision.wanted, decision.plan.changes),
  }
}

function branchFor(request: BumpRequest, { snapshot }: BumpDecision): BranchName {
  return parseBranchName(pullRequestBranch(request, snapshot.branch))
}

function supersededBy(leftOut: readonly LeftOut[]): string {
  return `${leftOut.map(({ reason }) => reason).join('; ')}: nothing was written.`
}

async function endWithNothing(
  request: BumpRequest,
  decision: BumpDecision,
  ports: BumpPorts,
): Promise<BumpEnding> {
  const reason = `${decision.snapshot.branch} already holds these images.`
  const commit = await commitThatHolds(decision, ports)
  const closed =
    decision.target.mode === 'pull-request'
      ? await closePullRequest(request, decision, branchFor(request, decision), ports)
      : undefined
  if (closed === undefined) return { outcome: 'no-op', reason, commit }
  return { outcome: 'no-op', reason: `${reason} ${closed.sentence}`, commit, pull: closed.pull }
}

/**
 * The newest commit of the files that hold the value already, when they agree on one and still are as they were read;
 * else the head that was read.
 */
async function commitThatHolds(
  { snapshot, target, plan }: BumpDecision,
  { repository }: BumpPorts,
): Promise<CommitSha> {
  const files = [...new Set(plan.unchanged.map(({ file }) => file))]
  const known = new Set(fileNeeds(target).files)
  if (files.every((file) => known.has(file))) return onlyCommit(files, snapshot)
  const read = await repository.read({ branch: snapshot.branch, files, history: 1 })
  if (files.some((file) => read.files.get(file)?.oid !== snapshot.files.get(file)?.oid)) return snapshot.head
  return onlyCommit(files, { head: snapshot.head, history: read.history })
}

function onlyCommit(
  files: readonly string[],
  { head, history }: Pick<BumpDecision['snapshot'], 'head' | 'history'>,
): CommitSha {
  const commits = new Set(files.flatMap((file) => history.get(file)?.[0]?.sha ?? []))
  const [only] = commits
  return commits.size === 1 && only !== undefined ? only : head
}

function report(
  request: BumpRequest,
  { snapshot, plan, wanted, leftOut, notices, downgrades }: BumpDecision,
  ending: BumpEnding,
  attempts: number,
  failed: readonly LeftOut[],
): BumpReport {
  const done = {
    branch: snapshot.branch,
    environment: request.environment,
    wanted: wanted.length === 0 ? request.wanted : wanted,
    changes: plan.changes,
    commit: undefined,
    verified: undefined,
    pull: undefined,
    attempts,
    ...ending,
    leftOut: [...failed, ...leftOut, ...(ending.leftOut ?? [])],
    notices: [
      ...downgrades.map((reason) => `${reason}: it is written all the same, as "allow-downgrade" asks.`),
      ...notices,
      ...(ending.notices ?? []),
    ],
  }
  const refused = done.leftOut.filter(({ outcome }) => outcome === 'failed')
  if (refused.length === 0) return done
  const names = refused.map(({ reason }) => reason).join('; ')
  return { ...done, outcome: 'failed', reason: `${done.reason} Not written: ${names}.` }
}

function lostTooOften(
  request: BumpRequest,
  { snapshot }: BumpDecision,
  { lostRaceOn }: LostRace,
  attempts: number,
): ActionError {
  const tried = attempts === 1 ? 'in one attempt' : `in ${attempts} attempts`
  const last = lostRaceOn === snapshot.branch ? ` (last seen at ${snapshot.head.slice(0, 7)})` : ''
  return new ActionError(
    'lost-race',
    `Nothing was written: ${tried} another writer always moved ${lostRaceOn} of ${request.repository} first${last}. Run again, raise "max-attempts" (${request.maxAttempts}) or "timeout", or write several services in one run.`,
    { kind: 'transient' },
  )
}
