import { openRunAdapters } from '@gitops-actions/adapters'
import { openPromotion, promotionOutputs, renderPromotionSummary } from '@gitops-actions/core'
import { checkWriteToken, readContext, type RunResult, type Runtime, warnOfFork } from '@gitops-actions/kit'
import type { PromotionInputs } from './inputs.ts'

/** https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow */
const APPROVAL =
  'The pull request was opened with the default token of this run, so its checks wait until somebody approves them: give "token" the ' +
  'token of a GitHub App to have them run by themselves.'

/** Runs open-promotion-pr on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: PromotionInputs, runtime: Runtime): Promise<RunResult<'open-promotion-pr'>> {
  const { log, secrets } = runtime
  secrets.mask(given.token)
  const host = await readContext()
  warnOfFork(host, log)
  checkWriteToken({
    token: given.token,
    defaultToken: given.runToken,
    target: given.repository,
    own: host.repository,
  })
  const adapters = await openRunAdapters({ ...given, action: 'open-promotion-pr', host, runtime })
  try {
    const repository = adapters.repository(given.token, given.repository)
    const pulls = adapters.pulls(given.token, given.repository)
    const report = await log.group('Open the promotion pull request', () =>
      openPromotion(given, { repository, pulls, log }),
    )
    const needsApproval = given.token === given.runToken
    if (report.outcome === 'created' && needsApproval) log.warning(APPROVAL)
    return {
      outcome: report.outcome,
      outputs: promotionOutputs(report, needsApproval),
      summary: renderPromotionSummary(report),
      message: report.reason,
    }
  } finally {
    await adapters.close()
  }
}
