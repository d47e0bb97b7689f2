import { locateHelmImages } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { locateNamedValues, namedChildrenOf } from './named-values.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

const VALUES = new Set(['setValues', 'setValueTemplates'])

/** Whether the document is a configuration of skaffold, which says so in `apiVersion`. */
export function isSkaffold(root: Cursor): boolean {
  return (textOf(fieldOf(root, 'apiVersion')) ?? '').startsWith('skaffold/')
}

/**
 * The images in a configuration of skaffold that say a version, and those in the values of its Helm releases. An artifact
 * without a tag or digest is no place: skaffold itself builds it and chooses its tag.
 * https://skaffold.dev/docs/references/yaml/
 */
export function locateSkaffoldImages(root: Cursor): readonly ImagePlace[] {
  const found = [...locateHelmImages(root).filter(hasVersionField), ...locateSetValues(root)]
  return found.map((place) => ({ ...place, kind: 'skaffold' }))
}

/** `setValues: {image.repository: …, image.tag: …}`, wherever it stands. */
function locateSetValues(cursor: Cursor): readonly ImagePlace[] {
  return childrenOf(cursor).flatMap((child) => {
    if (!VALUES.has(lastKey(child) ?? '')) return locateSetValues(child)
    return locateNamedValues(namedChildrenOf(child)).filter(hasVersionField)
  })
}
