import {
  collectLogins,
  deadlineAfter,
  loadReleaseInput,
  openEnvironmentRemote,
  openRunAdapters,
} from '@gitops-actions/adapters'
import {
  ActionError,
  bumpImageTag,
  bumpOutputs,
  formatDuration,
  messageOf,
  parseRegistryAuth,
  readWantedImages,
  renderBumpSummary,
} from '@gitops-actions/core'
import {
  checkWriteToken,
  readContext,
  readRegistryLogins,
  type RunResult,
  type Runtime,
  warnOfFork,
} from '@gitops-actions/kit'
import { type BumpInputs, readOrigin, readSource } from './inputs.ts'

type Result = RunResult<'bump-image-tag'>

/** Runs bump-image-tag on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: BumpInputs, runtime: Runtime): Promise<Result> {
  const deadline = deadlineAfter(given.timeout)
  const signal = AbortSignal.any([runtime.signal, deadline])
  try {
    return await bump(given, { ...runtime, signal })
  } catch (error) {
    throw deadline.aborted && !runtime.signal.aborted ? outOfTime(given, error) : error
  }
}

async function bump(given: BumpInputs, runtime: Runtime): Promise<Result> {
  const { inputs, log, secrets, env, signal } = runtime
  secrets.mask(given.token)
  secrets.mask(given.sourceToken)
  const host = await readContext()
  warnOfFork(host, log)
  if (given.remote.url === '') {
    checkWriteToken({
      token: given.token,
      defaultToken: given.runToken,
      target: given.repository,
      own: host.repository,
    })
  }
  if (given.autoMerge !== undefined && given.token === given.runToken) {
    log.warning(
      'Checks of a pull request made with the default token may wait for approval, and its merge starts no workflow: give "token" the token of a GitHub App.',
    )
  }
  const release = await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.')
  const wanted = readWantedImages({ ...given, release, source: readSource(host) })
  const images = wanted.map(({ image }) => image)
  const logins = await collectLogins({
    given: readRegistryLogins(
      inputs,
      images.map(({ name }) => name),
    ),
    listed: parseRegistryAuth(given.registryAuth),
    registries: given.verifyImage ? images.map(({ registry }) => registry) : undefined,
    env,
    signal,
    onSecret: (secret, user) => void secrets.mask(secret, user),
  })
  const adapters = await openRunAdapters({ ...given, action: 'bump-image-tag', host, runtime })
  try {
    const environment = await openEnvironmentRemote({
      ...given,
      serverUrl: host.serverUrl,
      adapters,
      runtime,
    })
    const { repository, pulls } = environment
    const sources = given.sourceToken === '' ? undefined : adapters.sources(given.sourceToken)
    const registry = given.verifyImage ? adapters.registry(logins) : undefined
    const request = { ...given, wanted, origin: readOrigin(host) }
    const report = await log
      .group(`Bump ${wanted.map(({ service }) => service).join(', ')}`, () =>
        bumpImageTag(request, { repository, pulls, sources, registry, clock: adapters.clock, log }),
      )
      .finally(() => environment.close())
    for (const notice of report.notices) log.warning(notice)
    return {
      outcome: report.outcome,
      outputs: bumpOutputs(report),
      summary: renderBumpSummary(report),
      message: report.reason,
    }
  } finally {
    await adapters.close()
  }
}

function outOfTime({ timeout }: BumpInputs, cause: unknown): ActionError {
  return new ActionError(
    'timeout',
    `The run was not done within ${formatDuration(timeout)} ("timeout") and was ended: ${messageOf(cause).replace(/\.$/, '')}. Run again, it writes nothing twice; or raise "timeout".`,
    { cause, kind: 'transient' },
  )
}
