import { checkBody } from '../pulls/open.ts'
import type { IssueComment } from '../resources.ts'
import { type Answer, notFound, paginate, type Route, type WriteContext } from '../route.ts'
import { nodeId } from '../state.ts'
import { textField } from './fields.ts'
import { formatComment } from './issue-body.ts'
import { findSubject } from './issue-subject.ts'

export const issueCommentRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle(context) {
      const { repository } = context
      const { number } = findSubject(context)
      const comments = repository.comments.filter((comment) => comment.number === number)
      const page = paginate(context, `/repos/${repository.fullName}/issues/${number}/comments`, comments)
      const body = page.items.map((comment) => formatComment(context, comment))
      return { status: 200, body, headers: page.headers }
    },
  },
  {
    operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: create,
  },
  {
    operation: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: update,
  },
]

function create(context: WriteContext): Answer {
  const { repository, state, actor, body } = context
  const { number } = findSubject(context)
  const text = textField(body, 'body') ?? ''
  checkBody(text)
  const id = state.nextId()
  const now = state.timestamp()
  const comment: IssueComment = {
    id,
    nodeId: nodeId('IssueComment', id),
    number,
    body: text,
    author: actor,
    createdAt: now,
    updatedAt: now,
  }
  repository.comments.push(comment)
  const answer = formatComment(context, comment)
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

function update(context: WriteContext): Answer {
  const { repository, state, body, params } = context
  const comment = repository.comments.find(({ id }) => id === Number(params.comment_id))
  if (comment === undefined)
    throw notFound('https://docs.github.com/rest/issues/comments#update-an-issue-comment')
  const text = textField(body, 'body') ?? ''
  checkBody(text)
  comment.body = text
  comment.updatedAt = state.timestamp()
  return { status: 200, body: formatComment(context, comment) }
}
