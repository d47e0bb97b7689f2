import { foreignAuthor } from '../bump/pull-request.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import type { Log } from '../ports/log.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { markdownCode } from '../report/markdown.ts'
import { findHold } from './branch-admission.ts'
import { describeService } from './description.ts'
import { type BranchDifference, NO_DIFFERENCE, readDifference } from './difference.ts'
import { conflictRemedy, nothingLeft, propose } from './proposal.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { explainMissing, type PromotionSide, type PromotionSides, refuseAmbiguous } from './sides.ts'
import {
  blockedByGates,
  blockedByHold,
  type Promotion,
  reportOf,
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
  const { repository, pulls, log, clock } = ports
  const deadline = clock.monotonic() + request.timeout
  const [difference, open] = await Promise.all([
    readDifference(sides, repository),
    pulls.findOpen(sides.from.branch, sides.to.branch),
    refuseAmbiguous(sides, repository, request.repository),
  ])
  if (difference === undefined) throw await explainMissing(sides, repository, request.repository)
  tellDifference(sides, difference, log)
  const promotion: Promotion = {
    from: storySide(sides.from),
    to: storySide(sides.to),
    difference,
    services: difference.services,
    remarks: [],
    head: difference.head,
  }
  if (difference === NO_DIFFERENCE) {
    return reportOf(untold(promotion), await endWithNothing({ request, sides, open }, ports))
  }
  if (difference.conflicts.length > 0) {
    return reportOf(untold(promotion), endInConflict(sides, difference, open[0]))
  }
  const { services, target } = difference
  const files = [...difference.changes.map(({ file }) => file), ...difference.otherFiles]
  const held =
    target && (await findHold({ services, to: sides.to, config, target, files: [...new Set(files)] }, ports))
  if (held !== undefined) return reportOf(untold(promotion), blockedByHold(held, open[0]))
  const told = await tellPromotion(promotion, request, config, ports)
  const blocked = blockedByGates(told.gates, open[0])
  if (blocked !== undefined) return reportOf(told, blocked)
  const proposal = { ...told, request: withoutGoingBack(told, request), sides, difference, open: open[0] }
  return reportOf(told, await propose(proposal, deadline, ports))
}

/** What takes a service back is for people to merge. */
function withoutGoingBack({ goesBack }: ToldPromotion, request: PromotionRequest): PromotionRequest {
  return goesBack ? { ...request, autoMerge: undefined } : request
}

function storySide({ name, branch }: PromotionSide): Promotion['from'] {
  return { name, where: name === branch ? '' : `branch ${markdownCode(branch)}` }
}

function tellDifference({ from, to }: PromotionSides, difference: BranchDifference, log: Log): void {
  const { services, changes, otherFiles } = difference
  log.info(`From ${from.name} (branch ${from.branch}) to ${to.name} (branch ${to.branch}):`)
  for (const service of services.slice(0, MAX_LOGGED)) log.info(`  ${describeService(service)}`)
  if (services.length > MAX_LOGGED) log.info(`  and ${services.length - MAX_LOGGED} more services`)
  if (changes.length > services.length) log.info(`  places with an image that changes: ${changes.length}`)
  if (otherFiles.length > 0) log.info(`  files without image changes: ${otherFiles.length}`)
  if (difference === NO_DIFFERENCE) log.info('  nothing')
}

async function endWithNothing(
  {
    request,
    sides,
    open,
  }: {
    readonly request: PromotionRequest
    readonly sides: PromotionSides
    readonly open: readonly PullRequest[]
  },
  { pulls }: PromotionPorts,
): Promise<PromotionEnding> {
  const reason = nothingLeft(sides)
  const [pull] = open
  if (pull === undefined) return { outcome: 'no-op', reason, pull: undefined }
  if (request.dryRun) {
    return { outcome: 'dry-run', reason: `${reason} Pull request #${pull.number} would be closed.`, pull }
  }
  const foreign = await foreignAuthor(pull, pulls)
  if (foreign !== undefined) {
    const left = `${reason} ${foreign}: it is left open.`
    return { outcome: 'no-op', reason: left, pull, notices: [left] }
  }
  const comment = `Closed: ${markdownCode(sides.to.name)} already holds everything of ${markdownCode(sides.from.name)}.`
  for (const { number } of open) await pulls.close(number, comment)
  return { outcome: 'closed', reason: `${reason} Pull request #${pull.number} was closed.`, pull }
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
const MAX_LOGGED = 100
