import type { GitOpsConfig } from '../environment/config.ts'
import { parseRepositoryName } from '../environment/git-names.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import { cutLine } from '../report/cut.ts'
import { readChangelogs } from './changelog.ts'
import { type Description, describePromotion, type PromotionStory } from './description.ts'
import type { Difference } from './difference.ts'
import { openGates } from './gate-facts.ts'
import type { GateResult } from './judge-gates.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import type { ServiceChange } from './service-change.ts'

/** What a promotion would do, by whatever strategy. */
export interface Promotion {
  readonly from: PromotionStory['from']
  readonly to: PromotionStory['to']
  readonly difference: Difference
  readonly services: readonly ServiceChange[]
  /** Sentences on what is left out or to be looked at. */
  readonly remarks: readonly string[]
  /** The head of what is promoted; undefined when nothing is. */
  readonly head: CommitSha | undefined
}

/** A promotion with what stands in its way, and what its pull request says. */
export interface ToldPromotion extends Promotion, Description {
  readonly gates: readonly GateResult[]
}

const NOTHING_TOLD = { gates: [], title: '', body: '' } as const

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
  const { from, services, head } = promotion
  const gates = head === undefined ? [] : await openGates(request, { from: from.name, head, services }, ports)
  const settings = {
    detail: request.changelog,
    config,
    environment: parseRepositoryName(request.repository),
  }
  const changelogs = await readChangelogs(services, settings, ports.history)
  const story = { ...promotion.difference, ...promotion, changelogs, gates, serverUrl: request.serverUrl }
  return { ...promotion, gates, ...describePromotion(story, request) }
}

/** The end of a promotion that a gate holds back; undefined when all are open. */
export function blockedByGates(gates: readonly GateResult[]): PromotionEnding | undefined {
  const closed = gates.filter(({ open }) => !open)
  if (closed.length === 0) return undefined
  const reasons = closed.map(({ gate, reason }) => `"${gate}" (${cutLine(reason, 300)})`).join(', ')
  return {
    outcome: 'blocked-by-gate',
    reason: `Nothing was written: ${closed.length === 1 ? 'a gate is' : 'gates are'} closed: ${reasons}. Run again when ${closed.length === 1 ? 'it is' : 'they are'} open.`,
  }
}

/** Everything that is told of a promotion and its end. */
export function reportOf(promotion: ToldPromotion, ending: PromotionEnding): PromotionReport {
  const { from, to, difference, services, gates, title, body, remarks } = promotion
  return {
    ...difference,
    from: from.name,
    to: to.name,
    services,
    gates,
    title,
    body,
    outcome: ending.outcome,
    reason: ending.reason,
    pull: ending.pull,
    mergeCommit: ending.mergeCommit,
    notices: [...remarks, ...(ending.notices ?? [])],
  }
}
