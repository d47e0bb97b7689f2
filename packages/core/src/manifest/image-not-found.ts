import type { RepositoryFile } from '../ports/environment-repository.ts'
import type { ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import { editDistance } from '../report/nearest.ts'
import { imagesBelow, readableRoots } from './find-images.ts'
import { describePlace, type ImagePlace } from './image-place.ts'
import type { PinnedImage } from './pin.ts'
import { formatPosition } from './position.ts'
import { formatPath } from './selector.ts'
import { readScalar, type ScalarPlace } from './scalar.ts'
import { isTemplate } from './template.ts'
import { type Cursor, scalarsBelow, textOf } from './tree.ts'

const MAX_LISTED = 5
/** Looking for what was meant must not take longer than the work itself. */
const MAX_SEARCHED = 200
const MAX_CANDIDATES = 2000
const VERSION_KEY = /(?:^|[a-z_.-])(?:tag|version|digest)$/i
/** Versions of something else. */
const OTHER_VERSION = /^(?:api|kube|schema)Version$/

/** Why an image could not be written: what was searched, what is there, what is most like it. */
export function imageNotFound(
  { image }: PinnedImage,
  files: readonly RepositoryFile[],
  refused: readonly ImagePlace[],
  problems: readonly string[],
): ActionError {
  const roots = readableRoots(files.slice(0, MAX_SEARCHED))
  const places = imagesBelow(roots)
  const sentences = [
    `The image ${image.name} is at no place that can be edited in the ${counted(files.length, 'file')} searched (${list(files.map(({ path }) => path))}).`,
    ...refused.slice(0, MAX_LISTED).map(describeRefusal),
    ...templatedNames(roots, image).map(describeTemplate),
    describeFound(places),
    ...problems.slice(0, 3).map((problem) => `Passed over: ${problem}`),
    'Correct the image name, or name the place with "files", such as "apps/api/values.yaml#image.tag".',
  ]
  const near = [...nearestPlaces(image.name, places), ...versionPaths(roots, places)].slice(0, 3)
  if (near.length > 0) sentences.splice(-1, 0, `Nearest: ${near.join(', ')}.`)
  return new ActionError('image-not-in-files', sentences.join(' '))
}

function describeRefusal(place: ImagePlace): string {
  return `It stands at ${formatPosition(place.file, place.position)} ("${place.path}"), but ${place.refusal?.reason ?? ''}.`
}

/** `${REGISTRY}/acme/api:1.4.2` is likely to be the image, and nobody can tell. */
function templatedNames(roots: readonly Cursor[], { repository }: ImageReference): readonly ScalarPlace[] {
  return roots
    .flatMap(scalarsBelow)
    .filter((scalar) => isTemplateOf(repository, textOf(scalar) ?? ''))
    .slice(0, MAX_LISTED)
    .flatMap((scalar) => readScalar(scalar) ?? [])
}

function isTemplateOf(repository: string, text: string): boolean {
  const [before = '', after, ...more] = text.split(`/${repository}`)
  return after !== undefined && more.length === 0 && /^$|^[:@]/.test(after) && isTemplate(before)
}

function describeTemplate({ file, position, path, value }: ScalarPlace): string {
  return `It may be meant at ${formatPosition(file, position)} ("${path}"), but the name of the image is a template there, ${value}, which another program fills in.`
}

function describeFound(places: readonly ImagePlace[]): string {
  const images = [...new Set(places.map(describePlace))]
  return images.length === 0 ? 'No image at all was found there.' : `Images found there: ${list(images)}.`
}

/** The places whose image is most like the name; as selectors that can be copied. */
function nearestPlaces(name: string, places: readonly ImagePlace[]): readonly string[] {
  const ranked = places
    .filter(({ refusal }) => refusal?.kind !== 'template')
    .slice(0, MAX_CANDIDATES)
    .map((place) => ({ place, distance: editDistance(name, place.name ?? place.path) }))
    .sort((a, b) => a.distance - b.distance)
  return ranked.slice(0, 3).map(({ place }) => `${place.file}#${place.slots[0]?.scalar.path ?? place.path}`)
}

/** Values that look like a version and stand in no place: a file of overrides often says no more than `image.tag`. */
function versionPaths(roots: readonly Cursor[], places: readonly ImagePlace[]): readonly string[] {
  const known = new Set(
    places.flatMap(({ slots }) => slots.map(({ scalar }) => `${scalar.file}#${scalar.path}`)),
  )
  return roots
    .flatMap(scalarsBelow)
    .filter((scalar) => isVersionKey(nameOf(scalar)))
    .map((scalar) => `${scalar.document.file}#${formatPath(scalar.path)}`)
    .filter((selector) => !known.has(selector))
}

function isVersionKey(name: string): boolean {
  return VERSION_KEY.test(name) && !OTHER_VERSION.test(name)
}

/** The key of a value; in a list of `name` and `value` the name. */
function nameOf({ path }: Cursor): string {
  const [item, last] = path.slice(-2)
  if (last?.kind !== 'key') return ''
  return last.key === 'value' && item?.kind === 'match' ? item.value : last.key
}

function list(items: readonly string[]): string {
  const more = items.length > MAX_LISTED ? ` and ${items.length - MAX_LISTED} more` : ''
  return items.slice(0, MAX_LISTED).join(', ') + more
}

function counted(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`
}
