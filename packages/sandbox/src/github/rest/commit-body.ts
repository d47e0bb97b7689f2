import type { Commit, FileChange, Person } from '../../git/object.ts'
import { gitNodeId } from '../graphql/node-context.ts'
import type { Account } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import { formatTimestamp, type GitHubState, type Repository } from '../state.ts'
import { GITHUB_COMMITTER, verificationOf } from '../verification.ts'
import { formatAccount } from './account-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

interface CommitContext {
  urls: BaseUrls
  state: GitHubState
  repository: Repository
}

/** A commit as `GET /repos/{owner}/{repo}/git/commits/{commit_sha}` answers it (`git-commit`). */
export function formatGitCommit(context: CommitContext, commit: Commit): Record<string, unknown> {
  const { urls, repository } = context
  const url = repositoryUrl(urls, repository)
  const page = repositoryPage(urls, repository)
  return {
    sha: commit.oid,
    node_id: gitNodeId('C', repository, commit.oid),
    url: `${url}/git/commits/${commit.oid}`,
    html_url: `${page}/commit/${commit.oid}`,
    author: formatPerson(commit.author),
    committer: formatPerson(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message.replace(/\n$/, ''),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: verificationOf(repository, commit),
  }
}

/** A commit as lists, comparisons and merges answer it (`commit`). */
export function formatCommit(context: CommitContext, commit: Commit): Record<string, unknown> {
  const { urls, repository } = context
  const url = repositoryUrl(urls, repository)
  const page = repositoryPage(urls, repository)
  return {
    url: `${url}/commits/${commit.oid}`,
    sha: commit.oid,
    node_id: gitNodeId('C', repository, commit.oid),
    html_url: `${page}/commit/${commit.oid}`,
    comments_url: `${url}/commits/${commit.oid}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.oid}`,
      author: formatPerson(commit.author),
      committer: formatPerson(commit.committer),
      message: commit.message.replace(/\n$/, ''),
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: verificationOf(repository, commit),
    },
    author: formatIdentity(context, commit.author),
    committer: formatIdentity(context, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  }
}

/** `formatCommit` with what the commit changed against its first parent. */
export function formatCommitWithFiles(
  context: CommitContext,
  commit: Commit,
  files: readonly FileChange[],
): Record<string, unknown> {
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return {
    ...formatCommit(context, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => formatFile(context, commit.oid, file)),
  }
}

/** A changed file of a commit, comparison or pull request (`diff-entry`). */
export function formatFile(
  context: CommitContext,
  commit: string,
  file: FileChange,
): Record<string, unknown> {
  const url = repositoryUrl(context.urls, context.repository)
  const page = repositoryPage(context.urls, context.repository)
  const path = encodePath(file.path)
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${commit}/${path}`,
    raw_url: `${page}/raw/${commit}/${path}`,
    contents_url: `${url}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  }
}

/** A path as part of an address: slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function formatPerson(person: Person): Record<string, string> {
  return { name: person.name, email: person.email, date: formatTimestamp(person.date) }
}

/** The account behind an e-mail address; GitHub signs as the account `web-flow`. */
function formatIdentity(context: CommitContext, person: Person): Record<string, unknown> | null {
  const { state, urls } = context
  if (person.email === GITHUB_COMMITTER.email) return formatAccount(urls, state.account('web-flow'))
  const account = [...state.accounts.values()].find((candidate: Account) => candidate.email === person.email)
  return account === undefined ? null : formatAccount(urls, account)
}
