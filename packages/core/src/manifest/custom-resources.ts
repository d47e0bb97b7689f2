import { locateHelmImages, type ValuesForm } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { groupOf, isSpeaker } from './speakers.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/** Where containers stand beside `containers` and `initContainers`, by API group: a list of them, or one alone. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  // https://tekton.dev/docs/pipelines/tasks/#defining-steps
  'tekton.dev': ['steps', 'sidecars', 'stepTemplate'],
  // https://argo-workflows.readthedocs.io/en/latest/fields/#template
  'argoproj.io': ['container', 'script', 'sidecars'],
}

/** `image`, `…Image`, and `imageName` as some operators of databases have it; parameters may be anything. */
const RESOURCE: ValuesForm = { imageKey: /(?:^i|I)mage(?:Name)?$/, sets: new Set(), strings: false }

/** https://docs.crossplane.io/latest/packages/providers/: a provider, function or configuration is an image. */
const PACKAGE: ValuesForm = { ...RESOURCE, imageKey: /(?:^i|I)mage$|^package$/ }

/** What a ConfigMap holds are values and files. */
const DATA: ValuesForm = { ...RESOURCE, strings: true }

/** The further keys of an object under which its containers stand. */
export function containerKeysOf(object: Cursor): readonly string[] {
  return CONTAINERS[groupOf(object)] ?? []
}

/**
 * Images that a custom resource names outside containers, and those in the data of a ConfigMap: `image`, every key that ends in
 * `Image`, and the other forms of Helm values, also in strings of YAML. A reference without tag and digest is no place, for it
 * may be the name of a repository.
 */
export function locateLooseImages(object: Cursor): readonly ImagePlace[] {
  return looseFields(object)
    .flatMap((field) => locateHelmImages(field, formOf(object)))
    .filter(hasVersionField)
    .map((place) => ({ ...place, kind: 'kubernetes' }))
}

function looseFields(object: Cursor): readonly Cursor[] {
  const fields = childrenOf(object)
  if (isConfigMap(object)) return fields.filter((field) => lastKey(field) === 'data')
  if (!isCustom(object)) return []
  return fields.filter((field) => lastKey(field) !== 'metadata' && lastKey(field) !== 'status')
}

function formOf(object: Cursor): ValuesForm {
  if (isConfigMap(object)) return DATA
  return groupOf(object) === 'pkg.crossplane.io' ? PACKAGE : RESOURCE
}

function isConfigMap(object: Cursor): boolean {
  return groupOf(object) === '' && textOf(fieldOf(object, 'kind')) === 'ConfigMap'
}

/** The workloads of Kubernetes itself are in groups without a dot; the others of it have no images. */
function isCustom(object: Cursor): boolean {
  return groupOf(object).includes('.') && !isSpeaker(object)
}
