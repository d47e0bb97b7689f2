import { foreignAuthor, isUndressed } from '../bump/pull-request.ts'
import { finishPullRequest } from '../bump/merge.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import type { Description } from './description.ts'
import type { Difference } from './difference.ts'
import type { PromotionEnding, PromotionPorts, PromotionRequest } from './request.ts'
import type { PromotionSides } from './sides.ts'

/** Everything that was decided before the first write. */
export interface Proposal extends Description {
  readonly request: PromotionRequest
  readonly sides: PromotionSides
  readonly difference: Difference
  /** The branch that is proposed: that of `from`, or one of ours. */
  readonly branch: BranchName
  readonly open: PullRequest | undefined
  /** Whether this run has pushed to it. */
  readonly pushed?: boolean
}

/** Opens the pull request, or brings the open one up to date, and says so when it cannot be merged. */
export async function propose(
  proposal: Proposal,
  deadline: number,
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const { open, request } = proposal
  if (request.dryRun) {
    const reason =
      open === undefined
        ? 'A pull request would be opened.'
        : `Pull request #${open.number} would be ${isCurrent(open, proposal) ? 'left as it is' : 'updated'}.`
    return { outcome: 'dry-run', reason, pull: open }
  }
  const written = await (open === undefined ? openPull(proposal, ports) : refreshPull(open, proposal, ports))
  const ending = await refuseConflict(written, proposal, ports)
  const { pull } = written
  if (pull === undefined || written.foreign === true || ending.outcome === 'conflict') return ending
  return finish({ ...written, pull }, proposal, deadline, ports)
}

/** What came out of writing the pull request, which now is as it shall be. */
interface Written {
  readonly outcome: 'created' | 'updated' | 'no-op'
  readonly reason: string
  readonly pull: PullRequest | undefined
  readonly notices: readonly string[]
  /** Whether it is of somebody else, and not ours to merge. */
  readonly foreign?: boolean
}

async function finish(
  written: Written & { readonly pull: PullRequest },
  { request }: Proposal,
  deadline: number,
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const { outcome, reason, pull, notices } = written
  const merge = { ...request, requireVerified: false }
  const ending = await finishPullRequest(
    merge,
    { outcome, reason, pull, notices },
    pull.head.sha,
    deadline,
    ports,
  )
  return {
    outcome: ending.outcome === 'failed' ? 'failed' : outcome,
    reason: ending.reason,
    pull,
    notices: ending.notices ?? [],
    mergeCommit: ending.commit,
  }
}

async function openPull(proposal: Proposal, ports: PromotionPorts): Promise<Written> {
  const { request, title, body, branch } = proposal
  const { to } = proposal.sides
  const made = await ports.pulls.create({
    head: branch,
    base: to.branch,
    title,
    body,
    draft: request.draft,
  })
  if (made.kind === 'nothing-between') {
    return { outcome: 'no-op', reason: nothingLeft(proposal.sides), pull: undefined, notices: [] }
  }
  // Not listed a moment ago: the answer to our own request was lost, or another run was faster. Either was interrupted.
  const found = { ...made.pull, labels: request.dress.labels }
  const refreshed = made.kind === 'found' ? await refreshPull(found, proposal, ports) : undefined
  const notices = await ports.pulls.dress(made.pull.number, request.dress)
  const opened = { outcome: 'created', reason: `Pull request #${made.pull.number} was opened.` } as const
  return { ...(refreshed?.outcome === 'updated' ? refreshed : opened), pull: made.pull, notices }
}

async function refreshPull(
  pull: PullRequest,
  proposal: Proposal,
  { pulls }: PromotionPorts,
): Promise<Written> {
  const { request, title, body } = proposal
  const current = isCurrent(pull, proposal) && proposal.pushed !== true
  const undressed = isUndressed(pull, request.dress)
  if (current && !undressed) {
    const reason = `Pull request #${pull.number} is open and current.`
    return { outcome: 'no-op', reason, pull, notices: [] }
  }
  const foreign = await foreignAuthor(pull, pulls)
  if (foreign !== undefined) {
    const reason = `${foreign}: it is left as it is.`
    return { outcome: 'no-op', reason, pull, notices: [reason], foreign: true }
  }
  const updated = current ? pull : await pulls.update(pull.number, { title, body })
  // Reviewers are asked once: who has answered already would be asked again.
  const labels = { labels: request.dress.labels, reviewers: [], teamReviewers: [], assignees: [] }
  const notices = await pulls.dress(pull.number, undressed ? request.dress : labels)
  return { outcome: 'updated', reason: `Pull request #${pull.number} was updated.`, pull: updated, notices }
}

/** Lines that both branches changed can only be told by the host, which merges in the background. */
async function refuseConflict(
  ending: Written,
  { difference, sides }: Proposal,
  { pulls }: PromotionPorts,
): Promise<PromotionEnding> {
  const { pull, reason } = ending
  if (pull === undefined || difference.changedOnBoth.length === 0) return ending
  if ((await pulls.mergeable(pull.number)) !== false) return ending
  const files = difference.changedOnBoth.join(', ')
  return {
    ...ending,
    outcome: 'conflict',
    reason: `${reason} It cannot be merged: both branches changed ${files} since they parted. ${conflictRemedy(sides)}`,
  }
}

/** What to do about branches that cannot be merged. */
export function conflictRemedy({ from, to }: PromotionSides): string {
  return `Merge branch "${to.branch}" into "${from.branch}", keep what shall be promoted, push, and run again. If promotions are squashed or rebased when they are merged, allow merge commits alone (Settings, General, Pull Requests): the others hide from git what was promoted.`
}

/** Why there is nothing to do. */
export function nothingLeft({ from, to }: PromotionSides): string {
  return `${to.name} already holds everything of ${from.name}.`
}

function isCurrent(pull: PullRequest, { title, body }: Proposal): boolean {
  return pull.title === title && normalise(pull.body) === normalise(body)
}

/** Bodies that were edited in a browser have CRLF. */
function normalise(body: string): string {
  return body.replaceAll('\r\n', '\n').trim()
}
