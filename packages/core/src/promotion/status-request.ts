import type { FilePattern } from '../bump/file-pattern.ts'
import type { BranchName, CommitSha } from '../ports/environment-repository.ts'
import type { PromotionRequest } from './request.ts'
import type { PromotionSide } from './sides.ts'

/** The pull request, or the entry of a merge queue, that a run was started for. */
export interface ReviewedPull {
  /** Undefined in a merge queue. */
  readonly number: number | undefined
  readonly url: string
  readonly head: CommitSha
  readonly base: BranchName
}

/** What `mode: status` was asked to judge. */
export interface StatusRequest extends Pick<
  PromotionRequest,
  'repository' | 'from' | 'to' | 'strategy' | 'config' | 'gates' | 'gateApp' | 'timeout'
> {
  readonly pull: ReviewedPull
  /** Whether to wait, at most `timeout`, until the gates are open. */
  readonly waitForGates: boolean
}

/** What the gates of a pull request are about: two environments, by branch or by directory. */
export interface StatusSides {
  readonly from: StatusSide
  readonly to: StatusSide
}

export interface StatusSide extends PromotionSide {
  /** Undefined: the whole branch is the environment. */
  readonly path: string | undefined
  /** Of one that is scattered over directories; empty: everything below the path. */
  readonly files: readonly FilePattern[]
}
