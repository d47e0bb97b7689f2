import { isMap, isScalar, isSeq } from 'yaml'
import { locateVariable } from './container-words.ts'
import { locateHelmImages, type ValuesForm } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { locateContainerImages, locateKubernetesImages } from './kubernetes.ts'
import { referencePlace } from './locate-place.ts'
import { tryParseImage } from './name.ts'
import { readableNestedRoots } from './nested-document.ts'
import { readScalar } from './scalar.ts'
import { childrenOf, type Cursor, fieldOf, textOf } from './tree.ts'

const INLINE = ['patches', 'patchesJson6902', 'patchesStrategicMerge'] as const
const IMAGE_POINTER = /(?:\/i|I)mage$/
const CONTAINER_POINTER = /\/(?:c|[a-z]+C)ontainers(?:\/[^/]+)?$/
const VARIABLE_POINTER = /\/env(?:\/[^/]+)?$/
/** Of the keys of an operation none is an image. */
const OPERATION: ValuesForm = { imageKey: /(?:^i|I)mage$/, sets: new Set(), strings: true }

/** Whether the document is a list of operations of a JSON patch: https://www.rfc-editor.org/rfc/rfc6902 */
export function isJsonPatch(root: Cursor): boolean {
  if (!isSeq(root.node) || root.node.items.length === 0) return false
  return childrenOf(root).every(
    (item) => fieldOf(item, 'op') !== undefined && fieldOf(item, 'path') !== undefined,
  )
}

/**
 * The images that the operations of a JSON patch set, alone, with their container, or in any map, list or string of YAML when they
 * say a version; what `test` wants is there already.
 */
export function locateJsonPatchImages(root: Cursor): readonly ImagePlace[] {
  return childrenOf(root).flatMap((operation) => {
    if (textOf(fieldOf(operation, 'op')) === 'test') return []
    const pointer = textOf(fieldOf(operation, 'path')) ?? ''
    const value = fieldOf(operation, 'value')
    if (value === undefined) return []
    if (IMAGE_POINTER.test(pointer) && isScalar(value.node)) return referencePlace('kubernetes', value) ?? []
    const each = isSeq(value.node) ? childrenOf(value) : [value]
    if (CONTAINER_POINTER.test(pointer)) return each.flatMap(locateContainerImages)
    if (VARIABLE_POINTER.test(pointer)) return each.flatMap(locateVariable)
    const found = locateHelmImages(operation, OPERATION).filter(hasVersionField)
    return found.map((place) => ({ ...place, kind: 'kubernetes' }))
  })
}

/**
 * The images in patches that a kustomization holds as strings.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 */
export function locateInlinePatchImages(kustomization: Cursor): readonly ImagePlace[] {
  return INLINE.flatMap((key) => {
    const list = fieldOf(kustomization, key)
    return list === undefined ? [] : childrenOf(list)
  }).flatMap((item) => {
    const patch = isMap(item.node) ? fieldOf(item, 'patch') : item
    if (patch === undefined) return []
    const roots = readableNestedRoots(patch)
    return roots.length === 0 ? refuseImages(patch) : roots.flatMap(locatePatchImages)
  })
}

function locatePatchImages(root: Cursor): readonly ImagePlace[] {
  if (isJsonPatch(root)) return locateJsonPatchImages(root)
  // What a patch is for may be told beside it, in its target.
  return isMap(root.node) ? locateKubernetesImages(root) : []
}

const REFERENCE = /(?:^|[\s{,])["']?(?:image|value)["']?[ \t]*:[ \t]*["']?([^\s"'#,}]+)/g
const NO_YAML = {
  kind: 'other',
  reason: 'the patch that it stands in cannot be read as YAML; correct it, or write it in a file of its own',
} as const

/** The images of a patch that cannot be read are found and refused, not left behind. */
function refuseImages(patch: Cursor): readonly ImagePlace[] {
  const place = readScalar(patch)
  if (place === undefined) return []
  const text = place.value.replace(/^[ \t]*#.*$/gm, '')
  return [...text.matchAll(REFERENCE)].flatMap(([, reference]) => {
    const image = tryParseImage(reference)
    if (image === undefined || (image.tag === undefined && image.digest === undefined)) return []
    const { file, path, position } = place
    const { name, tag, digest } = image
    return { file, path, position, name, image, tag, digest, kind: 'kubernetes', slots: [], ...NO_NAMES }
  })
}

const NO_NAMES = { alsoKnownAs: [], placeholder: undefined, refusal: NO_YAML } as const
