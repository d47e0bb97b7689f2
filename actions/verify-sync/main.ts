import { renderVerifySummary } from '@gitops-actions/core'
import { readContext, runAction } from '@gitops-actions/kit'
import { readInputs } from './inputs.ts'

await runAction('verify-sync', async ({ inputs, log, secrets, env, signal }) => {
  const given = readInputs(inputs)
  for (const secret of [given.authToken, given.token]) secrets.mask(secret)
  const host = await readContext()
  const { createAncestry, verifySync, expectedImages } = await import('@gitops-actions/core')
  const { createArgoCdAgent, openRunAdapters } = await import('@gitops-actions/adapters')
  const adapters = await openRunAdapters({
    action: 'verify-sync',
    env,
    log,
    signal,
    host,
    mask: (secret) => secrets.mask(secret),
    redact: (text) => secrets.redact(text),
    caCert: given.caCert,
    plaintext: given.plaintext,
    insecureHosts: given.insecure ? [new URL(given.server).host] : [],
  })
  try {
    const { clock, http } = adapters
    const repository = adapters.repository(given.token, given.repository)
    const agent = createArgoCdAgent({
      http,
      clock,
      server: given.server,
      authToken: given.authToken,
      project: given.project,
      repositoryUrl: `${host.serverUrl}/${given.repository}`,
    })
    const ancestry = createAncestry(given.revision, repository)
    const images = expectedImages(given.release, given.images)
    const report = await log.group(`Wait for ${given.revision.slice(0, 7)}`, () =>
      verifySync({ ...given, images }, { agent, ancestry, clock, log }),
    )
    return {
      outcome: report.outcome,
      failed: report.outcome === 'superseded' && given.failOnSuperseded,
      outputs: {
        applications: JSON.stringify(report.applications),
        'observed-revision': [...new Set(report.applications.map(({ revision }) => revision))].join(','),
        cause: report.cause,
        duration: String(report.duration),
      },
      summary: renderVerifySummary(report),
      message: report.cause === '' ? report.reason : `${report.reason} Cause: ${report.cause}`,
    }
  } finally {
    await adapters.close()
  }
})
