import { findService, type GitOpsConfig } from '../environment/config.ts'
import { isBelievable, messagesOf } from '../bump/deployed.ts'
import type { BuiltFrom } from '../bump/request.ts'
import { isDigest } from '../image/digest.ts'
import { type ImageReference, sameRepository } from '../image/reference.ts'
import { findImages } from '../manifest/find-images.ts'
import type { ImagePlace } from '../manifest/image-place.ts'
import type { CommitSha, RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { serviceOfImage } from '../release/images-input.ts'
import { parseReleaseTrailers } from '../release/trailer.ts'

/** One version of a service, and where it came from as far as the history tells. */
export interface ServiceVersion {
  readonly image: ImageReference
  readonly source: BuiltFrom | undefined
  /** The commit of the environment repository that introduced it: the one whose trailer says so, else the newest of its file. */
  readonly introduced: CommitSha | undefined
}

/** What a promotion does to one service. */
export interface ServiceChange {
  readonly service: string
  /** What `to` runs now; undefined when the service is new there. */
  readonly from: ServiceVersion | undefined
  /** What it will run; undefined when the service is gone. */
  readonly to: ServiceVersion | undefined
}

/** A place that holds a service. */
export interface ServicePlace {
  readonly service: string
  readonly place: ImagePlace & { readonly image: ImageReference }
}

/** The places of these files that say which image runs, with the service that each image is. */
export function servicePlaces(
  files: readonly RepositoryFile[],
  config: GitOpsConfig | undefined,
): readonly ServicePlace[] {
  return findImages(files).flatMap((place) => {
    const { image } = place
    if (image === undefined || (place.tag === undefined && place.digest === undefined)) return []
    return [{ service: serviceOf(image, config), place: { ...place, image } }]
  })
}

/** The version that a place holds, explained by the newest commit whose trailer can be believed. */
export function versionAt(
  { service, place }: ServicePlace,
  history: Snapshot['history'],
  config: GitOpsConfig | undefined,
): ServiceVersion {
  const repository = config === undefined ? undefined : findService(config, service)?.source?.repository
  const image = imageAt(place)
  const commits = history.get(place.file) ?? []
  for (const commit of commits) {
    const trailer = messagesOf(commit)
      .flatMap((message) => parseReleaseTrailers(message))
      .find((each) => isBelievable(each, place, { service, image: place.image, repository }))
    if (trailer !== undefined) return { image, source: trailer.source, introduced: commit.sha }
  }
  return { image, source: undefined, introduced: commits[0]?.sha }
}

/** The tag, else a digest cut short. */
export function shortVersion(image: Pick<ImageReference, 'tag' | 'digest'>): string {
  return image.tag ?? shortDigest(image)
}

/** Seven digits; empty without a digest. */
export function shortDigest({ digest }: Pick<ImageReference, 'digest'>): string {
  return digest?.slice('sha256:'.length, 'sha256:'.length + 7) ?? ''
}

/** The image with the tag and the digest that the place holds. */
export function imageAt({ image, tag, digest = '' }: ServicePlace['place']): ImageReference {
  const full = [digest, `sha256:${digest}`].find(isDigest)
  return { ...image, tag: tag ?? image.tag, digest: full ?? image.digest }
}

/** The service that an image is: by the configuration, else the last part of its path. */
export function serviceOf(image: ImageReference, config: GitOpsConfig | undefined): string {
  const configured = config?.services.find((service) => sameRepository(service.image, image))
  return configured?.name ?? serviceOfImage(image)
}
