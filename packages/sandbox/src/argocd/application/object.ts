import type { Metadata } from '../../kubernetes/store.ts'

/**
 * The Application resource, as far as the sandbox writes it. Fields and their meaning:
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml and the CRD cut into
 * `schemas/argocd-application-schema.json`, which every object is checked against.
 *
 * `apiVersion` and `kind` are absent, as in the answers of the real API server: its typed client drops them.
 */
export interface Application {
  metadata: Metadata
  spec: ApplicationSpec
  status: ApplicationStatus
  operation?: Operation
}

export interface ApplicationSpec {
  project: string
  destination: Destination
  source?: ApplicationSource
  sources?: ApplicationSource[]
  syncPolicy?: SyncPolicy
  revisionHistoryLimit?: number
}

export interface Destination {
  server?: string
  name?: string
  namespace?: string
}

export interface ApplicationSource {
  repoURL: string
  path?: string
  targetRevision?: string
  chart?: string
  ref?: string
  name?: string
  directory?: { recurse?: boolean; include?: string; exclude?: string }
  helm?: {
    releaseName?: string
    valueFiles?: string[]
    ignoreMissingValueFiles?: boolean
    values?: string
    valuesObject?: Record<string, unknown>
    parameters?: { name?: string; value?: string; forceString?: boolean }[]
  }
  kustomize?: { images?: string[]; namespace?: string }
}

export interface SyncPolicy {
  automated?: { prune?: boolean; selfHeal?: boolean; allowEmpty?: boolean; enabled?: boolean }
  retry?: RetryStrategy
  syncOptions?: string[]
}

export interface RetryStrategy {
  limit?: number
  backoff?: { duration?: string; factor?: number; maxDuration?: string }
}

export interface Operation {
  sync?: SyncOperation
  initiatedBy?: { username?: string; automated?: boolean }
  info?: { name: string; value: string }[]
  retry?: RetryStrategy
}

export interface SyncOperation {
  revision?: string
  revisions?: string[]
  prune?: boolean
  dryRun?: boolean
  source?: ApplicationSource
  sources?: ApplicationSource[]
  resources?: ResourceSelector[]
  syncOptions?: string[]
  syncStrategy?: Record<string, unknown>
}

export interface ResourceSelector {
  group?: string
  kind: string
  name: string
  namespace?: string
}

export interface ApplicationStatus {
  sync: SyncStatus
  health: HealthStatus
  summary: { images?: string[]; externalURLs?: string[] }
  operationState?: OperationState
  resources?: ResourceStatus[]
  history?: RevisionHistory[]
  conditions?: Condition[]
  reconciledAt?: string
  sourceType?: string
  sourceTypes?: string[]
  controllerNamespace?: string
  resourceHealthSource?: string
  sourceHydrator?: SourceHydratorStatus
}

/** The hydrator's part; the sandbox has no hydrator, but observations may show one. */
export interface SourceHydratorStatus {
  currentOperation?: Record<string, unknown>
  lastSuccessfulOperation?: Record<string, unknown>
}

export interface SyncStatus {
  status: string
  revision?: string
  revisions?: string[]
  comparedTo: { destination: Destination; source?: ApplicationSource; sources?: ApplicationSource[] }
}

export interface HealthStatus {
  status?: string
  message?: string
  lastTransitionTime?: string
}

export interface OperationState {
  operation: Operation
  phase: string
  startedAt: string
  finishedAt?: string
  message?: string
  retryCount?: number
  syncResult?: SyncResult
}

export interface SyncResult {
  revision: string
  revisions?: string[]
  source: ApplicationSource
  sources?: ApplicationSource[]
  resources?: ResourceResult[]
}

export interface ResourceResult {
  group: string
  version: string
  kind: string
  namespace: string
  name: string
  status?: string
  message?: string
  hookPhase?: string
  syncPhase?: string
  images?: string[]
}

export interface ResourceStatus {
  group?: string
  version: string
  kind: string
  namespace?: string
  name: string
  status: string
  health?: HealthStatus
  requiresPruning?: boolean
}

export interface RevisionHistory {
  id: number
  deployedAt: string
  deployStartedAt?: string
  revision?: string
  revisions?: string[]
  source: ApplicationSource
  sources?: ApplicationSource[]
  initiatedBy?: { username?: string; automated?: boolean }
}

export interface Condition {
  type: string
  message: string
  lastTransitionTime?: string
}

/** The sources of an application, whichever of the two fields holds them. */
export function listSources(spec: ApplicationSpec): ApplicationSource[] {
  if (spec.sources !== undefined && spec.sources.length > 0) return spec.sources
  return spec.source === undefined ? [] : [spec.source]
}

export function hasMultipleSources(spec: ApplicationSpec): boolean {
  return spec.sources !== undefined && spec.sources.length > 0
}

export function isAutomated(spec: ApplicationSpec): boolean {
  const automated = spec.syncPolicy?.automated
  return automated !== undefined && automated.enabled !== false
}

/** RFC 3339 with the one-second resolution of Kubernetes' `metav1.Time`. */
export function formatTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

/** Argo CD's Go structs are not pointers: a source that is not set is still written, with an empty address. */
export const emptySource: ApplicationSource = { repoURL: '' }
