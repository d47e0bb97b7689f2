import type { CommitSha } from './environment-repository.ts'

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
  /** Shown to people: `name` or `namespace/name`. */
  readonly label: string
  /** Its page at the agent. */
  readonly url: string | undefined
  /** What is compared or applied now, one for each source that reads the environment repository. */
  readonly revisions: readonly string[]
  readonly sync: 'synced' | 'out-of-sync' | 'unknown'
  /** A sync was asked for and has not begun. */
  readonly operationRequested: boolean
  readonly operation: OperationState | undefined
  readonly health: { readonly status: HealthStatus; readonly message: string }
  /** When the agent last compared, in milliseconds since 1970. */
  readonly reconciledAt: number | undefined
  /** Conditions that no waiting mends: the agent cannot compare or apply at all. */
  readonly errors: readonly string[]
  /** Every image that the application runs. */
  readonly images: readonly string[]
  /** Whether the agent syncs it without being asked. */
  readonly automated: boolean
}

export type SyncRequestResult =
  | { readonly kind: 'requested' }
  /** Another operation runs: wait for it and judge again. */
  | { readonly kind: 'in-progress' }
  /** The agent syncs it by itself and takes no revision. */
  | { readonly kind: 'automated' }
  | { readonly kind: 'blocked-by-window'; readonly window: string }

/** How hard the agent looks at Git before it answers. */
export type Refresh = 'none' | 'normal' | 'hard'

/**
 * The agent that pulls the environment repository. Throws `ActionError`: `agent-unauthorized`,
 * `application-not-found`, `agent-unreachable`, `agent-invalid-answer`.
 */
export interface Agent {
  /** The state now. An application that the agent does not have is `application-not-found`. */
  observe(name: ApplicationName, refresh: Refresh): Promise<ApplicationState>
  /**
   * Hands every change to `listener` until it is stopped or the stream ends. A stream that breaks is an end, not an
   * error: the caller polls in any case.
   */
  watch(name: ApplicationName, listener: (state: ApplicationState) => void): Watch
  /** Asks for a sync to the revision. */
  sync(name: ApplicationName, revision: CommitSha): Promise<SyncRequestResult>
  /** The closed window that keeps the application from syncing, or undefined. */
  blockingWindow(name: ApplicationName): Promise<string | undefined>
  /** Why it is not healthy, down to the pod and container where the agent knows; undefined when it does not. */
  cause(name: ApplicationName): Promise<string | undefined>
}

export interface Watch {
  stop(): void
}
