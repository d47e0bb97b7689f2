import type { CommitSha } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { backoff } from './backoff.ts'
import { type BumpDecision, commitOf, decide } from './decision.ts'
import { writePullRequest } from './pull-request.ts'
import type { BumpEnding, BumpPorts, BumpReport, BumpRequest, WriteResult } from './request.ts'
import type { BumpTarget } from './target.ts'
import { verifyImages } from './verification.ts'

/**
 * Writes the wanted images into the environment repository: reads the head once, decides, and writes one commit
 * on exactly that head. When another writer was first it reads and applies again; it never rebases text.
 * @throws ActionError of the ports, of the editor, `lost-race`, and of the policy of the environment
 */
export async function bumpImageTag(request: BumpRequest, ports: BumpPorts): Promise<BumpReport> {
  const deadline = ports.clock.monotonic() + request.timeout
  const wanted =
    ports.registry === undefined
      ? request.wanted
      : await verifyImages(request.wanted, request.pin, ports.registry)
  const verified = { ...request, wanted }
  let target: BumpTarget | undefined
  for (let attempt = 1; ; attempt += 1) {
    const decision = await decide(verified, target, ports.repository)
    target = decision.target
    const ending = await write(verified, decision, ports)
    if (ending !== 'lost-race') return report(verified, decision, ending, attempt)
    const wait = backoff(attempt, ports.clock.random())
    if (attempt >= request.maxAttempts || ports.clock.monotonic() + wait > deadline) {
      throw lostTooOften(verified, decision, attempt)
    }
    ports.log.info(`Another writer moved ${decision.snapshot.branch} first; reading and applying again.`)
    await ports.clock.sleep(wait)
  }
}

async function write(request: BumpRequest, decision: BumpDecision, ports: BumpPorts): Promise<WriteResult> {
  const { snapshot, target, plan } = decision
  if (target.mode === 'pull-request') return writePullRequest(request, decision, ports)
  if (plan.edits.length === 0) {
    const commit = await commitThatHolds(decision, ports)
    return { outcome: 'no-op', reason: `${snapshot.branch} already holds these images.`, commit }
  }
  if (request.dryRun) return { outcome: 'dry-run', reason: `A commit on ${snapshot.branch} would be made.` }
  const result = await ports.repository.commit(commitOf(request, decision))
  if (result.kind === 'lost-race') return 'lost-race'
  return {
    outcome: 'changed',
    reason: `Committed ${result.sha.slice(0, 7)} to ${snapshot.branch}.`,
    commit: result.sha,
    verified: result.verified,
  }
}

/** The newest commit of the files that hold the value already, when they agree on one; else the head. */
async function commitThatHolds(
  { snapshot, plan }: BumpDecision,
  { repository }: BumpPorts,
): Promise<CommitSha> {
  const files = [...new Set(plan.unchanged.map(({ file }) => file))]
  const read = await repository.read({ branch: snapshot.branch, files, history: 1 })
  const commits = new Set(files.flatMap((file) => read.history.get(file)?.[0]?.sha ?? []))
  const [only] = commits
  return commits.size === 1 && only !== undefined ? only : snapshot.head
}

function report(
  request: BumpRequest,
  { snapshot, plan }: BumpDecision,
  ending: BumpEnding,
  attempts: number,
): BumpReport {
  return {
    branch: snapshot.branch,
    environment: request.environment,
    wanted: request.wanted,
    changes: plan.changes,
    commit: undefined,
    verified: undefined,
    pull: undefined,
    notices: [],
    attempts,
    ...ending,
  }
}

function lostTooOften(request: BumpRequest, { snapshot }: BumpDecision, attempts: number): ActionError {
  return new ActionError(
    'lost-race',
    `Nothing was written: in ${attempts} attempts another writer always moved ${snapshot.branch} of ${request.repository} first (last seen at ${snapshot.head.slice(0, 7)}). Run again, raise "max-attempts", or write several services in one run.`,
    { kind: 'transient' },
  )
}
