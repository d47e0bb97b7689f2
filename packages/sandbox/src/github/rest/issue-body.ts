import type { IssueComment } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { GitHubState, Repository } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { isPull, type Subject } from './issue-subject.ts'
import { formatLabels } from './label-body.ts'
import { formatMilestoneOf } from './milestone-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

interface IssueContext {
  state: GitHubState
  urls: BaseUrls
  repository: Repository
}

/** An issue, or a pull request seen as one (`issue`). */
export function formatIssue(context: IssueContext, subject: Subject): Record<string, unknown> {
  const { state, urls, repository } = context
  const url = `${repositoryUrl(urls, repository)}/issues/${subject.number}`
  const page = `${repositoryPage(urls, repository)}/${isPull(subject) ? 'pull' : 'issues'}/${subject.number}`
  const assignees = subject.assignees.map((login) => formatAccount(urls, state.account(login)))
  return {
    id: subject.id,
    node_id: subject.nodeId,
    url,
    repository_url: repositoryUrl(urls, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number: subject.number,
    title: subject.title,
    body: subject.body,
    user: formatAccount(urls, subject.author),
    author_association: 'CONTRIBUTOR',
    labels: formatLabels(urls, repository, subject.labels),
    state: subject.state,
    state_reason: isPull(subject) ? null : subject.stateReason,
    locked: false,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: formatMilestoneOf(urls, repository, subject.milestone),
    comments: repository.comments.filter((comment) => comment.number === subject.number).length,
    created_at: subject.createdAt,
    updated_at: subject.updatedAt,
    closed_at: subject.closedAt ?? null,
    ...(isPull(subject)
      ? { draft: subject.draft, pull_request: formatPullLinks(context, subject.number) }
      : {}),
  }
}

export function formatComment(context: IssueContext, comment: IssueComment): Record<string, unknown> {
  const { urls, repository } = context
  const url = repositoryUrl(urls, repository)
  const subject = repository.pulls.has(comment.number) ? 'pull' : 'issues'
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${repositoryPage(urls, repository)}/${subject}/${comment.number}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${comment.number}`,
    body: comment.body,
    user: formatAccount(urls, comment.author),
    author_association: 'CONTRIBUTOR',
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  }
}

function formatPullLinks({ urls, repository }: IssueContext, number: number): Record<string, unknown> {
  const page = `${repositoryPage(urls, repository)}/pull/${number}`
  return {
    url: `${repositoryUrl(urls, repository)}/pulls/${number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
  }
}
