import { createArgoCdAgent, loadReleaseInput, openRunAdapters } from '@gitops-actions/adapters'
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
  const { log, secrets, env } = runtime
  for (const secret of [given.authToken, given.token]) secrets.mask(secret)
  const release = await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.')
  const images = expectedImages(release, given.images)
  const host = await readContext()
  const insecureHosts = given.insecure ? [new URL(given.server).host] : []
  // What is still asked when the verdict stands must not keep the process.
  const ended = new AbortController()
  const signal = AbortSignal.any([runtime.signal, ended.signal])
  const adapters = await openRunAdapters({
    ...given,
    action: 'verify-sync',
    host,
    runtime: { ...runtime, signal },
    insecureHosts,
  })
  try {
    const { clock, http } = adapters
    const repositoryUrl = `${host.serverUrl}/${given.repository}`
    const agent = createArgoCdAgent({ ...given, http, clock, repositoryUrl, signal })
    const ancestry = createAncestry(given.revision, adapters.repository(given.token, given.repository))
    const cancelled = rejectWhenAborted(runtime.signal)
    const report = await log.group(`Wait for ${given.revision.slice(0, 7)}`, () =>
      verifySync({ ...given, images, expectedCount: undefined }, { agent, ancestry, clock, log, cancelled }),
    )
    return {
      outcome: report.outcome,
      failed: report.outcome === 'superseded' && given.failOnSuperseded,
      outputs: verifyOutputs(report),
      summary: renderVerifySummary(report),
      message: report.reason.includes(report.cause)
        ? report.reason
        : `${report.reason} Cause: ${report.cause}`,
    }
  } finally {
    ended.abort()
    await adapters.close()
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    const abort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('the run was cancelled'))
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  // Nobody may be waiting when it comes.
  promise.catch(() => undefined)
  return promise
}
