import type { TreeChange } from '../../git/object.ts'
import { updateReferences } from '../reference-update.ts'
import type { Repository } from '../state.ts'
import { writeApiCommit } from '../verification.ts'
import { createCommitNode } from './commit-node.ts'
import { GraphQLAnswerError } from './error.ts'
import { answerRefusals, requireWrite } from './mutation-access.ts'
import { type NodeContext, readGitNodeId } from './node-context.ts'
import { refuseId } from './query.ts'
import { createRefNode, REF_PREFIX } from './ref-node.ts'

interface CreateCommitInput {
  clientMutationId?: string | null
  branch: { id?: string | null; repositoryNameWithOwner?: string | null; branchName?: string | null }
  expectedHeadOid: string
  message: { headline: string; body?: string | null }
  fileChanges?: FileChanges | null
}

interface FileChanges {
  additions?: readonly { path: string; contents: string }[] | null
  deletions?: readonly { path: string }[] | null
}

/** A request of 40 MiB fails on GitHub. Source: https://github.com/grafana/github-api-commit-action/issues/66 */
const CHANGES_LIMIT = 40 * 1024 * 1024

const OPAQUE =
  'Something went wrong while executing your query. Please include the request id when reporting this issue.'

/**
 * Commits to a branch if it still points to `expectedHeadOid`. The commit is GitHub's own: signed, with the token's
 * identity as author. Every file it writes is a plain one, mode 100644, whatever stood there.
 */
export async function createCommitOnBranch(context: NodeContext, input: CreateCommitInput): Promise<object> {
  const { repository, ref } = await findBranch(context, input.branch)
  const head = await repository.git.resolve(ref)
  if (head === undefined) throw branchMissing(ref)
  if (head !== input.expectedHeadOid) throw staleHead(input.expectedHeadOid)
  const changes = await readChanges(repository, head, input.fileChanges ?? {})
  const { headline, body } = input.message
  const commit = await writeApiCommit(repository, {
    tree: await repository.git.writeTree(head, changes),
    parents: [head],
    message: body == null || body === '' ? headline : `${headline}\n\n${body}`,
    now: context.state.now(),
    actor: context.token.account,
    signed: true,
  })
  await answerRefusals(
    () =>
      updateReferences(repository, [{ ref, before: head, after: commit.oid }], {
        actor: context.token.account,
      }),
    () => staleHead(input.expectedHeadOid),
  )
  return {
    commit: () => createCommitNode(context, repository, commit.oid),
    ref: () => createRefNode(context, repository, ref),
  }
}

async function findBranch(
  context: NodeContext,
  branch: CreateCommitInput['branch'],
): Promise<{ repository: Repository; ref: string }> {
  if (branch.id != null) {
    const found = readGitNodeId(REF_PREFIX, branch.id) ?? refuseId(branch.id)
    const known = [...context.state.repositories.values()].find(({ id }) => id === found.repositoryId)
    const repository = requireWrite(context, known, 'contents', branch.id)
    return { repository, ref: found.name }
  }
  const { repositoryNameWithOwner: name, branchName } = branch
  if (name == null || branchName == null) {
    throw new GraphQLAnswerError(
      'A branch must be specified by its id, or by repositoryNameWithOwner and branchName together.',
      'UNPROCESSABLE',
    )
  }
  const repository = requireWrite(context, context.state.findRepository(name), 'contents', name)
  const ref = branchName.startsWith('refs/heads/') ? branchName : `refs/heads/${branchName}`
  if ((await repository.git.readRef(ref)) === undefined) throw branchMissing(ref)
  return { repository, ref }
}

function branchMissing(ref: string): GraphQLAnswerError {
  return new GraphQLAnswerError(
    `Could not resolve to a branch with the name '${ref.slice('refs/heads/'.length)}'.`,
    'NOT_FOUND',
  )
}

function staleHead(expected: string): GraphQLAnswerError {
  const message = `Expected branch to point to "${expected}" but it did not.  Pull and try again.`
  return new GraphQLAnswerError(message, 'STALE_DATA')
}

async function readChanges(
  repository: Repository,
  head: string,
  changes: FileChanges,
): Promise<TreeChange[]> {
  // An explicit null is GitHub's own failure, not an empty list.
  if (changes.additions === null || changes.deletions === null) throw new GraphQLAnswerError(OPAQUE)
  const additions = changes.additions ?? []
  const deletions = changes.deletions ?? []
  const size = additions.reduce((sum, { contents }) => sum + contents.length, 0)
  if (size >= CHANGES_LIMIT) throw new GraphQLAnswerError(OPAQUE)
  checkPaths([...additions, ...deletions].map(({ path }) => path))
  for (const { path } of deletions) {
    if ((await repository.git.findEntry(head, path)) !== undefined) continue
    throw unprocessable(`A path was requested for deletion which does not exist as of commit oid \`${head}\``)
  }
  return [
    ...deletions.map(({ path }) => ({ path, delete: true }) as const),
    ...additions.map(({ path, contents }) => ({ path, content: Buffer.from(contents, 'base64') })),
  ]
}

/** Source: the description of `FileChanges` in https://docs.github.com/en/graphql/reference/input-objects#filechanges */
function checkPaths(paths: readonly string[]): void {
  const seen = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    if (
      path === '' ||
      parts.some((part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part))
    ) {
      throw unprocessable(`A path was requested which is not valid: \`${path}\``)
    }
    if (seen.has(path)) throw unprocessable(`A path was requested more than once: \`${path}\``)
    seen.add(path)
  }
}

function unprocessable(message: string): GraphQLAnswerError {
  return new GraphQLAnswerError(message, 'UNPROCESSABLE')
}
