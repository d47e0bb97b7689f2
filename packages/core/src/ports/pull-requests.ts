import type { ActionError } from '../report/error.ts'
import type { BranchName, CommitSha } from './environment-repository.ts'

export interface PullRequest {
  readonly number: number
  readonly url: string
  readonly title: string
  readonly body: string
  readonly draft: boolean
  /** False when it is known to be closed or merged. */
  readonly open?: boolean
  readonly head: { readonly branch: BranchName; readonly sha: CommitSha; readonly repository: string }
  readonly base: { readonly branch: BranchName }
  readonly author: string
  /** Undefined where they were not read. */
  readonly labels?: readonly string[]
}

/** What a person asked to have on a pull request; empty lists ask for nothing. */
export interface PullRequestDress {
  readonly labels: readonly string[]
  readonly reviewers: readonly string[]
  readonly teamReviewers: readonly string[]
  readonly assignees: readonly string[]
  /** Title of an open one. */
  readonly milestone?: string | undefined
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface MergeWish {
  readonly head: CommitSha
  /** A merge queue has its own. */
  readonly method: MergeMethod
  readonly requireVerified?: boolean
}

/** What became of the wish to merge. */
export type MergeAnswer =
  /** The host merges it by itself when its checks pass. */
  | { readonly kind: 'armed' }
  /** It stands in the host's merge queue, which tests it on top of the others and then merges it. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'merged' }
  /** Not now: checks run, or the host has not found out. A later try may pass. */
  | { readonly kind: 'not-yet'; readonly reason: string }

/** Where a pull request is in its life. */
export type PullRequestState =
  | {
      readonly kind: 'open'
      readonly head: CommitSha
      /** The host's own word for what it waits for: `blocked`, `queued (position 2)`. */
      readonly state: string
      /** Whether the host is going to merge it by itself; absent when it does not say. */
      readonly merging?: 'armed' | 'queued' | 'nothing'
      /** Why the merge queue gave it up when it last did. */
      readonly dequeued?: string
    }
  | { readonly kind: 'merged'; readonly commit: CommitSha }
  | { readonly kind: 'closed' }

export interface PullRequestContent {
  readonly head: BranchName
  readonly base: BranchName
  readonly title: string
  readonly body: string
  readonly draft: boolean
}

/**
 * Pull requests of the environment repository. Every method throws `ActionError` as
 * `EnvironmentRepository` does; `create` also `pull-requests-not-permitted`.
 */
export interface PullRequests {
  /** Why there are none at this host: what every method throws. */
  readonly unsupported?: ActionError
  /** The login that writes here; undefined when the host does not say. */
  identity(): Promise<string | undefined>
  /** Open pull requests from `head` (a branch of this same repository, never of a fork) to `base`. */
  findOpen(head: BranchName, base: BranchName): Promise<readonly PullRequest[]>
  /**
   * Opens it; when the host answers that one is open already, or the answer was lost, returns that one.
   * `nothing-between` when head holds nothing that base lacks.
   */
  create(
    content: PullRequestContent,
  ): Promise<{ kind: 'created' | 'found'; pull: PullRequest } | { kind: 'nothing-between' }>
  update(number: number, content: { title: string; body: string }): Promise<PullRequest>
  /** Never fails the run for one label or reviewer the host refuses: returns a sentence for each refusal. */
  dress(number: number, dress: PullRequestDress): Promise<readonly string[]>
  /** Whether it merges without a conflict; undefined when the host has not found out within a few seconds. */
  mergeable(number: number): Promise<boolean | undefined>
  /**
   * Lets it merge by itself, puts it into the merge queue of its base, or merges it when nothing holds it up; only while
   * its head is `head`. `auto-merge-refused` when the repository does not allow it, `head-moved` when somebody pushed,
   * `pull-request-closed`, and with `requireVerified` `not-verified` when the host does not show the head as verified.
   */
  merge(number: number, request: MergeWish): Promise<MergeAnswer>
  state(number: number): Promise<PullRequestState>
  close(number: number, comment: string): Promise<void>
}
