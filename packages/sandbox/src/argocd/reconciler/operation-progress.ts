import type { OperationFault } from '../application/faults.ts'
import { formatTime, type Application } from '../application/object.ts'
import { readTargetState } from './comparison.ts'
import { addHistory, failedState, findFailure, mayRetry, runningState, succeed } from './operation.ts'
import { isReplayed, updateApplication, type ApplicationRecord, type ControllerContext } from './record.ts'

/**
 * Takes the operation of an application one step further: starts it, ends it when it is due or terminated, or tries it
 * again. Returns whether it came to its end, after which Argo CD compares anew.
 */
export async function advanceOperation(
  context: ControllerContext,
  record: ApplicationRecord,
): Promise<boolean> {
  const application = context.store.get(record.namespace, record.name)
  if (application?.operation === undefined) return false
  if (record.operation === undefined) {
    await startOperation(context, record, application)
    return false
  }
  if (application.status.operationState?.phase === 'Terminating') {
    endOperation(context, record, { message: 'Operation terminated', phase: 'Failed' })
    return true
  }
  const hangs = record.faults.current.operationHangs === true
  return record.operation.due <= context.clock.now() && !hangs && finishOperation(context, record)
}

async function startOperation(
  context: ControllerContext,
  record: ApplicationRecord,
  application: Application,
): Promise<void> {
  const { operation } = application
  if (operation === undefined) return
  const { sync } = operation
  const pinned = sync?.revisions ?? (sync?.revision === undefined ? undefined : [sync.revision])
  const startedAt = context.clock.now()
  const target = await readTargetState(withOwnSources(application), context, pinned)
  if (isReplayed(record)) return
  const active = {
    operation,
    target,
    startedAt,
    due: context.clock.now() + context.durations.operation,
    retries: 0,
  }
  record.operation = active
  record.note(startedAt, 'Normal', 'OperationStarted', describeStart(application, target.revisions))
  updateApplication(context.store, record, (next) => {
    next.status.operationState = runningState(active, next)
  })
}

/** Ends the operation, or puts it off for another attempt. */
function finishOperation(context: ControllerContext, record: ApplicationRecord): boolean {
  const active = record.operation
  if (active === undefined) return false
  const failure = findFailure(active, record.faults.current)
  if (failure === undefined || !mayRetry(active)) {
    endOperation(context, record, failure)
    return true
  }
  active.retries++
  active.due = context.clock.now() + context.durations.retryBackoff
  updateApplication(context.store, record, (next) => {
    const message = `${failure.message}. Retrying attempt #${active.retries} at ${formatTime(active.due).slice(11, 16)}.`
    next.status.operationState = { ...runningState(active, next), message }
  })
  return false
}

function endOperation(
  context: ControllerContext,
  record: ApplicationRecord,
  failure: OperationFault | undefined,
): void {
  const { clock, durations, store } = context
  const active = record.operation
  if (active === undefined) return
  const now = clock.now()
  updateApplication(store, record, (next) => {
    const state =
      failure === undefined
        ? succeed(active, next, record.cluster, { now, rolloutMs: durations.rollout })
        : failedState(active, next, failure, now)
    next.status.operationState = state
    delete next.operation
    const partial = (active.operation.sync?.resources ?? []).length > 0
    if (failure === undefined && active.operation.sync?.dryRun !== true && !partial) {
      next.status.history = addHistory(next, active, now)
    }
    record.note(
      now,
      failure === undefined ? 'Normal' : 'Warning',
      'OperationCompleted',
      `${state.phase}: ${state.message ?? ''}`,
    )
  })
  record.operation = undefined
}

/** The application with the sources that its operation brings along, as a rollback does. */
function withOwnSources(application: Application): Application {
  const { source, sources } = application.operation?.sync ?? {}
  const own = { ...(source === undefined ? {} : { source }), ...(sources === undefined ? {} : { sources }) }
  return { ...application, spec: { ...application.spec, ...own } }
}

function describeStart(application: Application, revisions: string[]): string {
  const initiator = application.operation?.initiatedBy
  const who =
    initiator?.automated === true
      ? 'Initiated automated sync'
      : `${initiator?.username ?? 'Unknown user'} initiated sync`
  return `${who} to ${revisions.join(', ')}`
}
