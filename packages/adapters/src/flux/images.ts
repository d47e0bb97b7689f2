import { listAt, objectAt, textAt } from '../json/member.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { POD } from './inventory.ts'
import { wantedPods, type Workload } from './workloads.ts'

/**
 * The images that workloads run: those of pods of which a container runs; where no pod need run now, those that the next one
 * will have. A pod that waits for its image runs nothing.
 */
export function imagesOf(workloads: readonly Workload[]): readonly string[] {
  const images = workloads.flatMap((workload) => {
    const isRunning = (wantedPods(workload) ?? 0) > 0 || workload.type === POD || workload.pods.length > 0
    if (!isRunning) return imagesOfPod(templateOf(workload.object))
    return workload.pods.filter(runsAny).flatMap(({ spec }) => imagesOfPod(spec))
  })
  return [...new Set(images)]
}

function runsAny({ status }: KubernetesObject): boolean {
  return listAt(status, 'containerStatuses').some(
    (container) => objectAt(container, 'state', 'running') !== undefined,
  )
}

function templateOf({ spec }: KubernetesObject): unknown {
  return objectAt(spec, 'jobTemplate', 'spec', 'template', 'spec') ?? objectAt(spec, 'template', 'spec')
}

function imagesOfPod(spec: unknown): readonly string[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(spec, list).flatMap((container) => textAt(container, 'image') ?? []),
  )
}
