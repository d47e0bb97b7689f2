import { listCommits } from '../pulls/merge.ts'
import { readHeads, type PullHeads } from '../pulls/lookup.ts'
import { judgeMergeability } from '../pulls/mergeability.ts'
import { rollUpChecks } from '../pulls/check-rollup.ts'
import type { Account, PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'
import { createActorNode } from './actor-node.ts'
import { createCommitNode } from './commit-node.ts'
import { createConnection, type PageArguments } from './connection.ts'
import { describeQueue } from './merge-queue-node.ts'
import { gitNodeId, type NodeContext } from './node-context.ts'
import { createRefNode, pullState } from './ref-node.ts'

export function createPullRequestNode(
  context: NodeContext,
  repository: Repository,
  pull: PullRequest,
): object {
  const path = `/${repository.fullName}/pull/${pull.number}`
  return {
    __typename: 'PullRequest',
    id: pull.nodeId,
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    bodyText: pull.body ?? '',
    url: `${context.urls.server}${path}`,
    permalink: `${context.urls.server}${path}`,
    resourcePath: path,
    state: pullState(pull),
    closed: pull.state === 'closed',
    isDraft: pull.draft,
    locked: false,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closedAt: pull.closedAt ?? null,
    author: createActorNode(context, pull.author),
    viewerDidAuthor: pull.author.login === context.token.account.login,
    repository: () => context.createRepository(repository),
    ...describeBranches(context, repository, pull),
    ...describeMerge(context, repository, pull),
    ...describeQueue(context, repository, pull),
    ...describeContent(context, repository, pull),
    ...describeDress(context, repository, pull),
  }
}

function describeBranches(context: NodeContext, repository: Repository, pull: PullRequest): object {
  const source = context.state.findRepository(pull.headRepository)
  return {
    headRefName: pull.head,
    baseRefName: pull.base,
    headRefOid: async () => (await headsOf(context, repository, pull)).head,
    baseRefOid: async () => (await headsOf(context, repository, pull)).base,
    headRef: () => (source === undefined ? null : createRefNode(context, source, `refs/heads/${pull.head}`)),
    baseRef: () => createRefNode(context, repository, `refs/heads/${pull.base}`),
    headRepository: () => (source === undefined ? null : context.createRepository(source)),
    headRepositoryOwner: () => (source === undefined ? null : createActorNode(context, source.owner)),
    baseRepository: () => context.createRepository(repository),
    isCrossRepository: pull.headRepository !== repository.fullName,
  }
}

function describeMerge(context: NodeContext, repository: Repository, pull: PullRequest): object {
  const judge = async () => judgeMergeability(repository, pull, await headsOf(context, repository, pull))
  return {
    merged: pull.mergedAt !== undefined,
    mergedAt: pull.mergedAt ?? null,
    mergedBy: () => actorOrNull(context, pull.mergedBy),
    mergeCommit: () =>
      pull.mergeSha === undefined ? null : createCommitNode(context, repository, pull.mergeSha),
    mergeable: async () =>
      pull.state === 'closed' ? 'UNKNOWN' : (await judge()).merge.clean ? 'MERGEABLE' : 'CONFLICTING',
    mergeStateStatus: async () => (pull.state === 'closed' ? 'UNKNOWN' : (await judge()).state.toUpperCase()),
    reviewDecision: null,
    autoMergeRequest: () => {
      const { autoMerge } = pull
      if (autoMerge === undefined) return null
      return {
        enabledAt: pull.updatedAt,
        enabledBy: createActorNode(context, autoMerge.enabledBy),
        mergeMethod: autoMerge.method.toUpperCase(),
        commitHeadline: autoMerge.headline,
        commitBody: autoMerge.body,
        authorEmail: null,
        pullRequest: context.createPullRequest(repository, pull),
      }
    },
  }
}

function describeContent(context: NodeContext, repository: Repository, pull: PullRequest): object {
  const changes = async () => {
    const heads = await headsOf(context, repository, pull)
    const comparison = await repository.git.compare(heads.base, heads.head)
    return comparison === undefined ? [] : repository.git.changedFiles(comparison.mergeBase, heads.head)
  }
  return {
    changedFiles: async () => (await changes()).length,
    additions: async () => (await changes()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await changes()).reduce((sum, file) => sum + file.deletions, 0),
    files: async (page: PageArguments) =>
      createConnection('files', await changes(), page, (file) => ({
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: file.status === 'removed' ? 'DELETED' : file.status.toUpperCase(),
      })),
    commits: async (page: PageArguments) => {
      const commits = await listCommits(repository, await headsOf(context, repository, pull))
      return createConnection('commits', commits, page, (commit) => ({
        id: gitNodeId('PURC', repository, `${pull.number}:${commit.oid}`),
        commit: createCommitNode(context, repository, commit.oid),
      }))
    },
    statusCheckRollup: async () => {
      const { head } = await headsOf(context, repository, pull)
      const state = rollUpChecks(repository, head)
      return state === undefined ? null : { id: gitNodeId('SCR', repository, head), state }
    },
  }
}

function describeDress(context: NodeContext, repository: Repository, pull: PullRequest): object {
  return {
    labels: (page: PageArguments) =>
      createConnection('labels', pull.labels, page, (name) => {
        const label = repository.labels.get(name.toLowerCase())
        return { id: label?.nodeId, name, color: label?.color, description: label?.description ?? null }
      }),
    assignees: (page: PageArguments) =>
      createConnection('assignees', pull.assignees, page, (login) => accountNode(context, login)),
    reviewRequests: (page: PageArguments) =>
      createConnection('reviewRequests', pull.reviewers, page, (login) => ({
        id: gitNodeId('RR', repository, `${pull.number}:${login}`),
        requestedReviewer: accountNode(context, login),
      })),
    comments: (page: PageArguments) => {
      const comments = repository.comments.filter((comment) => comment.number === pull.number)
      return createConnection('comments', comments, page, (comment) => ({
        id: comment.nodeId,
        databaseId: comment.id,
        body: comment.body,
        createdAt: comment.createdAt,
        updatedAt: comment.updatedAt,
        author: createActorNode(context, comment.author),
      }))
    },
  }
}

function headsOf(context: NodeContext, repository: Repository, pull: PullRequest): Promise<PullHeads> {
  return readHeads(repository, pull, (name) => context.state.findRepository(name))
}

function accountNode(context: NodeContext, login: string): object {
  return createActorNode(context, context.state.account(login))
}

function actorOrNull(context: NodeContext, account: Account | undefined): object | null {
  return account === undefined ? null : createActorNode(context, account)
}
