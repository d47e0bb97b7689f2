import { listAt, objectAt, textAt } from '../json/member.ts'
import { oneLine } from '../argocd/text.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'

/** What keeps a pod from being ready. */
export interface Sickness {
  /** `, container api` or nothing. */
  readonly where: string
  /** The word that `kubectl get pods` shows. */
  readonly state: string
  /** The word and the message. */
  readonly text: string
}

/** States of a container that pass by themselves: the event before them says what is waited for. */
const UNSPOKEN = ['ContainerCreating', 'PodInitializing']

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states; undefined for a pod that is well. */
export function sicknessOf({ status }: KubernetesObject): Sickness | undefined {
  const containers = ['initContainerStatuses', 'containerStatuses'].flatMap((list) => listAt(status, list))
  for (const container of containers) {
    const sickness = sicknessOfContainer(container)
    if (sickness !== undefined && !UNSPOKEN.includes(sickness.state)) return sickness
  }
  const conditions = listAt(status, 'conditions')
  const unscheduled = conditions.find(
    (one) => textAt(one, 'type') === 'PodScheduled' && textAt(one, 'status') === 'False',
  )
  if (unscheduled !== undefined) {
    return sickness('', textAt(unscheduled, 'reason') ?? 'Unschedulable', textAt(unscheduled, 'message'))
  }
  const [waiting] = containers.flatMap((container) => sicknessOfContainer(container) ?? [])
  if (waiting !== undefined) return waiting
  const unready = conditions.find(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'False',
  )
  const isEnded = textAt(status, 'phase') === 'Succeeded'
  if (unready === undefined || isEnded) return undefined
  return sickness('', textAt(unready, 'reason') ?? 'NotReady', textAt(unready, 'message'))
}

function sicknessOfContainer(container: unknown): Sickness | undefined {
  const where = `, container ${oneLine(textAt(container, 'name') ?? '', 63)}`
  const waiting = objectAt(container, 'state', 'waiting')
  const last = objectAt(container, 'lastState', 'terminated')
  if (waiting !== undefined) {
    const before = textAt(last, 'reason')
    const told = [textAt(waiting, 'message'), before === undefined ? undefined : `it ended with ${before}`]
    const message = told.filter((part) => part !== undefined && part !== '').join('; ')
    return sickness(where, textAt(waiting, 'reason') ?? 'Waiting', message)
  }
  const ended = objectAt(container, 'state', 'terminated')
  if (ended === undefined || ended.exitCode === 0) return undefined
  const code = typeof ended.exitCode === 'number' ? `exit code ${ended.exitCode}` : ''
  return sickness(where, textAt(ended, 'reason') ?? 'Error', textAt(ended, 'message') ?? code)
}

/** The newest warning, when the state itself says too little. */
export function eventOf(events: readonly KubernetesObject[], known: Sickness): Sickness {
  const isSpoken =
    known.text !== known.state && !['NotReady', 'ContainersNotReady', ...UNSPOKEN].includes(known.state)
  const warning = events.filter((event) => textAt(event, 'type') === 'Warning').at(-1)
  if (isSpoken || warning === undefined) return known
  const path = textAt(warning, 'involvedObject', 'fieldPath') ?? ''
  const container = /^spec\.(?:initC|c)ontainers\{([^}]{1,63})\}$/.exec(path)?.[1]
  const where = container === undefined ? known.where : `, container ${container}`
  return sickness(where, textAt(warning, 'reason') ?? known.state, textAt(warning, 'message'))
}

function sickness(where: string, state: string, message: string | undefined): Sickness {
  return { where, state, text: oneLine([state, message ?? ''].filter((part) => part !== '').join(': ')) }
}
