import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { editDistance } from '../report/nearest.ts'
import { findImages } from './find-images.ts'
import { describePlace, type ImagePlace } from './image-place.ts'
import type { PinnedImage } from './pin.ts'
import { formatPosition } from './position.ts'

const MAX_LISTED = 5

/** Why an image could not be written: what was searched, what is there, what is most like it. */
export function imageNotFound(
  { image }: PinnedImage,
  files: readonly RepositoryFile[],
  refused: readonly ImagePlace[],
  problems: readonly string[],
): ActionError {
  const places = findImages(files)
  const sentences = [
    `The image ${image.name} is at no place that can be edited in the ${counted(files.length, 'file')} searched (${list(files.map(({ path }) => path))}).`,
    ...refused.slice(0, MAX_LISTED).map(describeRefusal),
    describeFound(places),
    ...problems.slice(0, 3).map((problem) => `Passed over: ${problem}`),
    'Correct the image name, or name the place with "files", such as "apps/api/values.yaml#image.tag".',
  ]
  const near = nearestPaths(image.name, places)
  if (near.length > 0) sentences.splice(-1, 0, `Nearest: ${near.join(', ')}.`)
  return new ActionError('image-not-in-files', sentences.join(' '))
}

function describeRefusal(place: ImagePlace): string {
  return `It stands at ${formatPosition(place.file, place.position)} ("${place.path}"), but ${place.refusal?.reason ?? ''}.`
}

function describeFound(places: readonly ImagePlace[]): string {
  const images = [...new Set(places.map(describePlace))]
  return images.length === 0 ? 'No image at all was found there.' : `Images found there: ${list(images)}.`
}

/** The places whose image, or whose path, is most like the name; as selectors that can be copied. */
function nearestPaths(name: string, places: readonly ImagePlace[]): readonly string[] {
  const ranked = places
    .slice(0, 2000)
    .map((place) => ({ place, distance: editDistance(name, place.name ?? place.path) }))
    .sort((a, b) => a.distance - b.distance)
  return ranked.slice(0, 3).map(({ place }) => `${place.file}#${place.slots[0]?.scalar.path ?? place.path}`)
}

function list(items: readonly string[]): string {
  const more = items.length > MAX_LISTED ? ` and ${items.length - MAX_LISTED} more` : ''
  return items.slice(0, MAX_LISTED).join(', ') + more
}

function counted(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`
}
