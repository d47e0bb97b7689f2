import { ActionError, type CommitSha } from '@gitops-actions/core'

import { objectAt, textAt } from './answer.ts'
import type { GitHubConnection } from './connection.ts'
import type { RepositoryAt } from './repository-query.ts'
import { restRefusal } from './refusal.ts'

/** What GitHub says of a commit's signature. */
export interface Verification {
  readonly verified: boolean
  /** `valid`, `unsigned`, `unknown_key`, …: https://docs.github.com/rest/commits/commits#get-a-commit */
  readonly reason: string
}

/** Asks GitHub for its judgement on a commit. */
export async function readVerification(
  connection: GitHubConnection,
  at: RepositoryAt,
  commit: CommitSha,
): Promise<Verification> {
  const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}', {
    owner: at.owner,
    repo: at.name,
    ref: commit,
    // The files are not asked for; there is no page without one.
    per_page: 1,
  })
  if (answer.status !== 200) {
    const repository = `${at.owner}/${at.name}`
    throw restRefusal(answer, { what: `reading whether ${commit} is verified`, repository })
  }
  const verification = objectAt(objectAt(answer.data, 'commit'), 'verification')
  return { verified: verification.verified === true, reason: textAt(verification, 'reason') }
}

/** @param what what was not done: `Nothing was written to main` */
export function notVerified(what: string, commit: CommitSha, reason: string): ActionError {
  return new ActionError(
    'not-verified',
    `${what}: GitHub does not show the commit ${commit.slice(0, 7)} as verified (its reason: "${reason}"), and "require-verified" asks for that. Commits of a GitHub App's token are signed by GitHub; those of a personal token are not where they hold executable files.`,
  )
}
