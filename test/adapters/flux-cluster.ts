import {
  connectCluster,
  createFluxAgent,
  createKubernetesApi,
  findClusterAccess,
  type FluxAgentOptions,
  systemClock,
} from '@gitops-actions/adapters'
import type { Agent } from '@gitops-actions/core'
import {
  type AccessRule,
  type Kubernetes,
  type KubernetesOptions,
  startKubernetes,
} from '@gitops-actions/sandbox'
import { type FluxObject, REPOSITORY } from './flux-objects.ts'
import { createErrands, type Errands } from './patient-clock.ts'

export interface AgentOptions extends Partial<FluxAgentOptions> {
  readonly rules?: readonly AccessRule[]
}

/** A cluster without controllers: its objects are what a test says they are. */
export interface FluxCluster {
  readonly kubernetes: Kubernetes
  /** These objects, and no others. */
  replace(objects: readonly FluxObject[]): void
  put(object: FluxObject): void
  agent(revision: string, options?: AgentOptions): Promise<Agent>
  close(): Promise<void>
}

export async function startFluxCluster(options?: KubernetesOptions): Promise<FluxCluster> {
  const kubernetes = await startKubernetes(options)
  const agents = createAgents(kubernetes)
  const { store } = kubernetes
  const put = ({ generation, ...object }: FluxObject): void => {
    store.apply(object)
    if (generation === undefined) return
    store.update(object.kind, object.namespace, object.name, ({ metadata }) => {
      metadata.generation = generation
    })
  }
  const there = new Set<string>()
  return {
    kubernetes,
    put,
    replace(objects) {
      for (const key of there) {
        const [kind = '', namespace = '', name = ''] = key.split('/')
        store.delete(kind, namespace, name)
      }
      there.clear()
      for (const object of objects) {
        put(object)
        there.add(`${object.kind}/${object.namespace}/${object.name}`)
      }
    },
    agent: (revision, more) => agents.open(revision, more),
    async close() {
      await agents.close()
      await kubernetes.close()
    },
  }
}

/** Opens agents for a cluster, by tokens of their own. */
export function createAgents(
  kubernetes: Kubernetes,
  errands: Errands = createErrands(),
): { open(revision: string, options?: AgentOptions): Promise<Agent>; close(): Promise<void> } {
  const connections: { close(): Promise<void> }[] = []
  const ended = new AbortController()
  const clock = systemClock()
  return {
    async open(revision, { rules, ...more } = {}) {
      const access = await findClusterAccess({
        kubeconfig: kubeconfigOf(kubernetes.url, kubernetes.createToken('ci', rules)),
        context: undefined,
        allowInsecure: false,
        allowExecPlugins: false,
        env: {},
      })
      const connection = connectCluster(access, {
        clock,
        env: {},
        userAgent: 'gitops-actions-test',
        signal: ended.signal,
      })
      connections.push(connection)
      return createFluxAgent({
        api: createKubernetesApi(
          { ...connection, request: (request) => errands.run(() => connection.request(request)) },
          clock,
        ),
        clock,
        repositoryUrl: REPOSITORY,
        revision,
        namespace: 'flux-system',
        readsImages: false,
        ...more,
      })
    },
    async close() {
      ended.abort()
      for (const connection of connections) await connection.close()
    },
  }
}

export function kubeconfigOf(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [{ name: 'sandbox', cluster: { server } }],
    users: [{ name: 'ci', user: { token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'ci' } }],
  })
}
