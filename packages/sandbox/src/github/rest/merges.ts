import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { updateReferences } from '../reference-update.ts'
import { type Answer, RestError, type Route, type WriteContext } from '../route.ts'
import { writeApiCommit } from '../verification.ts'
import { formatCommit } from './commit-body.ts'
import { textField } from './fields.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/branches/branches#merge-a-branch'

export const mergeRoutes: readonly Route[] = [
  { operation: 'POST /repos/{owner}/{repo}/merges', access: 'write', permission: 'contents', handle: merge },
]

/** Merges a branch or commit into a branch: 201 with the commit, 204 when there is nothing to merge. */
async function merge(context: WriteContext): Promise<Answer> {
  const { repository, state, actor, body } = context
  const base = textField(body, 'base') ?? ''
  const head = textField(body, 'head') ?? ''
  const ref = `refs/heads/${base}`
  const into = await repository.git.resolve(ref)
  if (into === undefined) throw refuse(404, 'Base does not exist')
  const from = (await repository.git.resolve(`refs/heads/${head}`)) ?? (await repository.git.resolve(head))
  if (from === undefined) throw refuse(404, 'Head does not exist')
  if (await repository.git.isAncestor(from, into)) return { status: 204 }
  const result = await repository.git.mergeTree(into, from)
  if (!result.clean) throw refuse(409, 'Merge conflict')
  const commit = await writeApiCommit(repository, {
    tree: result.tree,
    parents: [into, from],
    message: textField(body, 'commit_message') ?? `Merge ${head} into ${base}`,
    now: state.now(),
    actor,
    signed: true,
  })
  try {
    await updateReferences(repository, [{ ref, before: into, after: commit.oid }], { actor })
  } catch (error) {
    if (error instanceof ReferenceMovedError)
      throw refuse(409, 'Base branch was modified. Review and try the merge again.')
    throw error
  }
  return { status: 201, body: formatCommit(context, commit) }
}

function refuse(status: number, message: string): RestError {
  return new RestError(status, message, { documentation: DOCUMENTATION })
}
