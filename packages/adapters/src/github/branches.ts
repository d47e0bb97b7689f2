import { ActionError, parseCommitSha, type BranchName, type CommitSha } from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { objectAt, optionalObjectAt, textAt } from './answer.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'

const HEAD = `query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { id ref(qualifiedName: $ref) { target { oid } } }
}`

const UPDATE_REFS = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`

/** The head of a branch, undefined when there is no such branch, and the repository's node id. */
export async function readHead(
  connection: GitHubConnection,
  at: RepositoryAt,
  branch: BranchName,
): Promise<{ repositoryId: string; head: CommitSha | undefined }> {
  const variables = { owner: at.owner, name: at.name, ref: `refs/heads/${branch}` }
  const repository = await queryRepository(connection, at, { document: HEAD, variables })
  const ref = optionalObjectAt(repository, 'ref')
  return {
    repositoryId: textAt(repository, 'id'),
    head: ref === undefined ? undefined : parseCommitSha(textAt(objectAt(ref, 'target'), 'oid')),
  }
}

/**
 * Moves a branch from `before` to `after` if it still stands at `before`; undefined stands for no branch. Returns the head that it
 * then has: not `after` means that others came first. https://docs.github.com/graphql/reference/mutations#updaterefs
 */
export async function moveBranch(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: { branch: BranchName; before: CommitSha | undefined; after: CommitSha | undefined },
): Promise<CommitSha | undefined> {
  const { branch, before, after } = request
  const attempt = { what: `moving the branch ${branch}`, repository: `${at.owner}/${at.name}` }
  const { repositoryId, head } = await readHead(connection, at, branch)
  if (head !== before || head === after) return head
  const zeros = '0'.repeat((before ?? after ?? '').length)
  const update = {
    name: `refs/heads/${branch}`,
    beforeOid: before ?? zeros,
    afterOid: after ?? zeros,
    force: true,
  }
  const answer = await connection
    .mutate(UPDATE_REFS, { input: { repositoryId, refUpdates: [update] } })
    .catch(keepAmbiguous)
  if (!(answer instanceof ActionError) && answer.status === 200 && answer.errors.length === 0) return after
  // A race, a refusal and a lost answer look alike until the branch is read again.
  const now = await readHead(connection, at, branch)
  if (now.head === after || now.head !== before) return now.head
  if (answer instanceof ActionError) throw answer
  throw answer.status === 200 ? graphqlRefusal(answer.errors, attempt) : restRefusal(answer, attempt)
}
