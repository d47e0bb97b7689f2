import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type ManifestDocument, openManifest } from './document.ts'
import { isAgentObject, locateAgentImages } from './agent-objects.ts'
import { hasFluxMarkers, locateFluxMarkers } from './flux-markers.ts'
import { locateHelmImages } from './helm-values.ts'
import type { ImagePlace } from './image-place.ts'
import { isKubernetesObject, locateKubernetesImages } from './kubernetes.ts'
import { isKustomization, locateKustomization } from './kustomize.ts'
import { isJsonPatch, locateJsonPatchImages } from './patches.ts'
import { isSkaffold, locateSkaffoldImages } from './skaffold.ts'
import { childrenOf, type Cursor, fieldOf, rootOf, textOf } from './tree.ts'

/** One way in which a document can hold images. */
interface Locator {
  readonly accepts: (root: Cursor) => boolean
  readonly locate: (root: Cursor) => readonly ImagePlace[]
}

/** The first that accepts a document reads it; a new format is a new line here. */
const LOCATORS: readonly Locator[] = [
  { accepts: isAgentObject, locate: locateAgentImages },
  { accepts: isKustomization, locate: locateKustomization },
  { accepts: isJsonPatch, locate: locateJsonPatchImages },
  { accepts: isSkaffold, locate: locateSkaffoldImages },
  { accepts: isList, locate: locateItems },
  { accepts: isKubernetesObject, locate: locateKubernetesImages },
  { accepts: () => true, locate: locateHelmImages },
]

const FILE_NAME = /(?:\.(?:[yY][aA]?[mM][lL]|json)|(?:^|\/)Kustomization)$/

/** Whether images are looked for in a file of this name; explicit selectors work in every file. */
export function isManifestPath(path: string): boolean {
  return FILE_NAME.test(path)
}

/** Every place in these files that says which image runs. Files that cannot be read as manifests have none. */
export function findImages(files: readonly RepositoryFile[]): readonly ImagePlace[] {
  return imagesBelow(readableRoots(files))
}

/**
 * The places in one document.
 * @throws ActionError as `ManifestDocument.root`
 */
export function imagesOf(document: ManifestDocument): readonly ImagePlace[] {
  return imagesAt(rootOf(document))
}

/** The roots of all documents of these files that are manifests and can be read. */
export function readableRoots(files: readonly RepositoryFile[]): readonly Cursor[] {
  return files
    .filter(({ path }) => isManifestPath(path))
    .flatMap((file) => attempt(() => openManifest(file).documents) ?? [])
    .flatMap((document) => attempt(() => rootOf(document)) ?? [])
}

/** The places below these roots; documents with a string that cannot be read have none. */
export function imagesBelow(roots: readonly Cursor[]): readonly ImagePlace[] {
  return roots.flatMap((root) => attempt(() => imagesAt(root)) ?? [])
}

function imagesAt(root: Cursor): readonly ImagePlace[] {
  const found = locate(root)
  if (!hasFluxMarkers(root)) return found
  const taken = new Set(found.flatMap(({ slots }) => slots.map(({ scalar }) => scalar.range.start)))
  const marked = locateFluxMarkers(root)
  return [
    ...found,
    ...marked.filter(({ slots }) => !slots.some(({ scalar }) => taken.has(scalar.range.start))),
  ]
}

function locate(object: Cursor): readonly ImagePlace[] {
  return LOCATORS.find(({ accepts }) => accepts(object))?.locate(object) ?? []
}

/** A `List` of Kubernetes holds objects of any kind. */
function isList(root: Cursor): boolean {
  return textOf(fieldOf(root, 'apiVersion')) === 'v1' && textOf(fieldOf(root, 'kind')) === 'List'
}

function locateItems(list: Cursor): readonly ImagePlace[] {
  const items = fieldOf(list, 'items')
  return items === undefined ? [] : childrenOf(items).flatMap(locate)
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}
