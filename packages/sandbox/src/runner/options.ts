import type { RunEvent } from './results.ts'

/** `read-all`, `write-all`, or a level per scope, as written in the workflow; undefined when it says nothing. */
export type Permissions = 'read-all' | 'write-all' | Readonly<Record<string, string>> | undefined

export interface WorkflowEvent {
  /** `push`, `pull_request`, `workflow_dispatch`, … */
  readonly name: string
  /** The webhook payload: the `github.event` context and the event file. */
  readonly payload?: Readonly<Record<string, unknown>>
  /** Full ref; taken from the payload (or the default branch) when absent. */
  readonly ref?: string
  readonly sha?: string
  readonly actor?: string
  /** Files the event changed, for `paths` filters; without it they are read from the payload's commits. */
  readonly changedFiles?: readonly string[]
}

export interface GitHubHost {
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** `owner/name` of the repository the workflow belongs to. */
  readonly repository: string
  /** The job's `GITHUB_TOKEN`, or a source that makes one for the permissions of a job. */
  readonly token: string | ((permissions: Permissions, job: string) => string | Promise<string>)
  readonly runId?: number
  readonly runNumber?: number
  readonly runAttempt?: number
  /** OIDC endpoint given to jobs whose permissions hold `id-token: write`. */
  readonly idToken?: { readonly url: string; readonly requestToken: string }
}

export interface AppTokenRequest {
  readonly appId: string
  readonly privateKey: string
  readonly owner: string
  /** Repository names without owner; empty means all of the installation. */
  readonly repositories: readonly string[]
  /** `permission-*` inputs: scope to level. */
  readonly permissions: Readonly<Record<string, string>>
}

export interface AppToken {
  readonly token: string
  readonly appSlug: string
  readonly installationId: string
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects when the signal is aborted before. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export interface DeploymentEnvironment {
  readonly secrets?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, string>>
}

export interface RunOptions {
  /** Path of a workflow file, its text (recognised by a line break), or both. */
  readonly workflow: string | { readonly text: string; readonly path?: string }
  /** Directory that `uses: ./.github/workflows/x.yml` is read from; default: found from the workflow's path. */
  readonly root?: string
  /** Where actions/checkout fetches the workflow's own repository: git URL or path; default `serverUrl/owner/name`. */
  readonly repository?: string
  /** The same for other repositories, by `owner/name`. */
  readonly remotes?: Readonly<Record<string, string>>
  readonly event: WorkflowEvent
  readonly secrets?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, string>>
  /** Inputs of workflow_dispatch (or of workflow_call, when a reusable workflow is run directly). */
  readonly inputs?: Readonly<Record<string, string | number | boolean>>
  /** Secrets and variables that belong to a deployment environment, by its name. */
  readonly environments?: Readonly<Record<string, DeploymentEnvironment>>
  readonly github: GitHubHost
  /** Local directories of actions, by `owner/repo/path@ref`, `owner/repo/path` (any ref) or `./path`. */
  readonly actions?: Readonly<Record<string, string>>
  /** Local files of reusable workflows, by `owner/repo/.github/workflows/x.yml@ref`. */
  readonly workflows?: Readonly<Record<string, string>>
  /** Node 24 executable for JavaScript actions; default: the one that runs this. */
  readonly node?: string
  /** Variables the steps see besides PATH, HOME, LANG and TMPDIR. Nothing else of the caller's environment passes. */
  readonly env?: Readonly<Record<string, string>>
  /** Working directory of the run; default: a temporary one, removed at the end. A given one is kept. */
  readonly directory?: string
  /** Jobs that may run at once; default 1, so that the log reads in order. */
  readonly parallel?: number
  readonly clock?: Clock
  /** Cancels the run: children end within a second, then `always()` steps and post steps have `cleanupTime`. */
  readonly signal?: AbortSignal
  /** Milliseconds that steps which run in spite of cancellation get before they are ended too; default 10,000. */
  readonly cleanupTime?: number
  readonly onEvent?: (event: RunEvent) => void
  /** Mints the token of actions/create-github-app-token; without it the action fails. */
  readonly mintAppToken?: (request: AppTokenRequest) => AppToken | Promise<AppToken>
  /** Revokes such a token in the action's post step. */
  readonly revokeAppToken?: (token: string) => void | Promise<void>
}
