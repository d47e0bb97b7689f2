import { GitMirrors, normaliseUrl, type RepositoryOptions } from '../argocd/source/git-mirrors.ts'
import type { Kubernetes } from '../kubernetes/server.ts'
import { type PodFault, WorkloadController } from '../kubernetes/workloads.ts'
import { ArtifactRegistry } from './artifacts.ts'
import type { FluxContext } from './context.ts'
import { Closed, FluxController } from './controller.ts'
import { FluxFaults } from './faults.ts'

export interface FluxOptions {
  readonly kubernetes: Kubernetes
  /** Repositories that need a token or are fetched from elsewhere; others are reached by their own address. */
  readonly repositories?: readonly RepositoryOptions[]
  /** Milliseconds; work and rollout 20, retry 200, progressDeadline 100, healthTimeout 2000 unless given. */
  readonly times?: Partial<Times>
}

interface Times {
  readonly work: number
  readonly retry: number
  readonly healthTimeout: number
  readonly rollout: number
  readonly progressDeadline: number
}

export interface Flux {
  readonly faults: FluxFaults
  readonly artifacts: ArtifactRegistry
  /** Pods whose image matches do not get ready; an empty list heals them. */
  breakPods(faults: readonly PodFault[]): void
  /** What a push webhook does: every source of that repository is fetched. */
  notify(url: string): void
  /** Resolves when no controller works; what is tried again later does not count. */
  settled(): Promise<void>
  close(): Promise<void>
}

const TIMES: Times = { work: 20, retry: 200, healthTimeout: 2000, rollout: 20, progressDeadline: 100 }

/**
 * Flux's controllers in a cluster of the sandbox: sources are fetched by git, Kustomizations and HelmReleases are built and applied to the
 * same cluster, where workloads roll out. What is asked of them and what they answer is in the objects alone, as with Flux.
 *
 * Honest about the order of status changes, conditions and their reasons; simple about rendering (see `argocd/render`), and intervals: a
 * reconciliation begins with a change, a request or a retry.
 */
export function startFlux({ kubernetes, repositories = [], times: given = {} }: FluxOptions): Flux {
  const { store, clock } = kubernetes
  const times = { ...TIMES, ...given }
  const mirrors = new GitMirrors()
  for (const repository of repositories) mirrors.add(repository)
  const waits = new Set<() => void>()
  const crashes: unknown[] = []
  let closed = false
  const context: FluxContext = {
    store,
    clock,
    times,
    mirrors,
    artifacts: new ArtifactRegistry(),
    faults: new FluxFaults(),
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        const give = (): void => {
          waits.delete(give)
          cancel()
          if (closed) reject(new Closed())
          else resolve()
        }
        const cancel = clock.schedule(ms, give)
        waits.add(give)
        if (closed) give()
      }),
  }
  const workloads = new WorkloadController(store, clock, times)
  const controller = new FluxController(context, (error) => crashes.push(error))
  return {
    faults: context.faults,
    artifacts: context.artifacts,
    breakPods(faults) {
      workloads.faults = [...faults]
      workloads.retry()
    },
    notify(url) {
      for (const { kind, metadata, spec } of [
        ...store.list('GitRepository'),
        ...store.list('OCIRepository'),
      ]) {
        if (normaliseUrl((spec as { url: string }).url) !== normaliseUrl(url)) continue
        controller.enqueue(kind, metadata.namespace, metadata.name)
      }
    },
    settled: () => controller.settled(),
    async close() {
      closed = true
      for (const give of [...waits]) give()
      await controller.close()
      workloads.close()
      await mirrors.close()
      const [crash] = crashes
      if (crash !== undefined) throw new Error('A controller of the sandbox broke.', { cause: crash })
    },
  }
}
