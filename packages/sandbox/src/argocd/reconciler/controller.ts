import type { Application } from '../application/object.ts'
import { formatTime, isAutomated, listSources } from '../application/object.ts'
import type { ApplicationStore } from '../application/store.ts'
import type { SandboxClock } from '../clock.ts'
import { decideAutoSync } from './auto-sync.ts'
import { compareResources, readsRepository, readTargetState, type SourceAccess } from './comparison.ts'
import { addHistory, failedState, findFailure, mayRetry, runningState, succeed } from './operation.ts'
import { higherLevel, type ApplicationRecord, type Level } from './record.ts'
import { buildStatus } from './status.ts'

/** How long things take, in milliseconds of the clock. */
export interface Durations {
  /** A sync operation, from `Running` to its end. */
  operation: number
  /** A rollout, from `Progressing` to `Healthy` or `Degraded`. */
  rollout: number
  /** Between two looks at Git when nobody asks. */
  poll: number
  /** From a finished sync to the one that heals a change in the cluster. */
  selfHeal: number
  /** Between a failed attempt and its repetition. */
  retryBackoff: number
}

export const refreshAnnotation = 'argocd.argoproj.io/refresh'

export interface ControllerContext extends SourceAccess {
  store: ApplicationStore
  clock: SandboxClock
  durations: Durations
  /** Told of anything that is a mistake of the sandbox itself. */
  reportCrash: (application: string, error: unknown) => void
}

/**
 * The application controller: for each application, one reconciliation at a time, asked for by the poll timer, a
 * refresh, a webhook, an operation, or a change of health that falls due.
 */
export class Controller {
  readonly #context: ControllerContext
  readonly #records = new Map<string, ApplicationRecord>()
  readonly #waiters: (() => void)[] = []
  #closed = false

  constructor(context: ControllerContext) {
    this.#context = context
  }

  add(record: ApplicationRecord): void {
    this.#records.set(`${record.namespace}/${record.name}`, record)
    this.#schedulePoll(record)
  }

  remove(record: ApplicationRecord): void {
    record.removed = true
    record.cancelPoll()
    record.cancelWake()
    this.#records.delete(`${record.namespace}/${record.name}`)
  }

  find(namespace: string, name: string): ApplicationRecord | undefined {
    return this.#records.get(`${namespace}/${name}`)
  }

  /** Asks for a reconciliation; requests that come while one runs are joined into the next. */
  request(record: ApplicationRecord, level: Level): void {
    if (this.#closed || record.removed) return
    record.pending = higherLevel(record.pending, level)
    if (!record.running) void this.#drain(record)
  }

  /** What a push webhook does: looks again at every application that reads the repository. */
  notify(repoURL: string): number {
    let count = 0
    for (const record of this.#records.values()) {
      const application = this.#context.store.get(record.namespace, record.name)
      if (application === undefined) continue
      if (!listSources(application.spec).some((source) => readsRepository(source, repoURL))) continue
      count++
      this.request(record, 'refresh')
    }
    return count
  }

  /** Resolves when no reconciliation runs or waits. Timers that are not due yet do not count. */
  async settled(): Promise<void> {
    while ([...this.#records.values()].some((record) => record.running || record.pending !== undefined)) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
  }

  close(): void {
    this.#closed = true
    for (const record of [...this.#records.values()]) this.remove(record)
  }

  async #drain(record: ApplicationRecord): Promise<void> {
    record.running = true
    try {
      while (record.pending !== undefined && !record.removed && !this.#closed) {
        const level = record.pending
        record.pending = undefined
        await this.#reconcile(record, level)
      }
    } catch (error) {
      if (!this.#closed) this.#context.reportCrash(record.name, error)
    } finally {
      record.running = false
      if (record.removed || this.#closed) record.pending = undefined
      for (const wake of this.#waiters.splice(0)) wake()
    }
  }

  async #reconcile(record: ApplicationRecord, asked: Level): Promise<void> {
    const seen = this.#context.store.get(record.namespace, record.name)
    if (seen === undefined) return
    if (isReplayed(record)) {
      this.#finishRefresh(record, seen)
      return
    }
    const level = higherLevel(asked, refreshLevel(seen))
    if (level !== 'status' || record.target === undefined) {
      const { stuck, comparisonError } = record.faults.current
      const pinned = stuck === true ? record.target?.revisions : undefined
      const held = pinned === undefined || pinned.length === 0 ? undefined : pinned
      const target = await readTargetState(seen, this.#context, held, record.target)
      record.target =
        comparisonError === undefined
          ? target
          : { revisions: [], types: [], manifests: [], error: comparisonError }
    }
    if (!isReplayed(record)) await this.#advanceOperation(record)
    // A replay may have begun meanwhile.
    if (isReplayed(record)) return
    // One moment for both: what was not due for the status must be due for the wake-up.
    const now = this.#context.clock.now()
    this.#writeStatus(record, level, seen.metadata.annotations?.[refreshAnnotation] !== undefined, now)
    this.#scheduleWake(record, now)
  }

  async #advanceOperation(record: ApplicationRecord): Promise<void> {
    const { store, clock, durations } = this.#context
    const application = store.get(record.namespace, record.name)
    if (application?.operation === undefined) return
    if (record.operation === undefined) {
      const { sync } = application.operation
      const pinned = sync?.revisions ?? (sync?.revision === undefined ? undefined : [sync.revision])
      const startedAt = clock.now()
      const target = await readTargetState(withOwnSources(application), this.#context, pinned)
      if (isReplayed(record)) return
      const due = clock.now() + durations.operation
      record.operation = { operation: application.operation, target, startedAt, due, retries: 0 }
      record.note(startedAt, 'Normal', 'OperationStarted', describeStart(application, target.revisions))
      this.#update(record, (next) => {
        if (record.operation !== undefined) next.status.operationState = runningState(record.operation, next)
      })
      return
    }
    const terminating = application.status.operationState?.phase === 'Terminating'
    if (terminating) this.#endOperation(record, { message: 'Operation terminated', phase: 'Failed' })
    else if (record.operation.due <= clock.now() && record.faults.current.operationHangs !== true)
      this.#finishOperation(record)
  }

  #finishOperation(record: ApplicationRecord): void {
    const { clock, durations } = this.#context
    const active = record.operation
    if (active === undefined) return
    const failure = findFailure(active, record.faults.current)
    if (failure !== undefined && mayRetry(active)) {
      active.retries++
      active.due = clock.now() + durations.retryBackoff
      this.#update(record, (next) => {
        const message = `${failure.message}. Retrying attempt #${active.retries} at ${formatTime(active.due).slice(11, 16)}.`
        next.status.operationState = { ...runningState(active, next), message }
      })
      return
    }
    this.#endOperation(record, failure)
  }

  #endOperation(record: ApplicationRecord, failure: Parameters<typeof failedState>[2] | undefined): void {
    const { clock, durations } = this.#context
    const active = record.operation
    if (active === undefined) return
    const now = clock.now()
    this.#update(record, (next) => {
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
    this.request(record, 'refresh')
  }

  /** `refreshed`: a refresh was asked for before this reconciliation began; one asked for since stays. */
  #writeStatus(record: ApplicationRecord, level: Level, refreshed: boolean, now: number): void {
    const { store, durations } = this.#context
    const application = store.get(record.namespace, record.name)
    const { target } = record
    if (application === undefined || target === undefined) return
    const faults = record.faults.current
    const compared = compareResources(target, record.cluster)
    const decision = decideAutoSync(application, target, compared, faults, {
      now,
      selfHealMs: durations.selfHeal,
    })
    const error = decision.kind === 'error' ? { syncError: decision.message } : {}
    const input = { application, target, compared, cluster: record.cluster, faults, now, level, ...error }
    this.#update(record, (next) => {
      next.status = buildStatus(input)
      if (refreshed && faults.refreshHangs !== true) delete next.metadata.annotations?.[refreshAnnotation]
      maskPhase(record, next)
    })
    this.#noteChanges(record, application)
    if (decision.kind !== 'start') return
    // As `SetAppOperation` does it: the new operation in, the state of the last one out.
    this.#update(record, (next) => {
      next.operation = decision.operation
      delete next.status.operationState
    })
    this.request(record, 'status')
  }

  #noteChanges(record: ApplicationRecord, before: Application): void {
    const after = this.#context.store.get(record.namespace, record.name)
    if (after === undefined) return
    const pairs = [
      ['sync', before.status.sync.status, after.status.sync.status],
      ['health', before.status.health.status, after.status.health.status],
    ]
    for (const [what, from, to] of pairs) {
      if (from === to) continue
      record.note(
        this.#context.clock.now(),
        'Normal',
        'ResourceUpdated',
        `Updated ${what} status: ${from ?? ''} -> ${to ?? ''}`,
      )
    }
  }

  #finishRefresh(record: ApplicationRecord, application: Application): void {
    if (record.faults.current.refreshHangs === true) return
    if (application.metadata.annotations?.[refreshAnnotation] === undefined) return
    this.#update(record, (next) => {
      delete next.metadata.annotations?.[refreshAnnotation]
    })
  }

  #update(record: ApplicationRecord, change: (next: Application) => void): void {
    const { store } = this.#context
    const current = store.get(record.namespace, record.name)
    if (current === undefined || record.removed) return
    const next = structuredClone(current)
    change(next)
    store.put(next)
  }

  #scheduleWake(record: ApplicationRecord, now: number): void {
    const { clock, durations, store } = this.#context
    record.cancelWake()
    if (record.removed || this.#closed) return
    const moments = [record.cluster.nextChange(now)]
    if (record.operation !== undefined && record.faults.current.operationHangs !== true)
      moments.push(record.operation.due)
    const application = store.get(record.namespace, record.name)
    if (application !== undefined && isAutomated(application.spec) && record.target !== undefined) {
      const compared = compareResources(record.target, record.cluster)
      const decision = decideAutoSync(application, record.target, compared, record.faults.current, {
        now,
        selfHealMs: durations.selfHeal,
      })
      if (decision.kind === 'wait') moments.push(decision.until)
    }
    const due = moments.filter((moment) => moment !== undefined)
    if (due.length === 0) return
    record.cancelWake = clock.schedule(Math.max(1, Math.ceil(Math.min(...due) - now)), () => {
      this.request(record, 'status')
    })
  }

  #schedulePoll(record: ApplicationRecord): void {
    record.cancelPoll()
    if (record.removed || this.#closed) return
    record.cancelPoll = this.#context.clock.schedule(this.#context.durations.poll, () => {
      this.request(record, 'refresh')
      this.#schedulePoll(record)
    })
  }
}

/** The application with the sources that its operation brings along, as a rollback does. */
function withOwnSources(application: Application): Application {
  const { source, sources } = application.operation?.sync ?? {}
  const own = { ...(source === undefined ? {} : { source }), ...(sources === undefined ? {} : { sources }) }
  return { ...application, spec: { ...application.spec, ...own } }
}

function isReplayed(record: ApplicationRecord): boolean {
  return record.replay !== undefined
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

function refreshLevel(application: Application): Level {
  const value = application.metadata.annotations?.[refreshAnnotation]
  if (value === undefined) return 'status'
  return value === 'hard' ? 'hard' : 'refresh'
}

function describeStart(application: Application, revisions: string[]): string {
  const initiator = application.operation?.initiatedBy
  const who =
    initiator?.automated === true
      ? 'Initiated automated sync'
      : `${initiator?.username ?? 'Unknown user'} initiated sync`
  return `${who} to ${revisions.join(', ')}`
}
