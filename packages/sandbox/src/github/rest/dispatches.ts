import { type Answer, RestError, type Route, type WriteContext } from '../route.ts'
import { field, textField } from './fields.ts'

const WORKFLOW_DOCS = 'https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event'

/** Requests that start workflows: the only events of a workflow's own token that do. */
export const dispatchRoutes: readonly Route[] = [
  {
    operation: 'POST /repos/{owner}/{repo}/dispatches',
    access: 'write',
    permission: 'contents',
    handle: dispatch,
  },
  {
    operation: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    access: 'write',
    permission: 'actions',
    handle: dispatchWorkflow,
  },
]

async function dispatch({ state, repository, actor, body }: WriteContext): Promise<Answer> {
  await state.events.emit({
    name: 'repository_dispatch',
    action: textField(body, 'event_type') ?? '',
    repository: repository.fullName,
    payload: field(body, 'client_payload') ?? {},
    actor,
  })
  return { status: 204 }
}

/** @throws RestError 404 for a file that is no workflow of the default branch, 422 for an unknown ref */
async function dispatchWorkflow({ state, repository, actor, body, params }: WriteContext): Promise<Answer> {
  const workflow = params.workflow_id ?? ''
  const path = `.github/workflows/${workflow}`
  if ((await repository.git.findEntry(`refs/heads/${repository.defaultBranch}`, path)) === undefined) {
    throw new RestError(404, 'Not Found', { documentation: WORKFLOW_DOCS })
  }
  const ref = textField(body, 'ref') ?? ''
  if ((await repository.git.resolve(ref)) === undefined) {
    throw new RestError(422, `No ref found for: ${ref}`, { documentation: WORKFLOW_DOCS })
  }
  const inputs = field(body, 'inputs') ?? {}
  await state.events.emit({
    name: 'workflow_dispatch',
    workflow,
    ref,
    inputs,
    repository: repository.fullName,
    actor,
  })
  return { status: 204 }
}
