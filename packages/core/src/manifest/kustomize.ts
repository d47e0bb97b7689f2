import { isMap } from 'yaml'
import { IMAGE_VARIABLE } from './container-words.ts'
import { locateHelmImages } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { assignedPlace, splitPlace } from './locate-place.ts'
import { nonEmpty, tryParseImage } from './name.ts'
import { locateInlinePatchImages } from './patches.ts'
import { childrenOf, type Cursor, fieldOf, textOf } from './tree.ts'

const FILE_NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/

/** Whether this is the name of a file that `kustomize build` would look for. */
export function isKustomizationPath(path: string): boolean {
  return FILE_NAME.test(path)
}

/** Whether this is a file that `kustomize build` would look for, or says that it is one. */
export function isKustomization(root: Cursor): boolean {
  const { file } = root.document
  if (isKustomizationPath(file)) return true
  return (textOf(fieldOf(root, 'apiVersion')) ?? '').startsWith('kustomize.config.k8s.io/')
}

/**
 * The entries of `images`, the images in patches that are written out and in `literals`, and those in the values of charts that are rendered
 * (`helmCharts`).
 */
export function locateKustomization(root: Cursor): readonly ImagePlace[] {
  const charts = fieldOf(root, 'helmCharts')
  const values = (charts === undefined ? [] : childrenOf(charts)).flatMap(
    (chart) => fieldOf(chart, 'valuesInline') ?? [],
  )
  return [
    ...locateKustomizeImages(root),
    ...locateInlinePatchImages(root),
    ...locateLiterals(root),
    ...values.flatMap((each) => locateHelmImages(each)),
  ]
}

/** `API_IMAGE=name:tag` in the `literals` of a ConfigMap that is generated; a `replacements` may take it from there. */
function locateLiterals(root: Cursor): readonly ImagePlace[] {
  const generators = fieldOf(root, 'configMapGenerator')
  const literals = (generators === undefined ? [] : childrenOf(generators)).flatMap((generator) => {
    const list = fieldOf(generator, 'literals')
    return list === undefined ? [] : childrenOf(list)
  })
  return literals.flatMap((literal) => {
    const [name = '', value] = (textOf(literal) ?? '').split('=')
    if (value === undefined || !IMAGE_VARIABLE.test(name)) return []
    return [assignedPlace('kubernetes', literal) ?? []].flat().filter(hasVersionField)
  })
}

/**
 * The entries of `images`. An entry speaks of the image that ends up in the cluster: `newName` when it has one.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
export function locateKustomizeImages(root: Cursor): readonly ImagePlace[] {
  const images = fieldOf(root, 'images')
  if (images === undefined) return []
  return childrenOf(images).flatMap((entry) => {
    if (!isMap(entry.node)) return []
    const name = nonEmpty(textOf(fieldOf(entry, 'name')))
    const newName = nonEmpty(textOf(fieldOf(entry, 'newName')))
    const effective = newName ?? name
    if (effective === undefined) return []
    const place = splitPlace('kustomize', entry, {
      name: effective,
      tag: fieldOf(entry, 'newTag'),
      digest: fieldOf(entry, 'digest'),
      placeholder: newName === undefined ? undefined : tryParseImage(name),
      missing: '"newTag" or "digest" in this entry',
    })
    return place === undefined ? [] : [place]
  })
}
