import type { Account, Rule, Ruleset } from './resources.ts'
import { type RefChange, type Repository, sameName } from './state.ts'
import { ZERO_OID } from '../git/object.ts'
import { verificationOf } from './verification.ts'

/** One broken rule, in GitHub's words. */
export interface Violation {
  ruleset: Ruleset
  rule: Rule
  message: string
}

/** Source: https://github.com/pascalgn/automerge-action/issues/235 */
export const THROUGH_QUEUE = 'Changes must be made through the merge queue'

export interface RuledChange extends Omit<RefChange, 'actor'> {
  actor: Account
  /** Merging a pull request satisfies the `pull_request` and `update` rules. */
  throughPullRequest?: boolean
  /** The merge queue alone satisfies `merge_queue`. */
  throughMergeQueue?: boolean
}

/** Active rules for a branch (name without `refs/heads/`), with the ruleset each comes from. */
export function rulesFor(repository: Repository, branch: string): { ruleset: Ruleset; rule: Rule }[] {
  return [...repository.rulesets.values()]
    .filter((ruleset) => ruleset.enforcement === 'active')
    .filter((ruleset) =>
      ruleset.branches.some((pattern) => matches(pattern, branch, repository.defaultBranch)),
    )
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })))
}

/** The rules a reference change would break. The objects must be in the repository already, except for pushes. */
export async function findViolations(repository: Repository, change: RuledChange): Promise<Violation[]> {
  if (!change.ref.startsWith('refs/heads/')) return []
  const violations: Violation[] = []
  for (const { ruleset, rule } of rulesFor(repository, change.ref.slice('refs/heads/'.length))) {
    if (ruleset.bypass.some((login) => sameName(login, change.actor.login))) continue
    const message = await judge(repository, rule, change)
    if (message !== undefined) violations.push({ ruleset, rule, message })
  }
  return violations
}

/** The body GitHub's API answers with. */
export function formatViolations(violations: readonly Violation[]): string {
  return `Repository rule violations found\n\n${violations.map(({ message }) => `${message}\n`).join('\n')}`
}

/** The lines a refused push shows behind `remote: `. */
export function formatPushViolations(
  ref: string,
  violations: readonly Violation[],
  rulesUrl: string,
): string[] {
  return [
    `error: GH013: Repository rule violations found for ${ref}.`,
    `Review all repository rules at ${rulesUrl}`,
    '',
    ...violations.flatMap(({ message }) => [`- ${message}`, '']),
  ]
}

async function judge(repository: Repository, rule: Rule, change: RuledChange): Promise<string | undefined> {
  const creates = change.before === ZERO_OID
  const deletes = change.after === ZERO_OID
  switch (rule.type) {
    case 'creation':
      return creates ? 'Cannot create ref due to creations being restricted.' : undefined
    case 'deletion':
      return deletes ? 'Cannot delete this branch' : undefined
    case 'update':
      return creates || deletes || change.throughPullRequest === true
        ? undefined
        : 'Cannot update this protected ref.'
    case 'pull_request':
      return deletes || change.throughPullRequest === true
        ? undefined
        : 'Changes must be made through a pull request.'
    case 'non_fast_forward':
      return creates || deletes || (await isFastForward(repository, change))
        ? undefined
        : 'Cannot force-push to this branch'
    case 'required_signatures':
      return deletes || (await isVerified(repository, change.after))
        ? undefined
        : 'Commits must have verified signatures.'
    case 'required_status_checks':
      // Of a merge it is the head of the pull request that must have passed, which is asked before the merge is made.
      return deletes || change.throughPullRequest === true
        ? undefined
        : judgeChecks(repository, rule, change.after)
    case 'merge_queue':
      return deletes || change.throughMergeQueue === true ? undefined : THROUGH_QUEUE
  }
}

async function isFastForward(repository: Repository, change: RuledChange): Promise<boolean> {
  // Objects of a push are not there yet; the push's own hook asks again when they are.
  if ((await repository.git.resolve(change.after)) === undefined) return true
  return repository.git.isAncestor(change.before, change.after)
}

async function isVerified(repository: Repository, oid: string): Promise<boolean> {
  const commit = await repository.git.readCommit(oid)
  return commit !== undefined && verificationOf(repository, commit).verified
}

function judgeChecks(repository: Repository, rule: Rule, sha: string): string | undefined {
  const missing = requiredContexts(rule).filter((context) => !hasPassed(repository, sha, context))
  const [only] = missing
  if (only === undefined) return undefined
  return missing.length === 1
    ? `Required status check "${only}" is expected.`
    : `${missing.length} of ${requiredContexts(rule).length} required status checks are expected.`
}

/** Contexts that a `required_status_checks` rule names. */
export function requiredContexts(rule: Rule): string[] {
  const checks = rule.parameters?.required_status_checks
  if (!Array.isArray(checks)) return []
  return checks.flatMap((check: unknown) =>
    typeof check === 'object' && check !== null && 'context' in check && typeof check.context === 'string'
      ? [check.context]
      : [],
  )
}

function hasPassed(repository: Repository, sha: string, context: string): boolean {
  const status = repository.statuses.findLast(
    (candidate) => candidate.sha === sha && candidate.context === context,
  )
  const run = [...repository.checkRuns.values()].findLast(
    (candidate) => candidate.headSha === sha && candidate.name === context,
  )
  return status?.state === 'success' || ['success', 'neutral', 'skipped'].includes(run?.conclusion ?? '')
}

/** `*` stays inside a path segment, `**` does not, as in `fnmatch` with FNM_PATHNAME. */
function matches(pattern: string, branch: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true
  if (pattern === '~DEFAULT_BRANCH') return branch === defaultBranch
  const source = pattern
    .split(/(\*\*|\*|\?)/)
    .map(
      (part) =>
        ({ '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`^${source}$`).test(branch)
}
