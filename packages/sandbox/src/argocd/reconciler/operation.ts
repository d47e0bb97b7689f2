import type { ApplicationFaults, OperationFault } from '../application/faults.ts'
import {
  emptySource,
  formatTime,
  hasMultipleSources,
  type Application,
  type Operation,
  type OperationState,
  type ResourceResult,
  type RevisionHistory,
} from '../application/object.ts'
import { containersOf, keyOf, type Manifest } from '../render/manifest.ts'
import type { Cluster } from './cluster.ts'
import type { TargetState } from './comparison.ts'

/** An operation between its start and its end. */
export interface ActiveOperation {
  operation: Operation
  target: TargetState
  startedAt: number
  /** When it comes to its end, in the clock's milliseconds. */
  due: number
  retries: number
}

export function runningState(active: ActiveOperation, application: Application): OperationState {
  return {
    operation: active.operation,
    phase: 'Running',
    message: 'waiting for completion of sync tasks',
    startedAt: formatTime(active.startedAt),
    ...(active.retries > 0 ? { retryCount: active.retries } : {}),
    ...(active.target.error === undefined ? { syncResult: syncResult(active, application, []) } : {}),
  }
}

/** Why the operation cannot succeed, if so. */
export function findFailure(active: ActiveOperation, faults: ApplicationFaults): OperationFault | undefined {
  if (active.target.error !== undefined) return { message: active.target.error, phase: 'Error' }
  const fault = faults.operationFails
  if (fault === undefined) return undefined
  return fault.revision === undefined || active.target.revisions.includes(fault.revision) ? fault : undefined
}

/** Whether a failed attempt is followed by another one. */
export function mayRetry(active: ActiveOperation): boolean {
  const limit = active.operation.retry?.limit ?? 0
  return limit < 0 || active.retries < limit
}

export function failedState(
  active: ActiveOperation,
  application: Application,
  failure: OperationFault,
  now: number,
): OperationState {
  const results = failure.resource === undefined ? [] : failedResults(active, failure.resource)
  const retried = active.retries > 0 ? ` (retried ${active.retries} times).` : ''
  return {
    ...runningState(active, application),
    phase: failure.phase ?? 'Failed',
    message: `${failure.message}${retried}`,
    finishedAt: formatTime(now),
    ...(active.target.error === undefined ? { syncResult: syncResult(active, application, results) } : {}),
  }
}

/** Applies the operation's manifests and tells how it went. A dry run leaves the cluster alone. */
export function succeed(
  active: ActiveOperation,
  application: Application,
  cluster: Cluster,
  time: { now: number; rolloutMs: number },
): OperationState {
  const results = applyAll(active, cluster, time)
  return {
    ...runningState(active, application),
    phase: 'Succeeded',
    message: 'successfully synced (all tasks run)',
    finishedAt: formatTime(time.now),
    syncResult: syncResult(active, application, results),
  }
}

/** The history with the operation added, cut to the application's limit. */
export function addHistory(
  application: Application,
  active: ActiveOperation,
  now: number,
): RevisionHistory[] {
  const history = application.status.history ?? []
  const multiple = hasMultipleSources(application.spec)
  const { revisions } = active.target
  const entry: RevisionHistory = {
    id: (history.at(-1)?.id ?? -1) + 1,
    deployedAt: formatTime(now),
    deployStartedAt: formatTime(active.startedAt),
    ...(multiple ? { revisions } : { revision: revisions[0] ?? '' }),
    ...sourceFields(application, active),
    initiatedBy: active.operation.initiatedBy ?? {},
  }
  return [...history, entry].slice(-(application.spec.revisionHistoryLimit ?? 10))
}

function applyAll(
  active: ActiveOperation,
  cluster: Cluster,
  time: { now: number; rolloutMs: number },
): ResourceResult[] {
  const sync = active.operation.sync ?? {}
  const dryRun = sync.dryRun === true
  const revision = active.target.revisions.join()
  const wanted = new Set(active.target.manifests.map(keyOf))
  const results = active.target.manifests
    .filter((manifest) => isSelected(manifest, active.operation))
    .map((manifest) => {
      const done = dryRun ? 'unchanged' : cluster.apply(manifest, revision, time.now, time.rolloutMs)
      const message = `${resourceWord(manifest)} ${done}${dryRun ? ' (dry run)' : ''}`
      return toResult(manifest, 'Synced', message)
    })
  for (const { manifest } of cluster.list()) {
    if (wanted.has(keyOf(manifest)) || !isSelected(manifest, active.operation)) continue
    const prune = sync.prune === true
    if (prune && !dryRun) cluster.remove(keyOf(manifest))
    results.push(
      toResult(manifest, prune ? 'Pruned' : 'PruneSkipped', prune ? 'pruned' : 'ignored (requires pruning)'),
    )
  }
  return results
}

function failedResults(
  active: ActiveOperation,
  failed: NonNullable<OperationFault['resource']>,
): ResourceResult[] {
  return active.target.manifests.map((manifest) =>
    manifest.kind === failed.kind && manifest.name === failed.name
      ? { ...toResult(manifest, 'SyncFailed', failed.message), hookPhase: 'Failed' }
      : toResult(manifest, 'Synced', `${resourceWord(manifest)} unchanged`),
  )
}

function toResult(manifest: Manifest, status: string, message: string): ResourceResult {
  const { group, version, kind, namespace, name } = manifest
  const images = [...new Set(containersOf(manifest).map((container) => container.image))]
  return {
    group,
    version,
    kind,
    namespace,
    name,
    status,
    message,
    hookPhase: 'Running',
    syncPhase: 'Sync',
    ...(images.length === 0 ? {} : { images }),
  }
}

function isSelected(manifest: Manifest, operation: Operation): boolean {
  const selected = operation.sync?.resources
  if (selected === undefined || selected.length === 0) return true
  return selected.some(
    (resource) =>
      resource.kind === manifest.kind &&
      resource.name === manifest.name &&
      (resource.group ?? '') === manifest.group &&
      (resource.namespace ?? manifest.namespace) === manifest.namespace,
  )
}

function syncResult(
  active: ActiveOperation,
  application: Application,
  resources: ResourceResult[],
): NonNullable<OperationState['syncResult']> {
  const { revisions } = active.target
  const multiple = hasMultipleSources(application.spec)
  return {
    revision: multiple ? '' : (revisions[0] ?? ''),
    ...(multiple ? { revisions } : {}),
    ...sourceFields(application, active),
    ...(resources.length === 0 ? {} : { resources }),
  }
}

function sourceFields(
  application: Application,
  active: ActiveOperation,
): Pick<RevisionHistory, 'source' | 'sources'> {
  const { source, sources } = { ...application.spec, ...active.operation.sync }
  if (sources !== undefined && sources.length > 0) return { source: emptySource, sources }
  return { source: source ?? emptySource }
}

/** `deployment.apps/api`, as kubectl names things. */
function resourceWord(manifest: Manifest): string {
  const kind = manifest.kind.toLowerCase()
  return `${manifest.group === '' ? kind : `${kind}.${manifest.group}`}/${manifest.name}`
}
