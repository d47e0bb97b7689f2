import type {
  BranchMerge,
  BranchMergeResult,
  BranchMerges,
  MergedPull,
  PullRequests,
} from '@gitops-actions/core'

export interface MemoryBranchMerges extends BranchMerges {
  /** What was merged, oldest first. */
  readonly merges: readonly BranchMerge[]
  /** What the host recorded of the pull request that was merged last. */
  merged: MergedPull | undefined
}

/** The pull requests of a fake, and merges that are written down and answered as told; default: there was a conflict. */
export function createMemoryBranchMerges(
  pulls: Pick<PullRequests, 'findOpen'>,
  ...results: readonly BranchMergeResult[]
): MemoryBranchMerges {
  const merges: BranchMerge[] = []
  return {
    merges,
    merged: undefined,
    async pullsBetween(heads, base) {
      const open = await Promise.all(heads.map((head) => pulls.findOpen(head, base)))
      return { open: open.flat(), merged: this.merged }
    },
    merge(request) {
      const result = results[Math.min(merges.length, results.length - 1)] ?? { kind: 'conflict' as const }
      merges.push(request)
      return Promise.resolve(result)
    },
  }
}
