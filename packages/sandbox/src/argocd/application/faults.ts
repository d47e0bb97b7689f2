import type { Condition } from './object.ts'

/** A sync window as `/syncwindows` shows it. One that is set is active until it is cleared. */
export interface SyncWindow {
  kind: 'allow' | 'deny'
  /** Cron expression, for show: activity follows the script and not the calendar. */
  schedule: string
  duration: string
  /** Whether a manual sync passes while the window blocks automatic ones. */
  manualSync?: boolean
}

/**
 * What is wrong with one application, besides what its repository makes wrong. Each fault holds until it is cleared.
 */
export interface ApplicationFaults {
  /** Refreshes go on, but the revision stays the last one resolved (a cached `ls-remote`). */
  stuck?: boolean
  /** Rollouts never finish: the workload's pods cannot start and the Deployment gives up. */
  degraded?: DegradedFault
  /** Operations end `Failed` (or `Error`), always or at one revision only. */
  operationFails?: OperationFault
  /** Operations start and never end by themselves. */
  operationHangs?: boolean
  /** A manual sync is refused as if somebody else's operation were running. */
  operationInProgress?: boolean
  /** Manifest generation fails with this text: condition `ComparisonError`. */
  comparisonError?: string
  /** Holds automatic syncs and, unless it allows them, manual ones. */
  syncWindow?: SyncWindow
  /** `reconciledAt` stays behind the end of the last operation until a hard refresh. */
  staleReconciledAt?: boolean
  /** The refresh annotation is never taken off: a blocking refresh runs into its deadline. */
  refreshHangs?: boolean
  /** Health is `Suspended` with this message. */
  suspended?: string
  /** Health shown instead of the computed one; any word, also one that Argo CD does not know. */
  healthStatus?: string
  /** Phase shown instead of the real one; any word. */
  operationPhase?: string
  /** Sync status shown instead of the computed one; any word. */
  syncStatus?: string
  /** Added to the computed conditions. */
  conditions?: Condition[]
  /** The application does not exist yet for anybody. */
  hidden?: boolean
  /** `status.resources[].health` is left out, also in the API server's answers. */
  noResourceHealth?: boolean
}

export interface DegradedFault {
  /** Reason of the waiting container, `ImagePullBackOff` unless given. */
  reason?: string
  /** Message of the pod, unless given the one the kubelet writes for the reason. */
  message?: string
  /** Only workloads of this name. */
  workload?: string
  /** Only while this revision is applied. */
  revision?: string
}

export interface OperationFault {
  message: string
  phase?: 'Failed' | 'Error'
  /** Only operations at this revision. */
  revision?: string
  /** The resource whose apply failed, with the API server's message. */
  resource?: { kind: string; name: string; message: string }
}

/** The faults of one application, changed by tests while everything runs. */
export class FaultScript {
  #faults: ApplicationFaults = {}
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get current(): Readonly<ApplicationFaults> {
    return this.#faults
  }

  /** Adds to or replaces the faults named, and leaves the others. */
  set(faults: ApplicationFaults): void {
    this.#faults = { ...this.#faults, ...faults }
    this.#changed()
  }

  /** Ends the faults named, or all of them. */
  clear(...names: (keyof ApplicationFaults)[]): void {
    const entries = Object.entries(this.#faults).filter(([name]) => !names.some((other) => other === name))
    this.#faults = names.length === 0 ? {} : Object.fromEntries(entries)
    this.#changed()
  }
}

/** Whether the window lets a sync through; `manual` for one asked for by a person or a program. */
export function windowAllows(window: SyncWindow | undefined, manual: boolean): boolean {
  return window === undefined || (manual && window.manualSync === true)
}

const kubeletMessages: Record<string, string> = {
  ImagePullBackOff: 'Back-off pulling image "{image}"',
  ErrImagePull: 'failed to pull and unpack image "{image}": not found',
  CrashLoopBackOff: 'back-off 5m0s restarting failed container={container}',
  CreateContainerConfigError: 'secret "{container}" not found',
}

/** The message of a pod whose container waits for `reason`. */
export function describeWaiting(fault: DegradedFault, container: string, image: string): string {
  const text = fault.message ?? kubeletMessages[fault.reason ?? 'ImagePullBackOff'] ?? 'container is waiting'
  return text.replace('{image}', image).replace('{container}', container)
}
