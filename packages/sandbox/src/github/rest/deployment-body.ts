import type { Deployment, DeploymentStatus } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { Repository } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { repositoryUrl } from './repository-body.ts'

interface DeploymentContext {
  urls: BaseUrls
  repository: Repository
}

export function formatDeployment(
  context: DeploymentContext,
  deployment: Deployment,
): Record<string, unknown> {
  const { urls, repository } = context
  const url = deploymentUrl(context, deployment)
  const updated = deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt
  return {
    url,
    id: deployment.id,
    node_id: deployment.nodeId,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: formatAccount(urls, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: updated,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(urls, repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
  }
}

export function formatDeploymentStatus(
  context: DeploymentContext,
  deployment: Deployment,
  status: DeploymentStatus,
): Record<string, unknown> {
  const { urls, repository } = context
  const url = deploymentUrl(context, deployment)
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    creator: formatAccount(urls, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: repositoryUrl(urls, repository),
  }
}

function deploymentUrl({ urls, repository }: DeploymentContext, deployment: Deployment): string {
  return `${repositoryUrl(urls, repository)}/deployments/${deployment.id}`
}
