import { createBuilder, openRunClients, prepareReleaseFile } from '@gitops-actions/adapters'
import {
  buildAndPush,
  buildMessage,
  buildOutputs,
  buildSummary,
  planTags,
  serviceOf,
} from '@gitops-actions/core'
import { readContext, type RunResult, type Runtime } from '@gitops-actions/kit'
import type { BuildAndPushInputs } from './inputs.ts'
import { readSource } from './source.ts'

/** Runs build-and-push on checked inputs; loaded after them, so that a bad input fails fast. */
export async function run(given: BuildAndPushInputs, runtime: Runtime): Promise<RunResult<'build-and-push'>> {
  const { log, secrets, env, signal } = runtime
  const { logins: credentials, engine } = given
  for (const { password, username } of credentials) secrets.mask(password, username)
  const request = {
    ...given.request,
    source: readSource(await readContext()),
    prefixes: new Map<string, string>(),
  }
  const plan = planTags({ ...request, now: new Date() })
  const workspace = env.GITHUB_WORKSPACE ?? '.'
  const service = serviceOf(plan, request.service)
  const places = [workspace, env.RUNNER_TEMP ?? ''] as const
  const releaseFile = await prepareReleaseFile(places, given.releaseFile, service)
  const clients = await openRunClients({ ...given, action: 'build-and-push', runtime })
  const { caCert, clock } = clients
  const registry = clients.registry(credentials)
  const isPlain = (name: string): Promise<boolean> => registry.isPlain(name)
  const builder = createBuilder({ engine, workspace, credentials, caCert, isPlain, env, log, signal })
  try {
    const report = await buildAndPush(request, { builder, registry, clock, log })
    const outputs = buildOutputs(report)
    if (outputs.release !== '') await releaseFile?.write(outputs.release)
    const [summary, message] = [buildSummary(report), buildMessage(report)]
    return { outcome: report.outcome, outputs, summary, message }
  } finally {
    await builder.close()
    await clients.close()
  }
}
