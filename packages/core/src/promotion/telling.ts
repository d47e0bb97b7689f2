import type { GitOpsConfig } from '../environment/config.ts'
import { parseRepositoryName } from '../environment/git-names.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { compareVersionTags } from '../release/version-order.ts'
import { cutLine } from '../report/cut.ts'
import { readChangelogs, type ServiceChangelog } from './changelog.ts'
import { type Description, describePromotion, describeService, type PromotionStory } from './description.ts'
import type { Difference } from './difference.ts'
import { openGates } from './gate-facts.ts'
import type { GateResult } from './judge-gates.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { type ServiceChange, shortVersion } from './service-change.ts'

/** What a promotion would do, by whatever strategy. */
export interface Promotion {
  readonly from: PromotionStory['from']
  readonly to: PromotionStory['to']
  readonly difference: Difference
  readonly services: readonly ServiceChange[]
  /** Sentences on what is left out or to be looked at. */
  readonly remarks: readonly string[]
  /** Sentences on what is as it should be, for whom it may concern; absent for none. */
  readonly asides?: readonly string[]
  /** The head of what is promoted; undefined when nothing is. */
  readonly head: CommitSha | undefined
  /** The commits that brought what changes where no service does; absent: the head. */
  readonly commits?: readonly CommitSha[]
}

/** A promotion with what stands in its way, and what its pull request says. */
export interface ToldPromotion extends Promotion, Description {
  readonly gates: readonly GateResult[]
  /** Whether it would replace a service by an older release. */
  readonly goesBack: boolean
}

const NOTHING_TOLD = { gates: [], goesBack: false, title: '', body: '' } as const

/** The lines of the log on what a promotion changes. */
export function tellChanges(
  { from, to, difference, services }: Promotion,
  [source, target]: readonly [string, string],
  log: Log,
): void {
  const { changes, otherFiles, values } = difference
  log.info(`From ${from.name} (${source}) to ${to.name} (${target}):`)
  for (const service of services.slice(0, MAX_LOGGED)) log.info(`  ${describeService(service)}`)
  if (services.length > MAX_LOGGED) log.info(`  and ${services.length - MAX_LOGGED} more services`)
  if (changes.length > services.length) log.info(`  places with an image that changes: ${changes.length}`)
  if (values.length > 0) log.info(`  other values: ${values.length}`)
  if (otherFiles.length > 0) log.info(`  files without image changes: ${otherFiles.length}`)
  if (changes.length + values.length + otherFiles.length === 0) log.info('  nothing')
}

const MAX_LOGGED = 100

/** A promotion of which nobody needs to be told: nothing is promoted. */
export function untold(promotion: Promotion): ToldPromotion {
  return { ...promotion, ...NOTHING_TOLD }
}

/**
 * Judges the gates, reads the commits of the services, and makes title and body of the pull request.
 * @throws ActionError of the hosts and the registry
 */
export async function tellPromotion(
  promotion: Promotion,
  request: PromotionRequest,
  config: GitOpsConfig | undefined,
  ports: PromotionPorts,
): Promise<ToldPromotion> {
  const { from, services, head, commits = [] } = promotion
  const proven = commits.length === 0 && head !== undefined ? [head] : commits
  const gates =
    head === undefined
      ? []
      : await openGates(request, { from: from.name, head, services, commits: proven }, ports)
  const settings = {
    detail: request.changelog,
    config,
    environment: parseRepositoryName(request.repository),
  }
  const changelogs = await readChangelogs(services, settings, ports.history)
  const older = services.flatMap((change) => olderRelease(change, changelogs.get(change), promotion.to.name))
  const left =
    older.length > 0 && request.autoMerge !== undefined
      ? ['Auto-merge is left alone: a person has to merge this.']
      : []
  const remarks = [...older, ...left, ...promotion.remarks]
  const { serverUrl } = request
  const told = [...remarks, ...(promotion.asides ?? [])]
  const story = { ...promotion.difference, ...promotion, remarks: told, changelogs, gates, serverUrl }
  return { ...promotion, remarks, gates, goesBack: older.length > 0, ...describePromotion(story, request) }
}

/** A merge brings what its branch holds, also what is older than what runs; a promotion between directories leaves that out. */
function olderRelease(
  { service, from, to }: ServiceChange,
  log: ServiceChangelog | undefined,
  target: string,
): readonly string[] {
  if (from === undefined || to === undefined) return []
  const [old, next] = [shortVersion(from.image), shortVersion(to.image)]
  const order = compareVersionTags(to.image.tag, from.image.tag)
  if (log?.status === 'behind') {
    return [
      `${service} ${next} was built from an older commit than ${old}, which ${target} runs: this takes it back.`,
    ]
  }
  if (order === undefined || order >= 0 || log?.status === 'ahead') return []
  return [`${service} ${next} is an older version than ${old}, which ${target} runs: this takes it back.`]
}

/** The end of a promotion that a hold keeps out. */
export function blockedByHold(reason: string, pull?: PullRequest): PromotionEnding {
  return { outcome: 'blocked-by-gate', reason: `Nothing was written: ${reason}${stillOpen(pull)}`, pull }
}

/** A pull request between branches follows its branch by itself. */
function stillOpen(pull: PullRequest | undefined): string {
  return pull === undefined
    ? ''
    : ` Pull request #${pull.number} is open all the same: it must not be merged now.`
}

/**
 * The end of a promotion that a gate holds back; undefined when all are open.
 * @param pull the open one between the branches, which holds what the gates keep out
 */
export function blockedByGates(
  gates: readonly GateResult[],
  pull?: PullRequest,
): PromotionEnding | undefined {
  const closed = gates.filter(({ open }) => !open)
  if (closed.length === 0) return undefined
  const reasons = closed.map(({ gate, reason }) => `"${gate}" (${cutLine(reason, 300)})`).join(', ')
  return {
    outcome: 'blocked-by-gate',
    reason: `Nothing was written: ${closed.length === 1 ? 'a gate is' : 'gates are'} closed: ${reasons}. Run again when ${closed.length === 1 ? 'it is' : 'they are'} open.${stillOpen(pull)}`,
    pull,
  }
}

/** Everything that is told of a promotion and its end. */
export function reportOf(promotion: ToldPromotion, ending: PromotionEnding): PromotionReport {
  const { from, to, head, difference, services, gates, title, body, remarks } = promotion
  return {
    ...difference,
    from: from.name,
    to: to.name,
    head,
    services,
    gates,
    title,
    body,
    outcome: ending.outcome,
    reason: ending.reason,
    pull: ending.pull,
    mergeCommit: ending.mergeCommit,
    asides: promotion.asides ?? [],
    notices: [...remarks, ...(ending.notices ?? [])],
  }
}
