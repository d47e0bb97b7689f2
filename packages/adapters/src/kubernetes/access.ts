import { dirname } from 'node:path'
import { ActionError } from '@gitops-actions/core'
import { findInCluster } from './in-cluster.ts'
import { findKubeconfig } from './find-kubeconfig.ts'
import { type KubeconfigRules, readKubeconfig } from './kubeconfig.ts'
import type { ExecPlugin, TokenSource } from './kubeconfig-user.ts'
import { type Material, readMaterial } from './material.ts'

/** How a cluster is reached and who we are there. */
export interface ClusterAccess {
  /** `the context "x"` or `the service account of this pod`, for messages. */
  readonly label: string
  readonly server: string
  readonly namespace: string | undefined
  /** PEM text of what alone is trusted; undefined: what the machine trusts. */
  readonly authority: string | undefined
  readonly insecure: boolean
  readonly serverName: string | undefined
  readonly proxy: string | undefined
  readonly token: TokenSource | undefined
  readonly certificate: { readonly certificate: string; readonly key: string } | undefined
  readonly plugin: ExecPlugin | undefined
}

export interface AccessRequest extends KubeconfigRules {
  /** The input: text, base64 or path; empty looks where kubectl looks. */
  readonly kubeconfig: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where a pod finds its service account, for tests. */
  readonly serviceAccount?: string
}

/**
 * Finds the cluster of a run as kubectl does: a kubeconfig, else the service account of the pod that this is.
 * @throws ActionError `invalid-kubeconfig`
 */
export async function findClusterAccess(request: AccessRequest): Promise<ClusterAccess> {
  const texts = await findKubeconfig(request.kubeconfig, request.env)
  if (texts !== undefined) return readFiles(readKubeconfig(texts, request))
  const pod = await findInCluster(request.env, request.serviceAccount)
  if (pod === undefined) {
    throw new ActionError(
      'invalid-kubeconfig',
      'There is no cluster to ask: "kubeconfig" is empty, KUBECONFIG is not set, there is no ~/.kube/config, and this run is not a pod of a cluster. Give "kubeconfig" the text of a kubeconfig, from a secret.',
    )
  }
  if (request.context !== undefined) {
    throw new ActionError(
      'invalid-kubeconfig',
      `"kube-context" is "${request.context}", and there is no kubeconfig: give "kubeconfig", or leave "kube-context" out to use the service account of this pod.`,
    )
  }
  const { server, authority, namespace, tokenPath } = pod
  return {
    label: 'the service account of this pod',
    server,
    namespace,
    authority,
    insecure: false,
    serverName: undefined,
    proxy: undefined,
    token: {
      kind: 'bearer',
      token: { kind: 'file', path: tokenPath, directory: dirname(tokenPath), named: 'The token' },
    },
    certificate: undefined,
    plugin: undefined,
  }
}

async function readFiles(entry: ReturnType<typeof readKubeconfig>): Promise<ClusterAccess> {
  const { identity, authority, ...cluster } = entry
  const pair = identity.certificate
  const read = async (material: Material | undefined): Promise<string | undefined> =>
    material === undefined ? undefined : readMaterial(material)
  const [ca, certificate, key] = await Promise.all([
    read(authority),
    read(pair?.certificate),
    read(pair?.key),
  ])
  return {
    ...cluster,
    label: `the context "${entry.label}"`,
    authority: ca,
    token: identity.token,
    plugin: identity.plugin,
    certificate: certificate === undefined || key === undefined ? undefined : { certificate, key },
  }
}
