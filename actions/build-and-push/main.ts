import {
  buildAndPush,
  buildMessage,
  buildOutputs,
  buildSummary,
  planTags,
  serviceOf,
} from '@gitops-actions/core'
import {
  createBuilder,
  createHttpClient,
  createRegistry,
  prepareReleaseFile,
  readCaCert,
  systemClock,
} from '@gitops-actions/adapters'
import { readContext, runAction } from '@gitops-actions/kit'
import { readInputs, readSource } from './inputs.ts'

await runAction('build-and-push', async ({ inputs, log, secrets, env, signal }) => {
  const given = readInputs(inputs)
  for (const { password, username } of given.credentials) secrets.mask(password, username)
  const request = { ...given.request, source: readSource(await readContext()) }
  const plan = planTags(request)
  const { credentials, engine, plaintext } = given
  const caCert = given.caCert.trim() === '' ? undefined : await readCaCert(given.caCert)
  const workspace = env.GITHUB_WORKSPACE ?? '.'
  const service = serviceOf(plan, request.service)
  const releaseFile = await prepareReleaseFile(workspace, given.releaseFile, service)
  const clock = systemClock()
  const http = createHttpClient({
    clock,
    env,
    userAgent: 'gitops-actions/build-and-push',
    plaintext,
    signal,
    redact: (text) => secrets.redact(text),
    ...(caCert === undefined ? {} : { caCert }),
  })
  const registry = createRegistry({
    http,
    clock,
    env,
    log,
    credentials,
    onSecret: (secret) => secrets.mask(secret),
    plaintext: plaintext ? plan.destinations.map(({ image }) => image.registry) : [],
  })
  const builder = createBuilder({ engine, workspace, credentials, caCert, plaintext, env, log, signal })
  try {
    const report = await buildAndPush(request, { builder, registry, clock, log })
    const outputs = buildOutputs(report)
    if (outputs.release !== '') await releaseFile?.write(outputs.release)
    const [summary, message] = [buildSummary(report), buildMessage(report)]
    return { outcome: report.outcome, outputs, summary, message }
  } finally {
    await builder.close()
    await http.close()
  }
})
