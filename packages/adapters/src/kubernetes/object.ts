import { ActionError } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'

/** An object of Kubernetes: only its name is known, the rest is checked where it is read. */
export interface KubernetesObject {
  readonly metadata: ObjectMetadata
  readonly spec?: unknown
  readonly status?: unknown
}

export interface ObjectMetadata {
  readonly name: string
  /** Empty for what belongs to no namespace. */
  readonly namespace: string
  readonly resourceVersion: string
}

/** A kind as the API serves it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
}

/** One object, or with `name` undefined a collection; all namespaces when `namespace` is undefined. */
export interface ResourcePath {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name?: string
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
export function pathOf({ type, namespace, name }: ResourcePath): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`
  return `${root}${place}/${type.plural}${one}`
}

/** `Deployment shop/api`, for messages. */
export function describeResource({ type, namespace, name }: ResourcePath): string {
  if (name === undefined) {
    return `the ${type.plural} ${namespace === undefined ? 'of all namespaces' : `of namespace "${namespace}"`}`
  }
  return `${type.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

/** @throws ActionError `agent-invalid-answer` for what is no object */
export function readObject(value: unknown, what: string): KubernetesObject {
  const metadata = objectAt(value, 'metadata')
  const name = textAt(metadata, 'name')
  const object = objectAt(value)
  if (object === undefined || name === undefined) {
    throw new ActionError(
      'agent-invalid-answer',
      `The answer about ${what} is no object of Kubernetes: check the server of the kubeconfig.`,
    )
  }
  return {
    ...object,
    metadata: {
      ...metadata,
      name,
      namespace: textAt(metadata, 'namespace') ?? '',
      resourceVersion: textAt(metadata, 'resourceVersion') ?? '',
    },
  }
}
