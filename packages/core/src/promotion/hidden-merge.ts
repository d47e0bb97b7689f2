import type { MergedPull } from '../ports/branch-merges.ts'
import type {
  BranchName,
  CommitSha,
  Comparison,
  EnvironmentRepository,
} from '../ports/environment-repository.ts'

/** A promotion that was merged such that git does not know of it: squashed, or rebased. */
export interface HiddenMerge {
  readonly pull: MergedPull
  /** The newest commit of `from` whose content came to `to` by that pull request. */
  readonly promoted: CommitSha
  /** How `from` stands to it. */
  readonly since: Comparison
}

/**
 * Whether the last promotion between two branches hides from git what it brought. Read from what the host recorded of it, its
 * head and the commit that it became: no text of a pull request is believed.
 * @param mergeBase where git says that the branches parted
 * @returns undefined when git knows of it, or `to` does not hold it, or `from` took `to` in since then
 */
export async function findHiddenMerge(
  pull: MergedPull | undefined,
  branches: { readonly from: BranchName; readonly to: BranchName; readonly mergeBase: CommitSha },
  repository: Pick<EnvironmentRepository, 'compare'>,
): Promise<HiddenMerge | undefined> {
  const { from, to, mergeBase } = branches
  if (pull === undefined || pull.head === mergeBase) return undefined
  const since = await repository.compare(pull.head, from)
  // The head of a realigned promotion is no commit of `from`: what it merged is.
  const promoted = since?.mergeBase
  if (since === undefined || promoted === undefined || promoted === mergeBase) return undefined
  const [known, takenBack, there] = await Promise.all([
    repository.compare(to, promoted),
    repository.compare(from, pull.commit),
    repository.compare(to, pull.commit),
  ])
  const isHidden = !isHeld(known) && !isHeld(takenBack) && isHeld(there)
  return isHidden ? { pull, promoted, since } : undefined
}

/** Whether the first of the two that were compared holds the second. */
export function isHeld(comparison: Comparison | undefined): boolean {
  return comparison?.status === 'behind' || comparison?.status === 'identical'
}
