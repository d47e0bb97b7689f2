/** An application of the agent: `namespace` where the agent keeps applications in more than one. */
export interface ApplicationName {
  readonly name: string
  readonly namespace: string | undefined
}

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
  /** Whether the agent will try a failed one again by itself. */
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
   * them are known.
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
  /** Whether the agent syncs it without being asked. */
  readonly automated: boolean
  /** What may keep its revision where it is, for people; undefined when nothing known does. */
  readonly inertia: string | undefined
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
   * The state now, after a comparison with Git as `refresh` says: a refresh that was not answered throws. An application that
   * the agent does not have is `application-not-found`.
   */
  observe(name: ApplicationName, refresh: Refresh): Promise<ApplicationState>
  /**
   * Hands every change to `listener` until it is stopped. A stream that breaks is opened again, and is no error: the caller
   * polls in any case.
   */
  watch(name: ApplicationName, listener: (state: ApplicationState) => void): Watch
  /** Asks for a sync to what the application follows: never to a revision of its own, which could be a step back. */
  sync(name: ApplicationName): Promise<SyncRequestResult>
  /** The closed window that keeps a sync of this kind from starting, or undefined. */
  blockingWindow(name: ApplicationName, trigger: SyncTrigger): Promise<string | undefined>
  /** Why it is not healthy, down to the pod and container where the agent knows; undefined when it does not. */
  cause(name: ApplicationName): Promise<string | undefined>
}

export interface Watch {
  stop(): void
}
