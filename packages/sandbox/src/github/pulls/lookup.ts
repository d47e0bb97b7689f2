import type { PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'

/** Where a pull request's two branches stand now; a closed one, or one whose branch is gone, keeps what was last seen. */
export interface PullHeads {
  base: string
  head: string
}

/** The repository that holds the head branch, or undefined when the fork is gone. */
export type FindRepository = (fullName: string) => Repository | undefined

export async function readHeads(
  repository: Repository,
  pull: PullRequest,
  findRepository: FindRepository,
): Promise<PullHeads> {
  if (pull.state === 'closed') return { base: pull.baseSha, head: pull.headSha }
  const base = await repository.git.resolve(`refs/heads/${pull.base}`)
  const head = await findRepository(pull.headRepository)?.git.resolve(`refs/heads/${pull.head}`)
  return { base: base ?? pull.baseSha, head: head ?? pull.headSha }
}

/**
 * Pull requests that a commit belongs to: those that brought it in, and open ones that hold it.
 * Source: https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export async function findAssociatedPulls(repository: Repository, oid: string): Promise<PullRequest[]> {
  const found: PullRequest[] = []
  for (const pull of repository.pulls.values()) {
    if (pull.mergeSha === oid || (await holds(repository, pull, oid))) found.push(pull)
  }
  return found
}

async function holds(repository: Repository, pull: PullRequest, oid: string): Promise<boolean> {
  if (pull.state === 'closed' && pull.mergedAt === undefined) return false
  const { git } = repository
  if ((await git.resolve(pull.headSha)) === undefined) return false
  return (await git.isAncestor(oid, pull.headSha)) && !(await git.isAncestor(oid, pull.baseSha))
}
