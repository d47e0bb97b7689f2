import { stateOfChecks } from '../pulls/check-rollup.ts'
import { updateReferences } from '../reference-update.ts'
import type { Deployment } from '../resources.ts'
import {
  type Answer,
  invalid,
  notFound,
  paginate,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { nodeId } from '../state.ts'
import { writeApiCommit } from '../verification.ts'
import { formatDeployment } from './deployment-body.ts'
import { field, flagField, nullableTextField, textField, textListField } from './fields.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/deployments/deployments#create-a-deployment'

export const deploymentRoutes: readonly Route[] = [
  {
    operation: 'POST /repos/{owner}/{repo}/deployments',
    access: 'write',
    permission: 'deployments',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/deployments',
    access: 'read',
    permission: 'deployments',
    handle: list,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/deployments/{deployment_id}',
    access: 'read',
    permission: 'deployments',
    handle: (context) => ({ status: 200, body: formatDeployment(context, findDeployment(context)) }),
  },
]

/** The deployment that the path names. @throws RestError 404 */
export function findDeployment(context: RepositoryContext): Deployment {
  const deployment = context.repository.deployments.get(Number(context.params.deployment_id))
  if (deployment === undefined) throw notFound('https://docs.github.com/rest/deployments/deployments')
  return deployment
}

/**
 * Makes a deployment, with the defaults that surprise: `auto_merge` is on, so a ref behind the default branch is merged
 * and answered 202 without a deployment; without `required_contexts` every status of the commit must have passed.
 */
async function create(context: WriteContext): Promise<Answer> {
  const { repository, state, actor, body } = context
  const ref = textField(body, 'ref') ?? ''
  const sha = (await repository.git.resolve(`refs/heads/${ref}`)) ?? (await repository.git.resolve(ref))
  if (sha === undefined)
    throw new RestError(422, `No ref found for: ${ref}`, { documentation: DOCUMENTATION })
  const description = nullableTextField(body, 'description') ?? null
  if ((description?.length ?? 0) > 140) {
    const message = 'description is too long (maximum is 140 characters)'
    throw invalid({ resource: 'Deployment', code: 'custom', field: 'description', message }, DOCUMENTATION)
  }
  if (flagField(body, 'auto_merge') ?? true) {
    const merged = await mergeDefaultBranch(context, ref, sha)
    if (merged !== undefined) return { status: 202, body: { message: merged } }
  }
  refuseUnchecked(context, ref, sha)
  const environment = textField(body, 'environment') ?? 'production'
  const id = state.nextId()
  const deployment: Deployment = {
    id,
    nodeId: nodeId('Deployment', id),
    sha,
    ref,
    task: textField(body, 'task') ?? 'deploy',
    environment,
    description,
    payload: field(body, 'payload') ?? {},
    transient: flagField(body, 'transient_environment') ?? false,
    production: flagField(body, 'production_environment') ?? environment === 'production',
    creator: actor,
    createdAt: state.timestamp(),
    statuses: [],
  }
  repository.deployments.set(id, deployment)
  return { status: 201, body: formatDeployment(context, deployment) }
}

/** Says what was merged; undefined when the ref is no branch, or has all of the default branch. */
async function mergeDefaultBranch(
  context: WriteContext,
  branch: string,
  head: string,
): Promise<string | undefined> {
  const { repository, state, actor } = context
  const ref = `refs/heads/${branch}`
  const base = await repository.git.resolve(`refs/heads/${repository.defaultBranch}`)
  if (base === undefined || (await repository.git.readRef(ref)) === undefined) return undefined
  if (await repository.git.isAncestor(base, head)) return undefined
  const result = await repository.git.mergeTree(head, base)
  if (!result.clean) {
    const message = `Conflict merging ${repository.defaultBranch} into ${branch}.`
    throw new RestError(409, message, { documentation: DOCUMENTATION })
  }
  const commit = await writeApiCommit(repository, {
    tree: result.tree,
    parents: [head, base],
    message: `Merge branch '${repository.defaultBranch}' into ${branch}`,
    now: state.now(),
    actor,
    signed: true,
  })
  await updateReferences(repository, [{ ref, before: head, after: commit.oid }], { actor })
  return `Auto-merged ${repository.defaultBranch} into ${branch} on deployment.`
}

function refuseUnchecked({ repository, body }: WriteContext, ref: string, sha: string): void {
  const checks = stateOfChecks(repository, sha)
  const required = textListField(body, 'required_contexts') ?? [...checks.keys()]
  if (required.every((context) => checks.get(context) === 'SUCCESS')) return
  const contexts = required.map((context) => ({
    context,
    state: (checks.get(context) ?? 'pending').toLowerCase(),
  }))
  throw new RestError(409, `Conflict: Commit status checks failed for ${ref}`, {
    documentation: DOCUMENTATION,
    errors: contexts.map(({ context, state }) => ({
      resource: 'Deployment',
      code: 'invalid',
      field: 'required_contexts',
      message: `${context}: ${state}`,
    })),
  })
}

function list(context: RepositoryContext): Answer {
  const { repository, query } = context
  const deployments = [...repository.deployments.values()]
    .filter((deployment) => deployment.sha === (query.get('sha') ?? deployment.sha))
    .filter((deployment) => deployment.ref === (query.get('ref') ?? deployment.ref))
    .filter((deployment) => deployment.task === (query.get('task') ?? deployment.task))
    .filter((deployment) => deployment.environment === (query.get('environment') ?? deployment.environment))
    .reverse()
  const page = paginate(context, `/repos/${repository.fullName}/deployments`, deployments)
  const body = page.items.map((deployment) => formatDeployment(context, deployment))
  return { status: 200, body, headers: page.headers }
}
