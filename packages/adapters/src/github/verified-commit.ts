import { createHash } from 'node:crypto'

import {
  type ActionError,
  type BranchName,
  type CommitRequest,
  type CommitResult,
  type CommitSha,
  parseBranchName,
} from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { moveBranch, moveBranches, readHead } from './branches.ts'
import type { GitHubConnection } from './connection.ts'
import type { RepositoryAt } from './repository-query.ts'
import { notVerified, readVerification } from './verification.ts'

type Write = (request: CommitRequest) => Promise<CommitResult>
type Committed = CommitResult & { readonly kind: 'committed' }

/**
 * Makes the commit on a branch of our own, looks whether GitHub shows it as verified, and only then moves the branch to
 * it, in one step with taking our own away.
 * @throws ActionError `not-verified`
 */
export async function commitVerified(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
  write: Write,
): Promise<CommitResult> {
  const { branch, expectedHead } = request
  const staging = stagingBranch(request)
  const { head: left } = await readHead(connection, at, staging)
  const begun = await moveBranch(connection, at, { branch: staging, before: left, after: expectedHead })
  if (begun !== expectedHead) return { kind: 'lost-race', detail: `another run uses ${staging}` }
  const made = await write({ ...request, branch: staging })
  if (made.kind === 'lost-race') return made
  const remove = (): Promise<unknown> =>
    moveBranch(connection, at, { branch: staging, before: made.sha, after: undefined }).catch(() => undefined)
  const doubt = await doubtOn(connection, at, made, branch).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  if (doubt !== undefined) {
    await remove()
    throw doubt
  }
  const answer = await moveBranches(connection, at, [
    { branch, before: expectedHead, after: made.sha, force: false },
    { branch: staging, before: made.sha, after: undefined, force: true },
  ]).catch(keepAmbiguous)
  const verified = { ...made, verified: true }
  return settle(connection, at, { branch, staging, expectedHead, made: verified, answer, remove })
}

/**
 * Runs that write the same onto the same head share the name, so that what a killed run left is taken over by the next
 * one. Those that write something else have their own, so that nobody takes a branch from under a run that goes well.
 */
function stagingBranch({ branch, expectedHead, headline, body, changes }: CommitRequest): BranchName {
  const content = JSON.stringify([branch, headline, body, changes])
  const digest = createHash('sha256').update(content).digest('hex')
  return parseBranchName(`gitops/verify/${expectedHead.slice(0, 16)}-${digest.slice(0, 16)}`)
}

/** The error for a commit that GitHub does not vouch for, in its own words; it is asked again before it is believed. */
async function doubtOn(
  connection: GitHubConnection,
  at: RepositoryAt,
  made: Committed,
  branch: BranchName,
): Promise<ActionError | undefined> {
  if (made.verified) return undefined
  const { verified, reason } = await readVerification(connection, at, made.sha)
  return verified ? undefined : notVerified(`Nothing was written to ${branch}`, made.sha, reason)
}

/** Where the branch stands afterwards says what became of the move. */
async function settle(
  connection: GitHubConnection,
  at: RepositoryAt,
  move: {
    readonly branch: BranchName
    readonly staging: BranchName
    readonly expectedHead: CommitSha
    readonly made: Committed
    readonly answer: ActionError | undefined
    readonly remove: () => Promise<unknown>
  },
): Promise<CommitResult> {
  const { branch, staging, expectedHead, made, answer, remove } = move
  if (answer === undefined) return made
  const { head } = await readHead(connection, at, branch)
  if (head === made.sha) return made
  const { head: staged } = await readHead(connection, at, staging)
  if (staged !== made.sha) return { kind: 'lost-race', detail: `another run took ${staging}` }
  await remove()
  if (head !== expectedHead) return { kind: 'lost-race', detail: `${branch} is at ${head ?? 'no commit'}` }
  throw answer
}
