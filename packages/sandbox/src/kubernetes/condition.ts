import type { ClusterObject } from './store.ts'

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/condition/ */
export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message: string
  lastTransitionTime: string
  observedGeneration?: number
}

/** Sets a condition of an object; the time of its transition is kept while its status is the same. */
export function setCondition(
  object: ClusterObject,
  now: string,
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
): void {
  const { conditions } = statusOf(object)
  const old = conditions.find((condition) => condition.type === type)
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : now
  const condition: Condition = {
    type,
    status,
    reason,
    message,
    lastTransitionTime,
    observedGeneration: object.metadata.generation,
  }
  object.status = {
    ...statusOf(object),
    conditions: [condition, ...conditions.filter((other) => other.type !== type)],
  }
}

export function removeCondition(object: ClusterObject, ...types: readonly string[]): void {
  const status = statusOf(object)
  object.status = { ...status, conditions: status.conditions.filter(({ type }) => !types.includes(type)) }
}

export function conditionOf(object: ClusterObject | undefined, type: string): Condition | undefined {
  return object === undefined
    ? undefined
    : statusOf(object).conditions.find((condition) => condition.type === type)
}

/** The status with its conditions; none when the object has no status yet. */
export function statusOf(object: ClusterObject): Record<string, unknown> & { conditions: Condition[] } {
  const status = (object.status ?? {}) as Record<string, unknown> & { conditions?: Condition[] }
  return { ...status, conditions: status.conditions ?? [] }
}

/** Sets fields of the status; undefined takes one away. */
export function setStatus(object: ClusterObject, fields: Readonly<Record<string, unknown>>): void {
  const status = { ...statusOf(object), ...fields }
  object.status = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined))
}
