import { type ImageReference, sameRepository } from '../image/reference.ts'
import type { Position } from './position.ts'
import type { Refusal } from './refusal.ts'
import type { ScalarPlace } from './scalar.ts'

/** Which locator found the place; `selector` is a scalar that only an explicit selector named. */
export type PlaceKind = 'helm' | 'kustomize' | 'kubernetes' | 'skaffold' | 'flux' | 'selector'

/**
 * What one scalar of a place holds: a whole `name:tag@digest`; a tag; `tag@sha256:…` in one; a digest; the hex
 * digits of a digest without `sha256:`.
 */
export type SlotRole = 'reference' | 'tag' | 'tag@digest' | 'digest' | 'digest-hex'

export interface ImageSlot {
  readonly role: SlotRole
  readonly scalar: ScalarPlace
  /** What stands before a reference in the same scalar: `name=` of an override. */
  readonly prefix?: string
}

/** One place of a file that says which image runs. */
export interface ImagePlace {
  readonly file: string
  readonly kind: PlaceKind
  /** In the grammar of selectors, so that `file#path` can be given to `files`. */
  readonly path: string
  readonly position: Position
  /** The image's name as the file says it, `newName` and `registry` taken into account; undefined when nothing says it. */
  readonly name: string | undefined
  readonly image: ImageReference | undefined
  /** Other names of the same image: with the registry that a chart sets for all its images. */
  readonly alsoKnownAs: readonly ImageReference[]
  /** Kustomize: the `name` that stands in the manifests when `newName` replaces it. */
  readonly placeholder: ImageReference | undefined
  /** As written; undefined when absent or empty. */
  readonly tag: string | undefined
  readonly digest: string | undefined
  readonly slots: readonly ImageSlot[]
  readonly refusal: Refusal | undefined
}

/** Whether the place holds the image, whatever the tag. */
export function holdsImage(place: ImagePlace, image: ImageReference): boolean {
  return isNamed(place, image) || place.alsoKnownAs.some((other) => sameRepository(other, image))
}

/** The one of these that the place holds: rather by its own name than by another that it also goes by. */
export function imageHeld<I extends { readonly image: ImageReference }>(
  place: ImagePlace,
  images: readonly I[],
): I | undefined {
  return (
    images.find(({ image }) => isNamed(place, image)) ?? images.find(({ image }) => holdsImage(place, image))
  )
}

function isNamed(place: ImagePlace, image: ImageReference): boolean {
  return place.image !== undefined && sameRepository(place.image, image)
}

/** Whether the place has a version now, or a field for one. */
export function hasVersionField({ tag, digest, slots }: ImagePlace): boolean {
  return tag !== undefined || digest !== undefined || slots.some(({ role }) => role !== 'reference')
}

/** `name:tag@digest` as far as the place says it. */
export function describePlace(place: ImagePlace): string {
  const tag = place.tag === undefined ? '' : `:${place.tag}`
  const digest = place.digest === undefined ? '' : `@${place.digest}`
  return `${place.name ?? ''}${tag}${digest}`
}
