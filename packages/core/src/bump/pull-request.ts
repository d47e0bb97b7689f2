import { parseBranchName } from '../environment/git-names.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { type BumpDecision, commitOf, decideOn, readOf } from './decision.ts'
import { bumpTitle, pullRequestBody } from './message.ts'
import type { BumpPorts, BumpRequest, WriteResult } from './request.ts'

/** Branches that are ours to write and to delete begin with this. */
export const BRANCH_PREFIX = 'gitops/'

/**
 * Writes the decision to the one branch of these services and this environment, and opens or updates its pull
 * request. A commit that somebody else made on the branch is kept: ours go on top.
 */
export async function writePullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  ports: BumpPorts,
): Promise<WriteResult> {
  const base = decision.snapshot.branch
  const branch = pullRequestBranch(request, base)
  const [open] = await ports.pulls.findOpen(branch, base)
  if (decision.plan.edits.length === 0) return endWithNothing(request, decision, open, ports)
  if (request.dryRun) {
    return {
      outcome: 'dry-run',
      reason: `A pull request from ${branch} to ${base} would be ${open === undefined ? 'opened' : 'updated'}.`,
    }
  }
  return open === undefined
    ? openPullRequest(request, decision, branch, ports)
    : updatePullRequest(request, decision, open, ports)
}

/** `gitops/<environment or branch>/<services>`, the same for the same services and environment. */
export function pullRequestBranch(request: BumpRequest, base: BranchName): BranchName {
  const services = request.wanted.map(({ service }) => service).sort()
  const named = services.slice(0, 3).join('-')
  const rest = services.length > 3 ? `-and-${services.length - 3}-more` : ''
  return parseBranchName(`${BRANCH_PREFIX}${request.environment ?? base}/${named}${rest}`)
}

async function endWithNothing(
  { dryRun }: BumpRequest,
  { snapshot }: BumpDecision,
  open: PullRequest | undefined,
  { pulls, repository }: BumpPorts,
): Promise<WriteResult> {
  const reason = `${snapshot.branch} already holds these images.`
  if (open === undefined || dryRun) return { outcome: 'no-op', reason, commit: snapshot.head }
  await pulls.close(open.number, `Closed: ${reason}`)
  await repository.deleteBranch({ branch: open.head.branch, expected: open.head.sha })
  return {
    outcome: 'no-op',
    reason: `${reason} Pull request #${open.number} was closed.`,
    commit: snapshot.head,
  }
}

async function openPullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  branch: BranchName,
  ports: BumpPorts,
): Promise<WriteResult> {
  const { repository, pulls } = ports
  const base = decision.snapshot.branch
  // Without an open pull request the branch is a leftover of ours at most, so it starts again from the base.
  const leftover = await repository.head(branch)
  const set = await repository.setBranch({ branch, to: decision.snapshot.head, expected: leftover })
  if (set === 'lost-race') return 'lost-race'
  const commit = await repository.commit({ ...commitOf(request, decision), branch })
  if (commit.kind === 'lost-race') return 'lost-race'
  const made = await pulls.create({
    head: branch,
    base,
    title: bumpTitle(request.wanted, request.environment ?? base),
    body: pullRequestBody(request.wanted, decision.plan.changes),
    draft: request.draft,
  })
  // The base took the same change in the meantime: read again and see.
  if (made.kind === 'nothing-between') return 'lost-race'
  const notices = await pulls.dress(made.pull.number, request.dress)
  const outcome = made.kind === 'created' ? 'created' : 'updated'
  return {
    outcome,
    reason: `Pull request #${made.pull.number} was ${outcome === 'created' ? 'opened' : 'updated'}.`,
    branch,
    verified: commit.verified,
    pull: made.pull,
    notices,
  }
}

async function updatePullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  open: PullRequest,
  ports: BumpPorts,
): Promise<WriteResult> {
  const branch = open.head.branch
  const snapshot = await ports.repository.read({ ...readOf(decision.target), branch })
  const onBranch = decideOn(snapshot, decision.target, request)
  const title = bumpTitle(request.wanted, request.environment ?? decision.snapshot.branch)
  const body = pullRequestBody(request.wanted, decision.plan.changes)
  const current = onBranch.plan.edits.length === 0
  if (current && open.title === title && open.body.replaceAll('\r\n', '\n') === body) {
    return {
      outcome: 'no-op',
      reason: `Pull request #${open.number} is open and current.`,
      branch,
      pull: open,
    }
  }
  let verified: boolean | undefined
  if (!current) {
    const commit = await ports.repository.commit(commitOf(request, onBranch))
    if (commit.kind === 'lost-race') return 'lost-race'
    verified = commit.verified
  }
  const pull = await ports.pulls.update(open.number, { title, body })
  const notices = await ports.pulls.dress(open.number, request.dress)
  return {
    outcome: 'updated',
    reason: `Pull request #${open.number} was updated.`,
    branch,
    verified,
    pull,
    notices,
  }
}
