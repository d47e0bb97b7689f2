import { findImages } from '../manifest/find-images.ts'
import { describePlace, type ImagePlace } from '../manifest/image-place.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'

/** One image that a promotion changes. */
export interface ImageChange {
  readonly file: string
  /** The image's name, `ghcr.io/acme/api`. */
  readonly image: string
  /** `tag@digest` before; empty when the image is new there. */
  readonly from: string
  /** `tag@digest` after; empty when the image is gone. */
  readonly to: string
}

/** The image changes between two states of the same files; a place is the same when its file and its path are. */
export function imageChanges(
  before: readonly RepositoryFile[],
  after: readonly RepositoryFile[],
): readonly ImageChange[] {
  const old = byPlace(findImages(before))
  const next = byPlace(findImages(after))
  const keys = [...new Set([...old.keys(), ...next.keys()])]
  return keys.flatMap((key) => change(old.get(key), next.get(key)))
}

function byPlace(places: readonly ImagePlace[]): ReadonlyMap<string, ImagePlace> {
  const named = places.filter(({ image }) => image !== undefined)
  return new Map(named.map((place) => [`${place.file}#${place.path}`, place]))
}

function change(before: ImagePlace | undefined, after: ImagePlace | undefined): readonly ImageChange[] {
  const place = after ?? before
  if (place === undefined) return []
  if (before !== undefined && after !== undefined && describePlace(before) === describePlace(after)) return []
  const image = place.name ?? ''
  const from = before === undefined ? '' : versionIn(before, image)
  const to = after === undefined ? '' : versionIn(after, image)
  return [{ file: place.file, image, from, to }]
}

/** `tag@digest`; with its name when that changes too. */
function versionIn(place: ImagePlace, image: string): string {
  const whole = describePlace(place)
  return whole.startsWith(`${image}:`) || whole.startsWith(`${image}@`)
    ? whole.slice(image.length).replace(/^[:@]/, '')
    : whole
}
