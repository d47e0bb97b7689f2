import {
  collectLogins,
  createBuilder,
  loadReleaseInput,
  makePrivateDirectory,
  openRunAdapters,
  prepareReleaseFile,
  prepareScan,
} from '@gitops-actions/adapters'
import {
  type BuildAndPushRequest,
  buildAndPush,
  buildMessage,
  buildOutputs,
  buildSummary,
  formatPart,
  parseImageReference,
  parseParts,
  parseRegistryAuth,
  planTags,
  serviceOf,
} from '@gitops-actions/core'
import { leaveForPost, readContext, type RunResult, type Runtime } from '@gitops-actions/kit'
import { gatherRequest } from './gather.ts'
import type { BuildAndPushInputs } from './inputs.ts'

/** Runs build-and-push on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: BuildAndPushInputs, runtime: Runtime): Promise<RunResult<'build-and-push'>> {
  const { log, secrets, signal } = runtime
  const workspace = runtime.env.GITHUB_WORKSPACE ?? '.'
  const listed = parseRegistryAuth(given.registryAuth)
  for (const secret of given.request.build.secrets ?? []) if ('value' in secret) secrets.mask(secret.value)
  const context = await readContext()
  const directory = await makePrivateDirectory(runtime.env, 'build-and-push')
  leaveForPost(directory.path)
  // Whatever is kept for a while is kept there, and goes with it.
  const env = { ...runtime.env, RUNNER_TEMP: directory.path }
  const adapters = await openRunAdapters({ ...given, action: 'build-and-push', runtime, host: context })
  try {
    const gathered = await gatherRequest({ given, context, adapters, workspace, env })
    const request = { ...gathered, digests: await readDigests(given, gathered, workspace) }
    const releaseFile = await prepareRelease(given, request, [workspace, runtime.env.RUNNER_TEMP ?? ''])
    const registries = given.images.map((image) => parseImageReference(image).registry)
    const onSecret = (secret: string, user: string): void => void secrets.mask(secret, user)
    const { logins, engine, buildkit } = given
    const credentials = await collectLogins({ given: logins, listed, registries, env, signal, onSecret })
    const registry = adapters.registry(credentials)
    const isPlain = (name: string): Promise<boolean> => registry.isPlain(name)
    const { caCert, clock } = adapters
    const shared = { workspace, credentials, env, log, signal }
    const builder = createBuilder({ ...shared, engine, buildkit, caCert, isPlain })
    // Its reports are for steps that come later: they stay.
    const scanning = { ...shared, env: runtime.env, command: given.scan, directory: directory.path }
    const scan = given.scan.length === 0 ? undefined : await prepareScan(scanning)
    const sources = given.sourceToken === '' ? undefined : adapters.sources(given.sourceToken)
    try {
      const ports = { builder, registry, clock, log, scan, history: sources?.compare.bind(sources) }
      const report = await buildAndPush(request, ports)
      const outputs = buildOutputs(report)
      const record = request.byDigest ? formatPart(report) : outputs.release
      if (record !== '') await releaseFile?.write(record)
      const [summary, message] = [buildSummary(report), buildMessage(report)]
      return { outcome: report.outcome, outputs, summary, message }
    } finally {
      await builder.close()
    }
  } finally {
    await adapters.close()
    await directory.remove()
  }
}

/** A push that is not built has no parts, and no files of them. */
async function readDigests(
  { digests }: BuildAndPushInputs,
  { isEnvironmentPush }: Pick<BuildAndPushRequest, 'isEnvironmentPush'>,
  workspace: string,
): Promise<BuildAndPushRequest['digests']> {
  return isEnvironmentPush ? [] : parseParts(await loadReleaseInput(digests, workspace, 'digests'))
}

/** Parts of one service have a file each. */
function prepareRelease(
  { releaseFile }: BuildAndPushInputs,
  request: BuildAndPushRequest,
  places: readonly [string, string],
): ReturnType<typeof prepareReleaseFile> {
  const plan = planTags({ ...request, now: new Date() })
  const parts = request.byDigest ? request.build.platforms.map((each) => each.replaceAll('/', '-')) : []
  return prepareReleaseFile(places, releaseFile, [serviceOf(plan, request.service), ...parts].join('-'))
}
