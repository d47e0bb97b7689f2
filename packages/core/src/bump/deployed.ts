import { type ImageReference, sameRepository } from '../image/reference.ts'
import { holdsImage, type ImagePlace } from '../manifest/image-place.ts'
import type { CommitSummary, Snapshot } from '../ports/environment-repository.ts'
import { parseReleaseTrailers, type ReleaseTrailer } from '../release/trailer.ts'
import type { WantedImage } from './request.ts'

/** What a place holds now, and the commit of the application that it was built from, as far as the history tells. */
export interface Deployed {
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** Undefined when no trailer that can be believed says so. */
  readonly source: ReleaseTrailer['source']
}

/** Commits looked at for the trailer that explains a value; what was written longer ago is ordered by its version. */
export const FILE_HISTORY = 20

/**
 * What is deployed at a place that shall hold `wanted`: its value, and the source that the newest believable trailer
 * names. Anybody can write a commit message, so a trailer is believed only when its image equals the value in the file
 * and its source repository is the one that the image is built from now.
 */
export function readDeployed(
  place: ImagePlace,
  wanted: WantedImage,
  history: Snapshot['history'],
  more: readonly string[] = [],
): Deployed {
  const { tag, digest } = place
  const messages = [...(history.get(place.file) ?? []).flatMap(messagesOf), ...more]
  const trailer = messages
    .flatMap((message) => parseReleaseTrailers(message))
    .find((candidate) =>
      isBelievable(candidate, place, { ...wanted, repository: wanted.source?.repository ?? '' }),
    )
  return { tag, digest, source: trailer?.source }
}

/** Whether anything is deployed at the place. */
export function isEmptyPlace({ tag, digest }: ImagePlace): boolean {
  return tag === undefined && digest === undefined
}

/** The message of a commit, then that of what it merged. */
export function messagesOf({ message, merged }: CommitSummary): readonly string[] {
  return merged === undefined ? [message] : [message, merged]
}

/** Whether a trailer speaks of what the place holds now, of this service and built from this repository. */
export function isBelievable(
  { service, image, source }: ReleaseTrailer,
  place: ImagePlace,
  wanted: {
    readonly service: string
    readonly image: ImageReference
    /** `owner/name`; undefined takes the word of the trailer. */
    readonly repository: string | undefined
  },
): boolean {
  if (service !== wanted.service || source === undefined) return false
  const { repository } = wanted
  if (repository !== undefined && source.repository.toLowerCase() !== repository.toLowerCase()) return false
  const sameImage = place.image === undefined ? sameRepository(image, wanted.image) : holdsImage(place, image)
  return sameImage && isSameVersion(image, place)
}

/** What the place holds of tag and digest must be what the trailer says. */
function isSameVersion(image: ImageReference, { tag, digest }: ImagePlace): boolean {
  if (tag === undefined && digest === undefined) return false
  return (tag === undefined || tag === image.tag) && (digest === undefined || digest === image.digest)
}
