import { conditionOf } from '../kubernetes/condition.ts'
import type { ClusterObject } from '../kubernetes/store.ts'
import { isReady } from '../kubernetes/workloads.ts'
import type { FluxContext } from './context.ts'

interface Checked {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

export interface Unready extends Checked {
  readonly status: 'InProgress' | 'Failed'
}

/** Milliseconds between two looks. */
const STEP = 5

/** Waits until all are ready, one has failed, or the time is over; answers what is not ready then. */
export async function waitUntilReady(
  context: FluxContext,
  checked: readonly Checked[],
): Promise<readonly Unready[]> {
  const end = context.clock.now() + context.times.healthTimeout
  for (;;) {
    const unready = checked.flatMap((one) => {
      const status = statusOf(context.store.get(one.kind, one.namespace, one.name))
      return status === 'Current' ? [] : [{ ...one, status }]
    })
    const isOver = unready.length === 0 || unready.some(({ status }) => status === 'Failed')
    if (isOver || context.clock.now() >= end) return unready
    await context.sleep(STEP)
  }
}

/** The words of kustomize-controller's health checks. */
export function describeUnready(unready: readonly Unready[]): string {
  const list = unready.map(
    ({ kind, namespace, name, status }) => `${kind}/${namespace}/${name} status: '${status}'`,
  )
  const failed = unready.some(({ status }) => status === 'Failed')
  const how = failed ? 'failed early due to stalled resources' : 'timeout waiting for'
  return `health check failed after 30s: ${how}: [${list.join(', ')}]`
}

/** https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus */
function statusOf(object: ClusterObject | undefined): Unready['status'] | 'Current' {
  if (object === undefined) return 'InProgress'
  if (conditionOf(object, 'Stalled')?.status === 'True') return 'Failed'
  const progressing = conditionOf(object, 'Progressing')
  if (object.kind === 'Deployment' && progressing?.reason === 'ProgressDeadlineExceeded') return 'Failed'
  if (conditionOf(object, 'Reconciling')?.status === 'True') return 'InProgress'
  const ready = conditionOf(object, 'Ready')
  if (ready !== undefined && ready.status !== 'True') return 'InProgress'
  return isReady(object) ? 'Current' : 'InProgress'
}
