import type { ReadRequest } from '@gitops-actions/core'
import type { QueryVariable, RepositoryQuery } from './repository-query.ts'

/** Levels of a directory that one query reads; deeper ones take another. */
const DEPTH = 6
/** Files of which one query asks the content; more take others, pinned to the commit that the first one found. */
export const FILES_PER_QUERY = 100
/** GitHub walks the commits anew for the history of each path. */
const MOST_HISTORIES = 10

/** One query: the head of the branch and what is wanted at that commit, of the files the first, and files of the default branch. */
export function snapshotQuery(request: ReadRequest): RepositoryQuery {
  const variables: Record<string, QueryVariable> = {}
  const declare: Declare = (variable, type, value) => {
    variables[variable] = { type, value }
    return `$${variable}`
  }
  const wanted = [
    ...(request.files ?? [])
      .slice(0, FILES_PER_QUERY)
      .map((path, index) => `f${index}: file(path: ${declare(`f${index}`, 'String!', path)}) { ...entry }`),
    ...(request.directories ?? []).map((path, index) =>
      path === ''
        ? `d${index}: tree { ...level0 }`
        : `d${index}: file(path: ${declare(`d${index}`, 'String!', path)}) { ...entry object { ...level0 } }`,
    ),
    ...historyFields(request, declare),
  ].join('\n')
  const ofDefault = (request.defaultBranchFiles ?? [])
    .map((path, index) => `c${index}: file(path: ${declare(`c${index}`, 'String!', path)}) { ...entry }`)
    .join('\n')
  const elsewhere = placeToRead(request, wanted, declare)
  const onDefault = elsewhere === '' ? `${wanted}\n${ofDefault}` : ofDefault
  const selection = `nameWithOwner
  defaultBranchRef { name target { oid ... on Commit { __typename ${onDefault} } } }
  ${elsewhere}`
  return { selection, variables, fragments: fragmentsFor(request) }
}

type Declare = (variable: string, type: string, value: unknown) => string

/** The commit or branch that is read; empty for the default branch. */
function placeToRead({ commit, branch }: ReadRequest, wanted: string, declare: Declare): string {
  if (commit !== undefined)
    return `commit: object(oid: ${declare('commit', 'GitObjectID!', commit)}) { oid ... on Commit { __typename ${wanted} } }`
  if (branch === undefined) return ''
  return `branch: ref(qualifiedName: ${declare('ref', 'String!', `refs/heads/${branch}`)}) { name target { oid ... on Commit { __typename ${wanted} } } }`
}

/** One query for files beyond those of the first, pinned to the commit that was read. */
export function filesQuery(commit: string, paths: readonly string[]): RepositoryQuery {
  return pinnedQuery(commit, 'f', paths, '...entry', [ENTRY])
}

/** One query for directories that lie deeper than the first went, pinned to the commit that was read. */
export function subtreeQuery(commit: string, paths: readonly string[]): RepositoryQuery {
  return pinnedQuery(commit, 'd', paths, '...entry object { ...level0 }', [ENTRY, ...LEVELS])
}

/** A query at one commit; `paths` become the aliases and variables `<letter>0`, `<letter>1` and so on. */
function pinnedQuery(
  commit: string,
  letter: string,
  paths: readonly string[],
  ofPath: string,
  fragments: readonly string[],
): RepositoryQuery {
  const fields = paths.map((_, index) => `${letter}${index}: file(path: $${letter}${index}) { ${ofPath} }`)
  const ofPaths = paths.map((value, index) => [`${letter}${index}`, { type: 'String!', value }] as const)
  return {
    selection: `object(oid: $commit) { ... on Commit { ${fields.join('\n')} } }`,
    variables: { commit: { type: 'GitObjectID!', value: commit }, ...Object.fromEntries(ofPaths) },
    fragments,
  }
}

function historyFields(request: ReadRequest, declare: Declare): string[] {
  if ((request.history ?? 0) === 0) return []
  const first = declare('history', 'Int!', request.history)
  return historyPaths(request).map((path, index) => {
    const at = path === '' ? '' : `, path: ${declare(`h${index}`, 'String!', path)}`
    return `h${index}: history(first: ${first}${at}) { nodes { oid message parents(first: 2) { nodes { oid ... on Commit { message } } } } }`
  })
}

/** The paths whose history is asked for, in the order of the aliases; beyond so many that of the whole branch. */
export function historyPaths(request: ReadRequest): readonly string[] {
  const paths = [...(request.files ?? []), ...(request.directories ?? [])]
  return paths.length > MOST_HISTORIES ? [''] : paths
}

const ENTRY = `fragment entry on TreeEntry { path mode oid type object { ... on Blob { text isBinary isTruncated byteSize } } }`

/** One fragment a level, the last one without directories. */
const LEVELS = Array.from({ length: DEPTH }, (_, level) =>
  level === DEPTH - 1
    ? `fragment level${level} on Tree { entries { ...entry } }`
    : `fragment level${level} on Tree { entries { ...entry object { ...level${level + 1} } } }`,
)

function fragmentsFor(request: ReadRequest): readonly string[] {
  const entries = (request.files ?? []).length + (request.defaultBranchFiles ?? []).length
  const directories = (request.directories ?? []).length
  // A fragment that is not used is an error: https://spec.graphql.org/October2021/#sec-Fragments-Must-Be-Used
  if (directories > 0) return [ENTRY, ...LEVELS]
  return entries > 0 ? [ENTRY] : []
}
