import { isOid, type TreeChange, type TreeEntry, type TreeMode } from '../../git/object.ts'
import { resolveCommitish } from '../commitish.ts'
import {
  type Answer,
  notFound,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { isSafePath } from './tree-path.ts'
import { field, listField, textField } from './fields.ts'
import { repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/git/trees'

/** Where a recursive listing is cut: https://docs.github.com/rest/git/trees#get-a-tree */
const MOST_ENTRIES = 100_000

export const treeRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    access: 'read',
    permission: 'contents',
    handle: read,
  },
  {
    operation: 'POST /repos/{owner}/{repo}/git/trees',
    access: 'write',
    permission: 'contents',
    handle: create,
  },
]

async function read(context: RepositoryContext): Promise<Answer> {
  const { repository, params, query } = context
  const tree = await findTree(context, params.tree_sha ?? '')
  if (tree === undefined) throw notFound(`${DOCUMENTATION}#get-a-tree`)
  // Any value switches it on, `0` and `false` too.
  const recursive = query.has('recursive')
  const entries = await repository.git.listTree(tree, '', recursive ? { recursive, trees: true } : {})
  return { status: 200, body: format(context, tree, entries) }
}

async function create(context: WriteContext): Promise<Answer> {
  const { repository, body } = context
  const baseName = textField(body, 'base_tree')
  const base = baseName === undefined ? undefined : await findTree(context, baseName)
  if (baseName !== undefined && base === undefined) throw refuse('Invalid tree info')
  const changes: TreeChange[] = []
  const entries = listField(body, 'tree') ?? []
  refuseTooLarge(entries)
  for (const entry of entries) changes.push(await readChange(context, base, entry))
  const tree = await repository.git.writeTree(base, changes)
  const answer = format(context, tree, await repository.git.listTree(tree))
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

async function findTree(context: RepositoryContext, name: string): Promise<string | undefined> {
  const { git } = context.repository
  if (isOid(name)) return (await git.readObject(`${name}^{tree}`))?.oid
  const commit = await resolveCommitish(context.repository, name)
  return commit === undefined ? undefined : (await git.readObject(`${commit}^{tree}`))?.oid
}

async function readChange(
  context: RepositoryContext,
  base: string | undefined,
  entry: unknown,
): Promise<TreeChange> {
  const path = textField(entry, 'path') ?? ''
  if (path.startsWith('/')) throw refuse('tree.path cannot start with a slash')
  if (!isSafePath(path)) throw refuse('tree.path contains a malformed path component')
  if (field(entry, 'sha') === null) {
    const present = base !== undefined && (await context.repository.git.findEntry(base, path)) !== undefined
    if (!present) throw refuse('GitRPC::BadObjectState')
    return { path, delete: true }
  }
  const mode = readMode(textField(entry, 'mode'), textField(entry, 'type'))
  const sha = textField(entry, 'sha')
  const content = textField(entry, 'content')
  if (sha !== undefined && content !== undefined) throw refuse('Must supply either tree.sha or tree.content')
  if (sha === undefined) {
    if (content === undefined) throw refuse('Must supply a valid tree.sha')
    return { path, mode, content }
  }
  const object = isOid(sha) ? await context.repository.git.readObject(sha) : undefined
  const wanted = mode === '040000' ? 'tree' : 'blob'
  // The commit of a submodule lives in another repository.
  if (mode !== '160000' && object?.type !== wanted) throw refuse(`tree.sha ${sha} is not a valid ${wanted}`)
  return { path, mode, oid: sha }
}

/** Where GitHub runs out of time over contents: https://github.com/qoomon/actions--create-commit/issues/90 */
function refuseTooLarge(entries: readonly unknown[]): void {
  const texts = entries.flatMap((entry) => textField(entry, 'content') ?? [])
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (texts.length <= 200 && bytes <= 2_500_000) return
  throw refuse(
    "Sorry, your request timed out. It's likely that your input was too large to process. Consider building the tree incrementally, or building the commits you need in a local clone of the repository and then pushing them to GitHub.",
  )
}

function readMode(mode: string | undefined, type: string | undefined): TreeMode {
  if (mode === '100755' || mode === '120000' || mode === '160000' || mode === '040000') return mode
  if (mode === undefined && type === 'tree') return '040000'
  if (mode === undefined && type === undefined) throw refuse('Must supply a valid tree.mode')
  return '100644'
}

function refuse(message: string): RestError {
  return new RestError(422, message, { documentation: `${DOCUMENTATION}#create-a-tree` })
}

function format(
  context: RepositoryContext,
  sha: string,
  entries: readonly TreeEntry[],
): Record<string, unknown> {
  const url = `${repositoryUrl(context.urls, context.repository)}/git`
  const shown = entries.slice(0, MOST_ENTRIES)
  return {
    sha,
    url: `${url}/trees/${sha}`,
    tree: shown.map(({ path, mode, type, oid, size }) => ({
      path,
      mode,
      type,
      sha: oid,
      ...(size === undefined ? {} : { size }),
      // A submodule has no address here.
      ...(type === 'commit' ? {} : { url: `${url}/${type}s/${oid}` }),
    })),
    truncated: shown.length < entries.length,
  }
}
