import type { SandboxClock } from '../argocd/clock.ts'
import type { GitMirrors } from '../argocd/source/git-mirrors.ts'
import { removeCondition, setCondition, setStatus } from '../kubernetes/condition.ts'
import type { ClusterObject, ObjectStore } from '../kubernetes/store.ts'
import type { FluxFaults } from './faults.ts'
import type { ArtifactRegistry } from './artifacts.ts'

export const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt'

export interface FluxTimes {
  /** What a fetch, a build or a Helm action takes, in milliseconds. */
  readonly work: number
  /** From a failure, or a dependency that is not ready, to the next try. */
  readonly retry: number
  /** How long a health check waits. */
  readonly healthTimeout: number
}

/** What the controllers of Flux share. */
export interface FluxContext {
  readonly store: ObjectStore
  readonly clock: SandboxClock
  readonly times: FluxTimes
  readonly mirrors: GitMirrors
  readonly artifacts: ArtifactRegistry
  readonly faults: FluxFaults
  /** Rejects when the sandbox is closed. */
  sleep(ms: number): Promise<void>
}

/** One object at one moment, and the way to write its status. */
export interface Reconciliation {
  readonly context: FluxContext
  readonly object: ClusterObject
  /** Writes the status; the object may be gone meanwhile. */
  write(change: (object: ClusterObject, now: string) => void): void
}

export function reconciliationOf(context: FluxContext, object: ClusterObject): Reconciliation {
  const { kind, metadata } = object
  return {
    context,
    object,
    write(change) {
      const { store } = context
      if (store.get(kind, metadata.namespace, metadata.name) === undefined) return
      store.update(kind, metadata.namespace, metadata.name, (current) => {
        // Conditions speak of the generation that was reconciled, not of one that came meanwhile.
        const { generation } = current.metadata
        current.metadata.generation = metadata.generation
        change(current, store.now())
        current.metadata.generation = generation
      })
    },
  }
}

/**
 * What every reconciliation ends with: the request that it saw was handled, and its generation was observed, which appliers say only of one
 * that is over for good.
 */
export function finish(object: ClusterObject, seen: ClusterObject, isOver = true): void {
  const requested = seen.metadata.annotations?.[REQUESTED_AT]
  setStatus(object, {
    ...(isOver ? { observedGeneration: seen.metadata.generation } : {}),
    ...(requested === undefined ? {} : { lastHandledReconcileAt: requested }),
  })
}

/** A failure that is tried again. */
export function fail(object: ClusterObject, now: string, reason: string, message: string): void {
  setCondition(object, now, 'Ready', 'False', reason, message)
  setCondition(object, now, 'Reconciling', 'True', 'ProgressingWithRetry', message)
}

/** A failure that only another spec mends. */
export function stall(one: Reconciliation, { reason, message }: { reason: string; message: string }): void {
  one.write((current, now) => {
    setCondition(current, now, 'Ready', 'False', reason, message)
    setCondition(current, now, 'Stalled', 'True', reason, message)
    removeCondition(current, 'Reconciling')
    finish(current, one.object)
  })
}

export function begin(object: ClusterObject, now: string, message: string): void {
  setCondition(object, now, 'Ready', 'Unknown', 'Progressing', 'Reconciliation in progress')
  setCondition(object, now, 'Reconciling', 'True', 'Progressing', message)
}
