import type { ImageReference } from '../image/reference.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { PromotionReport } from './request.ts'
import type { ServiceChange } from './service-change.ts'

/** Outcomes after which the pull request, if there is one, is open. */
const OPEN: readonly OutcomeOf<'open-promotion-pr'>[] = ['created', 'updated', 'no-op', 'conflict']

/**
 * The outputs of open-promotion-pr besides `outcome`.
 * @param needsApproval whether pull requests of this run's token run their checks after approval only
 */
export function promotionOutputs(
  report: PromotionReport,
  needsApproval: boolean,
): Readonly<Record<string, string>> {
  const { outcome, pull, changes, services, gates, mergeCommit } = report
  const checks = needsApproval ? 'approval-required' : 'yes'
  return {
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    'merge-commit-sha': mergeCommit ?? '',
    changes: JSON.stringify(changes),
    services: JSON.stringify(services.map(summarize)),
    gates: JSON.stringify(gates),
    promotions: JSON.stringify([summarizePromotion(report)]),
    'checks-will-run': pull !== undefined && OPEN.includes(outcome) ? checks : '',
  }
}

/** One target, as it stands in the output `promotions`. */
export function summarizePromotion({
  to,
  outcome,
  pull,
  mergeCommit,
}: Pick<PromotionReport, 'to' | 'outcome' | 'pull' | 'mergeCommit'>): Readonly<Record<string, string>> {
  return {
    to,
    outcome,
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    'merge-commit-sha': mergeCommit ?? '',
  }
}

function summarize({ service, from, to }: ServiceChange): Readonly<Record<string, string>> {
  return {
    service,
    image: (to ?? from)?.image.name ?? '',
    from: from === undefined ? '' : versionText(from.image),
    to: to === undefined ? '' : versionText(to.image),
  }
}

function versionText({ tag, digest }: ImageReference): string {
  return [tag, digest].filter((part) => part !== undefined).join('@')
}
