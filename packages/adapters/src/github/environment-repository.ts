import {
  type CommitSha,
  isCommitSha,
  type Comparison,
  type EnvironmentRepository,
  type RepositoryName,
} from '@gitops-actions/core'

import { moveBranch, readHead } from './branches.ts'
import { commitChanges } from './commit.ts'
import { readChangedFiles } from './changed-files.ts'
import { compareCommits } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { readPullRequestMessages } from './pull-request-messages.ts'
import { readSnapshot } from './read.ts'
import { splitRepository } from './repository-query.ts'

/** The environment repository through GitHub's API: a change costs one query and one mutation, whatever the size of the repository. */
export function createGitHubRepository(
  connection: GitHubConnection,
  repository: RepositoryName,
): EnvironmentRepository {
  const at = splitRepository(repository)
  const comparisons = new Map<string, Promise<Comparison | undefined>>()
  const pulls = new Map<CommitSha, Promise<readonly string[]>>()
  return {
    read: (request) => readSnapshot(connection, at, request),
    commit: (request) => commitChanges(connection, at, request),
    async head(branch) {
      const { head } = await readHead(connection, at, branch)
      return head
    },
    async setBranch({ branch, to, expected }) {
      return (await moveBranch(connection, at, { branch, before: expected, after: to })) === to
        ? 'set'
        : 'lost-race'
    },
    async deleteBranch({ branch, expected }) {
      const left = await moveBranch(connection, at, { branch, before: expected, after: undefined })
      return left === undefined ? 'deleted' : 'moved'
    },
    compare(base, head) {
      if (!isCommitSha(base) || !isCommitSha(head)) return compareCommits(connection, at, base, head)
      // Commits never change, so neither does how two of them stand to each other.
      const key = `${base}...${head}`
      const known = comparisons.get(key) ?? compareCommits(connection, at, base, head)
      comparisons.set(key, known)
      known.catch(() => comparisons.delete(key))
      return known
    },
    pullRequestMessages(commit) {
      // A run that lost a race asks again, of the same commits.
      const messages = pulls.get(commit) ?? readPullRequestMessages(connection, at, commit)
      pulls.set(commit, messages)
      messages.catch(() => pulls.delete(commit))
      return messages
    },
    changedFiles: (commit) => readChangedFiles(connection, at, commit),
  }
}
