import {
  type ApplicationState,
  type Observation,
  type OperationState,
  parseImageReference,
  type Relation,
} from '@gitops-actions/core'
import { healthyAt, operationAt, OURS } from './sync-world.ts'

export const SELF: Relation = { kind: 'identical' }
export const AFTER: Relation = { kind: 'descendant', untouched: true }
export const AFTER_TOUCHED: Relation = { kind: 'descendant', untouched: false }
export const AFTER_UNKNOWN: Relation = { kind: 'descendant', untouched: undefined }
export const OTHER: Relation = { kind: 'other', how: 'older' }

export const WANTED = parseImageReference('ghcr.io/acme/api:1.2.0')

/** An operation of our revision. */
export function operation(changes: Partial<OperationState> = {}): OperationState {
  return operationAt(OURS, changes)
}

export const failed = operation({ phase: 'failed', message: 'one or more objects failed to apply' })

/** An application that runs our revision, and is well but for what is given. */
export function observe(state: Partial<ApplicationState> = {}, more: Partial<Observation> = {}): Observation {
  return {
    state: { ...healthyAt(OURS), ...state },
    relations: [SELF],
    operationRelations: [SELF],
    window: undefined,
    recompared: false,
    exact: true,
    ...more,
  }
}
