import { readConfigFile } from '../environment/config-file.ts'
import type { Log } from '../ports/log.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { markdownCode } from '../report/markdown.ts'
import { describeChange, describePromotion } from './description.ts'
import { type Difference, NO_DIFFERENCE, readDifference } from './difference.ts'
import { conflictRemedy, nothingLeft, propose } from './proposal.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { explainMissing, type PromotionSides, refuseAmbiguous, resolveSides } from './sides.ts'

/**
 * Opens or updates the one pull request that promotes `from` to `to`, or closes it when nothing is left to
 * promote. Writes neither branch.
 * @throws ActionError of the ports, and of `resolveSides`, `readConfigFile`, `refuseAmbiguous` and `explainMissing`
 */
export async function openPromotion(
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<PromotionReport> {
  const { repository, pulls } = ports
  const snapshot = await repository.read({ defaultBranchFiles: [request.config] })
  const sides = resolveSides(request, readConfigFile(request, snapshot))
  const [difference, open] = await Promise.all([
    readDifference(sides, repository),
    pulls.findOpen(sides.from.branch, sides.to.branch),
    refuseAmbiguous(sides, repository, request.repository),
  ])
  if (difference === undefined) throw await explainMissing(sides, repository, request.repository)
  tellDifference(sides, difference, ports.log)
  const description = describePromotion(sides, difference, request)
  const ending = await end({ request, sides, difference, open, ...description }, ports)
  return {
    from: sides.from.name,
    to: sides.to.name,
    notices: [],
    ...difference,
    ...description,
    ...ending,
    pull: ending.pull,
  }
}

function tellDifference({ from, to }: PromotionSides, difference: Difference, log: Log): void {
  const { changes, otherFiles } = difference
  log.info(`From ${from.name} (branch ${from.branch}) to ${to.name} (branch ${to.branch}):`)
  for (const change of changes.slice(0, MAX_LOGGED)) log.info(`  ${describeChange(change)} in ${change.file}`)
  if (changes.length > MAX_LOGGED) log.info(`  and ${changes.length - MAX_LOGGED} more images`)
  if (otherFiles.length > 0) log.info(`  files without image changes: ${otherFiles.length}`)
  if (difference === NO_DIFFERENCE) log.info('  nothing')
}

interface Decision {
  readonly request: PromotionRequest
  readonly sides: PromotionSides
  readonly difference: Difference
  readonly open: readonly PullRequest[]
  readonly title: string
  readonly body: string
}

function end(decision: Decision, ports: PromotionPorts): Promise<PromotionEnding> {
  const { difference, sides, open } = decision
  if (difference === NO_DIFFERENCE) return endWithNothing(decision, ports)
  if (difference.conflicts.length > 0) return Promise.resolve(endInConflict(sides, difference, open[0]))
  return propose({ ...decision, open: open[0] }, ports)
}

async function endWithNothing(
  { request, sides, open }: Decision,
  { pulls }: PromotionPorts,
): Promise<PromotionEnding> {
  const reason = nothingLeft(sides)
  const [pull] = open
  if (pull === undefined) return { outcome: 'no-op', reason, pull: undefined }
  if (request.dryRun) {
    return { outcome: 'dry-run', reason: `${reason} Pull request #${pull.number} would be closed.`, pull }
  }
  const comment = `Closed: ${markdownCode(sides.to.name)} already holds everything of ${markdownCode(sides.from.name)}.`
  for (const { number } of open) await pulls.close(number, comment)
  return { outcome: 'closed', reason: `${reason} Pull request #${pull.number} was closed.`, pull }
}

/** Nothing is written: a pull request that cannot be merged helps nobody. */
function endInConflict(
  sides: PromotionSides,
  { conflicts }: Difference,
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
