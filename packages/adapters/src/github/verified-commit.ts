import {
  ActionError,
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

type Write = (request: CommitRequest) => Promise<CommitResult>

/**
 * Makes the commit on a branch of our own, looks whether GitHub shows it as verified, and only then moves the branch to
 * it, in one step with taking our own away. Runs that start from one head share the name of that branch, so that what
 * a killed run left is taken over by the next one.
 * @throws ActionError `not-verified`
 */
export async function commitVerified(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
  write: Write,
): Promise<CommitResult> {
  const { branch, expectedHead } = request
  const staging = parseBranchName(`gitops/verify/${expectedHead.slice(0, 16)}`)
  const { head: left } = await readHead(connection, at, staging)
  const begun = await moveBranch(connection, at, { branch: staging, before: left, after: expectedHead })
  if (begun !== expectedHead) return { kind: 'lost-race', detail: `another run uses ${staging}` }
  const made = await write({ ...request, branch: staging })
  if (made.kind === 'lost-race') return made
  const remove = (): Promise<unknown> =>
    moveBranch(connection, at, { branch: staging, before: made.sha, after: undefined }).catch(() => undefined)
  if (!made.verified) {
    await remove()
    throw notVerified(branch)
  }
  const answer = await moveBranches(connection, at, [
    { branch, before: expectedHead, after: made.sha, force: false },
    { branch: staging, before: made.sha, after: undefined, force: true },
  ]).catch(keepAmbiguous)
  return settle(connection, at, { branch, staging, expectedHead, made, answer, remove })
}

/** Where the branch stands afterwards says what became of the move. */
async function settle(
  connection: GitHubConnection,
  at: RepositoryAt,
  move: {
    readonly branch: BranchName
    readonly staging: BranchName
    readonly expectedHead: CommitSha
    readonly made: CommitResult & { kind: 'committed' }
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

function notVerified(branch: BranchName): ActionError {
  return new ActionError(
    'not-verified',
    `Nothing was written to ${branch}: GitHub does not show the commit as verified, and "require-verified" asks for that. Commits of a GitHub App's token are signed by GitHub; those of a personal token are not where they hold executable files.`,
  )
}
