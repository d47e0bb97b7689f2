import type { OutcomeOf } from '../report/outcome.ts'
import { ActionError } from '../report/error.ts'
import { markdownCode, markdownText } from '../report/markdown.ts'
import { promotionOutputs, summarizePromotion } from './outputs.ts'
import { openPromotion } from './promotion.ts'
import type { PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { renderPromotionSummary } from './summary.ts'

type Outcome = OutcomeOf<'open-promotion-pr'>

/** How the promotion to one of several targets ended. */
export interface TargetPromotion {
  readonly from: string
  readonly to: string
  readonly outcome: Outcome
  readonly reason: string
  /** Undefined when it failed before anything could be told. */
  readonly report: PromotionReport | undefined
}

/** The first of these that a target ended with is that of the run: a failure before a success, and that before nothing. */
const BY_WEIGHT: readonly Outcome[] = [
  'failed',
  'conflict',
  'blocked-by-policy',
  'created',
  'updated',
  'closed',
  'blocked-by-gate',
  'dry-run',
  'no-op',
]

/**
 * Promotes to one target after the other, each by a pull request of its own; one that fails does not hold up the others.
 * @throws ActionError `cancelled`
 */
export async function promoteToEach(
  request: PromotionRequest,
  targets: readonly string[],
  ports: PromotionPorts,
): Promise<readonly TargetPromotion[]> {
  const deadline = ports.clock.monotonic() + request.timeout
  const ended: TargetPromotion[] = []
  for (const to of targets) {
    const timeout = Math.max(0, deadline - ports.clock.monotonic())
    ended.push(await promoteTo({ ...request, to, timeout }, ports))
  }
  return ended
}

async function promoteTo(request: PromotionRequest, ports: PromotionPorts): Promise<TargetPromotion> {
  const { from, to } = request
  try {
    const report = await openPromotion(request, ports)
    return { from, to, outcome: report.outcome, reason: report.reason, report }
  } catch (error) {
    if (!(error instanceof ActionError) || error.code === 'cancelled') throw error
    const outcome = BY_WEIGHT.find((known) => known === error.outcome) ?? 'failed'
    return { from, to, outcome, reason: `${error.message} (${error.code})`, report: undefined }
  }
}

/** The outcome of the run. */
export function joinOutcomes(promotions: readonly TargetPromotion[]): Outcome {
  return BY_WEIGHT.find((outcome) => promotions.some((one) => one.outcome === outcome)) ?? 'no-op'
}

/** The reasons of those that ended as the run did. */
export function joinReasons(promotions: readonly TargetPromotion[]): string {
  const outcome = joinOutcomes(promotions)
  return promotions
    .filter((one) => one.outcome === outcome)
    .map(({ to, reason }) => `${to}: ${reason}`)
    .join(' ')
}

/** The outputs of the first target with a pull request, and all of them in `promotions`. */
export function fanOutOutputs(
  promotions: readonly TargetPromotion[],
  needsApproval: boolean,
): Readonly<Record<string, string>> {
  const reports = promotions.flatMap(({ report }) => report ?? [])
  const shown = reports.find(({ pull }) => pull !== undefined) ?? reports[0]
  const list = promotions.map(({ to, outcome, report }) =>
    summarizePromotion({ pull: undefined, mergeCommit: undefined, ...report, to, outcome }),
  )
  const one = shown === undefined ? {} : promotionOutputs(shown, needsApproval)
  return { ...one, promotions: JSON.stringify(list) }
}

/** The job summary of several promotions. */
export function renderFanOutSummary(promotions: readonly TargetPromotion[]): string {
  const sections = promotions.map(({ from, to, outcome, reason, report }) =>
    report === undefined
      ? `### open-promotion-pr: ${outcome}\n\n${markdownCode(from)} → ${markdownCode(to)}. ${markdownText(reason)}`
      : renderPromotionSummary(report),
  )
  return sections.join('\n\n')
}
