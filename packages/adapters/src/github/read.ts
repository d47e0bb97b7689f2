import {
  ActionError,
  parseBranchName,
  parseCommitSha,
  type CommitSummary,
  type ReadRequest,
  type RepositoryFile,
  type Snapshot,
} from '@gitops-actions/core'

import { listAt, objectAt, optionalObjectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { FileReader, MOST_FILES } from './file-reader.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'
import { FILES_PER_QUERY, filesQuery, historyPaths, snapshotQuery } from './snapshot-query.ts'

/**
 * Reads a snapshot in one query. More follow only for files beyond the first hundred, for texts that GitHub cut and for
 * directories deeper than one query reads, all at the head that the first one found.
 * @throws ActionError `branch-not-found`, `commit-not-found`, `too-many-files`, and the refusals of reading
 */
export async function readSnapshot(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: ReadRequest,
): Promise<Snapshot> {
  if ((request.files ?? []).length > MOST_FILES) throw tooManyFiles(request.files?.length ?? 0)
  const repository = await queryRepository(connection, at, snapshotQuery(request))
  checkName(repository, at)
  const ofDefault = optionalObjectAt(repository, 'defaultBranchRef')
  if (ofDefault === undefined) {
    throw new ActionError('branch-not-found', `${at.owner}/${at.name} has no commit yet; push a first one`)
  }
  const commit = commitRead(repository, ofDefault, at, request)
  const head = parseCommitSha(textAt(commit, 'oid'), 'the head')
  const reader = new FileReader(connection, at, head)
  const files = new Map<string, RepositoryFile>()
  const [first = [], ...more] = chunksOf(request.files ?? [], FILES_PER_QUERY)
  await readFiles(reader, commit, first, files)
  for (const paths of more) {
    const answer = await queryRepository(connection, at, filesQuery(head, paths))
    await readFiles(reader, objectAt(answer, 'object'), paths, files)
  }
  for (const [index, path] of (request.directories ?? []).entries()) {
    const found = commit[`d${index}`]
    await reader.readDirectory(path === '' ? { object: found } : found, files, path)
  }
  const defaultBranch = parseBranchName(textAt(ofDefault, 'name'))
  const defaultBranchFiles = new Map<string, RepositoryFile>()
  for (const [index, path] of (request.defaultBranchFiles ?? []).entries()) {
    await reader.readEntry(objectAt(ofDefault, 'target')[`c${index}`], defaultBranchFiles, path)
  }
  return {
    branch: request.branch ?? defaultBranch,
    defaultBranch,
    head,
    files,
    defaultBranchFiles,
    history: readHistory(request, commit, files),
  }
}

/**
 * GitHub answers queries for a name that a repository once had; writes and pull requests know the present one alone.
 * https://docs.github.com/graphql/reference/queries#repository
 * @throws ActionError `repository-renamed`
 */
function checkName(repository: JsonObject, { owner, name }: RepositoryAt): void {
  const present = textAt(repository, 'nameWithOwner')
  if (present.toLowerCase() === `${owner}/${name}`.toLowerCase()) return
  throw new ActionError(
    'repository-renamed',
    `${owner}/${name} is called ${present} now: give the input "repository" that name, and the token access to it`,
  )
}

function tooManyFiles(count: number): ActionError {
  return new ActionError(
    'too-many-files',
    `${count} files are more than the ${MOST_FILES} that are read through the API: name fewer with "files", or set "transport" to "auto" or "git".`,
  )
}

async function readFiles(
  reader: FileReader,
  commit: JsonObject,
  paths: readonly string[],
  files: Map<string, RepositoryFile>,
): Promise<void> {
  for (const [index, path] of paths.entries()) await reader.readEntry(commit[`f${index}`], files, path)
}

function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

/** The commit of the answer that the snapshot is of. */
function commitRead(
  repository: JsonObject,
  ofDefault: JsonObject,
  at: RepositoryAt,
  { branch, commit }: ReadRequest,
): JsonObject {
  if (commit !== undefined) {
    const found = optionalObjectAt(repository, 'commit')
    if (found !== undefined) return found
    throw new ActionError('commit-not-found', `${at.owner}/${at.name} has no commit ${commit}`)
  }
  if (branch === undefined) return objectAt(ofDefault, 'target')
  const onBranch = optionalObjectAt(repository, 'branch')
  if (onBranch !== undefined) return objectAt(onBranch, 'target')
  throw new ActionError(
    'branch-not-found',
    `${at.owner}/${at.name} has no branch "${branch}"; create it, or name one that exists`,
  )
}

/** Files found in a directory get the history of that directory: which of its commits touched them is not in the answer. */
function readHistory(
  request: ReadRequest,
  commit: JsonObject,
  files: ReadonlyMap<string, RepositoryFile>,
): Map<string, readonly CommitSummary[]> {
  const history = new Map<string, readonly CommitSummary[]>()
  if ((request.history ?? 0) === 0) return history
  for (const [index, path] of historyPaths(request).entries()) {
    history.set(path, listAt(commit[`h${index}`], 'nodes').filter(isJsonObject).map(readCommit))
  }
  const directories = historyPaths(request).toSorted((a, b) => b.length - a.length)
  for (const path of files.keys()) {
    const directory = directories.find((parent) => parent === '' || path.startsWith(`${parent}/`))
    const commits = directory === undefined ? undefined : history.get(directory)
    if (commits !== undefined && !history.has(path)) history.set(path, commits)
  }
  return history
}

function readCommit(node: JsonObject): CommitSummary {
  const parents = listAt(objectAt(node, 'parents'), 'nodes').filter(isJsonObject)
  const [, merged] = parents
  return {
    sha: parseCommitSha(textAt(node, 'oid')),
    message: textAt(node, 'message'),
    parents: parents.map((parent) => parseCommitSha(textAt(parent, 'oid'))),
    ...(typeof merged?.message === 'string' ? { merged: merged.message } : {}),
  }
}
