import { type Answer, invalid, paginate, type Route, type WriteContext } from '../route.ts'
import { nodeId } from '../state.ts'
import { textField } from './fields.ts'
import { formatMilestone } from './milestone-body.ts'

export const milestoneRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/milestones',
    access: 'read',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle(context) {
      const { repository, urls, query } = context
      // Milestones of the sandbox are never closed.
      const wanted = query.get('state') === 'closed' ? [] : [...repository.milestones.values()]
      const page = paginate(context, `/repos/${repository.fullName}/milestones`, wanted)
      const body = page.items.map((milestone) => formatMilestone(urls, repository, milestone))
      return { status: 200, body, headers: page.headers }
    },
  },
  {
    operation: 'POST /repos/{owner}/{repo}/milestones',
    access: 'write',
    permission: 'issues',
    orPermission: 'pull_requests',
    handle: create,
  },
]

function create({ repository, urls, state, body }: WriteContext): Answer {
  const title = textField(body, 'title') ?? ''
  if ([...repository.milestones.values()].some((milestone) => milestone.title === title)) {
    throw invalid({ resource: 'Milestone', code: 'already_exists', field: 'title' })
  }
  const id = state.nextId()
  const number = Math.max(0, ...repository.milestones.keys()) + 1
  const milestone = { id, nodeId: nodeId('Milestone', id), number, title }
  repository.milestones.set(number, milestone)
  return { status: 201, body: formatMilestone(urls, repository, milestone) }
}
