import { type BumpDecision, commitOf, rewrite } from '../bump/decision.ts'
import type { BumpRequest } from '../bump/request.ts'
import { parseBranchName } from '../environment/git-names.ts'
import type {
  BranchName,
  CommitSha,
  Comparison,
  RepositoryFile,
  Snapshot,
} from '../ports/environment-repository.ts'
import type { PromotionPorts } from './request.ts'

/** What became of a branch of ours that could not be merged any more. */
export type Rebuilt =
  | { readonly kind: 'rebuilt'; readonly head: CommitSha }
  /** It holds what people committed, or nobody can tell. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'lost-race' }

/**
 * Begins a branch of ours anew from its base, when it holds nothing but our edits: the base changed lines beside or under
 * them since then. The commit is made beside the branch first, for a pull request whose branch is its base is closed.
 * @throws ActionError of the repository
 */
export async function rebuildBranch(
  {
    bump,
    decision,
    branch,
  }: { readonly bump: BumpRequest; readonly decision: BumpDecision; readonly branch: BranchName },
  { repository }: Pick<PromotionPorts, 'repository'>,
): Promise<Rebuilt> {
  const { snapshot } = decision
  const head = await repository.head(branch)
  if (head === undefined) return { kind: 'lost-race' }
  const comparison = await repository.compare(snapshot.head, head)
  if (comparison?.filesComplete !== true) return { kind: 'kept' }
  if (!(await isOurs(comparison, head, { bump, decision }, repository))) return { kind: 'kept' }
  const beside = parseBranchName(`${branch}-anew`)
  const expected = await repository.head(beside)
  if ((await repository.setBranch({ branch: beside, to: snapshot.head, expected })) === 'lost-race') {
    return { kind: 'lost-race' }
  }
  const made = await repository.commit({ ...commitOf(bump, decision), branch: beside })
  if (made.kind === 'lost-race') return made
  const moved = await repository.setBranch({ branch, to: made.sha, expected: head })
  await repository.deleteBranch({ branch: beside, expected: made.sha })
  return moved === 'set' ? { kind: 'rebuilt', head: made.sha } : { kind: 'lost-race' }
}

/** Whether every file of the branch is what it was where the two parted, once our edits are made in both. */
async function isOurs(
  { files: changed, mergeBase }: Comparison,
  head: CommitSha,
  { bump, decision: { target } }: { readonly bump: BumpRequest; readonly decision: BumpDecision },
  repository: PromotionPorts['repository'],
): Promise<boolean> {
  const read = (commit: CommitSha): Promise<Snapshot> => repository.read({ commit, files: changed })
  const [before, after] = await Promise.all([read(mergeBase), read(head)])
  const edited = (file: RepositoryFile): string | undefined => rewrite(file, bump, target)
  return changed.every((path) => {
    if (bump.copies?.some((copy) => copy.path === path) === true) return true
    const [old, next] = [before.files.get(path), after.files.get(path)]
    return next !== undefined && old?.mode === next.mode && edited(old) === edited(next)
  })
}
