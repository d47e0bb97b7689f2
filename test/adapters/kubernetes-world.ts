import {
  type ClusterConnection,
  connectCluster,
  createKubernetesApi,
  findClusterAccess,
  type KubernetesApi,
  type ResourceType,
  systemClock,
} from '@gitops-actions/adapters'
import type { Clock } from '@gitops-actions/core'
import {
  type AccessRule,
  type Kubernetes,
  type KubernetesOptions,
  startKubernetes,
} from '@gitops-actions/sandbox'
import { type Authority, createAuthority } from './certificates.ts'

/** Rests are short: what is tested is that they end. */
export const quickClock: Clock = {
  ...systemClock(),
  sleep: (_long, signal) => systemClock().sleep(2, signal),
}

export const GIT_REPOSITORIES: ResourceType = {
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'GitRepository',
  plural: 'gitrepositories',
}

export interface KubernetesWorld {
  readonly kubernetes: Kubernetes
  readonly authority: Authority
  /** A kubeconfig with a token of a user with these rules. */
  kubeconfig(rules?: readonly AccessRule[]): string
  /** A kubeconfig with this user. */
  kubeconfigOf(user: object, cluster?: object): string
  connect(kubeconfig?: string, options?: ConnectOptions): Promise<ClusterConnection>
  api(kubeconfig?: string): Promise<KubernetesApi>
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly allowExecPlugins?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly secrets?: string[]
  readonly clock?: Clock
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A cluster of its own with a private authority; one authority may serve several worlds. */
export async function startKubernetesWorld(
  options: KubernetesOptions = {},
  shared?: Authority,
): Promise<KubernetesWorld> {
  const authority = shared ?? (await createAuthority())
  const tls = await authority.issue('DNS:localhost,IP:127.0.0.1')
  const kubernetes = await startKubernetes({ tls: { ...tls, clientAuthority: authority.ca }, ...options })
  const connections: ClusterConnection[] = []

  function kubeconfigOf(user: object, cluster: object = {}): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'sandbox',
      clusters: [
        {
          name: 'sandbox',
          cluster: { server: kubernetes.url, 'certificate-authority-data': base64(authority.ca), ...cluster },
        },
      ],
      users: [{ name: 'ci', user }],
      contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'ci' } }],
    })
  }

  async function connect(
    kubeconfig = kubeconfigOf({ token: kubernetes.createToken('ci') }),
    { allowExecPlugins = false, env = {}, secrets = [], clock = quickClock }: ConnectOptions = {},
  ): Promise<ClusterConnection> {
    const access = await findClusterAccess({
      kubeconfig,
      context: undefined,
      allowInsecure: false,
      allowExecPlugins,
      env,
    })
    const connection = connectCluster(access, {
      clock,
      env,
      userAgent: 'gitops-actions-test',
      onSecret: (secret) => secrets.push(secret),
    })
    connections.push(connection)
    return connection
  }

  return {
    kubernetes,
    authority,
    kubeconfig: (rules) => kubeconfigOf({ token: kubernetes.createToken('ci', rules) }),
    kubeconfigOf,
    connect,
    api: async (kubeconfig) => createKubernetesApi(await connect(kubeconfig), quickClock),
    async close() {
      for (const connection of connections) await connection.close()
      try {
        await kubernetes.close()
      } finally {
        if (shared === undefined) await authority.close()
      }
    },
  }
}

/** A GitRepository as a cluster takes it. */
export function gitRepository(
  name: string,
  namespace = 'flux-system',
): {
  kind: string
  namespace: string
  name: string
  spec: object
} {
  return {
    kind: 'GitRepository',
    namespace,
    name,
    spec: { interval: '1m', url: 'https://git.example.test/acme/environments', ref: { branch: 'main' } },
  }
}

/** Resolves when the condition holds; the test's own time limit ends one that never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
