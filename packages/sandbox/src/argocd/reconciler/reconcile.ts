import type { Application } from '../application/object.ts'
import { decideAutoSync, type AutoSyncDecision } from './auto-sync.ts'
import { compareResources, readTargetState } from './comparison.ts'
import { advanceOperation } from './operation-progress.ts'
import {
  higherLevel,
  isReplayed,
  updateApplication,
  type ApplicationRecord,
  type ControllerContext,
  type Level,
} from './record.ts'
import { buildStatus } from './status.ts'

export const refreshAnnotation = 'argocd.argoproj.io/refresh'

/** What is left to do after a reconciliation. */
export interface Remainder {
  /** Reconcile again at once, at this level. */
  again?: Level
  /** Reconcile again at this moment of the clock. */
  wakeAt?: number
}

/** Looks at one application once: Git when asked to, then its operation, its status, and automatic sync. */
export async function reconcile(
  context: ControllerContext,
  record: ApplicationRecord,
  asked: Level,
): Promise<Remainder> {
  const seen = context.store.get(record.namespace, record.name)
  if (seen === undefined) return {}
  if (isReplayed(record)) {
    finishRefresh(context, record, seen)
    return {}
  }
  const level = higherLevel(asked, refreshLevel(seen))
  if (level !== 'status' || record.target === undefined) await readTarget(context, record, seen)
  // A replay may have begun during any wait.
  const ended = !isReplayed(record) && (await advanceOperation(context, record))
  if (isReplayed(record)) return {}
  // One moment for both: what was not due for the status must be due for the wake-up.
  const now = context.clock.now()
  const decision = writeStatus(context, record, level, isRefreshed(seen), now)
  const again: Level | undefined = ended ? 'refresh' : decision.kind === 'start' ? 'status' : undefined
  const wakeAt = nextMoment(record, decision, now)
  return { ...(again === undefined ? {} : { again }), ...(wakeAt === undefined ? {} : { wakeAt }) }
}

async function readTarget(
  context: ControllerContext,
  record: ApplicationRecord,
  application: Application,
): Promise<void> {
  const { stuck, comparisonError } = record.faults.current
  const known = stuck === true ? record.target?.revisions : undefined
  const pinned = known === undefined || known.length === 0 ? undefined : known
  const target = await readTargetState(application, context, pinned, record.target)
  record.target =
    comparisonError === undefined
      ? target
      : { revisions: [], types: [], manifests: [], error: comparisonError }
}

/** `refreshed`: a refresh was asked for before this reconciliation began; one asked for since stays. */
function writeStatus(
  context: ControllerContext,
  record: ApplicationRecord,
  level: Level,
  refreshed: boolean,
  now: number,
): AutoSyncDecision {
  const { store, durations } = context
  const application = store.get(record.namespace, record.name)
  const { target, cluster } = record
  if (application === undefined || target === undefined) return { kind: 'none' }
  const faults = record.faults.current
  const compared = compareResources(target, cluster)
  const time = { now, selfHealMs: durations.selfHeal }
  const decision = decideAutoSync(application, target, compared, faults, time)
  const error = decision.kind === 'error' ? { syncError: decision.message } : {}
  updateApplication(store, record, (next) => {
    next.status = buildStatus({ application, target, compared, cluster, faults, now, level, ...error })
    if (refreshed && faults.refreshHangs !== true) delete next.metadata.annotations?.[refreshAnnotation]
    maskPhase(record, next)
  })
  noteChanges(context, record, application)
  if (decision.kind === 'start') {
    // As `SetAppOperation` does it: the new operation in, the state of the last one out.
    updateApplication(store, record, (next) => {
      next.operation = decision.operation
      delete next.status.operationState
    })
  }
  return decision
}

/** When something falls due by itself: the end of a rollout or of an operation, or healing. */
function nextMoment(record: ApplicationRecord, decision: AutoSyncDecision, now: number): number | undefined {
  const hangs = record.faults.current.operationHangs === true
  const moments = [
    record.cluster.nextChange(now),
    hangs ? undefined : record.operation?.due,
    decision.kind === 'wait' ? decision.until : undefined,
  ].filter((moment) => moment !== undefined)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

function noteChanges(
  { store, clock }: ControllerContext,
  record: ApplicationRecord,
  before: Application,
): void {
  const after = store.get(record.namespace, record.name)
  if (after === undefined) return
  const pairs = [
    ['sync', before.status.sync.status, after.status.sync.status],
    ['health', before.status.health.status, after.status.health.status],
  ]
  for (const [what, from, to] of pairs) {
    if (from === to) continue
    record.note(
      clock.now(),
      'Normal',
      'ResourceUpdated',
      `Updated ${what} status: ${from ?? ''} -> ${to ?? ''}`,
    )
  }
}

function finishRefresh(
  { store }: ControllerContext,
  record: ApplicationRecord,
  application: Application,
): void {
  if (record.faults.current.refreshHangs === true || !isRefreshed(application)) return
  updateApplication(store, record, (next) => {
    delete next.metadata.annotations?.[refreshAnnotation]
  })
}

/** Shows another phase while the fault lasts, and the real one again after it. */
function maskPhase(record: ApplicationRecord, application: Application): void {
  const state = application.status.operationState
  const shown = record.faults.current.operationPhase
  if (state === undefined) return
  if (state.phase === record.hiddenPhase?.shown) state.phase = record.hiddenPhase.real
  record.hiddenPhase = shown === undefined ? undefined : { shown, real: state.phase }
  state.phase = shown ?? state.phase
}

function isRefreshed(application: Application): boolean {
  return application.metadata.annotations?.[refreshAnnotation] !== undefined
}

function refreshLevel(application: Application): Level {
  const value = application.metadata.annotations?.[refreshAnnotation]
  if (value === undefined) return 'status'
  return value === 'hard' ? 'hard' : 'refresh'
}
