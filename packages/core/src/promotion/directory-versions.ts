import { verifyImages } from '../bump/verification.ts'
import { isImmutableTag } from '../bump/wanted.ts'
import { checkPolicy } from '../bump/policy.ts'
import { readVersionTag } from '../build/version-tag.ts'
import type { TagPolicy } from '../environment/config.ts'
import { formatImageReference, type ImageReference, sameRepository } from '../image/reference.ts'
import { findImages } from '../manifest/find-images.ts'
import { holdsImage, type ImagePlace } from '../manifest/image-place.ts'
import { planImageChanges } from '../manifest/plan.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import type { Registry } from '../ports/registry.ts'
import { compareVersionTags } from '../release/version-order.ts'
import { ActionError } from '../report/error.ts'
import type { PromotedImage } from './directory-images.ts'
import type { DirectorySide } from './directory-sides.ts'
import type { PromotionPorts } from './request.ts'

/** Images as the next environment takes them. */
export interface TakenImages {
  /** Those that it does not run yet, which the registry has. */
  readonly changing: readonly PromotedImage[]
  /** Those that every place of it holds already. Nothing is asked about them. */
  readonly standing: readonly PromotedImage[]
  /** Why others are not taken. */
  readonly refused: readonly ActionError[]
}

type ReleasePolicy = 'semver' | 'semver-prerelease'

/** Versions of one digest that are looked up in a registry, the highest first. */
const MOST_VERSIONS = 50

/**
 * Puts the images under the tags that the next environment takes (of a release policy the highest version that the registry
 * has of the same digest), holds them against its policy, and looks up in their registry what would change.
 * @param files those of the next environment
 * @throws ActionError of the registry; `image-not-found`, `digest-mismatch`
 */
export async function takeImages(
  images: readonly PromotedImage[],
  files: readonly RepositoryFile[],
  side: DirectorySide,
  { registry, sources }: Pick<PromotionPorts, 'registry' | 'sources'>,
): Promise<TakenImages> {
  const places = findImages(files)
  const taken: PromotedImage[] = []
  const refused: ActionError[] = []
  for (const image of images) {
    const held = places.filter((place) => holdsImage(place, image.image))
    try {
      taken.push(await takeVersion(image, held, side, registry))
    } catch (error) {
      refused.push(refusalOf(error))
    }
  }
  const standing = findStanding(taken, files, places)
  const admitted: PromotedImage[] = []
  for (const image of taken.filter(({ service }) => !standing.some((same) => same.service === service))) {
    try {
      const policy = { wanted: [image], origin: undefined }
      if (side.environment !== undefined) await checkPolicy(side.environment, policy, sources)
      admitted.push(image)
    } catch (error) {
      refused.push(refusalOf(error))
    }
  }
  const changing: PromotedImage[] = []
  for (const image of await verify(admitted, registry)) {
    const refusal = image.mutable ? unwritable(image, files, side) : undefined
    if (refusal === undefined) changing.push(image)
    else refused.push(refusal)
  }
  return { changing, standing, refused }
}

/** Why an image whose tag moves cannot be written: it needs its digest, and a place for that. */
function unwritable(
  image: PromotedImage,
  files: readonly RepositoryFile[],
  { name }: DirectorySide,
): ActionError | undefined {
  try {
    planImageChanges({ files, images: [image], pin: 'auto' })
    return undefined
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    const { code } = cause
    if (code !== 'no-place-for-digest' && code !== 'digest-unknown') throw cause
    const remedy =
      code === 'digest-unknown'
        ? 'pin it in the previous environment, or let "verify-image" look the digest up'
        : `add a field for the digest to its files in ${name}, or run a version that is never moved in the previous environment`
    return new ActionError(
      code,
      `${formatImageReference(image.image)} of service "${image.service}" has a tag that can be moved to another image, so that it is promoted with its digest alone: ${remedy}.`,
      { cause },
    )
  }
}

/** Those that no place would be written for. What stands as it is needs no digest, however its tag may move. */
function findStanding(
  images: readonly PromotedImage[],
  files: readonly RepositoryFile[],
  places: readonly ImagePlace[],
): readonly PromotedImage[] {
  const alike = images.flatMap((image) => {
    const held = places.filter((place) => holdsImage(place, image.image))
    return held.every((place) => isAlike(image.image, place)) ? [{ ...image, mutable: false }] : []
  })
  // Of a fixed tag that has its digest on one side alone nothing is known to be different.
  const decided = alike.filter(
    ({ image }) =>
      image.digest !== undefined ||
      places.every((place) => place.digest === undefined || !holdsImage(place, image)),
  )
  if (decided.length === 0) return alike
  const { targets } = planImageChanges({ files, images: decided, pin: 'auto' })
  return alike.filter((one) => !targets.some(({ wanted }) => sameRepository(wanted.image, one.image)))
}

/** Whether a place runs the image, as far as tags and digests tell; one that says neither is not asked. */
function isAlike(image: ImageReference, place: ImagePlace): boolean {
  const { tag, digest } = place
  if (tag === undefined && digest === undefined) return true
  if (digest !== undefined && image.digest !== undefined) {
    return isSameDigest(image.digest, digest) && (tag === image.tag || tag === undefined)
  }
  if (tag === undefined || tag !== image.tag) return false
  return digest === image.digest || isImmutableTag(tag)
}

/** A field of hex digits holds them without their algorithm. */
function isSameDigest(digest: string, written: string): boolean {
  return written === digest || `sha256:${written}` === digest
}

/** The refusal, which keeps this image out and no other. Throws what is none. */
function refusalOf(error: unknown): ActionError {
  if (error instanceof ActionError && error.code === 'blocked-by-policy') return error
  throw error
}

async function takeVersion(
  one: PromotedImage,
  held: readonly ImagePlace[],
  { environment, name }: DirectorySide,
  registry: Registry | undefined,
): Promise<PromotedImage> {
  const kind = releasePolicy(environment?.tags)
  if (kind === undefined) return one
  const { image } = one
  const tag = isTaken(image.tag, kind) ? image.tag : await highestVersion(image, held, kind, registry)
  if (tag === undefined) throw noVersion(one, name, registry)
  return { ...one, image: { ...image, tag }, mutable: false }
}

/** Only versions above that which already carries the digest are looked at. */
async function highestVersion(
  image: ImageReference,
  held: readonly ImagePlace[],
  kind: ReleasePolicy,
  registry: Registry | undefined,
): Promise<string | undefined> {
  const known = held.find(({ digest, tag }) => {
    const isSame = digest !== undefined && image.digest !== undefined && isSameDigest(image.digest, digest)
    return isSame && isTaken(tag, kind)
  })?.tag
  if (registry === undefined) return known
  const digest = image.digest ?? (await registry.resolve(image))?.digest
  if (digest === undefined) return undefined
  const versions = (await registry.tags(image))
    .filter((tag) => isTaken(tag, kind) && (known === undefined || (compareVersionTags(tag, known) ?? 0) > 0))
    .sort((one, other) => compareVersionTags(other, one) ?? 0)
  for (const tag of versions.slice(0, MOST_VERSIONS)) {
    const resolved = await registry.resolve({ ...image, tag, digest: undefined })
    if (resolved?.digest === digest) return tag
  }
  return known
}

function releasePolicy(tags: TagPolicy | undefined): ReleasePolicy | undefined {
  return tags?.kind === 'semver' || tags?.kind === 'semver-prerelease' ? tags.kind : undefined
}

function isTaken(tag: string | undefined, kind: ReleasePolicy): boolean {
  const version = tag === undefined ? undefined : readVersionTag(tag)
  if (version === undefined || version.environment !== undefined) return false
  return kind === 'semver-prerelease' || version.version.prerelease === ''
}

function noVersion(
  { service, image }: PromotedImage,
  environment: string,
  registry: Registry | undefined,
): ActionError {
  const why =
    registry === undefined
      ? 'and no registry may be asked for one ("verify-image: false")'
      : 'and none of the versions in its registry is the same image'
  return new ActionError(
    'blocked-by-policy',
    `${formatImageReference(image)} of service "${service}" carries no release version, ${why}: the environment "${environment}" takes releases alone. Push the tag of a version on its commit first, which gives this very image the version.`,
    { outcome: 'blocked-by-policy' },
  )
}

async function verify(
  images: readonly PromotedImage[],
  registry: Registry | undefined,
): Promise<readonly PromotedImage[]> {
  if (registry === undefined) return images
  // Where a tag may move, the digest says which image it is: that one must be there.
  const [fixed, moving] = [false, true].map((moves) =>
    images.filter(({ mutable, image }) => (mutable && image.digest !== undefined) === moves),
  )
  const verified = [
    ...(await verifyImages({ wanted: fixed ?? [], pin: 'auto', platforms: [] }, registry)),
    ...(await verifyImages({ wanted: moving ?? [], pin: 'digest', platforms: [] }, registry)),
  ]
  return images.map((image) => ({ ...image, ...verified.find(({ service }) => service === image.service) }))
}
