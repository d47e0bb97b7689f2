import type { SyncWindow } from '../application/faults.ts'
import { formatTime, listSources } from '../application/object.ts'
import type { SandboxClock } from '../clock.ts'
import { canonical } from '../render/render.ts'
import type { JsonObject } from '../render/manifest.ts'
import { deriveUid, replicasOf, type LiveResource } from '../reconciler/cluster.ts'
import { compareResources, type SourceAccess } from '../reconciler/comparison.ts'
import { assessHealth, findPodCause } from '../reconciler/health.ts'
import type { ApplicationRecord } from '../reconciler/record.ts'
import { buildTree, type TreeNode } from '../reconciler/tree.ts'
import { queryAddress } from './applications.ts'
import { GrpcError } from './grpc-error.ts'
import { findApplication, type ApiWorld } from './lookup.ts'
import type { ApiCall } from './request.ts'

/** `GET /api/v1/applications/{name}/resource-tree`. */
export function getResourceTree(world: ApiWorld, clock: SandboxClock, call: ApiCall): object {
  const { record } = findApplication(world, call.session, 'get', queryAddress(world, call))
  const replayed = record.replay?.current?.resourceTree
  if (replayed !== undefined) return replayed
  const nodes = treeOf(record, clock)
  return { nodes: nodes.filter((node) => matchesResource(node, call.query)), shardsCount: 1 }
}

/** `GET /api/v1/applications/{name}/managed-resources`: wanted and live state of each resource, as JSON texts. */
export function getManagedResources(world: ApiWorld, clock: SandboxClock, call: ApiCall): object {
  const { record } = findApplication(world, call.session, 'get', queryAddress(world, call))
  if (record.target === undefined) return {}
  const items = compareResources(record.target, record.cluster).flatMap((resource) => {
    const manifest = resource.target ?? resource.live?.manifest
    if (manifest === undefined || !matchesResource(manifest, call.query)) return []
    const { group, kind, namespace, name } = manifest
    const live =
      resource.live === undefined ? 'null' : canonical(liveBody(resource.live, clock.now(), record))
    const target = resource.target === undefined ? 'null' : canonical(resource.target.body)
    return [
      {
        ...(group === '' ? {} : { group }),
        kind,
        ...(namespace === '' ? {} : { namespace }),
        name,
        targetState: target,
        liveState: live,
        normalizedLiveState: resource.live === undefined ? 'null' : canonical(resource.live.manifest.body),
        predictedLiveState: target,
        ...(resource.live === undefined ? {} : { resourceVersion: String(resource.live.resourceVersion) }),
        ...(resource.status === 'Synced' ? {} : { modified: true }),
      },
    ]
  })
  return items.length === 0 ? {} : { items }
}

/** `GET /api/v1/applications/{name}/syncwindows`. */
export function getSyncWindows(world: ApiWorld, call: ApiCall): object {
  const { record } = findApplication(world, call.session, 'get', queryAddress(world, call))
  const window = record.faults.current.syncWindow
  if (window === undefined) return { canSync: true }
  const shown = [showWindow(window)]
  // An allow window that is set in the script is one that is closed now: it is assigned and not active.
  const active = window.kind === 'deny' ? { activeWindows: shown } : {}
  return { ...active, assignedWindows: shown, canSync: window.manualSync === true }
}

/** `GET /api/v1/applications/{name}/revisions/{revision}/metadata`. */
export async function getRevisionMetadata(
  world: ApiWorld,
  sources: SourceAccess,
  call: ApiCall,
): Promise<object> {
  const { application } = findApplication(world, call.session, 'get', queryAddress(world, call))
  const index = Number(call.query.get('sourceIndex') ?? 0)
  const source = listSources(application.spec)[index]
  if (source === undefined)
    throw new GrpcError(
      'unknown',
      `error getting app source by source index and version ID: source index ${index} not found`,
    )
  if (source.chart !== undefined) throw new GrpcError('unknown', 'source is a chart: it has no commit')
  const revision = call.parameters.revision ?? ''
  try {
    const commit = await sources.mirrors.describe(source.repoURL, revision)
    const tags = commit.tags.length === 0 ? {} : { tags: commit.tags }
    return { author: commit.author, date: commit.date, message: commit.message, ...tags }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GrpcError(
      'unknown',
      `rpc error: code = Internal desc = failed to get revision metadata: ${reason}`,
    )
  }
}

/** `GET /api/v1/applications/{name}/events`: of the application, or of one of its resources by name. */
export function getEvents(world: ApiWorld, clock: SandboxClock, call: ApiCall): object {
  const { record, application } = findApplication(world, call.session, 'get', queryAddress(world, call))
  const wanted = call.query.get('resourceName') ?? ''
  const items =
    wanted === ''
      ? record.events.map((event, index) =>
          toEvent(
            event,
            {
              kind: 'Application',
              name: record.name,
              namespace: record.namespace,
              uid: application.metadata.uid,
            },
            index,
          ),
        )
      : resourceEvents(record, clock, wanted)
  return { metadata: {}, items }
}

function treeOf(record: ApplicationRecord, clock: SandboxClock): TreeNode[] {
  return buildTree(record.cluster.list(), clock.now(), record.faults.current)
}

/** The warnings that the kubelet writes about pods that cannot start. */
function resourceEvents(record: ApplicationRecord, clock: SandboxClock, name: string): object[] {
  const node = treeOf(record, clock).find((candidate) => candidate.name === name)
  if (node?.kind !== 'Pod' || node.health?.status !== 'Degraded') return []
  const cause = record.cluster
    .list()
    .map((live) => findPodCause(live, record.faults.current))
    .find(Boolean)
  const container = cause?.container
  const event = {
    at: clock.now(),
    type: 'Warning' as const,
    reason: cause?.reason === 'CrashLoopBackOff' ? 'BackOff' : 'Failed',
    message: node.health.message ?? '',
  }
  const place = container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }
  const involved = { kind: 'Pod', name, namespace: node.namespace ?? '', uid: node.uid, ...place }
  return [toEvent(event, involved, 0)]
}

function toEvent(
  event: { at: number; type: string; reason: string; message: string },
  involved: { kind: string; name: string; namespace: string; uid: string; fieldPath?: string },
  index: number,
): object {
  const name = `${involved.name}.${deriveUid(`${involved.uid}/${index}`).slice(0, 16)}`
  return {
    metadata: { name, namespace: involved.namespace, creationTimestamp: formatTime(event.at) },
    involvedObject: involved,
    reason: event.reason,
    message: event.message,
    type: event.type,
    source: { component: involved.kind === 'Pod' ? 'kubelet' : 'argocd-application-controller' },
    firstTimestamp: formatTime(event.at),
    lastTimestamp: formatTime(event.at),
    count: 1,
  }
}

function showWindow(window: SyncWindow): object {
  const { kind, schedule, duration, manualSync } = window
  return { kind, schedule, duration, manualSync: manualSync === true }
}

function matchesResource(
  resource: { group?: string; version: string; kind: string; namespace?: string; name: string },
  query: URLSearchParams,
): boolean {
  return (['name', 'namespace', 'version', 'group', 'kind'] as const).every((field) => {
    const wanted = query.get(field) ?? ''
    return wanted === '' || wanted === (resource[field] ?? '')
  })
}

/** The object with what the cluster itself adds. */
function liveBody(live: LiveResource, now: number, record: ApplicationRecord): JsonObject {
  const { body } = live.manifest
  const metadata = body.metadata as JsonObject
  const added = {
    uid: live.uid,
    resourceVersion: String(live.resourceVersion),
    creationTimestamp: formatTime(live.createdAt),
  }
  const health = assessHealth(live, now, record.faults.current)
  if (live.manifest.kind !== 'Deployment') return { ...body, metadata: { ...metadata, ...added } }
  const replicas = replicasOf(live.manifest)
  const available = health?.status === 'Healthy' ? replicas : 0
  const status = {
    replicas,
    updatedReplicas: replicas,
    availableReplicas: available,
    readyReplicas: available,
  }
  return { ...body, metadata: { ...metadata, ...added }, status }
}
