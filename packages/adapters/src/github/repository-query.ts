import { ActionError, type RepositoryName } from '@gitops-actions/core'

import { type GraphqlAnswer, type GraphqlError, objectAt } from './answer.ts'
import { type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'

/** A repository as GitHub's paths name it. */
export interface RepositoryAt {
  readonly owner: string
  readonly name: string
}

/** `owner/name` in its two parts. */
export function splitRepository(repository: RepositoryName): RepositoryAt {
  const [owner = '', name = ''] = repository.split('/')
  return { owner, name }
}

/** What is asked of one repository. */
export interface RepositoryQuery {
  /** The fields of `Repository`; every value in them is a variable: `ref(qualifiedName: $ref) { target { oid } }`. */
  readonly selection: string
  /** By their names without `$`: the type, and the value. */
  readonly variables?: Readonly<Record<string, QueryVariable>>
  /** Definitions of the fragments that the selection uses. */
  readonly fragments?: readonly string[]
}

export interface QueryVariable {
  /** As in GitHub's schema: `String!`. */
  readonly type: string
  readonly value: unknown
}

/** A query that waits for the others of its moment. */
interface Asked {
  readonly at: RepositoryAt
  readonly query: RepositoryQuery
  readonly resolve: (repository: JsonObject) => void
  readonly reject: (error: unknown) => void
}

/** Beyond these texts a query is sent alone: GitHub gives up what takes it more than ten seconds. */
const LONGEST_SHARED = 20_000
const MOST_SHARED = 5
/** A query of so few characters asks for a field or two: ten of those weigh as much as one of files. */
const SHORT = 100

const waiting = new WeakMap<GitHubConnection, Asked[]>()

/**
 * The repository in the answer to a query. Queries that are asked in the same moment, without waiting for one another,
 * share one request. Throws `ActionError` `repository-not-found` and the other refusals, each query its own.
 */
export function queryRepository(
  connection: GitHubConnection,
  at: RepositoryAt,
  query: RepositoryQuery,
): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const asked: Asked = { at, query, resolve, reject }
    const others = waiting.get(connection)
    if (others !== undefined) {
      others.push(asked)
      return
    }
    const all = [asked]
    waiting.set(connection, all)
    queueMicrotask(() => {
      waiting.delete(connection)
      for (const some of share(all)) void answerAll(connection, some)
    })
  })
}

function share(all: readonly Asked[]): readonly (readonly Asked[])[] {
  const groups: Asked[][] = []
  let [length, weight] = [0, 0]
  for (const asked of all) {
    const last = groups.at(-1)
    const more = asked.query.selection.length
    const heavier = more < SHORT ? 0.1 : 1
    if (last === undefined || weight + heavier > MOST_SHARED || length + more > LONGEST_SHARED) {
      groups.push([asked])
      length = more
      weight = heavier
    } else {
      last.push(asked)
      length += more
      weight += heavier
    }
  }
  return groups
}

/** Answers all of them; those of a request that failed as a whole are sent one by one. */
async function answerAll(connection: GitHubConnection, group: readonly Asked[]): Promise<void> {
  try {
    const { document, variables } = composeQuery(group)
    const answer = await connection.query(document, variables)
    if (group.length > 1 && hasFailed(answer)) {
      for (const asked of group) await answerAll(connection, [asked])
      return
    }
    for (const [index, asked] of group.entries()) settle(asked, answer, aliasOf(index, group))
  } catch (error) {
    for (const asked of group) asked.reject(error)
  }
}

/** An error that names no field is one of the whole request. */
function hasFailed({ status, errors }: GraphqlAnswer): boolean {
  return status !== 200 || errors.some(({ path }) => path.length === 0)
}

function settle({ at, resolve, reject }: Asked, answer: GraphqlAnswer, alias: string): void {
  try {
    resolve(readRepository(at, answer, alias))
  } catch (error) {
    reject(error)
  }
}

function readRepository(at: RepositoryAt, answer: GraphqlAnswer, alias: string): JsonObject {
  const attempt = { what: `reading ${at.owner}/${at.name}`, repository: `${at.owner}/${at.name}` }
  if (answer.status === 404) {
    throw new ActionError(
      'unreachable',
      'there is no GraphQL API of GitHub at GITHUB_GRAPHQL_URL (404); use the URLs that the runner gives, without changes',
    )
  }
  if (answer.status !== 200) throw restRefusal(answer, attempt)
  const errors = answer.errors.filter((error) => isOf(error, alias))
  if (errors.length > 0) throw graphqlRefusal(errors, attempt)
  return objectAt(objectAt(answer.data, 'data'), alias)
}

function isOf({ path }: GraphqlError, alias: string): boolean {
  return path.length === 0 || path[0] === alias
}

/** One document for all: a single query as it is, several each under a name of its own, with variables of its own. */
function composeQuery(group: readonly Asked[]): { document: string; variables: Record<string, unknown> } {
  const declared: string[] = []
  const variables: Record<string, unknown> = {}
  const fields = group.map(({ at, query }, index) => {
    const prefix = group.length === 1 ? '' : `${aliasOf(index, group)}_`
    const own = {
      owner: { type: 'String!', value: at.owner },
      name: { type: 'String!', value: at.name },
      ...query.variables,
    }
    for (const [name, { type, value }] of Object.entries(own)) {
      declared.push(`$${prefix}${name}: ${type}`)
      variables[`${prefix}${name}`] = value
    }
    const alias = group.length === 1 ? '' : `${aliasOf(index, group)}: `
    const selection = query.selection.replaceAll('$', `$${prefix}`)
    return `${alias}repository(owner: $${prefix}owner, name: $${prefix}name) { ${selection} }`
  })
  const fragments = new Set(group.flatMap(({ query }) => query.fragments ?? []))
  const document = `query(${declared.join(', ')}) {\n${fields.join('\n')}\n}\n${[...fragments].join('\n')}`
  return { document, variables }
}

function aliasOf(index: number, group: readonly Asked[]): string {
  return group.length === 1 ? 'repository' : `r${index}`
}
