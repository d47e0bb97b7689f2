import {
  type Answer,
  invalid,
  notFound,
  paginate,
  type RepositoryContext,
  type Route,
  type WriteContext,
} from '../route.ts'
import { sameName } from '../state.ts'
import { textField } from './fields.ts'
import { findSubject, namesField, type Subject } from './issue-subject.ts'
import { findOrCreateLabel, formatLabel, formatLabels } from './label-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/issues/labels'
const OF_ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}/labels'

export const labelRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/labels',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle(context) {
      const { repository, urls } = context
      const page = paginate(context, `/repos/${repository.fullName}/labels`, [...repository.labels.values()])
      const body = page.items.map((label) => formatLabel(urls, repository, label))
      return { status: 200, body, headers: page.headers }
    },
  },
  {
    operation: 'POST /repos/{owner}/{repo}/labels',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/labels/{name}',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle({ repository, urls, params }) {
      const label = repository.labels.get((params.name ?? '').toLowerCase())
      if (label === undefined) throw notFound(`${DOCUMENTATION}#get-a-label`)
      return { status: 200, body: formatLabel(urls, repository, label) }
    },
  },
  {
    operation: `GET ${OF_ISSUE}`,
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: (context) => answer(context, findSubject(context)),
  },
  {
    operation: `POST ${OF_ISSUE}`,
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: (context) => change(context, (old, named) => [...old, ...named]),
  },
  {
    operation: `PUT ${OF_ISSUE}`,
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: (context) => change(context, (_, named) => [...named]),
  },
  {
    operation: `DELETE ${OF_ISSUE}/{name}`,
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: remove,
  },
]

function create({ repository, urls, state, body }: WriteContext): Answer {
  const name = textField(body, 'name') ?? ''
  if (repository.labels.has(name.toLowerCase())) {
    throw invalid(
      { resource: 'Label', code: 'already_exists', field: 'name' },
      `${DOCUMENTATION}#create-a-label`,
    )
  }
  checkName(name)
  const color = textField(body, 'color')
  const description = textField(body, 'description')
  const label = findOrCreateLabel(state, repository, name, {
    ...(color === undefined ? {} : { color }),
    ...(description === undefined ? {} : { description }),
  })
  return { status: 201, body: formatLabel(urls, repository, label) }
}

function change(
  context: WriteContext,
  combine: (old: readonly string[], named: readonly string[]) => string[],
): Answer {
  const subject = findSubject(context)
  const asked = namesField(context.body, 'labels', 'name') ?? []
  asked.forEach(checkName)
  const named = asked.map((name) => findOrCreateLabel(context.state, context.repository, name).name)
  subject.labels = [...new Set(combine(subject.labels, named))]
  subject.updatedAt = context.state.timestamp()
  return answer(context, subject)
}

function remove(context: WriteContext): Answer {
  const subject = findSubject(context)
  const name = context.params.name ?? ''
  const kept = subject.labels.filter((label) => !sameName(label, name))
  if (kept.length === subject.labels.length) throw notFound(`${DOCUMENTATION}#remove-a-label-from-an-issue`)
  subject.labels = kept
  return answer(context, subject)
}

/** @throws RestError 422 for a name above 50 characters, or none */
function checkName(name: string): void {
  if (name.trim() === '')
    throw invalid({ resource: 'Label', code: 'missing_field', field: 'name' }, DOCUMENTATION)
  if (name.length <= 50) return
  const message = 'name is too long (maximum is 50 characters)'
  throw invalid({ resource: 'Label', code: 'custom', field: 'name', message }, DOCUMENTATION)
}

function answer({ repository, urls }: RepositoryContext, subject: Subject): Answer {
  return { status: 200, body: formatLabels(urls, repository, subject.labels) }
}
