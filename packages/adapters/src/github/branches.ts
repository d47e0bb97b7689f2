import { ActionError, parseCommitSha, type BranchName, type CommitSha } from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { objectAt, optionalObjectAt, textAt } from './answer.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'
import { graphqlRefusal, restRefusal } from './refusal.ts'

const HEAD = 'id ref(qualifiedName: $ref) { target { oid } }'

const UPDATE_REFS = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`

/** The head of a branch, undefined when there is no such branch, and the repository's node id. */
export async function readHead(
  connection: GitHubConnection,
  at: RepositoryAt,
  branch: BranchName,
): Promise<{ repositoryId: string; head: CommitSha | undefined }> {
  const variables = { ref: { type: 'String!', value: `refs/heads/${branch}` } }
  const repository = await queryRepository(connection, at, { selection: HEAD, variables })
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
  const attempt = {
    what: `moving the branch ${branch}`,
    repository: `${at.owner}/${at.name}`,
    needs: 'contents=write',
  }
  const { repositoryId, head } = await readHead(connection, at, branch)
  if (head !== before || head === after) return head
  const refUpdates = [refUpdate({ branch, before, after, force: true })]
  const answer = await connection
    .mutate(UPDATE_REFS, { input: { repositoryId, refUpdates } })
    .catch(keepAmbiguous)
  if (!(answer instanceof ActionError) && answer.status === 200 && answer.errors.length === 0) return after
  // A race, a refusal and a lost answer look alike until the branch is read again.
  const now = await readHead(connection, at, branch)
  if (now.head === after || now.head !== before) return now.head
  if (answer instanceof ActionError) throw answer
  throw answer.status === 200 ? graphqlRefusal(answer.errors, attempt) : restRefusal(answer, attempt)
}

/** One branch of a move; undefined stands for no branch. */
export interface BranchMove {
  readonly branch: BranchName
  readonly before: CommitSha | undefined
  readonly after: CommitSha | undefined
  /** Whether it may be moved to a commit that does not contain the one it stands at. */
  readonly force: boolean
}

/**
 * Moves several branches at once, or none. Answers the refusal, which may be a race, or undefined when they moved.
 * @throws ActionError when nobody knows whether they moved
 */
export async function moveBranches(
  connection: GitHubConnection,
  at: RepositoryAt,
  moves: readonly BranchMove[],
): Promise<ActionError | undefined> {
  const [first] = moves
  if (first === undefined) return undefined
  const attempt = {
    what: `moving the branch ${first.branch}`,
    repository: `${at.owner}/${at.name}`,
    needs: 'contents=write',
  }
  const { repositoryId } = await readHead(connection, at, first.branch)
  const input = { repositoryId, refUpdates: moves.map(refUpdate) }
  const answer = await connection.mutate(UPDATE_REFS, { input })
  if (answer.status !== 200) return restRefusal(answer, attempt)
  return answer.errors.length === 0 ? undefined : graphqlRefusal(answer.errors, attempt)
}

function refUpdate({ branch, before, after, force }: BranchMove): Readonly<Record<string, unknown>> {
  const zeros = '0'.repeat((before ?? after ?? '').length)
  return { name: `refs/heads/${branch}`, beforeOid: before ?? zeros, afterOid: after ?? zeros, force }
}
