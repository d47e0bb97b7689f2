import { createArgoCdAgent, oidcCredential, type RunAdapters } from '@gitops-actions/adapters'
import { type Agent, ActionError, type VerificationTargets } from '@gitops-actions/core'
import type { RunContext, Runtime } from '@gitops-actions/kit'
import type { ArgoCdInputs } from './argocd-inputs.ts'
import type { VerifySyncInputs } from './inputs.ts'

export interface AgentSettings {
  readonly targets: VerificationTargets
  readonly host: Pick<RunContext, 'serverUrl'>
  readonly adapters: Pick<RunAdapters, 'http' | 'clock'>
  readonly runtime: Pick<Runtime, 'env' | 'secrets' | 'signal'>
}

/** The agent of the inputs, or of the configuration. Throws `ActionError` `invalid-input`. */
export function openAgent(given: VerifySyncInputs, settings: AgentSettings): Agent {
  const { targets, host, adapters, runtime } = settings
  if (targets.agent === 'flux') {
    throw new ActionError(
      'invalid-input',
      `"verify" of the environment "${given.environment ?? ''}" names Flux, which this action cannot ask; wanted \`agent: argocd\``,
    )
  }
  if (given.argocd === undefined) {
    throw new ActionError(
      'invalid-input',
      `the input "server" is required and was not given; the applications of the environment "${given.environment ?? ''}" are Argo CD's: add its address under \`with:\`, and "auth-token" or "oidc"`,
    )
  }
  return createArgoCdAgent({
    ...adapters,
    server: given.argocd.server,
    authToken: credentialOf(given.argocd, settings),
    project: targets.project,
    signal: runtime.signal,
    repositoryUrl: `${host.serverUrl}/${given.repository}`,
  })
}

function credentialOf(
  { server, authToken, connector, audience }: ArgoCdInputs,
  { adapters: { http, clock }, runtime: { env, secrets } }: AgentSettings,
): Parameters<typeof createArgoCdAgent>[0]['authToken'] {
  if (connector === '') return secrets.mask(authToken)
  return oidcCredential({
    http,
    clock,
    server,
    connector,
    audience,
    requestUrl: env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '',
    requestToken: env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '',
    mask: (secret) => secrets.mask(secret),
  })
}
