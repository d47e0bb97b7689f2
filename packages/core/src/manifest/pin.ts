import type { Digest } from '../image/digest.ts'
import { formatImageReference, type ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { ImagePlace, ImageSlot } from './image-place.ts'
import { formatPosition } from './position.ts'
import type { Replacement } from './scalar.ts'

/**
 * What is written of an image. `auto`: a tag that is never moved stands alone, unless the place carries a digest
 * already, which then moves along; a tag that can be moved is written only with its digest.
 */
export type Pin = 'auto' | 'tag' | 'digest' | 'tag-and-digest'

/** An image that shall be in the files. */
export interface PinnedImage {
  /** With its tag, its digest, or both. */
  readonly image: ImageReference
  /** Whether the tag may point to another image tomorrow. */
  readonly mutable: boolean
}

/**
 * What the scalars of a place become so that it holds the image. Tag and digest never part: a place that ends up
 * with one of them does not keep the other of an earlier image.
 * @throws ActionError `no-place-for-digest`, `digest-unknown`, `tag-unknown`, `not-editable`
 */
export function pinPlace(place: ImagePlace, wanted: PinnedImage, pin: Pin): readonly Replacement[] {
  const form = formOf(place, wanted, pin)
  const tag = form.includes('tag') ? neededTag(place, wanted) : undefined
  const digest = form.includes('digest') ? neededDigest(place, wanted, pin) : undefined
  const reference = place.slots.find(({ role }) => role === 'reference')
  if (reference !== undefined) {
    const name = place.image?.name ?? wanted.image.name
    const value = `${reference.prefix ?? ''}${formatImageReference({ name, tag, digest })}`
    return [{ scalar: reference.scalar, value }]
  }
  const composite = place.slots.find(({ role }) => role === 'tag@digest')
  const digestSlot = place.slots.find(({ role }) => role === 'digest' || role === 'digest-hex')
  if (composite !== undefined && digestSlot === undefined)
    return pinComposite(place, wanted, composite, tag, digest)
  return pinFields(place, wanted, { tag, digest, tagSlot: tagSlotOf(place), digestSlot })
}

type Form = 'tag' | 'digest' | 'tag-and-digest'

function formOf(place: ImagePlace, { image, mutable }: PinnedImage, pin: Pin): Form {
  if (pin !== 'auto') return pin
  if (image.tag === undefined) return 'digest'
  if (mutable) return 'tag-and-digest'
  if (place.digest === undefined) return 'tag'
  return place.tag === undefined && tagSlotOf(place) === undefined ? 'digest' : 'tag-and-digest'
}

function tagSlotOf(place: ImagePlace): ImageSlot | undefined {
  return place.slots.find(({ role }) => role === 'tag' || role === 'tag@digest')
}

function pinComposite(
  place: ImagePlace,
  wanted: PinnedImage,
  { scalar }: ImageSlot,
  tag: string | undefined,
  digest: Digest | undefined,
): readonly Replacement[] {
  const kept = tag ?? neededTag(place, wanted)
  return [{ scalar, value: digest === undefined ? kept : `${kept}@${digest}` }]
}

interface Fields {
  readonly tag: string | undefined
  readonly digest: Digest | undefined
  readonly tagSlot: ImageSlot | undefined
  readonly digestSlot: ImageSlot | undefined
}

function pinFields(place: ImagePlace, wanted: PinnedImage, fields: Fields): readonly Replacement[] {
  const { tag, digest, tagSlot, digestSlot } = fields
  if (digest !== undefined && digestSlot === undefined) throw noPlaceForDigest(place, wanted)
  if (tag !== undefined && tagSlot === undefined) throw noPlaceForTag(place, tag)
  const replacements: Replacement[] = []
  if (tagSlot !== undefined) {
    // A digest alone leaves a field for the tag in place, and that must not go on naming the earlier image.
    const value = tag ?? (place.tag === undefined ? undefined : neededTag(place, wanted))
    if (value !== undefined) replacements.push({ scalar: tagSlot.scalar, value })
  }
  if (digestSlot !== undefined && (digest !== undefined || place.digest !== undefined)) {
    const value = digestSlot.role === 'digest-hex' ? digest?.slice('sha256:'.length) : digest
    replacements.push({ scalar: digestSlot.scalar, value: value ?? '' })
  }
  return replacements
}

function neededTag(place: ImagePlace, { image }: PinnedImage): string {
  if (image.tag !== undefined) return image.tag
  throw new ActionError(
    'tag-unknown',
    `${nameOf(place)} holds a tag, and ${image.name} was given by its digest alone: give the tag as well (name:tag@sha256:…), so that the two do not part.`,
  )
}

function neededDigest(place: ImagePlace, { image, mutable }: PinnedImage, pin: Pin): Digest {
  if (image.digest !== undefined) return image.digest
  const tag = image.tag ?? ''
  const movable = mutable && pin === 'auto'
  let why = `"pin" is "${pin}"`
  if (pin === 'auto')
    why = movable ? `the tag "${tag}" can be moved to another image` : 'the place carries a digest'
  const choice = movable ? ', or write the tag alone with "pin: tag"' : ''
  throw new ActionError(
    'digest-unknown',
    `${nameOf(place)} needs the digest of ${image.name}:${tag}, because ${why}, and it is not known: give a release record, "name:tag@sha256:…", or let "verify-image" look it up${choice}.`,
  )
}

function noPlaceForDigest(place: ImagePlace, { image, mutable }: PinnedImage): ActionError {
  const why =
    mutable && image.tag !== undefined
      ? `The tag "${image.tag}" can be moved to another image, so it is written only with its digest, but `
      : ''
  const field =
    place.kind === 'kustomize'
      ? '"digest" to this entry (or let "create-missing" do it)'
      : '"digest" beside the tag (if the chart reads one)'
  return new ActionError(
    'no-place-for-digest',
    `${why}${nameOf(place)} has no place for a digest: add ${field}, bump to a tag that is never moved (a version or sha-…), or set "pin: tag".`,
  )
}

function noPlaceForTag(place: ImagePlace, tag: string): ActionError {
  return new ActionError(
    'not-editable',
    `${nameOf(place)} has no field for the tag "${tag}": add one, or set "pin: digest".`,
  )
}

function nameOf(place: ImagePlace): string {
  return `${formatPosition(place.file, place.position)}: "${place.path}"`
}
