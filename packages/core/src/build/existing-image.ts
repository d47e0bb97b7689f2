import { formatImageReference } from '../image/reference.ts'
import type { BuildRegistry, ResolvedImage } from '../ports/registry.ts'
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

/** What decides whether an image is the one that a run wants. */
export type WantedImage = Pick<BuildAndPushRequest, 'build' | 'source' | 'labels'>

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
  const found: FoundImage[] = []
  for (const destination of plan.destinations) {
    const tag = destination.tags.find(({ mutable }) => !mutable)?.name
    const image = tag === undefined ? undefined : await registry.resolve({ ...destination.image, tag })
    if (tag === undefined || image === undefined || !isComplete(image, request)) return undefined
    if (tag === destination.commitTag) await checkCommit(destination, tag, image, request, registry)
    found.push({ destination, tag, image, lacking: [] })
  }
  return found
}

/**
 * Looks for the image of this commit in every destination, by its version, which never moves, else by the tag of the commit, and
 * for the tags it lacks. Undefined when it has to be built.
 * @throws ActionError `version-taken` when a version is that of another image; `commit-tag-taken`
 */
export async function findBuilt(
  plan: TagPlan,
  request: WantedImage,
  registry: BuildRegistry,
): Promise<readonly FoundImage[] | undefined> {
  const found = await Promise.all(
    plan.destinations.map((destination) => findIn(destination, request, registry)),
  )
  const all = found.filter((each) => each !== undefined)
  if (all.length === found.length) return all
  // Building would move the version where it is there already.
  for (const { destination, tag = '', image } of all)
    if (destination.tags.some(({ name, release }) => release && name === tag))
      throw versionTaken(destination, tag, image)
  return undefined
}

/** Whether nobody has pushed an image of this commit yet, as far as its tags would tell. */
export async function isFirstOfCommit(plan: TagPlan, registry: BuildRegistry): Promise<boolean> {
  const isTold = plan.destinations.some(
    ({ tags, commitTag }) => commitTag !== undefined || tags.some(({ release }) => release),
  )
  if (!isTold) return false
  const places = plan.destinations.flatMap(({ image, commitTag }) =>
    commitTag === undefined ? [] : [{ ...image, tag: commitTag }],
  )
  const standing = await Promise.all(places.map((place) => registry.resolve(place)))
  return standing.every((each) => each === undefined)
}

async function findIn(
  destination: Destination,
  request: WantedImage,
  registry: BuildRegistry,
): Promise<FoundImage | undefined> {
  const { image, tags, commitTag } = destination
  const standing = new Map(
    await Promise.all(
      tags.map(async ({ name }) => [name, await registry.resolve({ ...image, tag: name })] as const),
    ),
  )
  const ofCommit = commitTag === undefined ? undefined : standing.get(commitTag)
  const isBuilt = ofCommit !== undefined && isComplete(ofCommit, request)
  if (isBuilt) await checkCommit(destination, commitTag ?? '', ofCommit, request, registry)
  const released = await releasedIn(destination, standing, isBuilt ? ofCommit : undefined, request, registry)
  const chosen = released ?? (isBuilt ? { tag: commitTag, image: ofCommit } : undefined)
  if (chosen === undefined) return undefined
  // A commit that was built again has its tag at the newer image: there it stays, and is none of this image's.
  const isElsewhere = ofCommit !== undefined && ofCommit.digest !== chosen.image.digest
  const own = isElsewhere ? tags.filter(({ name }) => name !== commitTag) : tags
  const lacking = own.filter(({ name }) => standing.get(name)?.digest !== chosen.image.digest)
  return { destination: { ...destination, tags: own }, ...chosen, lacking: lacking.map(({ name }) => name) }
}

/** The image that the version names already; a run that is repeated, or goes on where one was ended, finds its own there. */
async function releasedIn(
  destination: Destination,
  standing: ReadonlyMap<string, ResolvedImage | undefined>,
  ofCommit: ResolvedImage | undefined,
  request: WantedImage,
  registry: BuildRegistry,
): Promise<Pick<FoundImage, 'tag' | 'image'> | undefined> {
  let chosen: Pick<FoundImage, 'tag' | 'image'> | undefined
  for (const { name } of destination.tags.filter(({ release }) => release)) {
    const image = standing.get(name)
    if (image === undefined) continue
    const expected = chosen?.image.digest ?? image.digest
    const isOurs =
      image.digest === expected &&
      isComplete(image, request) &&
      (image.digest === ofCommit?.digest || (await isOfCommit(destination, image, request, registry)))
    if (!isOurs) throw versionTaken(destination, name, image)
    chosen ??= { tag: name, image }
  }
  return chosen
}

function isComplete({ platforms }: ResolvedImage, { build }: WantedImage): boolean {
  return missingPlatforms(build.platforms, platforms.keys()).length === 0
}

/** Whether the image says that it is of this commit; where the user says something else, it cannot. */
async function isOfCommit(
  { image }: Destination,
  { digest }: ResolvedImage,
  { source, labels }: WantedImage,
  registry: BuildRegistry,
): Promise<boolean> {
  if (labels.some(({ name }) => name === REVISION_LABEL)) return false
  const said = await registry.labels({ ...image, digest })
  return said?.get(REVISION_LABEL) === source.sha
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

function versionTaken({ image }: Destination, tag: string, { digest }: ResolvedImage): ActionError {
  return new ActionError(
    'version-taken',
    `${formatImageReference({ ...image, tag })} exists already, as ${digest}, and the tag of a released version is not moved to another image. Release a new version, or set "skip-existing: true" to keep the image that is there.`,
  )
}
