/** An application of the agent. */
export interface ApplicationName {
  /** Of an agent that has several kinds, such as Flux's `Kustomization` and `HelmRelease`; absent: the one it takes by itself. */
  readonly kind?: string
  /** Where the agent keeps applications in more than one; undefined: in its own. */
  readonly namespace: string | undefined
  readonly name: string
}

/** Applications by their labels: which ones may change while we look. */
export interface ApplicationSelector {
  readonly kind?: string
  readonly namespace: string | undefined
  /** A label selector of Kubernetes, such as `app.kubernetes.io/part-of=shop,tier!=batch`. */
  readonly selector: string
}

export type ApplicationTarget = ApplicationName | ApplicationSelector

/** The health words of the agents, folded; a word that is not known is `unknown`: not ready, not failed. */
export type HealthStatus = 'healthy' | 'progressing' | 'suspended' | 'degraded' | 'missing' | 'unknown'

/** The last sync of an application. */
export interface OperationState {
  readonly phase: 'running' | 'succeeded' | 'failed'
  /** What it applied, for the sources that read the environment repository. */
  readonly revisions: readonly string[]
  readonly message: string
  /** Milliseconds since 1970; undefined while it runs. */
  readonly finishedAt: number | undefined
  /** Whether the agent will try a failed one again by itself: such a failure is believed only when it lasts. */
  readonly willRetry: boolean
}

/** One application as the agent reports it at one moment. */
export interface ApplicationState {
  /** Shown to people: `name` or `namespace/name`. Texts of a state are one line each, and cut. */
  readonly label: string
  /** Its page at the agent. */
  readonly url: string | undefined
  /**
   * What is compared or applied now, one for each source that reads the environment repository; none as long as not all of
   * them are known. Bare commit ids, or `sha256:` digests of artifacts: prefixes such as `main@sha1:` are the adapter's to take off.
   */
  readonly revisions: readonly string[]
  readonly sync: 'synced' | 'out-of-sync' | 'unknown'
  /** A sync was asked for and has not begun. */
  readonly operationRequested: boolean
  readonly operation: OperationState | undefined
  /** `message` has the agent's own word when `status` is `unknown`. */
  readonly health: { readonly status: HealthStatus; readonly message: string }
  /** When the agent last compared, in milliseconds since 1970. */
  readonly reconciledAt: number | undefined
  /** Conditions that no waiting mends: the agent cannot compare or apply at all. */
  readonly errors: readonly string[]
  /** Every image that the application runs. */
  readonly images: readonly string[]
  /** Directories of the environment repository that it applies; absent when the agent does not tell. */
  readonly directories?: readonly string[]
  /** Whether the agent syncs it without being asked. */
  readonly automated: boolean
  /** What may keep its revision where it is, for people, such as a dependency that is not ready; undefined: nothing known does. */
  readonly inertia: string | undefined
  /** Why the agent leaves it as it is until somebody resumes it; undefined when it does not. */
  readonly paused: string | undefined
  /**
   * What `health` speaks of: what runs, no more than that everything was applied (Flux's `wait: false`), or that it was fetched (a
   * source of Flux). Verdicts say so.
   */
  readonly scope: 'running' | 'applied' | 'fetched'
}

/** An application, by the name that it was asked for, or by its full name when a selector found it. */
export interface ObservedApplication {
  readonly name: ApplicationName
  readonly state: ApplicationState
}

export type ApplicationEvent =
  | ({ readonly kind: 'changed' } & ObservedApplication)
  /** Deleted, or no longer selected. */
  | { readonly kind: 'gone'; readonly name: ApplicationName }

/** Why an application is not as wanted, as far as the agent knows. */
export interface Explanation {
  /** One line, down to the pod and container; undefined when nothing is sick. */
  readonly cause: string | undefined
  /** Resources that are not as wanted, the worst first; no more than a table can show. */
  readonly resources: readonly ResourceReport[]
}

export interface ResourceReport {
  /** `Deployment shop/api`. */
  readonly label: string
  /** `OutOfSync, Degraded`, in the agent's own words. */
  readonly state: string
  readonly message: string
  /** Its page at the agent. */
  readonly url: string | undefined
}

export type SyncRequestResult =
  | { readonly kind: 'requested' }
  /** Another operation runs: wait for it and judge again. */
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'blocked-by-window'; readonly window: string }

/** How hard the agent looks at Git before it answers. */
export type Refresh = 'none' | 'normal' | 'hard'

/** Who starts a sync: windows may let one pass that somebody asked for, and hold those of the agent. */
export type SyncTrigger = 'automatic' | 'manual'

/**
 * The agent that pulls the environment repository. Throws `ActionError`: `agent-unauthorized`,
 * `application-not-found`, `agent-refused`, `agent-invalid-answer`, and those of the connection. What may pass by itself is
 * of the kind `transient`.
 */
export interface Agent {
  /**
   * The state now of all that the targets name, with as few requests as the agent allows: one for each kind, not one for each
   * application. What does not exist yet, or may not be seen, is left out.
   */
  list(targets: readonly ApplicationTarget[]): Promise<readonly ObservedApplication[]>
  /**
   * The state of one now, after a comparison with Git as `refresh` says: a refresh that was not answered throws. An
   * application that the agent does not have is `application-not-found`.
   */
  observe(name: ApplicationName, refresh: Refresh): Promise<ApplicationState>
  /**
   * Hands every change of the targets to `listener` until it is stopped, by one stream for each kind. A stream that breaks
   * is opened again, and is no error: the caller polls in any case.
   */
  watch(targets: readonly ApplicationTarget[], listener: (event: ApplicationEvent) => void): Watch
  /** Asks for a sync to what the application follows: never to a revision of its own, which could be a step back. */
  sync(name: ApplicationName): Promise<SyncRequestResult>
  /** The closed window that keeps a sync of this kind from starting, or undefined. */
  blockingWindow(name: ApplicationName, trigger: SyncTrigger): Promise<string | undefined>
  /**
   * The images of what runs or is about to, without those of pods that have ended: jobs of the past keep old images. Absent:
   * the images of a state are that already.
   */
  runningImages?(name: ApplicationName): Promise<readonly string[]>
  /** Why it is not as wanted. Asked for once, when the verdict stands. */
  explain(name: ApplicationName): Promise<Explanation>
}

export interface Watch {
  stop(): void
}

export function isSelector(target: ApplicationTarget): target is ApplicationSelector {
  return 'selector' in target
}

/** `name`, `namespace/name` or `kind/namespace/name`, as people write it; tells applications of one agent apart. */
export function applicationLabel({ kind, namespace, name }: ApplicationName): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/')
}
