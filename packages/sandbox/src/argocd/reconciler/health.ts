import { describeWaiting, type ApplicationFaults } from '../application/faults.ts'
import type { HealthStatus } from '../application/object.ts'
import { containersOf, isObject, type Manifest } from '../render/manifest.ts'
import { replicasOf, type LiveResource } from './cluster.ts'

const withoutHealth = new Set([
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'Namespace',
])
const rollingKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** From best to worst, as Argo CD v3 orders them (gitops-engine `pkg/health`). */
const order = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown']

/** Health of one resource; nothing for kinds that Argo CD has no health check for. */
export function assessHealth(
  live: LiveResource,
  now: number,
  faults: ApplicationFaults,
): HealthStatus | undefined {
  const { manifest } = live
  if (withoutHealth.has(manifest.kind)) return undefined
  if (!rollingKinds.has(manifest.kind)) return { status: 'Healthy' }
  if (isPaused(manifest)) return { status: 'Suspended', message: `${manifest.kind} is paused` }
  const replicas = replicasOf(manifest)
  if (now < live.rolloutEndsAt) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: 0 of ${replicas} updated replicas are available...`,
    }
  }
  if (isDegraded(live, faults)) {
    return {
      status: 'Degraded',
      message: `${manifest.kind} "${manifest.name}" exceeded its progress deadline`,
    }
  }
  return { status: 'Healthy' }
}

export interface PodCause {
  container: string
  reason: string
  message: string
}

/** Why the pods of a workload cannot start; nothing when they run. */
export function findPodCause(live: LiveResource, faults: ApplicationFaults): PodCause | undefined {
  const [container] = containersOf(live.manifest)
  if (container === undefined || faults.degraded === undefined || !isDegraded(live, faults)) return undefined
  return {
    container: container.name,
    reason: faults.degraded.reason ?? 'ImagePullBackOff',
    message: describeWaiting(faults.degraded, container.name, container.image),
  }
}

/** The worst of the given states; `Healthy` when there are none. */
export function worstHealth(states: readonly string[]): string {
  return states.reduce(
    (worst, state) => (order.indexOf(state) > order.indexOf(worst) ? state : worst),
    'Healthy',
  )
}

function isDegraded(live: LiveResource, faults: ApplicationFaults): boolean {
  const fault = faults.degraded
  if (fault === undefined || !rollingKinds.has(live.manifest.kind)) return false
  if (fault.workload !== undefined && fault.workload !== live.manifest.name) return false
  return fault.revision === undefined || live.revision.split(',').includes(fault.revision)
}

function isPaused(manifest: Manifest): boolean {
  const spec = manifest.body.spec
  return isObject(spec) && spec.paused === true
}
