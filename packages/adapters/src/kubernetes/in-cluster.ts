import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActionError } from '@gitops-actions/core'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a pod finds its service account: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The API server as a pod sees it. */
export interface InCluster {
  readonly server: string
  readonly authority: string
  readonly namespace: string | undefined
  /** Read anew now and then: the kubelet renews it within the hour. */
  readonly tokenPath: string
}

/**
 * The cluster that this run is a pod of, such as that of a self-hosted runner; undefined outside of one.
 * @throws ActionError `invalid-kubeconfig` when the pod has no service account
 */
export async function findInCluster(
  env: Environment,
  directory = SERVICE_ACCOUNT,
): Promise<InCluster | undefined> {
  const host = env.KUBERNETES_SERVICE_HOST ?? ''
  const port = env.KUBERNETES_SERVICE_PORT ?? ''
  if (host === '' || port === '') return undefined
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(directory, name), 'utf8').catch(() => undefined)
  const [token, authority, namespace] = await Promise.all([read('token'), read('ca.crt'), read('namespace')])
  if (token === undefined || authority === undefined) {
    throw new ActionError(
      'invalid-kubeconfig',
      `This pod has no service account at ${directory}: give "kubeconfig", or let the pod have its token ("automountServiceAccountToken: true").`,
    )
  }
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    authority,
    namespace: namespace?.trim() === '' ? undefined : namespace?.trim(),
    tokenPath: join(directory, 'token'),
  }
}
