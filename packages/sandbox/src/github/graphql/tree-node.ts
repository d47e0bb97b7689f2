import { findTreeEntry, parseTree, type RawTreeEntry } from '../../git/tree-object.ts'
import type { Repository } from '../state.ts'
import { GraphQLAnswerError } from './error.ts'
import { gitNodeId, type NodeContext } from './node-context.ts'

/** GitHub cuts the text of a blob here and says so in `isTruncated`. */
export const BLOB_TEXT_LIMIT = 512_000

/** A `file(path)` above this size fails the field. Source: https://github.com/sveltia/sveltia-cms/issues/692 */
const FILE_LIMIT = 10 * 1024 * 1024

/** How far git and GitHub look for a NUL byte to call a blob binary. */
const BINARY_PROBE = 8000

/** The entry that `Commit.file(path)` names; null when there is none. */
export async function createFileNode(
  context: NodeContext,
  repository: Repository,
  commit: string,
  path: string,
): Promise<object | null> {
  const entry = await findTreeEntry(repository.git, commit, path)
  if (entry === undefined) return null
  if (entry.type === 'blob') {
    const blob = await repository.git.readObject(entry.oid)
    if ((blob?.content.length ?? 0) > FILE_LIMIT)
      throw new GraphQLAnswerError('Could not resolve file over 10mb')
  }
  return createEntryNode(context, repository, entry)
}

export function createTreeNode(
  context: NodeContext,
  repository: Repository,
  oid: string,
  content: Buffer,
  path: string,
): object {
  return {
    __typename: 'Tree',
    ...commonMembers(context, repository, 'T', oid),
    entries: () =>
      parseTree(content).map((entry) =>
        createEntryNode(context, repository, {
          ...entry,
          path: path === '' ? entry.path : `${path}/${entry.path}`,
        }),
      ),
  }
}

/** What every git object answers. */
export function commonMembers(
  context: NodeContext,
  repository: Repository,
  prefix: string,
  oid: string,
): object {
  const resource = `/${repository.fullName}/commit/${oid}`
  return {
    id: gitNodeId(prefix, repository, oid),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitResourcePath: resource,
    commitUrl: `${context.urls.server}${resource}`,
    repository: () => context.createRepository(repository),
  }
}

function createEntryNode(context: NodeContext, repository: Repository, entry: RawTreeEntry): object {
  const name = entry.path.slice(entry.path.lastIndexOf('/') + 1)
  return {
    __typename: 'TreeEntry',
    name,
    nameRaw: Buffer.from(name).toString('base64'),
    path: entry.path,
    pathRaw: Buffer.from(entry.path).toString('base64'),
    extension: /\.[^.]*$/.exec(name)?.[0] ?? '',
    // The schema wants a number: octal 100644 is 33188.
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    oid: entry.oid,
    isGenerated: false,
    size: async () => (await repository.git.readObject(entry.oid))?.content.length ?? 0,
    lineCount: async () => countLines((await repository.git.readObject(entry.oid))?.content),
    repository: () => context.createRepository(repository),
    object: async () => {
      if (entry.type === 'commit') return null
      const object = await repository.git.readObject(entry.oid)
      if (object === undefined) return null
      return entry.type === 'tree'
        ? createTreeNode(context, repository, entry.oid, object.content, entry.path)
        : createBlobNode(context, repository, entry.oid, object.content)
    },
  }
}

export function createBlobNode(
  context: NodeContext,
  repository: Repository,
  oid: string,
  content: Buffer,
): object {
  const isBinary = content.subarray(0, BINARY_PROBE).includes(0)
  return {
    __typename: 'Blob',
    ...commonMembers(context, repository, 'B', oid),
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > BLOB_TEXT_LIMIT,
    // A cut in the middle of a character leaves the replacement character, as do bytes that are not UTF-8.
    text: isBinary ? null : content.subarray(0, BLOB_TEXT_LIMIT).toString('utf8'),
  }
}

function countLines(content: Buffer | undefined): number {
  if (content === undefined || content.length === 0) return 0
  return content.toString('latin1').replace(/\n$/, '').split('\n').length
}
