import {
  type CommitSha,
  parseCommitSha,
  type RepositoryName,
  type SourceChanges,
  type SourceCommit,
  type SourceHistory,
} from '@gitops-actions/core'

import { isJsonObject } from '../json/object.ts'
import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from './answer.ts'
import { compareStatus } from './compare.ts'
import type { GitHubConnection } from './connection.ts'
import { restRefusal } from './refusal.ts'
import { queryRepository, splitRepository } from './repository-query.ts'
import { ifSeen } from './source-repositories.ts'

/** Commits that touch a path: as many as GraphQL gives at once. */
const MOST_TOUCHING = 100

/** The history of application repositories on GitHub, as far as the token sees them. Every question is asked once. */
export function createSourceHistory(connection: GitHubConnection): SourceHistory {
  const changes = new Map<string, Promise<SourceChanges | undefined>>()
  const visibility = new Map<string, Promise<boolean | undefined>>()
  return {
    changes: (repository, base, head) =>
      once(changes, `${repository} ${base} ${head}`, () =>
        ifSeen(connection, repository, () => readChanges(connection, repository, base, head)),
      ),
    touching: (repository, head, path) =>
      ifSeen(connection, repository, () => readTouching(connection, repository, head, path)),
    isPrivate: (repository) =>
      once(visibility, repository, () =>
        ifSeen(connection, repository, () => readVisibility(connection, repository)),
      ),
  }
}

/** https://docs.github.com/rest/commits/commits#compare-two-commits: without paging, the newest 250 commits. */
async function readChanges(
  connection: GitHubConnection,
  repository: RepositoryName,
  base: CommitSha,
  head: CommitSha,
): Promise<SourceChanges | undefined> {
  const { owner, name } = splitRepository(repository)
  const answer = await connection.rest('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner,
    repo: name,
    basehead: `${base}...${head}`,
  })
  if (answer.status === 404) return undefined
  if (answer.status !== 200)
    throw restRefusal(answer, { what: 'reading the commits of a release', repository })
  return {
    status: compareStatus(answer.data),
    commits: listAt(answer.data, 'commits').map(readCommit).reverse(),
    total: numberAt(answer.data, 'total_commits'),
  }
}

function readCommit(data: unknown): SourceCommit {
  const commit = objectAt(data, 'commit')
  return {
    sha: parseCommitSha(textAt(data, 'sha')),
    subject: textAt(commit, 'message').split('\n', 1)[0] ?? '',
    author: nameOf(optionalObjectAt(data, 'author'), 'login') ?? nameOf(commit.author, 'name') ?? '',
    url: textAt(data, 'html_url'),
  }
}

function nameOf(person: unknown, key: string): string | undefined {
  const name = isJsonObject(person) ? person[key] : undefined
  return typeof name === 'string' ? name : undefined
}

async function readTouching(
  connection: GitHubConnection,
  repository: RepositoryName,
  head: CommitSha,
  path: string,
): Promise<ReadonlySet<CommitSha>> {
  const at = splitRepository(repository)
  const selection = `object(oid: $head) { ... on Commit { history(first: ${MOST_TOUCHING}, path: $path) { nodes { oid } } } }`
  const variables = {
    head: { type: 'GitObjectID!', value: head },
    path: { type: 'String!', value: path },
  }
  const found = await queryRepository(connection, at, { selection, variables })
  const commit = optionalObjectAt(found, 'object')
  if (commit?.history === undefined) return new Set()
  return new Set(
    listAt(objectAt(commit, 'history'), 'nodes').map((node) => parseCommitSha(textAt(node, 'oid'))),
  )
}

async function readVisibility(connection: GitHubConnection, repository: RepositoryName): Promise<boolean> {
  const at = splitRepository(repository)
  const found = await queryRepository(connection, at, { selection: 'isPrivate' })
  return found.isPrivate === true
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask()
  known.set(key, asked)
  return asked
}
