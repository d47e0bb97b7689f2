/**
 * Renders the part of Kustomize that environment repositories mostly consist of: `resources` (files and other
 * kustomizations, also outside of the directory), `images`, `namespace`, `namePrefix`, `nameSuffix`, `replicas`,
 * `commonAnnotations`, `commonLabels`, `labels` and strategic-merge `patches`. Names are not followed into references
 * (a prefixed ConfigMap is not renamed where a Deployment mounts it). Everything else is refused by name.
 *
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
import type { Snapshot } from '../source/git-mirrors.ts'
import { overrideImages, type ImageOverride } from './images.ts'
import {
  isObject,
  objectAt,
  parseManifests,
  parseYaml,
  RenderError,
  stringAt,
  type Json,
  type JsonObject,
} from './manifest.ts'
import { applyPatch, type Patch } from './patch.ts'

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

const known = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'images',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'replicas',
  'commonAnnotations',
  'commonLabels',
  'labels',
  'patches',
  'patchesStrategicMerge',
])

/** The kustomization file of a directory, if it has one. */
export function findKustomization(snapshot: Snapshot, directory: string): string | undefined {
  return fileNames.map((name) => joinPath(directory, name)).find((path) => snapshot.paths.includes(path))
}

/** @throws RenderError for anything outside of the supported part, and for what `kustomize build` refuses. */
export async function renderKustomization(
  snapshot: Snapshot,
  directory: string,
  trail: readonly string[] = [],
): Promise<JsonObject[]> {
  if (trail.includes(directory))
    throw new RenderError(`kustomize build failed: cycle detected: ${[...trail, directory].join(' -> ')}`)
  const path = findKustomization(snapshot, directory)
  if (path === undefined) {
    throw new RenderError(
      `kustomize build failed: unable to find one of ${fileNames.join(', ')} in directory '${directory}'`,
    )
  }
  const kustomization = await readKustomization(snapshot, path)
  const resources: JsonObject[] = []
  for (const entry of [
    ...strings(kustomization, 'resources', path),
    ...strings(kustomization, 'bases', path),
  ]) {
    resources.push(...(await readResource(snapshot, directory, entry, [...trail, directory])))
  }
  const patches = await readPatches(snapshot, directory, kustomization, path)
  return transform(patches.reduce(applyPatch, resources), kustomization, path)
}

async function readKustomization(snapshot: Snapshot, path: string): Promise<JsonObject> {
  const [kustomization] = parseYaml(await snapshot.read(path), path)
  if (!isObject(kustomization)) throw new RenderError(`kustomize build failed: ${path} is empty`)
  for (const field of Object.keys(kustomization)) {
    if (!known.has(field)) {
      throw new RenderError(
        `kustomize build failed: ${path}: the sandbox does not render the field "${field}"`,
      )
    }
  }
  return kustomization
}

async function readResource(
  snapshot: Snapshot,
  directory: string,
  entry: string,
  trail: readonly string[],
): Promise<JsonObject[]> {
  if (/^[a-z+]+:\/\/|^git@|^github\.com\//.test(entry)) {
    throw new RenderError(`kustomize build failed: the sandbox does not fetch the remote resource "${entry}"`)
  }
  const path = joinPath(directory, entry)
  if (snapshot.paths.includes(path)) {
    return parseManifests(await snapshot.read(path), path)
  }
  if (snapshot.paths.some((other) => other.startsWith(`${path}/`)))
    return renderKustomization(snapshot, path, trail)
  throw new RenderError(
    `kustomize build failed: accumulating resources from '${entry}': '${path}' doesn't exist`,
  )
}

async function readPatches(
  snapshot: Snapshot,
  directory: string,
  kustomization: JsonObject,
  path: string,
): Promise<Patch[]> {
  const entries = [
    ...list(kustomization, 'patches'),
    ...list(kustomization, 'patchesStrategicMerge').map((entry) =>
      typeof entry === 'string' && !entry.includes('\n') ? { path: entry } : { patch: entry },
    ),
  ]
  const patches: Patch[] = []
  for (const entry of entries) {
    if (!isObject(entry)) throw new RenderError(`kustomize build failed: ${path}: a patch must be a mapping`)
    const file = stringAt(entry, 'path')
    const text =
      file === undefined ? (stringAt(entry, 'patch') ?? '') : await snapshot.read(joinPath(directory, file))
    for (const body of parseYaml(text, file ?? path)) {
      if (!isObject(body))
        throw new RenderError(
          `kustomize build failed: ${path}: the sandbox renders strategic-merge patches only`,
        )
      const target = objectAt(entry, 'target')
      patches.push(target === undefined ? { body } : { body, target })
    }
  }
  return patches
}

function transform(resources: JsonObject[], kustomization: JsonObject, path: string): JsonObject[] {
  const images = list(kustomization, 'images').map((entry) => readImage(entry, path))
  const namespace = stringAt(kustomization, 'namespace')
  const prefix = stringAt(kustomization, 'namePrefix') ?? ''
  const suffix = stringAt(kustomization, 'nameSuffix') ?? ''
  return resources.map((resource) => {
    const metadata = objectAt(resource, 'metadata') ?? {}
    const changed: JsonObject = {
      ...metadata,
      name: `${prefix}${stringAt(metadata, 'name') ?? ''}${suffix}`,
      ...(namespace === undefined ? {} : { namespace }),
    }
    const annotations = {
      ...objectAt(metadata, 'annotations'),
      ...objectAt(kustomization, 'commonAnnotations'),
    }
    if (Object.keys(annotations).length > 0) changed.annotations = annotations
    const labelled = addLabels({ ...resource, metadata: changed }, kustomization)
    return setReplicas(
      overrideImages(labelled, images),
      list(kustomization, 'replicas'),
      stringAt(metadata, 'name'),
    )
  })
}

function addLabels(resource: JsonObject, kustomization: JsonObject): JsonObject {
  const common = objectAt(kustomization, 'commonLabels') ?? {}
  const sets = list(kustomization, 'labels').filter(isObject)
  const pairs = (select: (set: JsonObject) => boolean): JsonObject =>
    Object.assign({}, common, ...sets.filter(select).map((set) => objectAt(set, 'pairs') ?? {})) as JsonObject
  const own = pairs(() => true)
  const selected = pairs((set) => set.includeSelectors === true)
  const templated = pairs((set) => set.includeSelectors === true || set.includeTemplates === true)
  let result = resource
  if (Object.keys(own).length > 0) result = merge(result, ['metadata', 'labels'], own)
  const spec = objectAt(result, 'spec')
  if (objectAt(spec, 'template') !== undefined && Object.keys(templated).length > 0) {
    result = merge(result, ['spec', 'template', 'metadata', 'labels'], templated)
  }
  const selector = objectAt(spec, 'selector')
  if (selector !== undefined && Object.keys(selected).length > 0) {
    const labels = objectAt(selector, 'matchLabels') === undefined ? [] : ['matchLabels']
    result = merge(result, ['spec', 'selector', ...labels], selected)
  }
  return result
}

function merge(object: JsonObject, path: readonly string[], values: JsonObject): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return { ...object, ...values }
  return { ...object, [key]: merge(objectAt(object, key) ?? {}, rest, values) }
}

function setReplicas(resource: JsonObject, replicas: Json[], name: string | undefined): JsonObject {
  const entry = replicas.filter(isObject).find((candidate) => candidate.name === name)
  const spec = objectAt(resource, 'spec')
  if (entry?.count === undefined || spec === undefined) return resource
  return { ...resource, spec: { ...spec, replicas: entry.count } }
}

function readImage(entry: Json, path: string): ImageOverride {
  const name = isObject(entry) ? stringAt(entry, 'name') : undefined
  if (!isObject(entry) || name === undefined) {
    throw new RenderError(`kustomize build failed: ${path}: an entry of images needs a name`)
  }
  const override: ImageOverride = { name }
  for (const field of Object.keys(entry)) {
    if (field === 'name') continue
    const value = entry[field]
    if (field !== 'newName' && field !== 'newTag' && field !== 'digest') {
      throw new RenderError(`kustomize build failed: ${path}: unknown field "${field}" in images`)
    }
    if (typeof value !== 'string') {
      throw new RenderError(
        `kustomize build failed: ${path}: images.${field} of "${name}" must be a string, not ${JSON.stringify(value)}`,
      )
    }
    override[field] = value
  }
  return override
}

function list(object: JsonObject, field: string): Json[] {
  const value = object[field]
  return Array.isArray(value) ? value : []
}

function strings(object: JsonObject, field: string, path: string): string[] {
  return list(object, field).map((entry) => {
    if (typeof entry !== 'string')
      throw new RenderError(`kustomize build failed: ${path}: ${field} must be a list of strings`)
    return entry
  })
}

/** Resolves `../base` and the like inside of the repository. */
export function joinPath(directory: string, relative: string): string {
  const parts = directory === '' ? [] : directory.split('/')
  for (const part of relative.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined)
        throw new RenderError(`'${relative}' of '${directory}' leaves the repository`)
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
