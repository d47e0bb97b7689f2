import { backoff } from '../bump/backoff.ts'
import { finishPullRequest } from '../bump/merge.ts'
import { closePullRequest, writePullRequest } from '../bump/pull-request.ts'
import type { BumpEnding, BumpPorts, LostRace } from '../bump/request.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { ActionError } from '../report/error.ts'
import { decideDirectory, type DirectoryPromotion } from './directory-decision.ts'
import type { DirectorySide, DirectorySides } from './directory-sides.ts'
import { NO_DIFFERENCE } from './difference.ts'
import { rebuildBranch } from './rebuild.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import {
  blockedByGates,
  blockedByHold,
  reportOf,
  tellChanges,
  tellPromotion,
  type ToldPromotion,
  untold,
} from './telling.ts'

const MAX_ATTEMPTS = 10

/**
 * Copies what the directory of `from` runs into the directory of `to`: the images, and files that were asked for, on a
 * branch of ours with one pull request. Values that the two have apart on purpose stay as they are.
 * @throws ActionError of the ports, the editor and the policy of `to`; `lost-race`
 */
export async function promoteDirectory(
  request: PromotionRequest,
  sides: DirectorySides,
  config: GitOpsConfig | undefined,
  ports: PromotionPorts,
): Promise<PromotionReport> {
  const { clock, log } = ports
  const deadline = clock.monotonic() + request.timeout
  let shortest = Infinity
  for (let attempt = 1; ; attempt += 1) {
    const begun = clock.monotonic()
    const promotion = await decideDirectory(request, sides, config, ports)
    if ('held' in promotion) return reportOf(untold(nothingOf(sides)), blockedByHold(promotion.held))
    const { told, ending } = await conclude(promotion, request, { sides, config, deadline }, ports)
    if (!('lostRaceOn' in ending)) return reportOf(told, ending)
    shortest = Math.min(shortest, clock.monotonic() - begun)
    const wait = backoff(attempt, clock.random(), shortest)
    if (attempt >= MAX_ATTEMPTS || clock.monotonic() + wait > deadline) throw lostTooOften(ending, attempt)
    log.info(`Another writer moved ${ending.lostRaceOn} first; reading and deciding again.`)
    await clock.sleep(wait)
  }
}

interface Concluded {
  readonly told: ToldPromotion
  readonly ending: PromotionEnding | LostRace
}

async function conclude(
  promotion: DirectoryPromotion,
  request: PromotionRequest,
  {
    sides,
    config,
    deadline,
  }: {
    readonly sides: DirectorySides
    readonly config: GitOpsConfig | undefined
    readonly deadline: number
  },
  ports: PromotionPorts,
): Promise<Concluded> {
  const { decision, bump, branch } = promotion
  tellChanges(promotion, [placeOf(sides.from), placeOf(sides.to)], ports.log)
  if (decision.changes.length === 0) {
    const ending = await closeWhatIsLeft(promotion, request, ports)
    // Who brings nothing else ends with what keeps it from bringing anything.
    if (ending.outcome === 'no-op' && promotion.refused[0] !== undefined) throw promotion.refused[0]
    return { told: untold(promotion), ending }
  }
  const told = await tellPromotion(promotion, request, config, ports)
  const blocked = blockedByGates(told.gates)
  if (blocked !== undefined) return { told, ending: blocked }
  const style = { branch, title: told.title, body: told.body }
  const written = await writePullRequest(
    { ...bump, message: told.title },
    decision,
    style,
    deadline,
    portsOf(ports),
  )
  if ('lostRaceOn' in written) return { told, ending: written }
  const { pull, outcome } = written
  if (outcome !== 'updated' || pull === undefined || (await ports.pulls.mergeable(pull.number)) !== false) {
    return { told, ending: endingOf(written) }
  }
  const again = { ...promotion, bump: { ...bump, message: told.title } }
  return { told, ending: await beginAnew(again, { ...written, pull }, deadline, ports) }
}

/** `to` changed what the pull request changes, or the lines beside it. */
async function beginAnew(
  { bump, decision, branch, to }: DirectoryPromotion,
  written: BumpEnding & { readonly pull: { readonly number: number; readonly url: string } },
  deadline: number,
  ports: PromotionPorts,
): Promise<PromotionEnding | LostRace> {
  const rebuilt = await rebuildBranch({ bump, decision, branch }, ports)
  if (rebuilt.kind === 'lost-race') return { lostRaceOn: branch }
  if (rebuilt.kind === 'rebuilt') {
    const reason = `${written.reason} Its branch began anew, for ${to.name} had changed in the same places.`
    return endingOf(await finishPullRequest(bump, { ...written, reason }, rebuilt.head, deadline, ports))
  }
  const base = decision.snapshot.branch
  return {
    ...endingOf(written),
    outcome: 'conflict',
    reason: `${written.reason} It cannot be merged: "${base}" changed in the same places, and commits of others on its branch are not thrown away. Merge "${base}" into "${branch}" by hand, or close the pull request, delete the branch and run again.`,
  }
}

function placeOf({ path, branch, files }: DirectorySide): string {
  const named = files.map(({ pattern }) => pattern).join(', ')
  const directory = named !== '' ? named : path === '' ? 'the whole branch' : path
  return branch === undefined ? directory : `${directory} on ${branch}`
}

async function closeWhatIsLeft(
  { decision, deployed, branch, from, to, refused }: DirectoryPromotion,
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const older = decision.leftOut.map((left) => left.reason)
  const left = [...older, ...(refused.length === 0 ? [] : ['what differs is kept out'])]
  const reason =
    left.length === 0
      ? `${to.name} already runs what ${from.name} runs.`
      : `Nothing is left to promote to ${to.name}: ${left.join('; ')}.`
  const closed = await closePullRequest({ ...deployed, dryRun: request.dryRun }, decision, branch, ports)
  if (closed === undefined) return { outcome: 'no-op', reason }
  const outcome = closed.closed ? 'closed' : request.dryRun ? 'dry-run' : 'no-op'
  return { outcome, reason: `${reason} ${closed.sentence}`, pull: closed.pull }
}

/** A promotion is a bump that reads what it writes from another environment; its outcomes are told in other words. */
function endingOf({ outcome, reason, pull, notices, commit }: BumpEnding): PromotionEnding {
  const common = { reason, pull, notices: notices ?? [], mergeCommit: commit }
  switch (outcome) {
    case 'created':
    case 'updated':
    case 'dry-run':
    case 'failed':
      return { ...common, outcome }
    case 'superseded':
    case 'no-op':
    case 'changed':
    case 'held':
    case 'blocked-by-policy':
      return { ...common, outcome: 'no-op' }
  }
}

function nothingOf({ from, to }: DirectorySides): Parameters<typeof untold>[0] {
  return {
    from: { name: from.name, where: '' },
    to: { name: to.name, where: '' },
    difference: NO_DIFFERENCE,
    services: [],
    remarks: [],
    head: undefined,
  }
}

function portsOf({ repository, pulls, sources, registry, clock, log }: PromotionPorts): BumpPorts {
  return { repository, pulls, sources, registry, clock, log }
}

function lostTooOften({ lostRaceOn }: LostRace, attempts: number): ActionError {
  return new ActionError(
    'lost-race',
    `Nothing was promoted: in ${attempts} attempts another writer always moved ${lostRaceOn} first. Run again.`,
    { kind: 'transient' },
  )
}
