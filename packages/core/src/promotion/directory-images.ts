import { isImmutableTag } from '../bump/wanted.ts'
import type { WantedImage } from '../bump/request.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { formatImageReference, sameRepository } from '../image/reference.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { nearest } from '../report/nearest.ts'
import { type ServiceVersion, servicePlaces, versionAt } from './service-change.ts'

/** An image as the previous environment runs it. */
export interface PromotedImage extends WantedImage {
  readonly version: ServiceVersion
}

export interface PromotedImages {
  readonly images: readonly PromotedImage[]
  /** Sentences on what stays behind and should not. */
  readonly notices: readonly string[]
  /** Why services stay behind that the others need not wait for. */
  readonly refused: readonly ActionError[]
  /** Services that `to` does not run. */
  readonly absent: readonly string[]
}

interface Selection {
  readonly config: GitOpsConfig | undefined
  /** Names of services; empty: those of the configuration, without one every image. */
  readonly services: readonly string[]
}

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
  const refused: ActionError[] = []
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
      if (services.length > 0) throw severalVersions(service, found)
      if (configured.length > 0) refused.push(severalVersions(service, found))
      else notices.push(`${service} runs in several versions (${found}), none of which is promoted.`)
    } else {
      images.push({ service, ...wantedOf(version), version })
    }
  }
  return { images, notices, refused, absent }
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
