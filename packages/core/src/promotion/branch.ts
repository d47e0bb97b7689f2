import type { GitOpsConfig } from '../environment/config.ts'
import { parseBranchName } from '../environment/git-names.ts'
import type { BranchName, Comparison } from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { markdownCode } from '../report/markdown.ts'
import { findHold } from './branch-admission.ts'
import { type BranchDifference, NO_DIFFERENCE, readDifference } from './difference.ts'
import { findHiddenMerge, type HiddenMerge } from './hidden-merge.ts'
import { promotionBranch } from './promotion-branch.ts'
import { conflictRemedy, nothingLeft, propose } from './proposal.ts'
import { closeOwn, proposeRealigned, realignRemark, refuseHidden, replacing } from './realign.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { explainMissing, type PromotionSide, type PromotionSides, refuseAmbiguous } from './sides.ts'
import {
  blockedByGates,
  blockedByHold,
  type Promotion,
  reportOf,
  tellChanges,
  tellPromotion,
  type ToldPromotion,
  untold,
} from './telling.ts'

/**
 * Opens or updates the one pull request that merges branch `from` into branch `to`, or closes it when nothing is left
 * to promote. Writes neither branch.
 * @throws ActionError of the ports, and of `refuseAmbiguous` and `explainMissing`
 */
export async function promoteBranch(
  request: PromotionRequest,
  sides: PromotionSides,
  config: GitOpsConfig | undefined,
  ports: PromotionPorts,
): Promise<PromotionReport> {
  const { repository, clock } = ports
  const deadline = clock.monotonic() + request.timeout
  const { from, to } = sides
  const [comparison] = await Promise.all([
    repository.compare(to.branch, from.branch),
    refuseAmbiguous(sides, repository, request.repository),
  ])
  if (comparison === undefined) throw await explainMissing(sides, repository, request.repository)
  const standing = await readStanding(request, sides, comparison, ports)
  const { difference, hidden, open, ours } = standing
  warnOfSquash(request, ports.log)
  const promotion: Promotion = {
    from: storySide(from),
    to: storySide(to),
    difference,
    services: difference.services,
    remarks: hidden !== undefined && request.realign ? [realignRemark(hidden)] : [],
    head: difference.head,
  }
  tellChanges(promotion, [`branch ${from.branch}`, `branch ${to.branch}`], ports.log)
  const { head, target } = difference
  if (head === undefined || target === undefined) {
    return reportOf(untold(promotion), await endWithNothing({ ...standing, request, sides }, ports))
  }
  const [ordinary, realigned] = [from.branch, ours].map((branch) =>
    open.find((pull) => pull.head.branch === branch),
  )
  if (hidden !== undefined && !request.realign) {
    return reportOf(untold(promotion), refuseHidden(sides, hidden, ordinary ?? realigned))
  }
  if (difference.conflicts.length > 0) {
    return reportOf(untold(promotion), endInConflict(sides, difference, ordinary ?? realigned))
  }
  const { services } = difference
  const files = [...difference.changes.map(({ file }) => file), ...difference.otherFiles]
  const held = await findHold({ services, to, config, target, files: [...new Set(files)] }, ports)
  if (held !== undefined) return reportOf(untold(promotion), blockedByHold(held, ordinary ?? realigned))
  const told = await tellPromotion(promotion, request, config, ports)
  const blocked = blockedByGates(told.gates, ordinary ?? realigned)
  if (blocked !== undefined) return reportOf(told, blocked)
  const common = { ...told, request: withoutGoingBack(told, request), sides, difference }
  if (hidden === undefined) {
    const proposal = { ...common, branch: from.branch, open: ordinary }
    return reportOf(told, await replacing(realigned, propose(proposal, deadline, ports), ours, ports))
  }
  const realignment = { hidden, head, targetHead: target.head }
  const proposal = { ...common, branch: ours, open: realigned }
  const proposed = proposeRealigned(proposal, realignment, deadline, ports)
  return reportOf(told, await replacing(ordinary, proposed, ours, ports))
}

/** What there is between the two branches. */
interface Standing {
  readonly difference: BranchDifference
  /** The promotion that git does not know of, when the last one was such and something is left to promote. */
  readonly hidden: HiddenMerge | undefined
  /** Those of `from`, then those of the branch on which a promotion is realigned. */
  readonly open: readonly PullRequest[]
  /** That branch. */
  readonly ours: BranchName
}

async function readStanding(
  request: PromotionRequest,
  sides: PromotionSides,
  comparison: Comparison,
  { repository, merges }: PromotionPorts,
): Promise<Standing> {
  const { from, to } = sides
  const ours = parseBranchName(promotionBranch({ ...request, services: [] }, sides))
  const [difference, { open, merged }] = await Promise.all([
    readDifference(sides, comparison, repository),
    merges.pullsBetween([from.branch, ours], to.branch),
  ])
  const plain = { difference, hidden: undefined, open, ours }
  if (difference === NO_DIFFERENCE || comparison.status !== 'diverged') return plain
  const branches = { from: from.branch, to: to.branch, mergeBase: comparison.mergeBase }
  const hidden = await findHiddenMerge(merged, branches, repository)
  if (hidden === undefined) return plain
  const since = { ...hidden.since, status: 'diverged' as const, mergeBase: hidden.promoted }
  return { ...plain, hidden, difference: await readDifference(sides, since, repository) }
}

/** What takes a service back is for people to merge. */
function withoutGoingBack({ goesBack }: ToldPromotion, request: PromotionRequest): PromotionRequest {
  return goesBack ? { ...request, autoMerge: undefined } : request
}

/** What is told before it happens is worth more than the refusal of the next promotion. */
function warnOfSquash({ autoMerge, realign }: PromotionRequest, log: Log): void {
  if (autoMerge === undefined || autoMerge === 'merge' || realign) return
  log.warning(
    `"merge-method: ${autoMerge}" hides from git what was promoted, so that the next promotion will be refused: use "merge" between branches, or set "realign: true".`,
  )
}

function storySide({ name, branch }: PromotionSide): Promotion['from'] {
  return { name, where: name === branch ? '' : `branch ${markdownCode(branch)}` }
}

async function endWithNothing(
  {
    request,
    sides,
    open,
    ours,
  }: Pick<Standing, 'open' | 'ours'> & {
    readonly request: PromotionRequest
    readonly sides: PromotionSides
  },
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const reason = nothingLeft(sides)
  const [pull] = open
  if (pull === undefined) return { outcome: 'no-op', reason, pull: undefined }
  if (request.dryRun) {
    return { outcome: 'dry-run', reason: `${reason} Pull request #${pull.number} would be closed.`, pull }
  }
  const comment = `Closed: ${markdownCode(sides.to.name)} already holds everything of ${markdownCode(sides.from.name)}.`
  const left: string[] = []
  for (const each of open) {
    const foreign = await closeOwn(each, comment, ours, ports)
    if (foreign !== undefined) left.push(`${foreign}: it is left open.`)
  }
  if (left.length < open.length) {
    return {
      outcome: 'closed',
      reason: `${reason} Pull request #${pull.number} was closed.`,
      pull,
      notices: left,
    }
  }
  const [why] = left.map((sentence) => `${reason} ${sentence}`)
  return { outcome: 'no-op', reason: why ?? reason, pull, notices: why === undefined ? [] : [why] }
}

/** Nothing is written: a pull request that cannot be merged helps nobody. */
function endInConflict(
  sides: PromotionSides,
  { conflicts }: BranchDifference,
  pull: PullRequest | undefined,
): PromotionEnding {
  const places = conflicts.map(
    ({ file, image, before, from, to }) =>
      `${image} in ${file} (${sides.from.branch}: ${to}, ${sides.to.branch}: ${from}, before: ${before})`,
  )
  const shown = places.slice(0, MAX_CONFLICTS).join('; ')
  const more = places.length > MAX_CONFLICTS ? `; and ${places.length - MAX_CONFLICTS} more` : ''
  return {
    outcome: 'conflict',
    reason: `Both branches changed ${shown}${more} since they parted, which no merge can join. ${conflictRemedy(sides)}`,
    pull,
  }
}

const MAX_CONFLICTS = 5
