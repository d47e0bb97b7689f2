import { listAt, numberAt, objectAt, textAt } from '../json/member.ts'
import { oneLine } from '../argocd/text.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'

/** https://github.com/fluxcd/pkg/blob/main/apis/meta/conditions.go */
export interface Condition {
  /** `True`, `False` or `Unknown`. */
  readonly status: string
  readonly reason: string
  /** One line. */
  readonly message: string
  /** The generation of the object that it speaks of. */
  readonly generation: number | undefined
  /** When its status became what it is, in milliseconds since 1970. */
  readonly since: number | undefined
}

export function conditionOf(object: unknown, type: string): Condition | undefined {
  const found = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === type)
  if (found === undefined) return undefined
  const own = numberAt(found, 'observedGeneration')
  return {
    status: textAt(found, 'status') ?? '',
    reason: textAt(found, 'reason') ?? '',
    message: oneLine(textAt(found, 'message') ?? ''),
    // Some controllers leave it out, and some write 0 for that.
    generation: own === undefined || own === 0 ? numberAt(object, 'status', 'observedGeneration') : own,
    since: timeOf(textAt(found, 'lastTransitionTime')),
  }
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}

/** As `conditionOf`; undefined as well when it speaks of an older specification. */
export function currentCondition(object: unknown, type: string): Condition | undefined {
  const condition = conditionOf(object, type)
  return condition?.generation === generationOf(object) ? condition : undefined
}

export function isTrue(condition: Condition | undefined): boolean {
  return condition?.status === 'True'
}

export function generationOf(object: unknown): number | undefined {
  return numberAt(object, 'metadata', 'generation')
}

/** `HealthCheckFailed: timeout waiting for …`. */
export function describeCondition({ reason, message }: Condition): string {
  return [reason, message].filter((part) => part !== '').join(': ')
}

export const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt'

/** What was last asked for by annotation, such as by a webhook; undefined when it was done. */
export function pendingRequest(object: KubernetesObject): string | undefined {
  const asked = textAt(object.metadata, 'annotations', REQUESTED_AT)
  return asked === undefined || asked === textAt(object.status, 'lastHandledReconcileAt') ? undefined : asked
}

export function isSuspended(object: KubernetesObject): boolean {
  return objectAt(object.spec)?.suspend === true
}
