import type { PromotionReport } from './request.ts'

/**
 * The outputs of open-promotion-pr besides `outcome`.
 * @param needsApproval whether the pull request was written with the default token of a run
 */
export function promotionOutputs(
  { pull, changes }: PromotionReport,
  needsApproval: boolean,
): Readonly<Record<string, string>> {
  const checks = needsApproval ? 'approval-required' : 'yes'
  return {
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    changes: JSON.stringify(changes),
    'checks-will-run': pull === undefined ? '' : checks,
  }
}
