import { createArgoCdAgent, openRunAdapters } from '@gitops-actions/adapters'
import {
  createAncestry,
  expectedImages,
  renderVerifySummary,
  verifyOutputs,
  verifySync,
} from '@gitops-actions/core'
import { readContext, type RunResult, type Runtime } from '@gitops-actions/kit'
import type { VerifySyncInputs } from './inputs.ts'

/** Runs verify-sync on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: VerifySyncInputs, runtime: Runtime): Promise<RunResult<'verify-sync'>> {
  const { log, secrets } = runtime
  for (const secret of [given.authToken, given.token]) secrets.mask(secret)
  const images = expectedImages(given.release, given.images)
  const host = await readContext()
  const insecureHosts = given.insecure ? [new URL(given.server).host] : []
  const adapters = await openRunAdapters({ ...given, action: 'verify-sync', host, runtime, insecureHosts })
  try {
    const { clock, http } = adapters
    const repositoryUrl = `${host.serverUrl}/${given.repository}`
    const agent = createArgoCdAgent({ ...given, http, clock, repositoryUrl })
    const ancestry = createAncestry(given.revision, adapters.repository(given.token, given.repository))
    const report = await log.group(`Wait for ${given.revision.slice(0, 7)}`, () =>
      verifySync({ ...given, images }, { agent, ancestry, clock, log }),
    )
    return {
      outcome: report.outcome,
      failed: report.outcome === 'superseded' && given.failOnSuperseded,
      outputs: verifyOutputs(report),
      summary: renderVerifySummary(report),
      message: report.cause === '' ? report.reason : `${report.reason} Cause: ${report.cause}`,
    }
  } finally {
    await adapters.close()
  }
}
