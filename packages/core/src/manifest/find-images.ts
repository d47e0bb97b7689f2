import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type Manifest, type ManifestDocument, openManifest } from './document.ts'
import { locateHelmImages } from './helm-values.ts'
import type { ImagePlace } from './image-place.ts'
import { isKubernetesObject, locateKubernetesImages } from './kubernetes.ts'
import { isKustomization, locateKustomizeImages } from './kustomize.ts'
import { type Cursor, rootOf } from './tree.ts'

/** One way in which a document can hold images. */
interface Locator {
  readonly accepts: (root: Cursor) => boolean
  readonly locate: (root: Cursor) => readonly ImagePlace[]
}

/** The first that accepts a document reads it; a new format is a new line here. */
const LOCATORS: readonly Locator[] = [
  { accepts: isKustomization, locate: locateKustomizeImages },
  { accepts: isKubernetesObject, locate: locateKubernetesImages },
  { accepts: () => true, locate: locateHelmImages },
]

const FILE_NAME = /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/

/** Whether images are looked for in a file of this name; explicit selectors work in every file. */
export function isManifestPath(path: string): boolean {
  return FILE_NAME.test(path)
}

/** Every place in these files that says which image runs. Files that cannot be read as manifests have none. */
export function findImages(files: readonly RepositoryFile[]): readonly ImagePlace[] {
  return files
    .filter(({ path }) => isManifestPath(path))
    .flatMap((file) => {
      const manifest = tryOpen(file)
      return manifest === undefined ? [] : manifest.documents.flatMap(tryImagesOf)
    })
}

/**
 * The places in one document.
 * @throws ActionError as `ManifestDocument.root`
 */
export function imagesOf(document: ManifestDocument): readonly ImagePlace[] {
  const root = rootOf(document)
  return LOCATORS.find(({ accepts }) => accepts(root))?.locate(root) ?? []
}

function tryOpen(file: RepositoryFile): Manifest | undefined {
  try {
    return openManifest(file)
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}

function tryImagesOf(document: ManifestDocument): readonly ImagePlace[] {
  try {
    return imagesOf(document)
  } catch (error) {
    if (error instanceof ActionError) return []
    throw error
  }
}
