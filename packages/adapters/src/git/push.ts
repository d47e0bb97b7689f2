import { ActionError } from '@gitops-actions/core'
import type { BranchMove, PushResult } from './link.ts'
import { quote, type RemoteSide, remoteRefusal } from './refusal.ts'

/** How git and servers say that somebody else was first. */
const RACE =
  /fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value provided|reference already exists|is at [0-9a-f]{40} but expected [0-9a-f]{40}/i
/** Beside the same words, where no repetition helps: `refs/heads/a/b` beside a branch `a`. */
const NAME_TAKEN = /exists; cannot create/i
/** The server did not come as far as to tell what became of it. */
const NO_REPORT = /^\[remote failure\]|internal server error/i

/** What was told of a push that did not succeed. */
export interface FailedPush {
  /** What became of the reference: `[remote rejected] (pre-receive hook declined)`; undefined when nobody told. */
  readonly line: string | undefined
  readonly said: readonly string[]
}

/**
 * What a push that did not succeed means.
 * @throws ActionError `refused-by-rule` for hooks and rules, and those of `remoteRefusal`
 */
export function judgePush(side: RemoteSide, { branch }: BranchMove, { line, said }: FailedPush): PushResult {
  if (line === undefined || NO_REPORT.test(line)) {
    return unknownUnlessTerminal(remoteRefusal(side, `the push to ${branch}`, { said }))
  }
  if (RACE.test(line) && ![line, ...said].some((each) => NAME_TAKEN.test(each)))
    return { kind: 'lost-race', detail: line }
  const told = quote([...said.filter((each) => each.startsWith('remote: ')), line])
  throw new ActionError(
    'refused-by-rule',
    `${side.remote.host} refuses the push to ${branch}${told}. Write to another branch and merge it there, use "mode: pull-request" where the host is GitHub, or let these credentials bypass the rule.`,
  )
}

/** A connection that ended leaves it open whether the push went through; every other failure is told. */
export function unknownUnlessTerminal(error: ActionError): PushResult {
  if (error.code === 'unreachable' || error.code === 'invalid-answer') return { kind: 'unknown', error }
  throw error
}
