import { parseAllDocuments } from 'yaml'

export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

/** One Kubernetes object, as rendered. `namespace` is empty for cluster-scoped kinds. */
export interface Manifest {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly body: JsonObject
}

/** Why manifests could not be made; the text goes into the condition `ComparisonError`. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
}

/**
 * The objects of a file. Documents without `apiVersion` and `kind` are left out, as Argo CD does for a directory
 * that also holds other YAML files; a document that has them and no name is an error.
 *
 * @throws RenderError when the text is not YAML.
 */
export function parseManifests(text: string, path: string): JsonObject[] {
  const objects: JsonObject[] = []
  for (const value of parseYaml(text, path)) {
    if (!isObject(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string') continue
    if (value.kind.endsWith('List') && Array.isArray(value.items)) {
      objects.push(...value.items.filter(isObject))
    } else {
      objects.push(value)
    }
  }
  return objects
}

/** Every document of a YAML text as plain JSON. */
export function parseYaml(text: string, path: string): Json[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: true,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error !== undefined)
      throw new RenderError(`failed to unmarshal "${path}": ${error.message.split('\n')[0] ?? ''}`)
    // The detour turns dates and the like into what a Kubernetes client would send.
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 1000 }) ?? null)) as Json
  })
}

/** @throws RenderError when the object has no name. */
export function toManifest(body: JsonObject, defaultNamespace: string): Manifest {
  const kind = stringAt(body, 'kind') ?? ''
  const metadata = isObject(body.metadata) ? body.metadata : {}
  const name = stringAt(metadata, 'name')
  if (name === undefined || name === '') throw new RenderError(`a ${kind} has no metadata.name`)
  const [group, version] = splitApiVersion(stringAt(body, 'apiVersion') ?? '')
  if (clusterScoped.has(kind)) return { group, version, kind, namespace: '', name, body }
  const namespace = stringAt(metadata, 'namespace') ?? defaultNamespace
  return { group, version, kind, namespace, name, body: { ...body, metadata: { ...metadata, namespace } } }
}

export function keyOf(resource: { group?: string; kind: string; namespace?: string; name: string }): string {
  return `${resource.group ?? ''}/${resource.kind}/${resource.namespace ?? ''}/${resource.name}`
}

/** The pod template of a workload; for a Pod, itself. */
export function podTemplateOf(manifest: Manifest): JsonObject | undefined {
  const spec = objectAt(manifest.body, 'spec')
  switch (manifest.kind) {
    case 'Pod':
      return manifest.body
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
      return objectAt(spec, 'template')
    case 'CronJob':
      return objectAt(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'template')
    default:
      return undefined
  }
}

/** Name and image of each container of a workload, init containers first. */
export function containersOf(manifest: Manifest): { name: string; image: string }[] {
  const spec = objectAt(podTemplateOf(manifest), 'spec')
  return ['initContainers', 'containers'].flatMap((field) => {
    const list = spec?.[field]
    if (!Array.isArray(list)) return []
    return list.filter(isObject).map((container) => ({
      name: stringAt(container, 'name') ?? '',
      image: stringAt(container, 'image') ?? '',
    }))
  })
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const inner = value?.[key]
  return isObject(inner) ? inner : undefined
}

export function stringAt(value: JsonObject | undefined, key: string): string | undefined {
  const inner = value?.[key]
  return typeof inner === 'string' ? inner : undefined
}

function splitApiVersion(apiVersion: string): [group: string, version: string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}

const clusterScoped = new Set([
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'ValidatingWebhookConfiguration',
])
