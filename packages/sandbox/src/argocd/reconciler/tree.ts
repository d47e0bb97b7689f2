import { createHash } from 'node:crypto'
import type { ApplicationFaults } from '../application/faults.ts'
import { formatTime, type HealthStatus } from '../application/object.ts'
import { canonical } from '../render/render.ts'
import { containersOf, keyOf, podTemplateOf, type Manifest } from '../render/manifest.ts'
import { deriveUid, replicasOf, type LiveResource } from './cluster.ts'
import { assessHealth, findPodCause, type PodCause } from './health.ts'

/** A node of `/resource-tree`. */
export interface TreeNode {
  group?: string
  version: string
  kind: string
  namespace?: string
  name: string
  uid: string
  parentRefs?: { group?: string; kind: string; namespace?: string; name: string; uid: string }[]
  resourceVersion: string
  images?: string[]
  health?: HealthStatus
  info?: { name: string; value: string }[]
  createdAt: string
}

/** Live resources with what grows from them: a Deployment's replica sets and pods, old ones while it rolls out. */
export function buildTree(
  resources: readonly LiveResource[],
  now: number,
  faults: ApplicationFaults,
): TreeNode[] {
  return resources.flatMap((live) => {
    const root = toNode(live, assessHealth(live, now, faults))
    return [root, ...growPods(live, root, now, faults)]
  })
}

/** The images of all running or starting pods, as `status.summary.images` lists them. */
export function collectImages(nodes: readonly TreeNode[]): string[] {
  return [...new Set(nodes.flatMap((node) => node.images ?? []))].sort()
}

function toNode(live: LiveResource, health: HealthStatus | undefined): TreeNode {
  const { group, version, kind, namespace, name } = live.manifest
  return {
    ...(group === '' ? {} : { group }),
    version,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    uid: live.uid,
    resourceVersion: String(live.resourceVersion),
    ...(health === undefined ? {} : { health }),
    createdAt: formatTime(live.createdAt),
  }
}

function growPods(live: LiveResource, root: TreeNode, now: number, faults: ApplicationFaults): TreeNode[] {
  const { kind } = live.manifest
  if (podTemplateOf(live.manifest) === undefined || kind === 'Pod' || kind === 'CronJob') return []
  const starting = now < live.rolloutEndsAt
  const cause = findPodCause(live, faults)
  const generations: [Manifest, PodState][] = [[live.manifest, { starting, cause }]]
  // Until the new pods are ready the old ones stay.
  if (live.previous !== undefined && (starting || cause !== undefined)) {
    generations.push([live.previous, { starting: false, cause: undefined }])
  }
  return generations.flatMap(([manifest, state]) => growGeneration(manifest, root, state))
}

interface PodState {
  starting: boolean
  cause: PodCause | undefined
}

function growGeneration(manifest: Manifest, root: TreeNode, state: PodState): TreeNode[] {
  const hash = createHash('sha256')
    .update(canonical(podTemplateOf(manifest) ?? null))
    .digest('hex')
  const replicas = manifest.kind === 'DaemonSet' || manifest.kind === 'Job' ? 1 : replicasOf(manifest)
  if (manifest.kind !== 'Deployment') {
    return Array.from({ length: replicas }, (_, index) =>
      toPod(manifest, root, podName(manifest, hash, index), state),
    )
  }
  const name = `${manifest.name}-${hash.slice(0, 10)}`
  const replicaSet = child(root, { group: 'apps', version: 'v1', kind: 'ReplicaSet', name })
  replicaSet.health =
    state.starting || state.cause !== undefined ? { status: 'Progressing' } : { status: 'Healthy' }
  const pods = Array.from({ length: replicas }, (_, index) =>
    toPod(
      manifest,
      replicaSet,
      `${name}-${hash.slice(10 + index * 5, 15 + index * 5) || `r${index}`}`,
      state,
    ),
  )
  return [replicaSet, ...pods]
}

function podName(manifest: Manifest, hash: string, index: number): string {
  return manifest.kind === 'StatefulSet'
    ? `${manifest.name}-${index}`
    : `${manifest.name}-${hash.slice(0, 5)}`
}

function toPod(manifest: Manifest, parent: TreeNode, name: string, state: PodState): TreeNode {
  const containers = containersOf(manifest)
  const pod = child(parent, { version: 'v1', kind: 'Pod', name })
  const ready = state.starting || state.cause !== undefined ? 0 : containers.length
  const reason = state.cause?.reason ?? (state.starting ? 'ContainerCreating' : 'Running')
  return {
    ...pod,
    images: [...new Set(containers.map((container) => container.image))].sort(),
    health: podHealth(state),
    info: [
      { name: 'Status Reason', value: reason },
      { name: 'Node', value: 'node-1' },
      { name: 'Containers', value: `${ready}/${containers.length}` },
    ],
  }
}

function podHealth(state: PodState): HealthStatus {
  if (state.cause !== undefined) return { status: 'Degraded', message: state.cause.message }
  return { status: state.starting ? 'Progressing' : 'Healthy' }
}

function child(
  parent: TreeNode,
  identity: { group?: string; version: string; kind: string; name: string },
): TreeNode {
  const { group, kind, namespace, name, uid } = parent
  const place = namespace === undefined ? {} : { namespace }
  return {
    ...identity,
    ...place,
    uid: deriveUid(`${uid}/${keyOf(identity)}`),
    parentRefs: [{ ...(group === undefined ? {} : { group }), kind, ...place, name, uid }],
    resourceVersion: parent.resourceVersion,
    createdAt: parent.createdAt,
  }
}
