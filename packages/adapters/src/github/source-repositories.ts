import {
  ActionError,
  type BranchName,
  parseBranchName,
  type RepositoryName,
  type SourceRepositories,
} from '@gitops-actions/core'

import { textAt } from './answer.ts'
import { compareCommits } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { restRefusal } from './refusal.ts'
import { splitRepository } from './repository-query.ts'

/** What an answer of these kinds says is that the token does not reach the repository. */
const UNSEEN = ['permission-denied', 'repository-not-found', 'unauthorized']

/** The application repositories on GitHub, as far as the token sees them. */
export function createSourceRepositories(connection: GitHubConnection): SourceRepositories {
  return {
    compare: (repository, base, head) =>
      ifSeen(connection, repository, async () => {
        const comparison = await compareCommits(connection, splitRepository(repository), base, head)
        return comparison?.status
      }),
    defaultBranch: (repository) => ifSeen(connection, repository, () => readDefault(connection, repository)),
  }
}

async function readDefault(connection: GitHubConnection, repository: RepositoryName): Promise<BranchName> {
  const { owner, name } = splitRepository(repository)
  const answer = await connection.rest('GET /repos/{owner}/{repo}', { owner, repo: name })
  if (answer.status === 200) return parseBranchName(textAt(answer.data, 'default_branch'))
  throw restRefusal(answer, { what: 'reading the default branch', repository })
}

/** Undefined when the token does not reach the repository, with a line in the log. */
export async function ifSeen<T>(
  connection: GitHubConnection,
  repository: RepositoryName,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ActionError) || !UNSEEN.includes(error.code)) throw error
    connection.log.info(`${repository} was not read with "source-token": ${error.message}`)
    return undefined
  }
}
