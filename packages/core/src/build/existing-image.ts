import { formatImageReference } from '../image/reference.ts'
import type { BuildRegistry, Registry, ResolvedImage } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'
import type { BuildAndPushRequest } from './build-request.ts'
import { REVISION_LABEL } from './labels.ts'
import { missingPlatforms } from './platform.ts'
import type { Destination, TagPlan } from './tag-plan.ts'

/** An image that the registry has already, and the tags it lacks there. */
export interface FoundImage {
  readonly destination: Destination
  /** The tag it was found under; undefined when it was found by its digest. */
  readonly tag: string | undefined
  readonly image: ResolvedImage
  readonly lacking: readonly string[]
}

/**
 * Looks for an image under the first tag of every destination that never moves: there, the work was done before.
 * Undefined when one destination lacks it, or lacks a platform.
 * @throws ActionError `commit-tag-taken`
 */
export async function findReleased(
  plan: TagPlan,
  request: WantedImage,
  registry: BuildRegistry,
): Promise<readonly FoundImage[] | undefined> {
  return findAll(plan, request, registry, ({ tags }) => tags.find((tag) => !tag.mutable)?.name)
}

/**
 * Looks for the image of this commit in every destination, and for the tags it lacks.
 * Undefined when it has to be built.
 * @throws ActionError `commit-tag-taken`
 */
export async function findBuilt(
  plan: TagPlan,
  request: WantedImage,
  registry: BuildRegistry,
): Promise<readonly FoundImage[] | undefined> {
  const found = await findAll(plan, request, registry, ({ commitTag }) => commitTag)
  if (found === undefined) return undefined
  return Promise.all(
    found.map(async ({ destination, tag, image }) => {
      const others = destination.tags.filter(({ name }) => name !== tag)
      const standing = await Promise.all(
        others.map(({ name }) => registry.resolve({ ...destination.image, tag: name })),
      )
      const lacking = others.filter((_, index) => standing[index]?.digest !== image.digest)
      return { destination, tag, image, lacking: lacking.map(({ name }) => name) }
    }),
  )
}

/**
 * Refuses to move the tag of a released version to another image.
 * @param found what the tags may point to already
 * @throws ActionError `version-taken`
 */
export async function refuseTakenVersions(
  plan: TagPlan,
  found: readonly FoundImage[],
  registry: Registry,
): Promise<void> {
  for (const { image, tags } of plan.destinations) {
    const expected = found.find((each) => each.destination.image === image)?.image.digest
    for (const { name } of tags.filter((tag) => tag.release)) {
      const reference = { ...image, tag: name }
      const standing = await registry.resolve(reference)
      if (standing === undefined || standing.digest === expected) continue
      throw new ActionError(
        'version-taken',
        `${formatImageReference(reference)} exists already, as ${standing.digest}, and the tag of a released version is not moved to another image. Release a new version, or set "skip-existing: true" to keep the image that is there.`,
      )
    }
  }
}

type WantedImage = Pick<BuildAndPushRequest, 'build' | 'source' | 'labels'>

async function findAll(
  plan: TagPlan,
  request: WantedImage,
  registry: BuildRegistry,
  tagOf: (destination: Destination) => string | undefined,
): Promise<readonly FoundImage[] | undefined> {
  const { platforms } = request.build
  const found: FoundImage[] = []
  for (const destination of plan.destinations) {
    const tag = tagOf(destination)
    if (tag === undefined) return undefined
    const image = await registry.resolve({ ...destination.image, tag })
    if (image === undefined || missingPlatforms(platforms, image.platforms.keys()).length > 0)
      return undefined
    if (tag === destination.commitTag) await checkCommit(destination, tag, image, request, registry)
    found.push({ destination, tag, image, lacking: [] })
  }
  return found
}

/** Two commits may begin with the same digits: the image itself says which one it is of. */
async function checkCommit(
  { image: { name, ...place } }: Destination,
  tag: string,
  { digest }: ResolvedImage,
  { source, labels }: WantedImage,
  registry: BuildRegistry,
): Promise<void> {
  if (labels.some((label) => label.name === REVISION_LABEL)) return
  const said = await registry.labels({ ...place, name, digest })
  const revision = said?.get(REVISION_LABEL) ?? source.sha
  if (revision === source.sha) return
  throw new ActionError(
    'commit-tag-taken',
    `${name}:${tag} is the image of the commit ${revision.slice(0, 40)}, and not of ${source.sha}, which begins with the same digits. Tag commits by all of theirs: "type=sha,format=long" in input "tags".`,
  )
}
