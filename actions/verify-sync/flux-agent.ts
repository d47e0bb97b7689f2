import {
  connectCluster,
  createFluxAgent,
  createKubernetesApi,
  findClusterAccess,
  type RunAdapters,
} from '@gitops-actions/adapters'
import type { Agent } from '@gitops-actions/core'
import type { RunContext, Runtime } from '@gitops-actions/kit'
import type { VerifySyncInputs } from './inputs.ts'

/** Where Flux itself is, and what its command line takes for granted as well. */
const NAMESPACE = 'flux-system'

export interface FluxSettings {
  readonly host: Pick<RunContext, 'serverUrl'>
  readonly adapters: Pick<RunAdapters, 'clock' | 'userAgent' | 'caCert'>
  readonly runtime: Pick<Runtime, 'env' | 'log' | 'secrets' | 'signal'>
  /** Whether the images that run are of interest. */
  readonly readsImages: boolean
}

/**
 * Flux in the cluster of a kubeconfig, or of the pod that this run is.
 * @throws ActionError `invalid-kubeconfig`
 */
export async function openFlux(
  { kubeconfig, insecure, plaintext, namespace = NAMESPACE, refresh, repository, revision }: VerifySyncInputs,
  { host, adapters, runtime, readsImages }: FluxSettings,
): Promise<{ readonly agent: Agent; close(): Promise<void> }> {
  const { env, log, secrets, signal } = runtime
  const { clock, userAgent, caCert } = adapters
  const access = await findClusterAccess({
    kubeconfig: kubeconfig.text,
    context: kubeconfig.context,
    allowExecPlugins: kubeconfig.allowExecPlugins,
    allowInsecure: insecure,
    env,
  })
  const connection = connectCluster(access, {
    clock,
    env,
    userAgent,
    signal,
    plaintext,
    ...(caCert === undefined ? {} : { caCert }),
    warn: (line) => {
      log.warning(line)
    },
    redact: (text) => secrets.redact(text),
    onSecret: (secret, user) => secrets.mask(secret, user),
  })
  log.info(`Asking Flux by ${access.label} of ${access.server}`)
  const agent = createFluxAgent({
    api: createKubernetesApi(connection, clock),
    clock,
    repositoryUrl: `${host.serverUrl}/${repository}`,
    revision,
    namespace,
    readsImages,
    mayRequest: refresh,
  })
  return { agent, close: () => connection.close() }
}
