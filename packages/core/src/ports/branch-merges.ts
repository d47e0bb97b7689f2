import type { BranchName, CommitSha } from './environment-repository.ts'
import type { PullRequest } from './pull-requests.ts'

/** A pull request that was merged, as the host recorded it: nothing in it can be edited by people afterwards. */
export interface MergedPull {
  readonly number: number
  readonly url: string
  /** The head of its branch when it was merged. */
  readonly head: CommitSha
  /** The commit that it became in its base. */
  readonly commit: CommitSha
}

/** The pull requests from some branches of this same repository, never of a fork, to one of its branches. */
export interface PullsBetween {
  readonly open: readonly PullRequest[]
  /** Of those that were merged, the last. */
  readonly merged: MergedPull | undefined
}

/** A merge into a branch of ours. */
export interface BranchMerge {
  readonly branch: BranchName
  /** What is merged. */
  readonly head: CommitSha
  readonly message: string
  /**
   * Makes the branch anew before, or moves it there while it stands at `expected`: with the content of `onto`, and such that
   * everything up to `since` counts as merged already. Only what came after `since` is merged then.
   */
  readonly restart?: {
    readonly onto: CommitSha
    readonly since: CommitSha
    /** Undefined: there is no such branch yet. */
    readonly expected: CommitSha | undefined
  }
}

export type BranchMergeResult =
  | { readonly kind: 'merged'; readonly sha: CommitSha }
  /** The branch holds all of it. */
  | { readonly kind: 'nothing' }
  /** Lines that both sides changed. The branch is as it was before. */
  | { readonly kind: 'conflict' }
  /** Somebody else moved the branch first. */
  | { readonly kind: 'lost-race' }

/** What was merged in the environment repository, and merging. Every method throws `ActionError` as `EnvironmentRepository` does. */
export interface BranchMerges {
  /** Asked in the same moment as files are read, it costs no request of its own. */
  pullsBetween(heads: readonly BranchName[], base: BranchName): Promise<PullsBetween>
  /** Merges as the host merges branches: lines against lines, with every kind of file. */
  merge(request: BranchMerge): Promise<BranchMergeResult>
}
