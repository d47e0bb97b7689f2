import { type ImageReference, sameRepository } from '../image/reference.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type Manifest, type ManifestDocument, openManifest } from './document.ts'
import { imagesOf, isManifestPath } from './find-images.ts'
import { imageHeld, type ImagePlace } from './image-place.ts'
import type { PinnedImage } from './pin.ts'
import { formatPosition } from './position.ts'
import { selectedPlaces } from './selected-places.ts'
import { parseSelector } from './selector.ts'
import { isTfvars } from './tfvars.ts'
import { mentionOf, speaksOf } from './wanted-images.ts'

/** A place that shall hold an image. */
export interface ImageTarget {
  readonly place: ImagePlace
  readonly wanted: PinnedImage
}

/** An explicit selector for one file. */
export interface FileSelector {
  /** Exact path of the file. */
  readonly file: string
  /** The part of a selector behind `#`: `image.tag`. */
  readonly selector: string
  /** The image it is for, where the file does not say of which image it holds the version. */
  readonly image?: ImageReference
}

/** What one file has to do with the wanted images. */
export interface FileTargets {
  readonly manifest: Manifest
  readonly targets: readonly ImageTarget[]
  /** Every place in the documents that were parsed, also those of other images. */
  readonly places: readonly ImagePlace[]
}

/**
 * The places that explicit selectors name in a file.
 * @throws ActionError of selectors; `selector-other-image` when the place holds another image than the wanted ones;
 *   `not-editable` when it cannot be edited
 */
export function selectTargets(
  file: RepositoryFile,
  selectors: readonly FileSelector[],
  images: readonly PinnedImage[],
): FileTargets {
  const manifest = openManifest(file)
  const targets = selectors.flatMap(({ selector, image }) => {
    const places = selectedPlaces(manifest, parseSelector(`${file.path}#${selector}`))
    const found = places.flatMap((place) => {
      const wanted = wantedAt(place, images, image)
      return wanted === undefined ? [] : [{ place, wanted }]
    })
    if (found.length === 0) throw otherImage(`${file.path}#${selector}`, places, images)
    return found
  })
  for (const { place } of targets) refuseUneditable(place)
  const documents = isTfvars(file.path) ? [] : manifest.documents
  return { manifest, targets, places: documents.flatMap((document) => placesOf(document)) }
}

/**
 * The places of the wanted images in a file, found by their names. Documents that do not mention an image are not
 * parsed.
 * @param note takes a sentence on what was passed over
 * @throws ActionError when a document that speaks of a wanted image cannot be read
 */
export function discoverTargets(
  file: RepositoryFile,
  images: readonly PinnedImage[],
  note: (problem: string) => void,
): FileTargets | undefined {
  if (!isManifestPath(file.path)) return undefined
  const { text } = file
  const mentions = mentionOf(images)
  if (text !== undefined && !mentions(text)) return undefined
  const manifest = attempt(() => openManifest(file), text ?? '', images, note)
  if (manifest === undefined) return undefined
  const places = manifest.documents
    .filter((document) => mentions(document.text))
    .flatMap((document) => attempt(() => imagesOf(document), document.text, images, note) ?? [])
  const targets = places.flatMap((place) => {
    const wanted = imageHeld(place, images)
    return wanted === undefined ? [] : [{ place, wanted }]
  })
  return { manifest, targets, places }
}

/** A broken file is passed over with a note unless it speaks of a wanted image: then it could be one place left behind. */
function attempt<T>(
  work: () => T,
  text: string,
  images: readonly PinnedImage[],
  note: (problem: string) => void,
): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (!text.includes('{{') && images.some((wanted) => speaksOf(text, wanted))) throw error
    note(error.message)
    return undefined
  }
}

function placesOf(document: ManifestDocument): readonly ImagePlace[] {
  try {
    return imagesOf(document)
  } catch (error) {
    if (error instanceof ActionError) return []
    throw error
  }
}

function wantedAt(
  place: ImagePlace,
  images: readonly PinnedImage[],
  meant: ImageReference | undefined,
): PinnedImage | undefined {
  const { placeholder } = place
  if (place.image === undefined) {
    return meant === undefined ? onlyOne(images) : images.find(({ image }) => sameRepository(image, meant))
  }
  return (
    imageHeld(place, images) ??
    images.find(({ image }) => placeholder !== undefined && sameRepository(placeholder, image))
  )
}

function onlyOne(images: readonly PinnedImage[]): PinnedImage | undefined {
  return images.length === 1 ? images[0] : undefined
}

function otherImage(
  selector: string,
  places: readonly ImagePlace[],
  images: readonly PinnedImage[],
): ActionError {
  const wanted = images.map(({ image }) => image.name).join(', ')
  const names = [...new Set(places.flatMap(({ name }) => (name === undefined ? [] : [name])))]
  if (names.length === 0) {
    return new ActionError(
      'selector-other-image',
      `"${selector}" does not say of which image it holds the version, and several are wanted (${wanted}): give one image, or run once for each.`,
    )
  }
  return new ActionError(
    'selector-other-image',
    `"${selector}" holds the image ${names.join(', ')}, and wanted was ${wanted}: point the selector at that image, or give the name that the file uses.`,
  )
}

/** @throws ActionError `not-editable` unless the place can be edited, here or at the anchor that it takes its value from */
export function refuseUneditable(place: ImagePlace): void {
  if (place.refusal === undefined || place.refusal.kind === 'elsewhere') return
  throw new ActionError(
    'not-editable',
    `${formatPosition(place.file, place.position)}: "${place.path}" cannot be edited: ${place.refusal.reason}.`,
  )
}
