import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ClusterObject,
  type Flux,
  type FluxOptions,
  type Kubernetes,
  type KubernetesOptions,
  startFlux,
  startKubernetes,
} from '@gitops-actions/sandbox'
import { createRepository, type EnvironmentRepository } from './argocd-world.ts'

export interface FluxWorld {
  readonly kubernetes: Kubernetes
  readonly flux: Flux
  readonly repository: EnvironmentRepository
  /** A GitRepository of the environment repository. */
  source(name?: string, spec?: object): void
  kustomization(name: string, spec?: object): void
  release(name: string, spec?: object): void
  object(kind: string, name: string): ClusterObject
  /** Resolves when the condition holds; the test's own time limit ends one that never does. */
  until(kind: string, name: string, condition: (object: Reading) => boolean): Promise<Reading>
  /** Commits, and tells Flux. */
  push(files: Record<string, string>): Promise<string>
  close(): Promise<void>
}

export const NAMESPACE = 'flux-system'
/** The address of the environment repository, as objects have it. */
export const URL = 'https://git.example.test/acme/environments'

/** What tests look at. */
export interface Reading {
  readonly metadata: ClusterObject['metadata']
  readonly status: Readonly<Record<string, unknown>>
  /** `Ready=True Succeeded`. */
  readonly conditions: readonly string[]
  message(type: string): string
}

export async function startFluxWorld(
  options: { readonly kubernetes?: KubernetesOptions; readonly times?: FluxOptions['times'] } = {},
): Promise<FluxWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-world-'))
  const repository = await createRepository(directory)
  const kubernetes = await startKubernetes(options.kubernetes)
  const flux = startFlux({
    kubernetes,
    repositories: [{ url: URL, remote: repository.url }],
    times: { work: 5, rollout: 10, retry: 60, ...options.times },
  })
  const { store } = kubernetes
  const apply = (kind: string, name: string, spec: object): void => {
    store.apply({ kind, namespace: NAMESPACE, name, spec })
  }
  const object = (kind: string, name: string): ClusterObject => {
    const found = store.get(kind, NAMESPACE, name)
    if (found === undefined) throw new Error(`There is no ${kind} ${name}.`)
    return found
  }
  return {
    kubernetes,
    flux,
    repository,
    source(name = 'environments', spec = {}) {
      apply('GitRepository', name, { interval: '1m', url: URL, ref: { branch: 'main' }, ...spec })
    },
    kustomization(name, spec = {}) {
      const sourceRef = { kind: 'GitRepository', name: 'environments' }
      apply('Kustomization', name, {
        interval: '10m',
        prune: true,
        path: `./apps/${name}`,
        targetNamespace: 'shop',
        sourceRef,
        ...spec,
      })
    },
    release(name, spec = {}) {
      const sourceRef = { kind: 'GitRepository', name: 'environments' }
      apply('HelmRelease', name, {
        interval: '10m',
        targetNamespace: 'shop',
        chart: { spec: { chart: `./charts/${name}`, sourceRef } },
        ...spec,
      })
    },
    object,
    async until(kind, name, condition) {
      for (;;) {
        const found = store.get(kind, NAMESPACE, name)
        if (found !== undefined && condition(readingOf(found))) return readingOf(found)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    async push(files) {
      const commit = await repository.commit(files)
      flux.notify(URL)
      return commit
    },
    async close() {
      try {
        await flux.close()
        await kubernetes.close()
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    },
  }
}

function readingOf({ metadata, status }: ClusterObject): Reading {
  const fields = (status ?? {}) as Readonly<Record<string, unknown>>
  const list = (fields.conditions ?? []) as readonly {
    type: string
    status: string
    reason: string
    message: string
  }[]
  return {
    metadata,
    status: fields,
    conditions: list.map((one) => `${one.type}=${one.status} ${one.reason}`),
    message: (type) => list.find((one) => one.type === type)?.message ?? '',
  }
}

/** Whether all is done and well. */
export function isReady({ conditions, metadata, status }: Reading): boolean {
  return (
    status.observedGeneration === metadata.generation &&
    conditions.some((condition) => condition.startsWith('Ready=True')) &&
    !conditions.some((condition) => condition.startsWith('Reconciling=True'))
  )
}
