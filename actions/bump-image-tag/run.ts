import { loadReleaseInput, openRunAdapters } from '@gitops-actions/adapters'
import { bumpImageTag, bumpOutputs, readWantedImages, renderBumpSummary } from '@gitops-actions/core'
import {
  checkWriteToken,
  readContext,
  readRegistryLogins,
  type RunResult,
  type Runtime,
} from '@gitops-actions/kit'
import { type BumpInputs, readSource } from './inputs.ts'

/** Runs bump-image-tag on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: BumpInputs, runtime: Runtime): Promise<RunResult<'bump-image-tag'>> {
  const { inputs, log, secrets, env } = runtime
  secrets.mask(given.token)
  const host = await readContext()
  checkWriteToken({
    token: given.token,
    defaultToken: given.sourceToken,
    target: given.repository,
    own: host.repository,
  })
  const release = await loadReleaseInput(given.release, env.GITHUB_WORKSPACE ?? '.')
  const wanted = readWantedImages({ ...given, release, source: readSource(host) })
  const images = wanted.map(({ image }) => image.name)
  const logins = readRegistryLogins(inputs, images)
  for (const { password, username } of logins) secrets.mask(password, username)
  const adapters = await openRunAdapters({ ...given, action: 'bump-image-tag', host, runtime })
  try {
    const repository = adapters.repository(given.token, given.repository)
    const pulls = adapters.pulls(given.token, given.repository)
    const registry = given.verifyImage ? adapters.registry(logins) : undefined
    const report = await log.group(`Bump ${wanted.map(({ service }) => service).join(', ')}`, () =>
      bumpImageTag({ ...given, wanted }, { repository, pulls, registry, clock: adapters.clock, log }),
    )
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
