import { windowAllows, type ApplicationFaults } from '../application/faults.ts'
import {
  hasMultipleSources,
  isAutomated,
  type Application,
  type Operation,
  type ResourceSelector,
} from '../application/object.ts'
import type { ComparedResource, TargetState } from './comparison.ts'

/** What automatic sync does now: start an operation, wait, report an error, or nothing. */
export type AutoSyncDecision =
  | { kind: 'none' }
  | { kind: 'start'; operation: Operation }
  | { kind: 'wait'; until: number }
  | { kind: 'error'; message: string }

/**
 * The rules of Argo CD's controller (`controller/appcontroller.go`, `autoSync`): only when out of sync without an
 * error, never twice to one revision (a failed attempt is reported instead, a successful one repeated only to heal),
 * not for resources that merely wait for pruning, not in a closed window.
 */
export function decideAutoSync(
  application: Application,
  target: TargetState,
  compared: readonly ComparedResource[],
  faults: ApplicationFaults,
  time: { now: number; selfHealMs: number },
): AutoSyncDecision {
  const policy = application.spec.syncPolicy
  if (!isAutomated(application.spec) || application.operation !== undefined) return { kind: 'none' }
  if (application.metadata.deletionTimestamp !== undefined || target.error !== undefined)
    return { kind: 'none' }
  const pending = compared.filter((resource) => resource.status === 'OutOfSync')
  if (pending.length === 0) return { kind: 'none' }
  const prune = policy?.automated?.prune === true
  if (!prune && pending.every((resource) => resource.requiresPruning)) return { kind: 'none' }
  if (!windowAllows(faults.syncWindow, false)) return { kind: 'none' }

  const attempt = attemptedAt(application, target)
  if (attempt !== undefined && attempt.phase !== 'Succeeded') {
    const revision = target.revisions.join(', ')
    return { kind: 'error', message: `Failed sync attempt to ${revision}: ${attempt.message}` }
  }
  if (attempt !== undefined) {
    if (policy?.automated?.selfHeal !== true) return { kind: 'none' }
    const due = attempt.finishedAt + time.selfHealMs
    if (time.now < due) return { kind: 'wait', until: due }
  }
  const operation = automatedOperation(application, target, prune)
  // Healing touches what differs and nothing else, and leaves no entry in the history.
  if (attempt !== undefined && operation.sync !== undefined)
    operation.sync.resources = pending.flatMap(toSelector)
  return { kind: 'start', operation }
}

function toSelector(resource: ComparedResource): ResourceSelector[] {
  const manifest = resource.target ?? resource.live?.manifest
  if (manifest === undefined) return []
  return [{ group: manifest.group, kind: manifest.kind, name: manifest.name }]
}

function attemptedAt(
  application: Application,
  target: TargetState,
): { phase: string; message: string; finishedAt: number } | undefined {
  const state = application.status.operationState
  if (state?.finishedAt === undefined || state.syncResult === undefined) return undefined
  const { revision, revisions } = state.syncResult
  const attempted = revisions ?? [revision]
  if (attempted.join() !== target.revisions.join()) return undefined
  return { phase: state.phase, message: state.message ?? '', finishedAt: Date.parse(state.finishedAt) }
}

function automatedOperation(application: Application, target: TargetState, prune: boolean): Operation {
  const { syncPolicy, sources } = application.spec
  const revisions = hasMultipleSources(application.spec)
    ? { revisions: target.revisions, ...(sources === undefined ? {} : { sources }) }
    : { revision: target.revisions[0] ?? '' }
  return {
    sync: {
      ...revisions,
      ...(prune ? { prune } : {}),
      ...(syncPolicy?.syncOptions === undefined ? {} : { syncOptions: syncPolicy.syncOptions }),
    },
    initiatedBy: { automated: true },
    retry: syncPolicy?.retry ?? { limit: 5 },
  }
}
