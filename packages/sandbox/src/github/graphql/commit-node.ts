import type { Commit } from '../../git/object.ts'
import { EMPTY_TREE } from '../../git/object.ts'
import { findAssociatedPulls } from '../pulls/lookup.ts'
import { rollUpChecks } from '../pulls/check-rollup.ts'
import { formatTimestamp, type Repository } from '../state.ts'
import { GITHUB_COMMITTER, verificationOf } from '../verification.ts'
import { createGitActorNode } from './actor-node.ts'
import { createConnection, type PageArguments } from './connection.ts'
import { gitNodeId, type NodeContext } from './node-context.ts'
import { commonMembers, createFileNode, createTreeNode } from './tree-node.ts'

export const COMMIT_PREFIX = 'C'

export async function createCommitNode(
  context: NodeContext,
  repository: Repository,
  oid: string,
): Promise<object | null> {
  const commit = await repository.git.readCommit(oid)
  return commit === undefined ? null : describeCommit(context, repository, commit)
}

function describeCommit(context: NodeContext, repository: Repository, commit: Commit): object {
  const { oid } = commit
  const resource = `/${repository.fullName}/commit/${oid}`
  const { headline, body } = splitMessage(commit.message)
  return {
    __typename: 'Commit',
    ...commonMembers(context, repository, COMMIT_PREFIX, oid),
    message: commit.message.replace(/\n$/, ''),
    messageHeadline: headline,
    messageBody: body,
    committedDate: formatTimestamp(commit.committer.date),
    authoredDate: formatTimestamp(commit.author.date),
    author: createGitActorNode(context, commit.author),
    committer: createGitActorNode(context, commit.committer),
    authoredByCommitter: commit.author.email === commit.committer.email,
    committedViaWeb: commit.committer.email === GITHUB_COMMITTER.email,
    url: `${context.urls.server}${resource}`,
    resourcePath: resource,
    ...describeContent(context, repository, commit),
    ...describeHistory(context, repository, commit),
    signature: describeSignature(repository, commit),
    statusCheckRollup: () => describeRollup(repository, oid),
    associatedPullRequests: async (page: PageArguments) =>
      createConnection('associatedPullRequests', await findAssociatedPulls(repository, oid), page, (pull) =>
        context.createPullRequest(repository, pull),
      ),
  }
}

function describeContent(context: NodeContext, repository: Repository, commit: Commit): object {
  const path = `/${repository.fullName}/tree/${commit.oid}`
  const changes = async () => repository.git.changedFiles(commit.parents[0] ?? EMPTY_TREE, commit.oid)
  return {
    tree: async () => {
      const tree = await repository.git.readObject(commit.tree)
      return tree === undefined ? null : createTreeNode(context, repository, commit.tree, tree.content, '')
    },
    treeResourcePath: path,
    treeUrl: `${context.urls.server}${path}`,
    file: ({ path: file }: { path: string }) => createFileNode(context, repository, commit.oid, file),
    additions: async () => (await changes()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await changes()).reduce((sum, file) => sum + file.deletions, 0),
    changedFilesIfAvailable: async () => (await changes()).length,
  }
}

function describeHistory(context: NodeContext, repository: Repository, commit: Commit): object {
  return {
    parents: (page: PageArguments) =>
      createConnection('parents', commit.parents, page, (parent) =>
        createCommitNode(context, repository, parent),
      ),
    history: async (page: PageArguments & { path?: string | null }) => {
      const commits = await repository.git.log(commit.oid, page.path == null ? {} : { path: page.path })
      return createConnection('history', commits, page, (entry) => describeCommit(context, repository, entry))
    },
  }
}

/** Null for a commit without a signature. */
function describeSignature(repository: Repository, commit: Commit): object | null {
  const verification = verificationOf(repository, commit)
  if (verification.signature === null) return null
  return {
    __typename: 'GpgSignature',
    isValid: verification.verified,
    state: verification.reason.toUpperCase(),
    wasSignedByGitHub: verification.verified && commit.committer.email === GITHUB_COMMITTER.email,
    email: commit.committer.email,
    signature: verification.signature,
    payload: verification.payload ?? '',
    signer: null,
    verifiedAt: verification.verified_at,
    keyId: null,
  }
}

function describeRollup(repository: Repository, oid: string): object | null {
  const rollup = rollUpChecks(repository, oid)
  return rollup === undefined ? null : { id: gitNodeId('SCR', repository, oid), state: rollup }
}

function splitMessage(message: string): { headline: string; body: string } {
  const [headline = '', ...rest] = message.replace(/\n+$/, '').split('\n')
  return { headline, body: rest.join('\n').replace(/^\n+/, '') }
}
