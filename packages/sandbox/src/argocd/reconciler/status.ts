import { type ApplicationFaults } from '../application/faults.ts'
import {
  emptySource,
  formatTime,
  hasMultipleSources,
  type Application,
  type ApplicationStatus,
  type Condition,
  type HealthStatus,
  type ResourceStatus,
} from '../application/object.ts'
import type { Cluster } from './cluster.ts'
import { revisionFields, type ComparedResource, type TargetState } from './comparison.ts'
import { assessHealth, worstHealth } from './health.ts'
import { buildTree, collectImages } from './tree.ts'

export interface StatusInput {
  application: Application
  target: TargetState
  compared: ComparedResource[]
  cluster: Cluster
  faults: ApplicationFaults
  now: number
  /** `status`: only health is looked at again; `refresh` and `hard` follow a comparison with Git. */
  level: 'status' | 'refresh' | 'hard'
  /** The condition that automatic sync left, if any. */
  syncError?: string
}

/** The status of an application that has been compared; the operation's part is taken over as it is. */
export function buildStatus(input: StatusInput): ApplicationStatus {
  const { application, target, compared, cluster, faults, now } = input
  const previous = application.status
  const tree = buildTree(cluster.list(), now, faults)
  const conditions = mergeConditions(previous.conditions ?? [], listConditions(input), now)
  const status: ApplicationStatus = {
    ...previous,
    sync: {
      status: faults.syncStatus ?? syncStatusOf(target, compared),
      ...revisionFields(application, target.revisions),
      comparedTo: comparedTo(application),
    },
    health: assessApplication(input, previous.health),
    summary: summarise(collectImages(tree)),
    resources: compared.map((resource) => toResourceStatus(resource, now, faults)),
    controllerNamespace: 'argocd',
    resourceHealthSource: 'appTree',
    sourceHydrator: {},
  }
  if (conditions.length > 0) status.conditions = conditions
  else delete status.conditions
  const [type] = target.types
  if (hasMultipleSources(application.spec)) status.sourceTypes = target.types
  else if (type !== undefined) status.sourceType = type
  const reconciledAt = reconcileTime(input)
  if (reconciledAt !== undefined) status.reconciledAt = reconciledAt
  return status
}

/** What a new application looks like before the controller has seen it. */
export function initialStatus(): ApplicationStatus {
  return {
    health: {},
    summary: {},
    sync: { status: '', comparedTo: { destination: {}, source: emptySource } },
  }
}

function syncStatusOf(target: TargetState, compared: ComparedResource[]): string {
  if (target.error !== undefined) return 'Unknown'
  return compared.every((resource) => resource.status === 'Synced') ? 'Synced' : 'OutOfSync'
}

function comparedTo(application: Application): ApplicationStatus['sync']['comparedTo'] {
  const { destination, source, sources } = application.spec
  if (sources !== undefined && sources.length > 0) return { destination, source: emptySource, sources }
  return { destination, source: source ?? emptySource }
}

function assessApplication(input: StatusInput, previous: HealthStatus): HealthStatus {
  const health = computeHealth(input)
  const since = previous.status === health.status ? previous.lastTransitionTime : undefined
  return { ...health, lastTransitionTime: since ?? formatTime(input.now) }
}

function computeHealth({ compared, faults, now }: StatusInput): HealthStatus {
  if (faults.healthStatus !== undefined) return { status: faults.healthStatus }
  if (faults.suspended !== undefined) return { status: 'Suspended', message: faults.suspended }
  const states = compared
    .map((resource) =>
      resource.live === undefined ? 'Missing' : assessHealth(resource.live, now, faults)?.status,
    )
    .filter((state) => state !== undefined)
  return { status: worstHealth(states) }
}

function toResourceStatus(
  resource: ComparedResource,
  now: number,
  faults: ApplicationFaults,
): ResourceStatus {
  const manifest = resource.target ?? resource.live?.manifest
  if (manifest === undefined) throw new Error('A compared resource is wanted or live, or both.')
  const { group, version, kind, namespace, name } = manifest
  const health =
    resource.live === undefined ? { status: 'Missing' } : assessHealth(resource.live, now, faults)
  return {
    ...(group === '' ? {} : { group }),
    version,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    status: resource.status,
    ...(health === undefined || faults.noResourceHealth === true ? {} : { health }),
    ...(resource.requiresPruning ? { requiresPruning: true } : {}),
  }
}

function listConditions({ target, faults, syncError }: StatusInput): Condition[] {
  const conditions: Condition[] = []
  if (target.error !== undefined) conditions.push({ type: 'ComparisonError', message: target.error })
  if (syncError !== undefined) conditions.push({ type: 'SyncError', message: syncError })
  return [...conditions, ...(faults.conditions ?? [])]
}

function mergeConditions(
  previous: readonly Condition[],
  next: readonly Condition[],
  now: number,
): Condition[] {
  return next.map((condition) => {
    const same = previous.find(
      (other) => other.type === condition.type && other.message === condition.message,
    )
    return { lastTransitionTime: same?.lastTransitionTime ?? formatTime(now), ...condition }
  })
}

function reconcileTime({ application, faults, now, level }: StatusInput): string | undefined {
  const previous = application.status.reconciledAt
  if (level === 'hard' || previous === undefined) return formatTime(now)
  if (level === 'status') return previous
  if (faults.staleReconciledAt !== true) return formatTime(now)
  const finished = application.status.operationState?.finishedAt
  if (finished === undefined || previous < finished) return previous
  return formatTime(Date.parse(finished) - 1000)
}

function summarise(images: string[]): ApplicationStatus['summary'] {
  return images.length === 0 ? {} : { images }
}
