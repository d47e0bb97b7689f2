import type { SandboxClock } from '../argocd/clock.ts'
import type { Condition } from './condition.ts'
import type { ClusterObject, ObjectStore } from './store.ts'

/** Pods whose image matches do not get ready. */
export interface PodFault {
  readonly image: RegExp
  /** `ImagePullBackOff` unless given. */
  readonly reason?: string
  readonly message?: string
}

export interface WorkloadTimes {
  /** From a new pod template to ready pods, in milliseconds. */
  readonly rollout: number
  /** From a new pod template to `ProgressDeadlineExceeded`. */
  readonly progressDeadline: number
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Record<string, string> }
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] }
}

interface WorkloadSpec {
  readonly replicas?: number
  readonly template: PodTemplate
}

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet']

/**
 * Rolls workloads out: new pods come beside the old ones, get ready after a while or never, and only then do the old ones go.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
export class WorkloadController {
  /** Reset by whoever heals the cluster; pods that wait are looked at again by `retry`. */
  faults: PodFault[] = []
  readonly #store: ObjectStore
  readonly #clock: SandboxClock
  readonly #times: WorkloadTimes
  readonly #timers = new Map<string, () => void>()
  readonly #stop: () => void
  #serial = 0

  constructor(store: ObjectStore, clock: SandboxClock, times: WorkloadTimes) {
    this.#store = store
    this.#clock = clock
    this.#times = times
    this.#stop = store.listen(({ type, object }) => {
      if (!KINDS.includes(object.kind)) return
      if (type === 'DELETED') this.#removePods(object, () => true)
      else if (observedOf(object) !== object.metadata.generation) this.#begin(object)
    })
  }

  /** Looks at all workloads again, as the kubelet does when it pulls once more. */
  retry(): void {
    for (const kind of KINDS) {
      for (const object of this.#store.list(kind)) if (!isReady(object)) this.#begin(object)
    }
  }

  close(): void {
    this.#stop()
    for (const cancel of this.#timers.values()) cancel()
  }

  #begin(object: ClusterObject): void {
    const { kind, metadata } = object
    const { template, replicas = 1 } = object.spec as WorkloadSpec
    const revision = this.#hasTemplate(object) ? undefined : String((this.#serial += 1))
    if (revision !== undefined) {
      for (let index = 0; index < replicas; index += 1) this.#makePod(object, template, revision, index)
    }
    this.#write(object, {
      updated: replicas,
      available: 0,
      condition: ['True', 'ReplicaSetUpdated', 'ReplicaSet is progressing.'],
    })
    const key = `${kind}/${metadata.namespace}/${metadata.name}`
    this.#timers.get(key)?.()
    const fault = this.#faultOf(template)
    const wait = fault === undefined ? this.#times.rollout : this.#times.progressDeadline
    if (fault !== undefined) this.#breakPods(object, template, fault)
    const cancel = this.#clock.schedule(wait, () => {
      this.#timers.delete(key)
      const current = this.#store.get(kind, metadata.namespace, metadata.name)
      if (current?.metadata.generation !== metadata.generation) return
      if (fault === undefined) this.#finish(current, template, replicas)
      else {
        const message = `ReplicaSet "${metadata.name}-${this.#serial}" has timed out progressing.`
        this.#write(current, {
          updated: replicas,
          available: 0,
          condition: ['False', 'ProgressDeadlineExceeded', message],
        })
      }
    })
    this.#timers.set(key, cancel)
  }

  #finish(object: ClusterObject, template: PodTemplate, replicas: number): void {
    this.#removePods(
      object,
      (pod) => JSON.stringify(imagesOf(pod)) !== JSON.stringify(imagesOfTemplate(template)),
    )
    for (const pod of this.#podsOf(object)) {
      this.#store.update('Pod', pod.metadata.namespace, pod.metadata.name, (one) => {
        one.status = podStatus(template, { running: {} })
      })
    }
    const message = `ReplicaSet "${object.metadata.name}-${this.#serial}" has successfully progressed.`
    this.#write(object, {
      updated: replicas,
      available: replicas,
      condition: ['True', 'NewReplicaSetAvailable', message],
    })
  }

  #write(
    { kind, metadata }: ClusterObject,
    told: { updated: number; available: number; condition: [Condition['status'], string, string] },
  ): void {
    const [status, reason, message] = told.condition
    const now = this.#store.now()
    this.#store.update(kind, metadata.namespace, metadata.name, (object) => {
      const replicas = (object.spec as WorkloadSpec).replicas ?? 1
      const base = { observedGeneration: metadata.generation, replicas }
      const ready = {
        readyReplicas: told.available,
        availableReplicas: told.available,
        updatedReplicas: told.updated,
      }
      const progressing = {
        type: 'Progressing',
        status,
        reason,
        message,
        lastTransitionTime: now,
        lastUpdateTime: now,
      }
      object.status =
        kind === 'DaemonSet'
          ? {
              observedGeneration: metadata.generation,
              desiredNumberScheduled: replicas,
              currentNumberScheduled: replicas,
              updatedNumberScheduled: told.updated,
              numberAvailable: told.available,
              numberReady: told.available,
            }
          : kind === 'StatefulSet'
            ? {
                ...base,
                ...ready,
                currentRevision: told.available > 0 ? 'new' : 'old',
                updateRevision: 'new',
              }
            : { ...base, ...ready, conditions: [progressing] }
    })
  }

  #faultOf(template: PodTemplate): PodFault | undefined {
    return this.faults.find(({ image }) =>
      template.spec.containers.some((container) => image.test(container.image)),
    )
  }

  #hasTemplate(object: ClusterObject): boolean {
    const wanted = JSON.stringify(imagesOfTemplate((object.spec as WorkloadSpec).template))
    return this.#podsOf(object).some((pod) => JSON.stringify(imagesOf(pod)) === wanted)
  }

  #makePod(object: ClusterObject, template: PodTemplate, revision: string, index: number): void {
    const { namespace, name } = object.metadata
    this.#store.apply({
      kind: 'Pod',
      namespace,
      name: `${name}-${revision}-${index}`,
      labels: { ...template.metadata?.labels },
      spec: template.spec,
      status: podStatus(template, { waiting: { reason: 'ContainerCreating' } }),
    })
  }

  #breakPods(object: ClusterObject, template: PodTemplate, fault: PodFault): void {
    const [container] = template.spec.containers
    const { reason = 'ImagePullBackOff', message = `Back-off pulling image "${container?.image ?? ''}"` } =
      fault
    for (const pod of this.#podsOf(object)) {
      if (JSON.stringify(imagesOf(pod)) !== JSON.stringify(imagesOfTemplate(template))) continue
      this.#store.update('Pod', pod.metadata.namespace, pod.metadata.name, (one) => {
        one.status = podStatus(template, { waiting: { reason, message } })
      })
    }
  }

  #removePods(object: ClusterObject, isOld: (pod: ClusterObject) => boolean): void {
    for (const pod of this.#podsOf(object)) {
      if (isOld(pod)) this.#store.delete('Pod', pod.metadata.namespace, pod.metadata.name)
    }
  }

  #podsOf({ metadata }: ClusterObject): ClusterObject[] {
    const named = new RegExp(`^${metadata.name}-\\d+-\\d+$`)
    return this.#store.list('Pod', metadata.namespace).filter((pod) => named.test(pod.metadata.name))
  }
}

/** Whether all pods of a workload are of its template, and available; true for what is no workload. */
export function isReady(object: ClusterObject): boolean {
  if (!KINDS.includes(object.kind)) return true
  const status = (object.status ?? {}) as Record<string, unknown>
  const wanted = (object.spec as WorkloadSpec).replicas ?? 1
  const available = object.kind === 'DaemonSet' ? status.numberAvailable : status.availableReplicas
  return observedOf(object) === object.metadata.generation && available === wanted
}

function observedOf({ status }: ClusterObject): unknown {
  return (status as { observedGeneration?: unknown } | undefined)?.observedGeneration
}

function imagesOfTemplate(template: PodTemplate): string[] {
  return template.spec.containers.map(({ image }) => image)
}

function imagesOf(pod: ClusterObject): string[] {
  return (pod.spec as PodTemplate['spec']).containers.map(({ image }) => image)
}

function podStatus(template: PodTemplate, state: Readonly<Record<string, object>>): object {
  const isRunning = 'running' in state
  return {
    phase: isRunning ? 'Running' : 'Pending',
    conditions: [{ type: 'Ready', status: isRunning ? 'True' : 'False' }],
    containerStatuses: template.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: isRunning ? `${image.split(':')[0] ?? ''}@sha256:${'0'.repeat(64)}` : '',
      ready: isRunning,
      restartCount: 0,
      state,
    })),
  }
}
