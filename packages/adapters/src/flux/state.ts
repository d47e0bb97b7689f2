import type { ApplicationState, OperationState } from '@gitops-actions/core'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { textAt } from '../json/member.ts'
import { isSuspended, pendingRequest } from './condition.ts'
import { suspension } from './source.ts'

/** What is told of every kind. */
export interface Findings {
  readonly object: KubernetesObject
  readonly type: ResourceType
  readonly label: string
  /** Undefined where one is not known: then none counts. */
  readonly revisions: readonly (string | undefined)[]
  readonly operation: OperationState | undefined
  readonly health: ApplicationState['health']
  readonly inertia: string | undefined
  readonly errors: readonly string[]
  /** Why something that it depends on is left as it is. */
  readonly paused: string | undefined
  readonly scope: ApplicationState['scope']
  /** Directories of the environment repository that it applies. */
  readonly directories?: readonly string[]
}

export function stateOf(found: Findings): ApplicationState {
  const { object, type, label, revisions, operation, health, inertia, errors, paused, scope, directories } =
    found
  return {
    label,
    url: undefined,
    revisions: complete(revisions),
    // What Flux has not applied has no revision yet.
    sync: 'synced',
    operationRequested: !isSuspended(object) && pendingRequest(object) !== undefined,
    operation,
    health: suspendedHealth(found) ?? health,
    reconciledAt: undefined,
    errors: [...deletion(object), ...errors],
    images: [],
    ...(directories === undefined ? {} : { directories }),
    automated: true,
    inertia,
    paused: suspension(object, type) ?? paused,
    scope,
  }
}

/** Nothing goes on there: to suspend it is a change of its specification that its controller never observes. */
function suspendedHealth({ object, type, health }: Findings): ApplicationState['health'] | undefined {
  const message = health.status === 'progressing' ? suspension(object, type) : undefined
  return message === undefined ? undefined : { status: 'suspended', message }
}

/** None when one is missing: what is known of the others would pass for the whole. */
export function complete(revisions: readonly (string | undefined)[]): readonly string[] {
  const known = revisions.filter((revision) => revision !== undefined)
  return known.length === revisions.length ? known : []
}

export function operationOf(
  phase: OperationState['phase'],
  revisions: readonly (string | undefined)[],
  message: string,
  willRetry = true,
): OperationState {
  return { phase, revisions: complete(revisions), message, finishedAt: undefined, willRetry }
}

function deletion({ metadata }: KubernetesObject): readonly string[] {
  return textAt(metadata, 'deletionTimestamp') === undefined ? [] : ['it is being deleted']
}
