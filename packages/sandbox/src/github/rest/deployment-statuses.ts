import type { Deployment, DeploymentStatus } from '../resources.ts'
import { type Answer, invalid, paginate, type Route, type WriteContext } from '../route.ts'
import { nodeId } from '../state.ts'
import { formatDeploymentStatus } from './deployment-body.ts'
import { findDeployment } from './deployments.ts'
import { flagField, textField } from './fields.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/deployments/statuses#create-a-deployment-status'

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const

export const deploymentStatusRoutes: readonly Route[] = [
  {
    operation: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    access: 'write',
    permission: 'deployments',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    access: 'read',
    permission: 'deployments',
    handle(context) {
      const deployment = findDeployment(context)
      const path = `/repos/${context.repository.fullName}/deployments/${deployment.id}/statuses`
      const page = paginate(context, path, [...deployment.statuses].reverse())
      const body = page.items.map((status) => formatDeploymentStatus(context, deployment, status))
      return { status: 200, body, headers: page.headers }
    },
  },
]

function create(context: WriteContext): Answer {
  const { state, actor, body } = context
  const deployment = findDeployment(context)
  const description = textField(body, 'description') ?? ''
  if (description.length > 140) {
    const message = 'description is too long (maximum is 140 characters)'
    throw invalid(
      { resource: 'DeploymentStatus', code: 'custom', field: 'description', message },
      DOCUMENTATION,
    )
  }
  const id = state.nextId()
  const status: DeploymentStatus = {
    id,
    nodeId: nodeId('DeploymentStatus', id),
    state: STATES.find((word) => word === textField(body, 'state')) ?? 'pending',
    description,
    environment: textField(body, 'environment') ?? deployment.environment,
    environmentUrl: textField(body, 'environment_url') ?? '',
    logUrl: textField(body, 'log_url') ?? textField(body, 'target_url') ?? '',
    creator: actor,
    createdAt: state.timestamp(),
  }
  deployment.statuses.push(status)
  if (status.state === 'success' && (flagField(body, 'auto_inactive') ?? true))
    retireOthers(context, deployment)
  return { status: 201, body: formatDeploymentStatus(context, deployment, status) }
}

/** A success makes the earlier deployments of a lasting environment inactive. */
function retireOthers({ repository, state, actor }: WriteContext, current: Deployment): void {
  for (const other of repository.deployments.values()) {
    if (other === current || other.environment !== current.environment || other.transient) continue
    if (other.statuses.at(-1)?.state !== 'success') continue
    const id = state.nextId()
    other.statuses.push({
      id,
      nodeId: nodeId('DeploymentStatus', id),
      state: 'inactive',
      description: '',
      environment: other.environment,
      environmentUrl: '',
      logUrl: '',
      creator: actor,
      createdAt: state.timestamp(),
    })
  }
}
