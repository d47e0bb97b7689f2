import {
  type BranchName,
  type MergedPull,
  parseBranchName,
  parseCommitSha,
  type PullRequest,
  type PullsBetween,
} from '@gitops-actions/core'

import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { type QueryVariable, queryRepository, type RepositoryAt } from './repository-query.ts'

/** Merged pull requests of one branch that are looked at: a comment makes an old one the newest by its last change. */
const LOOKED_AT = 20

const OPEN = `number url title body isDraft isCrossRepository headRefName headRefOid baseRefName
headRepository { nameWithOwner } author { __typename login } labels(first: 100) { nodes { name } }`
const MERGED = 'number url isCrossRepository mergedAt headRefOid mergeCommit { oid }'

/** The pull requests between branches of one repository, in one query. */
export async function readPullsBetween(
  connection: GitHubConnection,
  at: RepositoryAt,
  heads: readonly BranchName[],
  base: BranchName,
): Promise<PullsBetween> {
  const variables: Record<string, QueryVariable> = { base: { type: 'String!', value: base } }
  const fields = heads.map((head, index) => {
    variables[`head${index}`] = { type: 'String!', value: head }
    const between = `headRefName: $head${index}, baseRefName: $base`
    return `open${index}: pullRequests(${between}, states: [OPEN], first: 100) { nodes { ${OPEN} } }
merged${index}: pullRequests(${between}, states: [MERGED], first: ${LOOKED_AT}, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { ${MERGED} } }`
  })
  const answer = await queryRepository(connection, at, { selection: fields.join('\n'), variables })
  const listed = (name: string): readonly JsonObject[] =>
    heads
      .flatMap((_, index) => listAt(objectAt(answer, `${name}${index}`), 'nodes'))
      .filter(isJsonObject)
      .filter(({ isCrossRepository }) => isCrossRepository === false)
  return { open: listed('open').map(readOpen), merged: lastOf(listed('merged')) }
}

function lastOf(pulls: readonly JsonObject[]): MergedPull | undefined {
  // The commit is not known yet for a moment after the merge.
  const known = pulls.filter((pull) => optionalObjectAt(pull, 'mergeCommit') !== undefined)
  const [last] = known.toSorted(
    (one, other) => mergedAt(other) - mergedAt(one) || numberAt(other, 'number') - numberAt(one, 'number'),
  )
  if (last === undefined) return undefined
  return {
    number: numberAt(last, 'number'),
    url: textAt(last, 'url'),
    head: parseCommitSha(textAt(last, 'headRefOid')),
    commit: parseCommitSha(textAt(objectAt(last, 'mergeCommit'), 'oid')),
  }
}

function mergedAt(pull: JsonObject): number {
  return Date.parse(textAt(pull, 'mergedAt'))
}

function readOpen(pull: JsonObject): PullRequest {
  const home = optionalObjectAt(pull, 'headRepository')
  return {
    number: numberAt(pull, 'number'),
    url: textAt(pull, 'url'),
    title: textAt(pull, 'title'),
    body: textAt(pull, 'body'),
    draft: pull.isDraft === true,
    head: {
      branch: parseBranchName(textAt(pull, 'headRefName')),
      sha: parseCommitSha(textAt(pull, 'headRefOid')),
      repository: home === undefined ? '' : textAt(home, 'nameWithOwner'),
    },
    base: { branch: parseBranchName(textAt(pull, 'baseRefName')) },
    author: loginOf(optionalObjectAt(pull, 'author')),
    labels: listAt(optionalObjectAt(pull, 'labels') ?? { nodes: [] }, 'nodes').map((label) =>
      textAt(label, 'name'),
    ),
  }
}

/** As the REST API calls it: there an app has "[bot]" at its end. The author of a deleted account is null. */
function loginOf(author: JsonObject | undefined): string {
  if (author === undefined) return 'ghost'
  const login = textAt(author, 'login')
  return author.__typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login
}
