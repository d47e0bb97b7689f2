import { posix } from 'node:path'

import type { TreeEntry } from '../../git/object.ts'
import { resolveCommitish } from '../commitish.ts'
import { type Answer, notFound, type RepositoryContext, RestError } from '../route.ts'
import { formatEntry } from './contents-body.ts'
import { encodeBase64, wantsRaw } from './encoding.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/repos/contents#get-repository-content'

/** Larger files come without their content, above `LARGEST` not at all. */
const LARGEST_INLINE = 1024 * 1024
const LARGEST = 100 * 1024 * 1024
const MOST_ENTRIES = 1000

/** A file, the file behind a link, a link, a submodule or the list of a directory. */
export async function readContents(context: RepositoryContext): Promise<Answer> {
  const { repository, params, query, headers } = context
  const path = (params.path ?? '').replace(/\/+$/, '')
  const ref = query.get('ref') ?? repository.defaultBranch
  const commit = await resolveCommitish(repository, ref)
  if (commit === undefined) throw await refuseRef(context, ref)
  const accept = headers.accept ?? ''
  if (path === '') return listDirectory(context, { commit, path, ref })
  const entry = await repository.git.findEntry(commit, path)
  if (entry === undefined) throw notFound(DOCUMENTATION)
  if (entry.type === 'tree') return listDirectory(context, { commit, path, ref })
  if (entry.type === 'commit') return { status: 200, body: formatSubmodule(context, entry, ref) }
  const target = entry.mode === '120000' ? await followLink(context, commit, entry) : entry
  if (target === undefined) return { status: 200, body: await formatLink(context, entry, ref) }
  const content = (await repository.git.readObject(target.oid))?.content ?? Buffer.alloc(0)
  if (content.length > LARGEST) throw refuseSize()
  if (wantsRaw(accept)) {
    const type = 'application/vnd.github.raw+json; charset=utf-8'
    return { status: 200, headers: { 'content-type': type }, body: content }
  }
  const inline = content.length <= LARGEST_INLINE
  return {
    status: 200,
    body: {
      // The answer keeps the path that was asked for, while everything else is the target's.
      ...formatEntry(context, { ...target, path }, ref),
      encoding: inline ? 'base64' : 'none',
      content: inline ? encodeBase64(content) : '',
    },
  }
}

async function refuseRef(context: RepositoryContext, ref: string): Promise<RestError> {
  const empty = (await context.repository.git.listRefs('refs/heads/')).length === 0
  const message = empty ? 'This repository is empty.' : `No commit found for the ref ${ref}`
  return new RestError(404, message, { documentation: DOCUMENTATION })
}

function refuseSize(): RestError {
  const message =
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.'
  return new RestError(403, message, {
    errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
    documentation: DOCUMENTATION,
  })
}

async function listDirectory(
  context: RepositoryContext,
  place: { commit: string; path: string; ref: string },
): Promise<Answer> {
  const entries = await context.repository.git.listTree(place.commit, place.path)
  // A list shows a submodule as a file, for the sake of old clients.
  const items = entries.slice(0, MOST_ENTRIES).map((entry) => {
    const body = formatEntry(context, entry, place.ref)
    return entry.type === 'commit' ? { ...body, type: 'file' } : body
  })
  return { status: 200, body: items }
}

/** The normal file in this repository that a link leads to, through other links if need be. */
async function followLink(
  context: RepositoryContext,
  commit: string,
  link: TreeEntry,
): Promise<TreeEntry | undefined> {
  const { git } = context.repository
  let entry: TreeEntry | undefined = link
  for (let hops = 0; entry?.mode === '120000' && hops < 10; hops++) {
    const path = resolveLink(entry.path, (await git.readObject(entry.oid))?.content.toString('utf8') ?? '')
    entry = path === undefined ? undefined : await git.findEntry(commit, path)
  }
  return entry?.type === 'blob' && entry.mode !== '120000' ? entry : undefined
}

/** The path in the tree that a link at `path` points to, or undefined when it leads out of it. */
function resolveLink(path: string, target: string): string | undefined {
  const resolved = posix.normalize(posix.join(posix.dirname(path), target))
  return target.startsWith('/') || resolved === '..' || resolved.startsWith('../') ? undefined : resolved
}

async function formatLink(
  context: RepositoryContext,
  entry: TreeEntry,
  ref: string,
): Promise<Record<string, unknown>> {
  const target = await context.repository.git.readObject(entry.oid)
  return { ...formatEntry(context, entry, ref), target: target?.content.toString('utf8') ?? '' }
}

function formatSubmodule(context: RepositoryContext, entry: TreeEntry, ref: string): Record<string, unknown> {
  return { ...formatEntry(context, entry, ref), submodule_git_url: `${context.urls.server}/unknown.git` }
}
