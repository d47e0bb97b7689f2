import type { OutcomeOf } from '../report/outcome.ts'
import type { PromotionReport } from './request.ts'

/** Outcomes after which the pull request, if there is one, is open. */
const OPEN: readonly OutcomeOf<'open-promotion-pr'>[] = ['created', 'updated', 'no-op', 'conflict']

/**
 * The outputs of open-promotion-pr besides `outcome`.
 * @param needsApproval whether pull requests of this run's token run their checks after approval only
 */
export function promotionOutputs(
  { outcome, pull, changes }: PromotionReport,
  needsApproval: boolean,
): Readonly<Record<string, string>> {
  const checks = needsApproval ? 'approval-required' : 'yes'
  return {
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    changes: JSON.stringify(changes),
    'checks-will-run': pull !== undefined && OPEN.includes(outcome) ? checks : '',
  }
}
