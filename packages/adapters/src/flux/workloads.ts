import { ActionError, type Clock } from '@gitops-actions/core'
import { listAt, numberAt, objectAt, textAt } from '../json/member.ts'
import type { KubernetesApi } from '../kubernetes/api.ts'
import { describeResource, type KubernetesObject, type ResourceType } from '../kubernetes/object.ts'
import type { Around, ObjectName } from './around.ts'
import { inventoryOf, LASTING, POD, RELEASED, releaseLabels } from './inventory.ts'
import { HELM_RELEASE, KUSTOMIZATION } from './kinds.ts'
import { groupBy } from './grouping.ts'

/** Kustomizations apply Kustomizations that apply releases; deeper ones are beyond what anybody verifies by one name. */
const DEPTH = 3

/** Something that has pods, as it was found. */
export interface Workload {
  readonly type: ResourceType
  readonly object: KubernetesObject
  /** Its pods that have not ended and are not about to; none for what starts some only now and then. */
  readonly pods: readonly KubernetesObject[]
}

/** The workloads behind applications: many of one namespace cost one list for each kind. */
export interface Workloads {
  /** As they were at `since` or later, in monotonic milliseconds. @throws what the cluster refuses */
  of(type: ResourceType, object: KubernetesObject, since: number): Promise<readonly Workload[]>
  /** Kustomizations and HelmReleases that the object has applied. */
  applied(object: KubernetesObject, since: number): Promise<readonly Applied[]>
}

export interface Applied {
  readonly type: ResourceType
  readonly object: KubernetesObject
}

interface Collection {
  readonly begun: number
  readonly list: Promise<readonly KubernetesObject[]>
  over: boolean
  next: Promise<readonly KubernetesObject[]> | undefined
}

export function createWorkloads(api: KubernetesApi, around: Around, clock: Clock): Workloads {
  const collections = new Map<string, Collection>()

  function begin(type: ResourceType, namespace: string): Promise<readonly KubernetesObject[]> {
    const list = api.list({ type, namespace }).then(({ items }) => items)
    const collection: Collection = { begun: clock.monotonic(), list, over: false, next: undefined }
    const end = (): void => {
      collection.over = true
    }
    list.then(end, end)
    collections.set(`${type.plural} ${namespace}`, collection)
    return list
  }

  /** Who comes while an older list is under way waits for the next one, together with others. */
  function list(type: ResourceType, namespace: string, since: number): Promise<readonly KubernetesObject[]> {
    const known = collections.get(`${type.plural} ${namespace}`)
    if (known === undefined || (known.over && known.begun < since)) return begin(type, namespace)
    if (known.begun >= since) return known.list
    known.next ??= known.list.catch(() => []).then(() => begin(type, namespace))
    return known.next
  }

  async function find(names: readonly ObjectName[], since: number): Promise<readonly Workload[]> {
    const groups = groupBy(names, ({ type, namespace }) => `${type.plural} ${namespace}`)
    const found = await Promise.all(
      [...groups.values()].map(async (group) => {
        const [first] = group
        if (first === undefined) return []
        const wanted = new Set(group.map(({ name }) => name))
        const objects = await list(first.type, first.namespace, since)
        return objects
          .filter((object) => wanted.has(object.metadata.name) || isPrimaryOf(object, wanted))
          .map((object) => ({ type: first.type, object }))
      }),
    )
    return Promise.all(found.flat().map((one) => withPods(one.type, one.object, since)))
  }

  async function withPods(type: ResourceType, object: KubernetesObject, since: number): Promise<Workload> {
    if (type === POD) return { type, object, pods: isLive(object) ? [object] : [] }
    if (!LASTING.includes(type)) return { type, object, pods: [] }
    const pods = await list(POD, object.metadata.namespace, since)
    const selector = objectAt(object.spec, 'selector')
    return { type, object, pods: pods.filter((pod) => isLive(pod) && isSelected(pod, selector)) }
  }

  async function released(object: KubernetesObject, since: number): Promise<readonly Workload[]> {
    const { namespace, labels } = releaseLabels(object)
    const found = await Promise.all(
      RELEASED.map(async (type) => {
        const { items } = await api.list({ type, namespace }, { labels })
        return items.map((item) => ({ type, object: item }))
      }),
    )
    return Promise.all(found.flat().map((one) => withPods(one.type, one.object, since)))
  }

  async function applied(object: KubernetesObject, since: number): Promise<readonly Applied[]> {
    const names = (inventoryOf(object) ?? []).filter(({ type }) => isApplier(type))
    const found = await Promise.all(
      names.map(async (name) => ({ type: name.type, object: await around.get(name, since) })),
    )
    return found.flatMap((one) => (one.object === undefined ? [] : [{ type: one.type, object: one.object }]))
  }

  async function search(
    { type, object }: Applied,
    since: number,
    depth: number,
  ): Promise<readonly Workload[]> {
    if (objectAt(object.spec, 'kubeConfig') !== undefined) throw elsewhere(type, object)
    const inventory = inventoryOf(object)
    if (inventory === undefined) return type === HELM_RELEASE ? released(object, since) : []
    const nested = depth === 0 ? [] : await applied(object, since)
    const [own, ...deeper] = await Promise.all([
      find(
        inventory.filter((name) => !isApplier(name.type)),
        since,
      ),
      ...nested.map((one) => search(one, since, depth - 1)),
    ])
    return [...own, ...deeper.flat()]
  }

  return { of: (type, object, since) => search({ type, object }, since, DEPTH), applied }
}

/**
 * Flagger keeps what is applied at no replicas, and lets a copy serve that it changes when the canary has proved itself: the image that
 * runs is that of the copy. https://docs.flagger.app/usage/how-it-works#canary-target
 */
function isPrimaryOf({ metadata }: KubernetesObject, names: ReadonlySet<string>): boolean {
  const [, name] = /^(.+)-primary$/.exec(metadata.name) ?? []
  const owners = listAt(metadata, 'ownerReferences').map((owner) => textAt(owner, 'kind'))
  return name !== undefined && names.has(name) && owners.includes('Canary')
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters */
function elsewhere(type: ResourceType, { metadata }: KubernetesObject): ActionError {
  return new ActionError(
    'agent-refused',
    `${describeResource({ type, ...metadata })} applies to another cluster (its "spec.kubeConfig"), whose pods cannot be seen from this one: leave "images" and "release" out.`,
  )
}

function isApplier(type: ResourceType): boolean {
  return type === KUSTOMIZATION || type === HELM_RELEASE
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
function isLive({ metadata, status }: KubernetesObject): boolean {
  const phase = textAt(status, 'phase')
  return textAt(metadata, 'deletionTimestamp') === undefined && phase !== 'Succeeded' && phase !== 'Failed'
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
function isSelected({ metadata }: KubernetesObject, selector: unknown): boolean {
  const labels = objectAt(metadata, 'labels') ?? {}
  const wanted = Object.entries(objectAt(selector, 'matchLabels') ?? {})
  const rules = listAt(selector, 'matchExpressions')
  if (wanted.length === 0 && rules.length === 0) return false
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    rules.every((rule) => {
      const label = labels[textAt(rule, 'key') ?? '']
      const isListed = listAt(rule, 'values').includes(label)
      switch (textAt(rule, 'operator') ?? '') {
        case 'In':
          return isListed
        case 'NotIn':
          return !isListed
        case 'Exists':
          return label !== undefined
        default:
          return label === undefined
      }
    })
  )
}

/** The pods that a workload should have; undefined for what starts some only now and then. */
export function wantedPods({ type, object }: Workload): number | undefined {
  if (!LASTING.includes(type)) return undefined
  if (type.kind === 'DaemonSet') return numberAt(object.status, 'desiredNumberScheduled') ?? 0
  return numberAt(object.spec, 'replicas') ?? 1
}
