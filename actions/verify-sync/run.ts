import { loadReleaseInput, openRunAdapters } from '@gitops-actions/adapters'
import {
  createAncestry,
  type EnvironmentRepository,
  type ExpectedRelease,
  findTargets,
  type GitOpsConfig,
  readConfigFile,
  readExpectedRelease,
  renderVerifySummary,
  short,
  type VerificationTargets,
  verifyAnnounced,
  verifyOutputs,
} from '@gitops-actions/core'
import { readContext, type RunResult, type Runtime, warnOfFork } from '@gitops-actions/kit'
import { type OpenAgent, openAgent } from './agent.ts'
import { announcePorts, planAnnouncement } from './announcement.ts'
import type { VerifySyncInputs } from './inputs.ts'

/** Runs verify-sync on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: VerifySyncInputs, runtime: Runtime): Promise<RunResult<'verify-sync'>> {
  const { log, secrets, env } = runtime
  for (const secret of [given.token, given.sourceToken]) secrets.mask(secret)
  const expected = readExpectedRelease(
    await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.'),
    given.images,
  )
  const host = await readContext()
  warnOfFork(host, log)
  const announcement = planAnnouncement(given, expected, host, log)
  const insecureHosts =
    given.insecure && given.argocd !== undefined ? [new URL(given.argocd.server).host] : []
  // What is still asked when the verdict stands must not keep the process.
  const ended = new AbortController()
  const adapters = await openRunAdapters({
    ...given,
    action: 'verify-sync',
    host,
    // A cancelled run still has to say so at GitHub; it has less than a second, and the wait itself ends at once.
    runtime: { ...runtime, signal: ended.signal },
    insecureHosts,
  })
  const resources = { ...runtime, signal: AbortSignal.any([runtime.signal, ended.signal]) }
  let opened: OpenAgent | undefined
  try {
    const repository = adapters.repository(given.token, given.repository)
    const { targets, config } = await readTargets(given, expected, repository)
    const readsImages = expected.images.length > 0
    opened = await openAgent(given, { targets, host, adapters, runtime: resources, readsImages })
    const ports = {
      ...announcePorts(given, { targets, config, repository, adapters, log }),
      agent: opened.agent,
      ancestry: createAncestry(given.revision, repository),
      clock: adapters.clock,
      cancelled: rejectWhenAborted(runtime.signal),
    }
    const request = {
      ...given,
      applications: targets.applications,
      images: expected.images,
      sync: given.sync && host.fork === undefined,
    }
    const report = await log.group(`Wait for ${short(given.revision)}`, () =>
      verifyAnnounced(request, announcement, ports),
    )
    return {
      outcome: report.outcome,
      failed: report.outcome === 'superseded' && given.failOnSuperseded,
      outputs: verifyOutputs(report),
      summary: renderVerifySummary(report),
      message: report.reason.includes(report.cause)
        ? report.reason
        : `${report.reason.replace(/\.$/, '')}. Cause: ${report.cause}`,
    }
  } finally {
    ended.abort()
    await opened?.close()
    await adapters.close()
  }
}

/** The applications by the inputs, and by the configuration of the environment when one is named. */
async function readTargets(
  given: VerifySyncInputs,
  expected: ExpectedRelease,
  repository: EnvironmentRepository,
): Promise<{ targets: VerificationTargets; config: GitOpsConfig | undefined }> {
  if (given.environment === undefined) return { targets: findTargets(given, undefined), config: undefined }
  const snapshot = await repository.read({ defaultBranchFiles: [given.config] })
  const config = readConfigFile(given, snapshot)
  if (config !== undefined) expected.check(config)
  const services = given.services.length > 0 ? given.services : expected.services(config)
  return { targets: findTargets({ ...given, services }, config), config }
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
