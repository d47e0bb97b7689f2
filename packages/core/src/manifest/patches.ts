import { isMap, isSeq } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ImagePlace } from './image-place.ts'
import { isKubernetesObject, locateKubernetesImages } from './kubernetes.ts'
import { referencePlace } from './locate-place.ts'
import { nestedRoot } from './nested-document.ts'
import { childrenOf, type Cursor, fieldOf, textOf } from './tree.ts'

const INLINE = ['patches', 'patchesJson6902', 'patchesStrategicMerge'] as const
const IMAGE_POINTER = /(?:\/i|I)mage$/
const CONTAINER_POINTER = /\/(?:c|[a-z]+C)ontainers\/[^/]+$/

/** Whether the document is a list of operations of a JSON patch: https://www.rfc-editor.org/rfc/rfc6902 */
export function isJsonPatch(root: Cursor): boolean {
  if (!isSeq(root.node) || root.node.items.length === 0) return false
  return childrenOf(root).every(
    (item) => fieldOf(item, 'op') !== undefined && fieldOf(item, 'path') !== undefined,
  )
}

/** The images that the operations of a JSON patch set, alone or with their container. */
export function locateJsonPatchImages(root: Cursor): readonly ImagePlace[] {
  return childrenOf(root).flatMap((operation) => {
    const pointer = textOf(fieldOf(operation, 'path')) ?? ''
    const value = fieldOf(operation, 'value')
    const isContainer = CONTAINER_POINTER.test(pointer) && isMap(value?.node)
    const image = isContainer ? fieldOf(value, 'image') : value
    if (image === undefined || !(isContainer || IMAGE_POINTER.test(pointer))) return []
    return referencePlace('kubernetes', image) ?? []
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
    const root = patch === undefined ? undefined : rootOfPatch(patch)
    if (root === undefined) return []
    if (isJsonPatch(root)) return locateJsonPatchImages(root)
    return isKubernetesObject(root) ? locateKubernetesImages(root) : []
  })
}

/** A patch may be several documents, which are not read; its images then come from the manifests that it patches. */
function rootOfPatch(patch: Cursor): Cursor | undefined {
  try {
    return nestedRoot(patch)
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}
