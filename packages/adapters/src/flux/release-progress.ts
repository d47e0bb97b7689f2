import type { ApplicationState } from '@gitops-actions/core'
import { numberAt, objectAt, textAt } from '../json/member.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { conditionOf, currentCondition, describeCondition, generationOf, isTrue } from './condition.ts'
import { isRunning, progressing, stalled, UNOBSERVED } from './progress.ts'

/** How far a HelmRelease is with the specification and the chart that it has now. */
export interface ReleaseProgress {
  readonly phase: 'released' | 'running' | 'failed' | 'waiting'
  readonly message: string
  readonly willRetry: boolean
  readonly health: ApplicationState['health']
  readonly errors: readonly string[]
}

/** `Ready=False` with these reasons: the release was tried. After a successful remediation an older one runs. */
const FAILURES = [
  'InstallFailed',
  'UpgradeFailed',
  'TestFailed',
  'RollbackFailed',
  'RollbackSucceeded',
  'UninstallFailed',
  'UninstallSucceeded',
  'RetriesExceeded',
  'MissingRollbackTarget',
]
/** `Stalled=True` with these reasons is the end of an attempt; with others it was none. */
const EXHAUSTED = ['RetriesExceeded', 'MissingRollbackTarget']

/**
 * Reads the status of a HelmRelease. An attempt counts when it was at this generation and at this version of the chart.
 * Source: `internal/controller/helmrelease_controller.go` of https://github.com/fluxcd/helm-controller
 * @param chartVersion what its source has packed; undefined: nothing tells
 */
export function releaseProgress(object: KubernetesObject, chartVersion: string | undefined): ReleaseProgress {
  const ready = currentCondition(object, 'Ready')
  const stall = currentCondition(object, 'Stalled')
  const isExhausted = isTrue(stall) && EXHAUSTED.includes(stall?.reason ?? '')
  const base = { message: '', willRetry: true, errors: isExhausted ? [] : stalled(object) }
  const reconciling = conditionOf(object, 'Reconciling')
  if (isRunning(ready, reconciling)) {
    const message = reconciling?.message ?? ''
    return { ...base, phase: 'running', message, health: progressing(message) }
  }
  if (ready === undefined) return { ...base, phase: 'waiting', health: progressing(UNOBSERVED) }
  const isTried = numberAt(object.status, 'lastAttemptedGeneration') === generationOf(object)
  const tried = textAt(object.status, 'lastAttemptedRevision')
  if (isTried && chartVersion !== undefined && tried !== chartVersion) {
    const message = `the chart is ${chartVersion}, and ${tried ?? 'none'} was released last`
    return { ...base, phase: 'running', message, health: progressing(message) }
  }
  if (isTrue(ready)) {
    const isObserved = numberAt(object.status, 'observedGeneration') === generationOf(object)
    if (isObserved) return { ...base, phase: 'released', health: { status: 'healthy', message: '' } }
    return { ...base, phase: 'waiting', health: progressing(UNOBSERVED) }
  }
  const message = describeFailure(object)
  if (isTried && (isExhausted || FAILURES.includes(ready.reason))) {
    return { ...base, phase: 'failed', message, willRetry: !isExhausted, health: progressing(message) }
  }
  return { ...base, phase: 'waiting', message, health: progressing(message) }
}

/** Once it was remediated, `Ready` speaks of that alone: what failed is in the conditions of the action. */
function describeFailure(object: KubernetesObject): string {
  const failed = ['Released', 'TestSuccess', 'Ready']
    .map((type) => currentCondition(object, type))
    .find((condition) => condition?.status === 'False')
  return failed === undefined ? '' : describeCondition(failed)
}

/** Helm waits for what it released unless it is told not to. */
export function releaseScope({ spec, status }: KubernetesObject): ApplicationState['scope'] {
  const action = textAt(status, 'lastAttemptedReleaseAction') === 'install' ? 'install' : 'upgrade'
  return objectAt(spec, action)?.disableWait === true ? 'applied' : 'running'
}
