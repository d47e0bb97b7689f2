import { closePull } from '../pulls/close.ts'
import { checkTexts } from '../pulls/open.ts'
import type { Issue } from '../resources.ts'
import {
  type Answer,
  invalid,
  paginate,
  type RepositoryContext,
  type Route,
  type WriteContext,
} from '../route.ts'
import { nodeId, sameName } from '../state.ts'
import { field, nullableTextField, numberField, textField } from './fields.ts'
import { formatIssue } from './issue-body.ts'
import { findSubject, isPull, namesField, type Subject } from './issue-subject.ts'
import { findOrCreateLabel } from './label-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/issues/issues'

export const issueRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/issues',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: list,
  },
  { operation: 'POST /repos/{owner}/{repo}/issues', access: 'write', permission: 'issues', handle: create },
  {
    operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: (context) => ({ status: 200, body: formatIssue(context, findSubject(context)) }),
  },
  {
    operation: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: update,
  },
  {
    operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: assign,
  },
]

function list(context: RepositoryContext): Answer {
  const { repository, query } = context
  const state = query.get('state') ?? 'open'
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '')
  const creator = query.get('creator')
  const subjects: Subject[] = [...repository.issues.values(), ...repository.pulls.values()]
  const wanted = subjects
    .filter((subject) => state === 'all' || subject.state === state)
    .filter((subject) => labels.every((label) => subject.labels.some((name) => sameName(name, label))))
    .filter((subject) => creator === null || sameName(subject.author.login, creator))
    .sort((left, right) => right.number - left.number)
  const page = paginate(context, `/repos/${repository.fullName}/issues`, wanted)
  return {
    status: 200,
    body: page.items.map((subject) => formatIssue(context, subject)),
    headers: page.headers,
  }
}

function create(context: WriteContext): Answer {
  const { repository, state, actor, body } = context
  const title = String(field(body, 'title'))
  const text = textField(body, 'body') ?? null
  checkTexts({ title, body: text })
  const id = state.nextId()
  const now = state.timestamp()
  repository.lastNumber += 1
  const issue: Issue = {
    id,
    nodeId: nodeId('Issue', id),
    number: repository.lastNumber,
    title,
    body: text,
    author: actor,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    milestone: null,
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
  }
  dress(context, issue)
  repository.issues.set(issue.number, issue)
  const answer = formatIssue(context, issue)
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

async function update(context: WriteContext): Promise<Answer> {
  const { repository, state, actor, body } = context
  const subject = findSubject(context)
  const title = textField(body, 'title')
  const text = nullableTextField(body, 'body')
  checkTexts({ ...(title === undefined ? {} : { title }), ...(text === undefined ? {} : { body: text }) })
  subject.title = title ?? subject.title
  if (text !== undefined) subject.body = text
  dress(context, subject)
  subject.updatedAt = state.timestamp()
  const wanted = textField(body, 'state')
  if (isPull(subject)) {
    if (wanted === 'closed') await closePull(state, repository, subject, actor)
  } else if (wanted === 'open' || wanted === 'closed') {
    changeState(subject, wanted, context)
  }
  return { status: 200, body: formatIssue(context, subject) }
}

function changeState(issue: Issue, wanted: Issue['state'], { state, body }: WriteContext): void {
  if (issue.state === wanted) return
  const reason = textField(body, 'state_reason')
  issue.state = wanted
  issue.closedAt = wanted === 'closed' ? state.timestamp() : undefined
  if (wanted === 'open') issue.stateReason = 'reopened'
  else issue.stateReason = reason === 'not_planned' || reason === 'duplicate' ? reason : 'completed'
}

/** Sets labels, assignees and milestone where the body gives them. */
function dress(context: WriteContext, subject: Subject): void {
  const { repository, state, body } = context
  const labels = namesField(body, 'labels', 'name')
  if (labels !== undefined)
    subject.labels = labels.map((name) => findOrCreateLabel(state, repository, name).name)
  const assignees = namesField(body, 'assignees', 'login')
  if (assignees !== undefined) subject.assignees = keepAssignable(context, assignees)
  if (field(body, 'milestone') === null) subject.milestone = null
  const milestone = numberField(body, 'milestone')
  if (milestone === undefined) return
  if (!repository.milestones.has(milestone)) {
    throw invalid({ resource: 'Issue', field: 'milestone', code: 'invalid' }, DOCUMENTATION)
  }
  subject.milestone = milestone
}

/** Adds assignees. People who cannot be assigned are left out without a word. */
function assign(context: WriteContext): Answer {
  const subject = findSubject(context)
  const asked = keepAssignable(context, namesField(context.body, 'assignees', 'login') ?? [])
  subject.assignees = [...new Set([...subject.assignees, ...asked])].slice(0, 10)
  subject.updatedAt = context.state.timestamp()
  return { status: 201, body: formatIssue(context, subject) }
}

function keepAssignable({ repository }: WriteContext, logins: readonly string[]): string[] {
  return logins.flatMap((login) => [...repository.collaborators].filter((known) => sameName(known, login)))
}
