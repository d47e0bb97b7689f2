import type { MergeResult } from '../../git/object.ts'
import type { PullRequest } from '../resources.ts'
import { requiredContexts, rulesFor } from '../rules.ts'
import type { Repository } from '../state.ts'
import { rollUpChecks, stateOfChecks } from './check-rollup.ts'
import type { PullHeads } from './lookup.ts'

/** `mergeable_state` of REST; in capitals `mergeStateStatus` of GraphQL. */
export type MergeableState = 'clean' | 'dirty' | 'blocked' | 'behind' | 'unstable' | 'draft'

export interface Mergeability {
  state: MergeableState
  /** The real merge of the two branches. */
  merge: MergeResult
}

/** Whether a pull request could merge now, by a real merge, its checks and the rules of its base branch. */
export async function judgeMergeability(
  repository: Repository,
  pull: PullRequest,
  heads: PullHeads,
): Promise<Mergeability> {
  const merge = await repository.git.mergeTree(heads.base, heads.head)
  return { merge, state: merge.clean ? await judgeState(repository, pull, heads) : 'dirty' }
}

async function judgeState(
  repository: Repository,
  pull: PullRequest,
  heads: PullHeads,
): Promise<MergeableState> {
  if (pull.draft) return 'draft'
  const rules = rulesFor(repository, pull.base).map(({ rule }) => rule)
  const checks = stateOfChecks(repository, heads.head)
  const required = rules.filter((rule) => rule.type === 'required_status_checks')
  const missing = required.flatMap(requiredContexts).filter((context) => checks.get(context) !== 'SUCCESS')
  const reviews = rules.some(
    (rule) =>
      rule.type === 'pull_request' && Number(rule.parameters?.required_approving_review_count ?? 0) > 0,
  )
  // Nobody reviews in the sandbox: a required approval stays missing.
  if (missing.length > 0 || reviews) return 'blocked'
  const strict = required.some((rule) => rule.parameters?.strict_required_status_checks_policy === true)
  if (strict && !(await repository.git.isAncestor(heads.base, heads.head))) return 'behind'
  const rollup = rollUpChecks(repository, heads.head)
  return rollup === undefined || rollup === 'SUCCESS' ? 'clean' : 'unstable'
}
