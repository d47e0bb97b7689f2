import { createArgoCdAgent, oidcCredential, type RunAdapters } from '@gitops-actions/adapters'
import { type Agent, ActionError, isCommitSha, type VerificationTargets } from '@gitops-actions/core'
import type { ArgoCdInputs } from './argocd-inputs.ts'
import { type FluxSettings, openFlux } from './flux-agent.ts'
import type { VerifySyncInputs } from './inputs.ts'

export interface AgentSettings extends FluxSettings {
  readonly targets: VerificationTargets
  readonly adapters: FluxSettings['adapters'] & Pick<RunAdapters, 'http'>
}

/** An agent, and what is to be closed after it. */
export interface OpenAgent {
  readonly agent: Agent
  close(): Promise<void>
}

/** The agent of the inputs, or of the configuration. Throws `ActionError` `invalid-input`, `invalid-kubeconfig`. */
export async function openAgent(given: VerifySyncInputs, settings: AgentSettings): Promise<OpenAgent> {
  const { targets, host, adapters, runtime } = settings
  if (targets.agent === 'flux') return openFlux(given, settings)
  if (given.argocd === undefined) {
    throw new ActionError(
      'invalid-input',
      `the input "server" is required and was not given; the applications of the environment "${given.environment ?? ''}" are Argo CD's: add its address under \`with:\`, and "auth-token" or "oidc"`,
    )
  }
  if (!isCommitSha(given.revision)) {
    throw new ActionError(
      'invalid-input',
      `the input "revision" is the digest of an artifact, which only Flux applies; wanted a full commit id for Argo CD`,
    )
  }
  const agent = createArgoCdAgent({
    ...adapters,
    server: given.argocd.server,
    authToken: credentialOf(given.argocd, settings),
    project: targets.project,
    signal: runtime.signal,
    repositoryUrl: `${host.serverUrl}/${given.repository}`,
  })
  return { agent, close: () => Promise.resolve() }
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
