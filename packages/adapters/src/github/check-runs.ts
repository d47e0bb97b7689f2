import { type CheckRun, type CheckRuns, type CommitSha, type RepositoryName } from '@gitops-actions/core'

import { listAt, numberAt, optionalObjectAt, textAt } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { restRefusal } from './refusal.ts'
import { splitRepository } from './repository-query.ts'

/** GitHub refuses a longer summary: https://docs.github.com/rest/checks/runs#create-a-check-run */
const MOST_SUMMARY = 65_000
/** Of a commit that is proven over and over again. */
const MOST_PAGES = 5
const STATUSES = ['queued', 'in_progress', 'completed'] as const

/** Check runs of a repository on GitHub. */
export function createCheckRuns(connection: GitHubConnection, repository: RepositoryName): CheckRuns {
  const { owner, name: repo } = splitRepository(repository)
  return {
    async find(commit: CommitSha, name: string): Promise<readonly CheckRun[]> {
      const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        owner,
        repo,
        ref: commit,
        check_name: name,
        filter: 'latest',
        per_page: 100,
      })
      // A commit that is not known is 422, one that is not there any more 404.
      if (answer.status === 404 || answer.status === 422) return []
      if (answer.status !== 200) throw restRefusal(answer, { what: 'reading check runs', repository })
      return newestFirst(listAt(answer.data, 'check_runs'))
    },
    async history(commit, name) {
      const found: unknown[] = []
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const answer = await connection.rest('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
          owner,
          repo,
          ref: commit,
          check_name: name,
          filter: 'all',
          per_page: 100,
          page,
        })
        if (answer.status === 404 || answer.status === 422) return []
        if (answer.status !== 200) throw restRefusal(answer, { what: 'reading check runs', repository })
        found.push(...listAt(answer.data, 'check_runs'))
        if (found.length >= numberAt(answer.data, 'total_count')) return newestFirst(found)
      }
      return undefined
    },
    async create({ name, commit, conclusion, title, summary, detailsUrl }) {
      const answer = await connection.rest('POST /repos/{owner}/{repo}/check-runs', {
        owner,
        repo,
        name,
        head_sha: commit,
        ...(conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion }),
        ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
        output: { title, summary: summary.slice(0, MOST_SUMMARY) },
      })
      if (answer.status !== 201)
        throw restRefusal(answer, { what: `making the check run ${name}`, repository })
    },
  }
}

/** By their numbers: the host promises no order, and one app can have a run of one name in several suites. */
function newestFirst(runs: readonly unknown[]): readonly CheckRun[] {
  return [...runs].sort((one, other) => numberAt(other, 'id') - numberAt(one, 'id')).map(readCheckRun)
}

function readCheckRun(data: unknown): CheckRun {
  const status = textAt(data, 'status')
  const completed = textOf(data, 'completed_at')
  return {
    name: textAt(data, 'name'),
    app: textOf(optionalObjectAt(data, 'app'), 'slug') ?? '',
    // Other words, such as `waiting`, mean that it has not come to its end either.
    status: STATUSES.find((known) => known === status) ?? 'queued',
    conclusion: textOf(data, 'conclusion'),
    completedAt: completed === undefined ? undefined : new Date(completed),
    url: textOf(data, 'html_url') ?? '',
    title: textOf(optionalObjectAt(data, 'output'), 'title'),
  }
}

function textOf(data: unknown, key: string): string | undefined {
  const found = isJsonObject(data) ? data[key] : undefined
  return typeof found === 'string' ? found : undefined
}
