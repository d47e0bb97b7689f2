import { ActionError, type Clock, type Explanation, type ResourceReport } from '@gitops-actions/core'
import { numberAt } from '../json/member.ts'
import { oneLine } from '../argocd/text.ts'
import type { KubernetesApi } from '../kubernetes/api.ts'
import { describeResource, type KubernetesObject, type ResourceType } from '../kubernetes/object.ts'
import type { Around } from './around.ts'
import { conditionOf, describeCondition } from './condition.ts'
import { POD } from './inventory.ts'
import { eventOf, type Sickness, sicknessOf } from './pod-sickness.ts'
import { type Applied, type Workload, type Workloads, wantedPods } from './workloads.ts'

/** Resources that a summary can show, and pods whose events are asked for: alike ones have alike reasons. */
const LISTED = 20
const ASKED = 3
/** Causes that are told: three pods that cannot pull an image are one. */
const TOLD = 3

export interface Explainer {
  readonly api: KubernetesApi
  readonly workloads: Workloads
  readonly around: Around
  readonly clock: Clock
}

/**
 * Why an application is not as wanted: sick pods by container, else unfinished workloads, else what Flux says. What may not be read is
 * named with the right that it takes.
 * @param before what Flux said of its last failure: while it tries again it says nothing of it
 */
export async function explain(
  explainer: Explainer,
  type: ResourceType,
  object: KubernetesObject,
  before: string | undefined,
): Promise<Explanation> {
  const { workloads, clock } = explainer
  const said = conditionOf(object, 'Ready')
  const own = said?.status === 'False' ? describeCondition(said) : before
  const since = clock.monotonic()
  let found: readonly Workload[]
  let applied: readonly Applied[]
  try {
    ;[found, applied] = await Promise.all([
      workloads.of(type, object, since),
      workloads.applied(object, since),
    ])
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'agent-refused') throw error
    return {
      cause: join(own, `no more is known, because ${error.message.replace(/^The /, 'the ')}`),
      resources: [],
    }
  }
  const unready = applied
    .filter((one) => conditionOf(one.object, 'Ready')?.status === 'False')
    .map(reportOfApplied)
  const sick = found.filter(isUnfinished)
  const sickPods = sick.flatMap((workload) => workload.pods).flatMap(sickPodOf)
  const [asked, rest] = [sickPods.slice(0, ASKED), sickPods.slice(ASKED)]
  const pods = [...(await Promise.all(asked.map((one) => withEvents(explainer.api, one)))), ...rest]
  const resources = [...pods.map(reportOfPod), ...sick.map(reportOfWorkload), ...unready].slice(0, LISTED)
  const causes = [
    ...new Set(pods.map(({ pod, sickness }) => describe(pod, sickness, pods))),
    ...(pods.length > 0 ? [] : sick.map((workload) => `${nameOf(workload)}: ${stateOfWorkload(workload)}`)),
  ]
  const deeper = causes.length > 0 ? causes.slice(0, TOLD).join('; ') : firstMessage(unready)
  return { cause: deeper ?? own, resources }
}

interface SickPod {
  readonly pod: KubernetesObject
  readonly sickness: Sickness
}

function sickPodOf(pod: KubernetesObject): readonly SickPod[] {
  const sickness = sicknessOf(pod)
  return sickness === undefined ? [] : [{ pod, sickness }]
}

/** A reason that the kubelet or the scheduler gives in an event says more than a state such as `ContainerCreating`. */
async function withEvents(api: KubernetesApi, one: SickPod): Promise<SickPod> {
  const { namespace, name } = one.pod.metadata
  const type = { group: '', version: 'v1', kind: 'Event', plural: 'events' }
  // The cause stands without it.
  const events = await api
    .list({ type, namespace }, { fields: `involvedObject.name=${name}` })
    .then(({ items }) => items)
    .catch(() => [])
  return { ...one, sickness: eventOf(events, one.sickness) }
}

function describe(pod: KubernetesObject, sickness: Sickness, all: readonly SickPod[]): string {
  const alike = all.filter((one) => one.sickness.text === sickness.text)
  const [first = { pod }] = alike
  const more = alike.length > 1 ? ` and ${alike.length - 1} more` : ''
  const { namespace, name } = first.pod.metadata
  return oneLine(`Pod ${namespace}/${name}${more}${sickness.where}: ${sickness.text}`)
}

function reportOfPod({ pod, sickness }: SickPod): ResourceReport {
  return {
    label: describeResource({ type: POD, ...pod.metadata }),
    state: oneLine(sickness.state, 80),
    message: oneLine(`${sickness.where.replace(/^, /, '')}: ${sickness.text}`.replace(/^: /, '')),
    url: undefined,
  }
}

function reportOfWorkload(workload: Workload): ResourceReport {
  return { label: nameOf(workload), state: 'not ready', message: stateOfWorkload(workload), url: undefined }
}

function reportOfApplied({ type, object }: Applied): ResourceReport {
  const ready = conditionOf(object, 'Ready')
  return {
    label: describeResource({ type, ...object.metadata }),
    state: oneLine(ready?.reason ?? '', 80),
    message: ready?.message ?? '',
    url: undefined,
  }
}

function firstMessage([first]: readonly ResourceReport[]): string | undefined {
  return first === undefined ? undefined : `${first.label}: ${first.state}: ${first.message}`
}

/** Not all of its pods are of its newest template and available. */
function isUnfinished(workload: Workload): boolean {
  const { type, object, pods } = workload
  const wanted = wantedPods(workload)
  if (wanted === undefined) {
    const failed = conditionOf(object, 'Failed')
    return failed?.status === 'True' || pods.some((pod) => sicknessOf(pod) !== undefined)
  }
  const { status } = object
  const isDaemon = type.kind === 'DaemonSet'
  const available = numberAt(status, isDaemon ? 'numberAvailable' : 'availableReplicas') ?? 0
  const updated = numberAt(status, isDaemon ? 'updatedNumberScheduled' : 'updatedReplicas') ?? 0
  const isOld = numberAt(status, 'observedGeneration') !== numberAt(object.metadata, 'generation')
  return isOld || available < wanted || updated < wanted || pods.some((pod) => sicknessOf(pod) !== undefined)
}

function stateOfWorkload(workload: Workload): string {
  const { object } = workload
  const said = ['Failed', 'ReplicaFailure', 'Progressing']
    .map((type) => ({ type, condition: conditionOf(object, type) }))
    .find(
      ({ type, condition }) => condition?.status === (type === 'Progressing' ? 'False' : 'True'),
    )?.condition
  if (said !== undefined) return describeCondition(said)
  const wanted = wantedPods(workload)
  const { status } = object
  const available = numberAt(status, 'availableReplicas') ?? numberAt(status, 'numberAvailable') ?? 0
  return wanted === undefined ? 'not complete' : `${available} of ${wanted} pods are available`
}

function nameOf({ type, object }: Workload): string {
  return describeResource({ type, ...object.metadata })
}

function join(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first}; ${second}`
}
