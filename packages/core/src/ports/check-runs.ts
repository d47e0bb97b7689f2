import type { CommitSha } from './environment-repository.ts'

/** One check run of a commit, as the host keeps it. */
export interface CheckRun {
  readonly name: string
  /** Slug of the app that made it, `github-actions`: nobody else can make one in its name. */
  readonly app: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  /** `success`, `failure`, …; undefined until it is completed. */
  readonly conclusion: string | undefined
  readonly completedAt: Date | undefined
  readonly url: string
  /** Of its output. */
  readonly title?: string | undefined
}

/** A check run to make. */
export interface NewCheckRun {
  readonly name: string
  readonly commit: CommitSha
  /** Undefined: it is still going on. */
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'timed_out' | undefined
  readonly title: string
  /** Markdown. */
  readonly summary: string
  readonly detailsUrl: string | undefined
}

/**
 * Check runs of one repository. Throws `ActionError` as `EnvironmentRepository` does; `create` needs a token of an app with
 * `checks: write`, and throws `permission-denied` without it.
 */
export interface CheckRuns {
  /** The newest runs of that name on the commit, of each app the newest first; empty also when the host does not know the commit. */
  find(commit: CommitSha, name: string): Promise<readonly CheckRun[]>
  /**
   * Every run of that name on the commit, the newest first; undefined when there are so many that the host does not list
   * them all.
   */
  history(commit: CommitSha, name: string): Promise<readonly CheckRun[] | undefined>
  create(run: NewCheckRun): Promise<void>
}
