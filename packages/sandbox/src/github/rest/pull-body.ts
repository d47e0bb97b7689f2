import { type PullHeads, readHeads } from '../pulls/lookup.ts'
import { judgeMergeability } from '../pulls/mergeability.ts'
import type { FileChange } from '../../git/object.ts'
import type { AccessToken, PullRequest } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { GitHubState, Repository } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { formatLabels } from './label-body.ts'
import { formatMilestoneOf } from './milestone-body.ts'
import { formatRepository, repositoryPage, repositoryUrl } from './repository-body.ts'
import { formatTeam } from './team-body.ts'

export interface PullContext {
  state: GitHubState
  urls: BaseUrls
  token?: AccessToken | undefined
  repository: Repository
}

/** A pull request as lists answer it (`pull-request-simple`). */
export async function formatPullSummary(
  context: PullContext,
  pull: PullRequest,
): Promise<Record<string, unknown>> {
  const { urls, repository } = context
  const heads = await headsOf(context, pull)
  return {
    id: pull.id,
    node_id: pull.nodeId,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: formatAccount(urls, pull.author),
    author_association: 'CONTRIBUTOR',
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    merged_at: pull.mergedAt ?? null,
    merge_commit_sha: pull.mergeSha ?? null,
    labels: formatLabels(urls, repository, pull.labels),
    milestone: formatMilestoneOf(urls, repository, pull.milestone),
    ...formatPeople(context, pull),
    auto_merge: formatAutoMerge(urls, pull),
    head: formatEnd(context, pull.headRepository, pull.head, heads.head),
    base: formatEnd(context, repository.fullName, pull.base, heads.base),
    ...formatAddresses(urls, repository, pull, heads),
  }
}

/** A pull request as it is answered alone (`pull-request`): with counts, and whether it could merge. */
export async function formatPull(context: PullContext, pull: PullRequest): Promise<Record<string, unknown>> {
  const { repository, urls } = context
  const heads = await headsOf(context, pull)
  const comparison = await repository.git.compare(heads.base, heads.head)
  const files =
    comparison === undefined ? [] : await repository.git.changedFiles(comparison.mergeBase, heads.head)
  return {
    ...(await formatPullSummary(context, pull)),
    merged: pull.mergedAt !== undefined,
    merged_by: pull.mergedBy === undefined ? null : formatAccount(urls, pull.mergedBy),
    ...(await formatMergeability(repository, pull, heads)),
    maintainer_can_modify: false,
    comments: repository.comments.filter((comment) => comment.number === pull.number).length,
    review_comments: 0,
    commits: comparison?.aheadBy ?? 0,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  }
}

/** What the head changes against the merge base. */
export async function listPullFiles(repository: Repository, heads: PullHeads): Promise<FileChange[]> {
  const comparison = await repository.git.compare(heads.base, heads.head)
  return comparison === undefined ? [] : repository.git.changedFiles(comparison.mergeBase, heads.head)
}

export function headsOf(context: PullContext, pull: PullRequest): Promise<PullHeads> {
  return readHeads(context.repository, pull, (name) => context.state.findRepository(name))
}

async function formatMergeability(
  repository: Repository,
  pull: PullRequest,
  heads: PullHeads,
): Promise<Record<string, unknown>> {
  if (pull.state === 'closed') return { mergeable: null, rebaseable: null, mergeable_state: 'unknown' }
  const { merge, state } = await judgeMergeability(repository, pull, heads)
  return { mergeable: merge.clean, rebaseable: merge.clean, mergeable_state: state }
}

function formatPeople(context: PullContext, pull: PullRequest): Record<string, unknown> {
  const { urls, state, repository } = context
  const format = (login: string): Record<string, unknown> => formatAccount(urls, state.account(login))
  return {
    assignee: pull.assignees[0] === undefined ? null : format(pull.assignees[0]),
    assignees: pull.assignees.map(format),
    requested_reviewers: pull.reviewers.map(format),
    requested_teams: pull.teamReviewers.map((slug) => formatTeam(urls, repository, slug)),
  }
}

function formatAutoMerge(urls: BaseUrls, pull: PullRequest): Record<string, unknown> | null {
  if (pull.autoMerge === undefined) return null
  const { enabledBy, method, headline, body } = pull.autoMerge
  return {
    enabled_by: formatAccount(urls, enabledBy),
    merge_method: method,
    commit_title: headline ?? '',
    commit_message: body ?? '',
  }
}

function formatEnd(
  context: PullContext,
  fullName: string,
  branch: string,
  sha: string,
): Record<string, unknown> {
  const source = context.state.findRepository(fullName) ?? context.repository
  return {
    label: `${source.owner.login}:${branch}`,
    ref: branch,
    sha,
    user: formatAccount(context.urls, source.owner),
    repo: formatRepository(context, source),
  }
}

function formatAddresses(
  urls: BaseUrls,
  repository: Repository,
  pull: PullRequest,
  heads: PullHeads,
): Record<string, unknown> {
  const url = `${repositoryUrl(urls, repository)}/pulls/${pull.number}`
  const issue = `${repositoryUrl(urls, repository)}/issues/${pull.number}`
  const page = `${repositoryPage(urls, repository)}/pull/${pull.number}`
  const statuses = `${repositoryUrl(urls, repository)}/statuses/${heads.head}`
  const addresses = {
    html_url: page,
    issue_url: issue,
    comments_url: `${issue}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(urls, repository)}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: statuses,
  }
  return {
    url,
    ...addresses,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: addresses.comments_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      commits: { href: addresses.commits_url },
      statuses: { href: statuses },
    },
  }
}
