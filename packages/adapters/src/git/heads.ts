import { ActionError, type BranchName, type CommitSha, parseBranchName } from '@gitops-actions/core'
import { type RemoteSide, remoteRefusal } from './refusal.ts'

const BRANCH = 'refs/heads/'

/** The branch that HEAD of a remote stands for. @throws ActionError `branch-not-found` for a repository without a commit */
export function defaultBranchOf({ remote }: RemoteSide, head: string | undefined): BranchName {
  if (head?.startsWith(BRANCH) === true) {
    return parseBranchName(head.slice(BRANCH.length), 'the default branch')
  }
  throw new ActionError(
    'branch-not-found',
    `${remote.url} does not say which branch is its default one, or has no commit yet; give "branch", or push a first commit`,
  )
}

export function noBranch(side: RemoteSide, branch: BranchName): ActionError {
  return remoteRefusal(side, `reading ${branch}`, { said: [`couldn't find remote ref ${BRANCH}${branch}`] })
}

export function noCommit({ remote }: RemoteSide, commit: CommitSha): ActionError {
  return new ActionError('commit-not-found', `${remote.url} has no commit ${commit}`)
}
