import { listAt, objectAt, textAt } from '../json/member.ts'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { HELM_RELEASE, KUSTOMIZATION } from './kinds.ts'
import type { ObjectName } from './around.ts'

export const POD: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods' }
const JOB: ResourceType = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs' }
const CRON_JOB: ResourceType = { group: 'batch', version: 'v1', kind: 'CronJob', plural: 'cronjobs' }
/** Workloads that keep pods running. */
export const LASTING: readonly ResourceType[] = [
  { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' },
  { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets' },
  { group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets' },
]
/** What has images, and what applies more. */
const KINDS: readonly ResourceType[] = [...LASTING, JOB, CRON_JOB, POD, KUSTOMIZATION, HELM_RELEASE]
/** Kinds that a release is searched for when it keeps no inventory. */
export const RELEASED: readonly ResourceType[] = [...LASTING, JOB, CRON_JOB]

/**
 * What an object has applied, of the kinds that matter here, by its inventory: `<namespace>_<name>_<group>_<kind>`. Undefined when it
 * keeps none, as HelmReleases of older versions. https://fluxcd.io/flux/components/kustomize/kustomizations/#inventory
 */
export function inventoryOf({ status }: KubernetesObject): readonly ObjectName[] | undefined {
  if (objectAt(status, 'inventory') === undefined) return undefined
  return listAt(status, 'inventory', 'entries').flatMap((entry) => {
    const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(textAt(entry, 'id') ?? '')
    const [, namespace = '', name = '', group, kind] = match ?? []
    const type = KINDS.find((one) => one.group === group && one.kind === kind)
    return type === undefined ? [] : [{ type, namespace, name }]
  })
}

/** Where a release is, and the labels that helm-controller puts on what it releases. */
export function releaseLabels({ metadata, spec }: KubernetesObject): {
  readonly namespace: string
  readonly labels: string
} {
  const namespace = textAt(spec, 'targetNamespace') ?? metadata.namespace
  const group = HELM_RELEASE.group
  return { namespace, labels: `${group}/name=${metadata.name},${group}/namespace=${metadata.namespace}` }
}
