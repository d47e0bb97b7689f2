import { formatImageReference, type ImageReference } from '../image/reference.ts'
import type { Builder, BuiltImage } from '../ports/builder.ts'
import type { Log } from '../ports/log.ts'
import type { Registry, ResolvedImage } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'
import type { FoundImage } from './existing-image.ts'
import type { Platform } from './platform.ts'
import type { Destination, TagPlan } from './tag-plan.ts'
import { verifyPush } from './verify-push.ts'

export interface PushPorts {
  readonly builder: Builder
  readonly registry: Registry
  readonly log: Log
}

/**
 * Pushes to every destination and holds what the registry has against what the engine said. An image travels by its
 * digest, or under the tag of its commit where the engine needs one: no release is ever half there.
 * @throws ActionError of the builder, the registry and `verifyPush`; `registry-tag-immutable`
 */
export async function pushImages(
  built: BuiltImage,
  plan: TagPlan,
  how: { readonly byDigest: boolean; readonly platforms: readonly Platform[] },
  ports: PushPorts,
): Promise<readonly FoundImage[]> {
  const pushed: FoundImage[] = []
  for (const destination of plan.destinations) {
    const tag = how.byDigest ? undefined : destination.carrier
    const image = await pushOne(built, destination, tag, how.platforms, ports)
    const lacking = destination.tags.filter(({ name }) => name !== tag).map(({ name }) => name)
    pushed.push({ destination, tag, image, lacking })
  }
  return pushed
}

async function pushOne(
  built: BuiltImage,
  destination: Destination,
  tag: string | undefined,
  platforms: readonly Platform[],
  { builder, registry, log }: PushPorts,
): Promise<ResolvedImage> {
  const to = { ...destination.image, tag }
  const isPlanned = destination.tags.some(({ name }) => name === tag)
  const name = formatImageReference(to)
  return log.group(`Push ${name}`, async () => {
    const reported = await builder.push(built, to).catch(async (error: unknown) => {
      throw (await takenTag(to, error, registry)) ?? error
    })
    const byDigest = { ...to, tag: undefined, digest: reported }
    const found = await registry.resolve(tag === undefined ? byDigest : to)
    // A tag that only carries may be another's by now, such as that of another variant: what was pushed is there all the same.
    const isMoved = found !== undefined && found.digest !== reported && !isPlanned
    const place = tag === undefined || isMoved ? byDigest : to
    const seen = verifyPush(place, reported, isMoved ? await registry.resolve(byDigest) : found, platforms)
    log.info(`The registry has ${name} as ${seen.digest}`)
    return seen
  })
}

/** What registries and engines say of a tag that stays: ECR, Harbor, Docker Hub, Artifact Registry. */
const IMMUTABLE = /immutable|cannot be overwritten|already exists|precondition failed/i

/** An engine only repeats what the registry said: whether the tag is there is asked. */
async function takenTag(
  to: ImageReference,
  error: unknown,
  registry: Registry,
): Promise<ActionError | undefined> {
  if (to.tag === undefined || !(error instanceof ActionError) || !IMMUTABLE.test(error.message))
    return undefined
  const standing = await registry.resolve(to).catch(() => undefined)
  if (standing === undefined) return undefined
  return new ActionError(
    'registry-tag-immutable',
    `${formatImageReference(to)} exists already, as ${standing.digest}, and the registry lets no tag be moved. This commit was built before: set "skip-existing: true" to keep that image, and nothing is built again.`,
    { cause: error },
  )
}
