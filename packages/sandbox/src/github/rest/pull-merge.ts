import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { mergePull, type MergeMethod, NotMergeableError } from '../pulls/merge.ts'
import { judgeMergeability } from '../pulls/mergeability.ts'
import { mergeQueueOf } from '../pulls/merge-queue.ts'
import type { PullHeads } from '../pulls/lookup.ts'
import { updateReferences } from '../reference-update.ts'
import type { PullRequest, RepositorySettings } from '../resources.ts'
import { type Answer, notFound, RestError, type Route, type WriteContext } from '../route.ts'
import { THROUGH_QUEUE } from '../rules.ts'
import { writeApiCommit } from '../verification.ts'
import { textField } from './fields.ts'
import { headsOf } from './pull-body.ts'
import { findPull } from './pulls.ts'
import { repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/pulls/pulls'

export const pullMergeRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    access: 'read',
    permission: 'pull_requests',
    handle(context) {
      if (findPull(context).mergedAt === undefined)
        throw notFound(`${DOCUMENTATION}#check-if-a-pull-request-has-been-merged`)
      return { status: 204 }
    },
  },
  {
    operation: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    access: 'write',
    permission: 'contents',
    handle: merge,
  },
  {
    operation: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch',
    access: 'write',
    permission: 'pull_requests',
    handle: updateBranch,
  },
]

async function merge(context: WriteContext): Promise<Answer> {
  const { state, repository, actor, body } = context
  const pull = findPull(context)
  const heads = await headsOf(context, pull)
  const method = readMethod(textField(body, 'merge_method'))
  const title = textField(body, 'commit_title')
  const message = textField(body, 'commit_message')
  await refuseMerge(context, pull, heads, method)
  try {
    const sha = await mergePull(state, repository, pull, {
      method,
      actor,
      heads,
      ...(title === undefined ? {} : { title }),
      ...(message === undefined ? {} : { message }),
    })
    return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } }
  } catch (error) {
    if (error instanceof NotMergeableError) throw refuse(405, error.message)
    if (error instanceof ReferenceMovedError)
      throw refuse(405, 'Base branch was modified. Review and try the merge again.')
    throw error
  }
}

/** The reasons for which GitHub does not even try, in its order. @throws RestError 405, 409 */
async function refuseMerge(
  context: WriteContext,
  pull: PullRequest,
  heads: PullHeads,
  method: MergeMethod,
): Promise<void> {
  const wanted = textField(context.body, 'sha')
  if (pull.state === 'closed') throw refuse(405, 'Pull Request is not mergeable')
  if (pull.draft) throw refuse(405, 'Pull Request is still a draft')
  if (wanted !== undefined && wanted !== heads.head) {
    throw refuse(409, 'Head branch was modified. Review and try the merge again.')
  }
  if (mergeQueueOf(context.repository, pull.base) !== undefined) throw refuse(405, THROUGH_QUEUE)
  const forbidden = forbiddenMethod(context.repository.settings, method)
  if (forbidden !== undefined) throw refuse(405, forbidden)
  const { state } = await judgeMergeability(context.repository, pull, heads)
  if (state === 'dirty') throw refuse(405, 'Pull Request is not mergeable')
  if (state === 'behind') throw refuse(405, 'Head branch is out of date. Review and try the merge again.')
  if (state === 'blocked')
    throw refuse(405, 'Repository rule violations found\n\nRequired checks or reviews are missing.\n')
}

function readMethod(text: string | undefined): MergeMethod {
  return text === 'squash' || text === 'rebase' ? text : 'merge'
}

function forbiddenMethod(settings: RepositorySettings, method: MergeMethod): string | undefined {
  const rules = {
    merge: { allowed: settings.allowMergeCommit, name: 'Merge commits' },
    squash: { allowed: settings.allowSquashMerge, name: 'Squash merges' },
    rebase: { allowed: settings.allowRebaseMerge, name: 'Rebase merges' },
  }
  const { allowed, name } = rules[method]
  return allowed ? undefined : `${name} are not allowed on this repository.`
}

/** Brings the base into the head branch. GitHub does it after it answered; the sandbox has done it by then. */
async function updateBranch(context: WriteContext): Promise<Answer> {
  const { state, repository, actor, body, urls } = context
  const pull = findPull(context)
  const heads = await headsOf(context, pull)
  const source = state.findRepository(pull.headRepository) ?? repository
  const expected = textField(body, 'expected_head_sha')
  if (expected !== undefined && expected !== heads.head) {
    throw refuse(422, "expected head sha didn't match current head ref.")
  }
  if (await repository.git.isAncestor(heads.base, heads.head)) {
    throw refuse(422, 'There are no new commits on the base branch.')
  }
  const result = await repository.git.mergeTree(heads.head, heads.base)
  if (!result.clean) throw refuse(422, 'merge conflict between base and head')
  const commit = await writeApiCommit(source, {
    tree: result.tree,
    parents: [heads.head, heads.base],
    message: `Merge branch '${pull.base}' into ${pull.head}`,
    now: state.now(),
    actor,
    signed: true,
  })
  const update = { ref: `refs/heads/${pull.head}`, before: heads.head, after: commit.oid }
  await updateReferences(source, [update], { actor })
  const url = `${repositoryUrl(urls, repository)}/pulls/${pull.number}`
  return { status: 202, body: { message: 'Updating pull request branch.', url } }
}

function refuse(status: number, message: string): RestError {
  return new RestError(status, message, { documentation: `${DOCUMENTATION}#merge-a-pull-request` })
}
