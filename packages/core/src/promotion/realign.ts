import { foreignAuthor } from '../bump/pull-request.ts'
import type { BranchMergeResult } from '../ports/branch-merges.ts'
import type { BranchName, CommitSha } from '../ports/environment-repository.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { ActionError } from '../report/error.ts'
import { type HiddenMerge, isHeld } from './hidden-merge.ts'
import { conflictRemedy, type Proposal, propose } from './proposal.ts'
import type { PromotionEnding, PromotionPorts } from './request.ts'
import type { PromotionSides } from './sides.ts'

/** What a merge needs that starts from the last promotion in place of where git says that the branches parted. */
export interface Realignment {
  readonly hidden: HiddenMerge
  /** The heads of `from` and `to` that were decided on. */
  readonly head: CommitSha
  readonly targetHead: CommitSha
}

/**
 * As `propose`, of a branch of ours: that of `to`, into which `from` is merged such that what the last promotion brought
 * counts as merged. The pull request shows what is new alone, and what `to` alone has stays.
 * @throws ActionError of the ports; `lost-race`
 */
export async function proposeRealigned(
  proposal: Proposal,
  realignment: Realignment,
  deadline: number,
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const { open, request, sides, difference, branch } = proposal
  if (request.dryRun) return propose(proposal, deadline, ports)
  if (open !== undefined) {
    const foreign = await foreignAuthor(open, ports.pulls)
    if (foreign !== undefined) {
      const reason = `${foreign}: it is left as it is.`
      return { outcome: 'no-op', reason, pull: open, notices: [reason] }
    }
  }
  const merged = await bringUpToDate(proposal, realignment, ports)
  switch (merged.kind) {
    case 'lost-race':
      throw new ActionError(
        'lost-race',
        `Nothing was promoted: another writer moved ${branch} at the same time. Run again.`,
        { kind: 'transient' },
      )
    case 'conflict':
      return {
        outcome: 'conflict',
        reason: `Both branches changed ${difference.changedOnBoth.join(', ')} since the last promotion, in ways that no merge can join. ${conflictRemedy(sides)}`,
        pull: open,
      }
    case 'nothing':
      return propose(proposal, deadline, ports)
    case 'merged':
      return propose({ ...proposal, pushed: true }, deadline, ports)
  }
}

async function bringUpToDate(
  { open, branch, title }: Proposal,
  { hidden, head, targetHead }: Realignment,
  { repository, merges }: PromotionPorts,
): Promise<BranchMergeResult> {
  if (open !== undefined) {
    const standing = await repository.compare(open.head.sha, head)
    return isHeld(standing) ? { kind: 'nothing' } : merges.merge({ branch, head, message: title })
  }
  // Without an open pull request the branch is a leftover of ours at most.
  const expected = await repository.head(branch)
  const restart = { onto: targetHead, since: hidden.promoted, expected }
  return merges.merge({ branch, head, message: title, restart })
}

/** A sentence for the pull request and the summary. */
export function realignRemark({ pull }: HiddenMerge): string {
  return `Pull request #${pull.number} was squashed or rebased when it was merged. This one starts from what it brought; merged with a merge commit (not rebased) it lets git know of both.`
}

/** Nothing is written: git would merge once more what was squashed, over what `to` changed since then. */
export function refuseHidden(
  { from, to }: PromotionSides,
  { pull: { number } }: HiddenMerge,
  pull: PullRequest | undefined,
): PromotionEnding {
  return {
    outcome: 'conflict',
    reason:
      `Pull request #${number}, the last promotion, was squashed or rebased when it was merged, so that git does not know that ${to.name} holds what ${from.name} had then, and would merge it once more. ` +
      `Nothing was written. Turn on "Allow merge commits" (Settings, General, Pull Requests) and merge promotions with a merge commit. To go on from here, set "realign: true", or merge branch "${to.branch}" into "${from.branch}" and push.`,
    pull,
  }
}

/** Closes the pull request of the same promotion that another one has taken the place of, once that one is there. */
export async function replacing(
  replaced: PullRequest | undefined,
  proposed: Promise<PromotionEnding>,
  ours: BranchName,
  ports: PromotionPorts,
): Promise<PromotionEnding> {
  const ending = await proposed
  const { pull, outcome } = ending
  const isThere = outcome === 'created' || outcome === 'updated' || outcome === 'no-op'
  if (replaced === undefined || pull === undefined || !isThere) return ending
  const foreign = await closeOwn(replaced, `Replaced by #${pull.number}.`, ours, ports)
  if (foreign === undefined) {
    return { ...ending, reason: `${ending.reason} Pull request #${replaced.number} was closed.` }
  }
  return { ...ending, notices: [...(ending.notices ?? []), `${foreign}: it is left open.`] }
}

/**
 * Closes a pull request that is ours, and takes its branch away when that is `ours`: never that of `from`.
 * @returns a clause on who opened it when that was somebody else; it stays open then
 */
export async function closeOwn(
  pull: PullRequest,
  comment: string,
  ours: BranchName,
  { pulls, repository }: Pick<PromotionPorts, 'pulls' | 'repository'>,
): Promise<string | undefined> {
  const foreign = await foreignAuthor(pull, pulls)
  if (foreign !== undefined) return foreign
  await pulls.close(pull.number, comment)
  const { branch, sha } = pull.head
  if (branch === ours) await repository.deleteBranch({ branch, expected: sha })
  return undefined
}
