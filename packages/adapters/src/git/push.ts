import { ActionError, type BranchName, type CommitSha } from '@gitops-actions/core'

import type { Git, GitAnswer } from './git.ts'
import { quote, remoteRefusal } from './refusal.ts'

export type PushResult =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'lost-race'; readonly detail: string }
  /** The connection ended before the answer: it may have been written or not. */
  | { readonly kind: 'unknown'; readonly error: ActionError }

/** How git and servers say that somebody else was first. */
const RACE =
  /fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value provided|reference already exists|is at [0-9a-f]{40} but expected [0-9a-f]{40}/i
/** The same words, where no repetition helps: `refs/heads/a/b` beside a branch `a`. */
const NAME_TAKEN = /exists; cannot create/i
/** The server did not come as far as to tell what became of it. */
const NO_REPORT = /^\[remote failure\]|internal server error/i

/**
 * Points a branch from `before` to `after` if it still stands there; undefined stands for no branch.
 * @throws ActionError `refused-by-rule` for hooks and rules, and those of the remote
 */
export async function pushBranch(
  git: Git,
  move: { branch: BranchName; before: CommitSha | undefined; after: CommitSha | undefined },
): Promise<PushResult> {
  const ref = `refs/heads/${move.branch}`
  const answer = await git.run([
    'push',
    '--porcelain',
    '--no-verify',
    '--no-recurse-submodules',
    `--force-with-lease=${ref}:${move.before ?? ''}`,
    'origin',
    `${move.after ?? ''}:${ref}`,
  ])
  if (answer.exitCode === 0) return { kind: 'pushed' }
  const line = reportOf(answer)
  if (line === undefined || NO_REPORT.test(line)) return unknownEnd(git, move.branch, answer)
  if (RACE.test(line) && !NAME_TAKEN.test(line)) return { kind: 'lost-race', detail: line }
  throw refusedByRule(git, move.branch, line, answer)
}

/** The line of the report that tells of a refused reference: `!\t<from>:<to>\t[rejected] (fetch first)`. */
function reportOf({ stdout }: GitAnswer): string | undefined {
  return stdout
    .toString('utf8')
    .split('\n')
    .find((line) => line.startsWith('!'))
    ?.split('\t')
    .slice(2)
    .join(' ')
}

function unknownEnd(git: Git, branch: BranchName, answer: GitAnswer): PushResult {
  const error = remoteRefusal(git, `the push to ${branch}`, answer)
  if (error.code === 'unreachable') return { kind: 'unknown', error }
  throw error
}

function refusedByRule(git: Git, branch: BranchName, line: string, { said }: GitAnswer): ActionError {
  const told = quote([...said.filter((each) => each.startsWith('remote: ')), line])
  return new ActionError(
    'refused-by-rule',
    `${git.remote.host} refuses the push to ${branch}${told}. Write to another branch and merge it there, use "mode: pull-request" where the host is GitHub, or let these credentials bypass the rule.`,
  )
}
