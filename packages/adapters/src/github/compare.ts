import { parseCommitSha, type Comparison } from '@gitops-actions/core'

import { objectAt, textAt } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import type { RepositoryAt } from './repository-query.ts'
import { restRefusal } from './refusal.ts'

/** GitHub lists at most this many files: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300
const STATUSES = ['ahead', 'behind', 'identical', 'diverged'] as const

/** How `head` stands to `base`, both names or ids; undefined when GitHub does not know one of them. */
export async function compareCommits(
  connection: GitHubConnection,
  at: RepositoryAt,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const answer = await connection.rest('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner: at.owner,
    repo: at.name,
    basehead: `${base}...${head}`,
    // The first page holds all files; one commit on it is enough.
    per_page: 1,
  })
  if (answer.status === 404) return undefined
  if (answer.status !== 200) {
    throw restRefusal(answer, { what: `comparing ${base} and ${head}`, repository: `${at.owner}/${at.name}` })
  }
  const files = filesOf(answer.data)
  return {
    status: compareStatus(answer.data),
    mergeBase: parseCommitSha(textAt(objectAt(answer.data, 'merge_base_commit'), 'sha')),
    files: pathsOf(files),
    filesComplete: files.length < MOST_FILES,
  }
}

/** The word of a comparison; one that is not known holds nothing up and lets nothing pass as newer. */
export function compareStatus(data: unknown): Comparison['status'] {
  const status = textAt(data, 'status')
  return STATUSES.find((known) => known === status) ?? 'diverged'
}

/** The list `files` of a comparison or a commit. */
export function filesOf(data: unknown): readonly unknown[] {
  return isJsonObject(data) && Array.isArray(data.files) ? (data.files as unknown[]) : []
}

/** The paths in such a list, each once. A renamed file differs under both of its names. */
export function pathsOf(files: readonly unknown[]): readonly string[] {
  const names = files.filter(isJsonObject).flatMap((file) => [file.filename, file.previous_filename])
  return [...new Set(names.filter((path) => typeof path === 'string'))]
}
