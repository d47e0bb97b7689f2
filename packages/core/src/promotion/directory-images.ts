import { isImmutableTag } from '../bump/wanted.ts'
import type { WantedImage } from '../bump/request.ts'
import type { GitOpsConfig, TagPolicy } from '../environment/config.ts'
import { formatImageReference, type ImageReference, sameRepository } from '../image/reference.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import type { Registry } from '../ports/registry.ts'
import { compareVersionTags } from '../release/version-order.ts'
import { ActionError } from '../report/error.ts'
import { nearest } from '../report/nearest.ts'
import { readVersionTag } from '../build/version-tag.ts'
import { type ServiceVersion, servicePlaces, versionAt } from './service-change.ts'

/** An image as the previous environment runs it. */
export interface PromotedImage extends WantedImage {
  readonly version: ServiceVersion
}

export interface PromotedImages {
  readonly images: readonly PromotedImage[]
  /** Sentences on what stays behind and should not. */
  readonly notices: readonly string[]
  /** Services that `to` does not run. */
  readonly absent: readonly string[]
}

interface Selection {
  readonly config: GitOpsConfig | undefined
  /** Names of services; empty: those of the configuration, without one every image. */
  readonly services: readonly string[]
}

/** Versions of one digest that are looked up in a registry, the highest first. */
const MOST_VERSIONS = 50

/**
 * What the previous environment runs of the services that `to` runs too.
 * @throws ActionError `unknown-service`; `several-versions` when a service that was asked for runs in two versions
 */
export function findPromoted(
  from: { readonly files: readonly RepositoryFile[]; readonly history: Snapshot['history'] },
  to: { readonly files: readonly RepositoryFile[] },
  { config, services }: Selection,
): PromotedImages {
  const places = servicePlaces(from.files, config)
  const known = [...new Set(places.map(({ service }) => service))]
  for (const service of services) if (!known.includes(service)) throw unknownService(service, known)
  const configured = config?.services.map(({ name }) => name) ?? []
  const asked = services.length > 0 ? services : configured.length > 0 ? configured : known
  const there = servicePlaces(to.files, config)
  const images: PromotedImage[] = []
  const notices: string[] = []
  const absent: string[] = []
  for (const service of known.filter((name) => asked.includes(name))) {
    const versions = distinct(
      places.filter((each) => each.service === service).map((each) => versionAt(each, from.history, config)),
    )
    const [version] = versions
    if (version === undefined) continue
    if (!there.some(({ place }) => sameRepository(place.image, version.image))) {
      absent.push(service)
    } else if (versions.length > 1) {
      const found = versions.map(({ image }) => formatImageReference(image)).join(', ')
      if (services.length > 0 || configured.length > 0) throw severalVersions(service, found)
      notices.push(`${service} runs in several versions (${found}), none of which is promoted.`)
    } else {
      images.push({ service, ...wantedOf(version), version })
    }
  }
  return { images, notices, absent }
}

/**
 * The images under the tags that the next environment takes: of a release policy the highest version that the registry
 * has of the same digest.
 * @throws ActionError `blocked-by-policy`; and of the registry
 */
export async function takeVersions(
  images: readonly PromotedImage[],
  tags: TagPolicy,
  environment: string,
  registry: Registry | undefined,
): Promise<readonly PromotedImage[]> {
  if (tags.kind !== 'semver' && tags.kind !== 'semver-prerelease') return images
  const taken: PromotedImage[] = []
  for (const one of images) {
    const tag = isTaken(one.image.tag, tags.kind)
      ? one.image.tag
      : await highestVersion(one.image, tags.kind, registry)
    if (tag === undefined) throw noVersion(one, environment, registry)
    taken.push({ ...one, image: { ...one.image, tag }, mutable: false })
  }
  return taken
}

function wantedOf({ image, source }: ServiceVersion): Pick<WantedImage, 'image' | 'mutable' | 'source'> {
  return { image, mutable: image.tag !== undefined && !isImmutableTag(image.tag), source }
}

/** Of equal images the one that is explained. */
function distinct(versions: readonly ServiceVersion[]): readonly ServiceVersion[] {
  const byImage = new Map<string, ServiceVersion>()
  for (const version of versions) {
    const key = `${version.image.tag ?? ''}@${version.image.digest ?? ''}`
    const known = byImage.get(key)
    if (known?.source === undefined) byImage.set(key, version)
  }
  return [...byImage.values()]
}

async function highestVersion(
  image: ImageReference,
  kind: 'semver' | 'semver-prerelease',
  registry: Registry | undefined,
): Promise<string | undefined> {
  if (registry === undefined) return undefined
  const digest = image.digest ?? (await registry.resolve(image))?.digest
  if (digest === undefined) return undefined
  const versions = (await registry.tags(image))
    .filter((tag) => isTaken(tag, kind))
    .sort((one, other) => compareVersionTags(other, one) ?? 0)
  for (const tag of versions.slice(0, MOST_VERSIONS)) {
    const resolved = await registry.resolve({ ...image, tag, digest: undefined })
    if (resolved?.digest === digest) return tag
  }
  return undefined
}

function isTaken(tag: string | undefined, kind: 'semver' | 'semver-prerelease'): boolean {
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

function severalVersions(service: string, found: string): ActionError {
  return new ActionError(
    'several-versions',
    `Service "${service}" runs in several versions in the previous environment (${found}), so that nobody can tell which to promote: bring them to one version, or leave the service out with "services".`,
    { outcome: 'conflict' },
  )
}

function unknownService(service: string, known: readonly string[]): ActionError {
  const near = nearest(service, known, 3)
  const hint = near.length === 0 ? 'it runs none' : `nearest: ${near.join(', ')}`
  return new ActionError(
    'unknown-service',
    `"services" names "${service}", which the previous environment does not run (${hint}).`,
  )
}
