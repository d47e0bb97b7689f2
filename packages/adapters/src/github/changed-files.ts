import type { ChangedFiles, CommitSha } from '@gitops-actions/core'

import { filesOf, pathsOf } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { restRefusal } from './refusal.ts'
import type { RepositoryAt } from './repository-query.ts'

/** Files asked for at once, and how many GitHub lists in all: https://docs.github.com/rest/commits/commits#get-a-commit */
const PAGE = 100
const MOST_FILES = 3000

/** What a commit changed against its first parent; undefined when GitHub does not know it. */
export async function readChangedFiles(
  connection: GitHubConnection,
  at: RepositoryAt,
  commit: CommitSha,
): Promise<ChangedFiles | undefined> {
  const files: unknown[] = []
  for (let page = 1; ; page += 1) {
    const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}', {
      owner: at.owner,
      repo: at.name,
      ref: commit,
      per_page: PAGE,
      page,
    })
    // 422 is GitHub's word for a commit that is not there, 404 for a repository.
    if (answer.status === 404 || answer.status === 422) return undefined
    if (answer.status !== 200) {
      const repository = `${at.owner}/${at.name}`
      throw restRefusal(answer, { what: `reading the commit ${commit}`, repository })
    }
    const found = filesOf(answer.data)
    files.push(...found)
    if (found.length < PAGE) return { files: pathsOf(files), complete: true }
    if (files.length >= MOST_FILES) return { files: pathsOf(files), complete: false }
  }
}
