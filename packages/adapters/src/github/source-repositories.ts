import { ActionError, type RepositoryName, type SourceRepositories } from '@gitops-actions/core'

import { compareCommits } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { splitRepository } from './repository-query.ts'

/** What an answer of these kinds says is that the token does not reach the repository. */
const UNSEEN = ['permission-denied', 'repository-not-found', 'unauthorized']

/** The application repositories on GitHub, as far as the token sees them. */
export function createSourceRepositories(connection: GitHubConnection): SourceRepositories {
  return {
    async compare(repository: RepositoryName, base, head) {
      try {
        const comparison = await compareCommits(connection, splitRepository(repository), base, head)
        return comparison?.status
      } catch (error) {
        if (!(error instanceof ActionError) || !UNSEEN.includes(error.code)) throw error
        connection.log.info(`${repository} was not read with "source-token": ${error.message}`)
        return undefined
      }
    },
  }
}
