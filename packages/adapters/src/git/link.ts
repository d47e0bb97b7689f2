import type { ActionError, BranchName, CommitSha } from '@gitops-actions/core'
import type { GitObject, NewObject } from './git-object.ts'
import type { GitRemote } from './remote.ts'

/** A branch and where it is moved; undefined stands for no branch. */
export interface BranchMove {
  readonly branch: BranchName
  readonly before: CommitSha | undefined
  readonly after: CommitSha | undefined
}

export type PushResult =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'lost-race'; readonly detail: string }
  /** The connection ended before the answer: it may have been written or not. */
  | { readonly kind: 'unknown'; readonly error: ActionError }

export interface RemoteHeads {
  readonly defaultBranch: BranchName
  /** In the order of the branches that were asked for. */
  readonly commits: readonly CommitSha[]
}

/**
 * A remote repository, by whatever way it is reached. Methods throw the errors of `remoteRefusal`; what they fetch is
 * `here` afterwards, and asking for what is here costs nothing.
 */
export interface GitLink {
  readonly remote: GitRemote
  /** Objects by their ids. */
  readonly here: ReadonlyMap<string, GitObject>
  /** The head of a branch now; undefined when there is no such branch. */
  readHead(branch: BranchName): Promise<CommitSha | undefined>
  /**
   * Fetches the heads of branches as they are now, with `depth` commits of each; undefined is the default branch.
   * @throws ActionError `branch-not-found`
   */
  fetchHeads(branches: readonly (BranchName | undefined)[], depth: number): Promise<RemoteHeads>
  /** Fetches one commit, and its last `depth - 1` ancestors. @throws ActionError `commit-not-found` */
  fetchCommit(commit: CommitSha, depth: number): Promise<void>
  /** Fetches these objects and nothing else, in one exchange. */
  fetchObjects(oids: readonly string[]): Promise<void>
  /** Fetches these trees and all trees below them, in one exchange. */
  fetchBelow(trees: readonly string[]): Promise<void>
  /** Moves a branch if it stands where the move begins; the objects come along. @throws ActionError `refused-by-rule` */
  push(move: BranchMove, objects: readonly NewObject[]): Promise<PushResult>
}
