import type { ApplicationState } from '@gitops-actions/core'
import { textAt } from '../json/member.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import {
  type Condition,
  conditionOf,
  currentCondition,
  describeCondition,
  pendingRequest,
} from './condition.ts'

/** How far an object of Flux is. Revisions are in Flux's own form. */
export interface Progress {
  /** What is in the cluster, whether it is well or not. */
  readonly applied: string | undefined
  /** An attempt that is not over, or that failed before everything was applied. */
  readonly attempt: Attempt | undefined
  readonly health: ApplicationState['health']
  /** What keeps it from trying, for people. */
  readonly inertia: string | undefined
  /** Why its controller will not try again before somebody changes it. */
  readonly errors: readonly string[]
}

export interface Attempt {
  readonly phase: 'running' | 'failed'
  readonly revision: string | undefined
  readonly message: string
  readonly willRetry: boolean
}

/** The steps of kustomize-controller, with the revision that it works on. */
const ANNOUNCED =
  /^(Fetching|Building|Detecting|Running health checks)(?: manifests| drift)? for revision (\S+)/

/** Reasons of `Ready=False` after an attempt that did not apply everything. */
const FAILURES = [
  'BuildFailed',
  'ReconciliationFailed',
  'PruneFailed',
  'ValidationFailed',
  'DirectoryCreationFailed',
]

const HEALTHY = { status: 'healthy', message: '' } as const

/**
 * Reads the status of a Kustomization. `lastAppliedRevision` is written only after the health checks, and `Ready=False` may be
 * of a revision that was applied and is not well, of one that could not be applied, or of none at all.
 * Source: `internal/controller/kustomization_controller.go` of https://github.com/fluxcd/kustomize-controller
 */
export function kustomizationProgress(object: KubernetesObject): Progress {
  const applied = textAt(object.status, 'lastAppliedRevision')
  const ready = currentCondition(object, 'Ready')
  const reconciling = conditionOf(object, 'Reconciling')
  const announced = readAnnouncement(reconciling)
  const attempted = announced?.revision ?? textAt(object.status, 'lastAttemptedRevision')
  const base = { applied, attempt: undefined, inertia: undefined, errors: stalled(object) }
  if (isRunning(ready, reconciling)) {
    const message = reconciling?.message ?? ''
    if (announced?.isHealthCheck === true) {
      return { ...base, applied: announced.revision, health: progressing(message) }
    }
    const attempt = { phase: 'running', revision: attempted, message, willRetry: true } as const
    return { ...base, attempt, health: progressing(message) }
  }
  if (ready === undefined) return { ...base, health: progressing(UNOBSERVED) }
  if (ready.status === 'True') return { ...base, health: HEALTHY }
  const message = describeCondition(ready)
  if (ready.reason === 'HealthCheckFailed') {
    return { ...base, applied: attempted ?? applied, health: { status: 'degraded', message } }
  }
  if (ready.reason === 'HealthCheckCanceled') {
    return { ...base, applied: attempted ?? applied, health: progressing(message) }
  }
  // Without its artifact it does not begin; a directory that is missing is found when it has begun.
  const hasBegun = ready.reason === 'ArtifactFailed' && announced?.isFetching === true
  if (FAILURES.includes(ready.reason) || hasBegun) {
    const attempt = { phase: 'failed', revision: attempted, message, willRetry: true } as const
    return { ...base, attempt, health: progressing(message) }
  }
  return { ...base, inertia: message, health: progressing(message) }
}

export const UNOBSERVED = 'its latest specification was not reconciled yet'

export function progressing(message: string): ApplicationState['health'] {
  return { status: 'progressing', message }
}

/** A failure that is tried again is told by `Reconciling` as well. */
export function isRunning(ready: Condition | undefined, reconciling: Condition | undefined): boolean {
  if (reconciling?.status === 'True' && reconciling.reason !== 'ProgressingWithRetry') return true
  return ready?.status === 'Unknown'
}

/** A request that nobody handled yet may change it. */
export function stalled(object: KubernetesObject): readonly string[] {
  const condition = currentCondition(object, 'Stalled')
  if (condition?.status !== 'True' || pendingRequest(object) !== undefined) return []
  return [describeCondition(condition)]
}

interface Announcement {
  readonly revision: string
  readonly isFetching: boolean
  readonly isHealthCheck: boolean
}

function readAnnouncement(reconciling: Condition | undefined): Announcement | undefined {
  const [, step, revision] = ANNOUNCED.exec(reconciling?.message ?? '') ?? []
  if (step === undefined || revision === undefined) return undefined
  return { revision, isFetching: step === 'Fetching', isHealthCheck: step.startsWith('Running') }
}
