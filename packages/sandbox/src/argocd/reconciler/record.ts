import { FaultScript } from '../application/faults.ts'
import type { Application } from '../application/object.ts'
import type { ApplicationStore } from '../application/store.ts'
import type { SandboxClock } from '../clock.ts'
import type { Replay } from '../application/replay.ts'
import { Cluster } from './cluster.ts'
import type { SourceAccess, TargetState } from './comparison.ts'
import type { ActiveOperation } from './operation.ts'

/** How much a reconciliation looks at: health only, Git as well, or Git past every cache. */
export type Level = 'status' | 'refresh' | 'hard'

/** A Kubernetes event about an application. */
export interface RecordedEvent {
  at: number
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

/** What the controller keeps about one application besides the object that everybody sees. */
export class ApplicationRecord {
  readonly namespace: string
  readonly name: string
  readonly cluster: Cluster
  readonly faults: FaultScript
  readonly events: RecordedEvent[] = []
  target: TargetState | undefined
  operation: ActiveOperation | undefined
  replay: Replay | undefined
  /** The phase that a fault covers with another word. */
  hiddenPhase: { shown: string; real: string } | undefined
  pending: Level | undefined
  running = false
  cancelWake: () => void = () => undefined
  cancelPoll: () => void = () => undefined
  removed = false

  constructor(namespace: string, name: string, changed: () => void) {
    this.namespace = namespace
    this.name = name
    this.cluster = new Cluster(`${namespace}/${name}`)
    this.faults = new FaultScript(changed)
  }

  note(at: number, type: RecordedEvent['type'], reason: string, message: string): void {
    this.events.push({ at, type, reason, message })
    if (this.events.length > 100) this.events.shift()
  }
}

const levels: readonly Level[] = ['status', 'refresh', 'hard']

export function higherLevel(a: Level | undefined, b: Level): Level {
  return a !== undefined && levels.indexOf(a) > levels.indexOf(b) ? a : b
}

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

/** What the controller works with. */
export interface ControllerContext extends SourceAccess {
  store: ApplicationStore
  clock: SandboxClock
  durations: Durations
  /** Told of anything that is a mistake of the sandbox itself. */
  reportCrash: (application: string, error: unknown) => void
}

/** Writes the application anew, unless it was deleted. */
export function updateApplication(
  store: ApplicationStore,
  record: ApplicationRecord,
  change: (next: Application) => void,
): void {
  const current = store.get(record.namespace, record.name)
  if (current === undefined || record.removed) return
  const next = structuredClone(current)
  change(next)
  store.put(next)
}

/** Whether observations are played instead of reconciling; asked anew after every wait. */
export function isReplayed(record: ApplicationRecord): boolean {
  return record.replay !== undefined
}
