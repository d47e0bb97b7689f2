import type { Inputs } from '@gitops-actions/kit'

/** How the cluster of Flux is reached. */
export interface KubeconfigInputs {
  /** Text, base64 or path; empty: where kubectl looks, else the service account of the pod that this run is. A secret. */
  readonly text: string
  readonly context: string | undefined
  readonly allowExecPlugins: boolean
}

/** @throws ActionError `invalid-input` */
export function readKubeconfigInputs(inputs: Inputs): KubeconfigInputs {
  return {
    text: inputs.multiline('kubeconfig'),
    context: inputs.optionalText('kube-context'),
    allowExecPlugins: inputs.boolean('allow-exec-plugins'),
  }
}
