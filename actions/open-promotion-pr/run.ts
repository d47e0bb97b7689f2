import { collectLogins, openRunAdapters } from '@gitops-actions/adapters'
import {
  fanOutOutputs,
  joinOutcomes,
  joinReasons,
  judgePullRequest,
  openPromotion,
  parseRegistryAuth,
  promoteToEach,
  promotionOutputs,
  type PromotionPorts,
  type PromotionReport,
  type PromotionRequest,
  renderFanOutSummary,
  renderPromotionSummary,
  type StatusRequest,
} from '@gitops-actions/core'
import {
  checkWriteToken,
  readContext,
  readRegistryLogins,
  readReviewedPull,
  type RunResult,
  type Runtime,
  warnOfFork,
} from '@gitops-actions/kit'
import type { PromotionInputs } from './inputs.ts'

type Result = RunResult<'open-promotion-pr'>

/** https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow */
const APPROVAL =
  'The pull request was opened with the default token of this run, so its checks wait until somebody approves them: give "token" the ' +
  'token of a GitHub App to have them run by themselves.'

/** https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow */
const MERGE =
  'A merge by the default token starts no workflow, so that nothing verifies what it brings: give "token" the token of a GitHub App, ' +
  'or start the next workflow by a schedule.'

/** Runs open-promotion-pr on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: PromotionInputs, runtime: Runtime): Promise<Result> {
  const { inputs, log, secrets, env, signal } = runtime
  secrets.mask(given.token)
  secrets.mask(given.sourceToken)
  const host = await readContext()
  const pull = given.mode === 'status' ? readReviewedPull(host, given.repository) : undefined
  warnOfFork(host, log)
  checkWriteToken({
    token: given.token,
    defaultToken: given.runToken,
    target: given.repository,
    own: host.repository,
  })
  const logins = await collectLogins({
    given: readRegistryLogins(inputs, []),
    listed: parseRegistryAuth(given.registryAuth),
    // Which registries the images are in is known later.
    registries: given.verifyImage ? [] : undefined,
    env,
    signal,
    onSecret: (secret, user) => void secrets.mask(secret, user),
  })
  const adapters = await openRunAdapters({ ...given, action: 'open-promotion-pr', host, runtime })
  try {
    const asks = given.sourceToken !== ''
    const ports = {
      repository: adapters.repository(given.token, given.repository),
      pulls: adapters.pulls(given.token, given.repository),
      checks: adapters.checks(given.token, given.repository),
      merges: adapters.merges(given.token, given.repository),
      sources: asks ? adapters.sources(given.sourceToken) : undefined,
      history: asks ? adapters.history(given.sourceToken) : undefined,
      registry: given.verifyImage ? adapters.registry(logins) : undefined,
      clock: adapters.clock,
      log,
    }
    const request = { ...given, serverUrl: host.serverUrl, runUrl: host.runUrl }
    return pull === undefined
      ? await promote(
          request,
          { needsApproval: given.token === given.runToken, targets: given.targets },
          ports,
        )
      : await judge({ ...request, pull }, ports)
  } finally {
    await adapters.close()
  }
}

async function promote(
  request: PromotionRequest,
  { needsApproval, targets }: { readonly needsApproval: boolean; readonly targets: readonly string[] },
  ports: PromotionPorts,
): Promise<Result> {
  const { log } = ports
  if (targets.length < 2) {
    const report = await log.group('Open the promotion pull request', () => openPromotion(request, ports))
    if (needsApproval) warnOfApproval([report], request, log)
    return resultOf(report, needsApproval)
  }
  const promotions = await log.group(`Promote to ${targets.length} environments`, () =>
    promoteToEach(request, targets, ports),
  )
  if (needsApproval) warnOfApproval(promotions, request, log)
  return {
    outcome: joinOutcomes(promotions),
    outputs: fanOutOutputs(promotions, needsApproval),
    summary: renderFanOutSummary(promotions),
    message: joinReasons(promotions),
  }
}

/** A required check has to fail while it must not be merged. */
async function judge(request: StatusRequest, ports: PromotionPorts): Promise<Result> {
  const report = await ports.log.group('Judge the pull request', () => judgePullRequest(request, ports))
  return { ...resultOf(report, false), failed: report.outcome === 'blocked-by-gate' }
}

function warnOfApproval(
  reports: readonly { readonly outcome: string; readonly pull?: unknown }[],
  { autoMerge }: PromotionRequest,
  log: PromotionPorts['log'],
): void {
  if (reports.some(({ outcome }) => outcome === 'created')) log.warning(APPROVAL)
  if (autoMerge !== undefined && reports.some(({ pull }) => pull !== undefined)) log.warning(MERGE)
}

function resultOf(report: PromotionReport, needsApproval: boolean): Result {
  return {
    outcome: report.outcome,
    outputs: promotionOutputs(report, needsApproval),
    summary: renderPromotionSummary(report),
    message: report.reason,
  }
}
