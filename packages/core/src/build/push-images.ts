import { formatImageReference } from '../image/reference.ts'
import type { Builder, BuiltImage } from '../ports/builder.ts'
import type { Log } from '../ports/log.ts'
import type { Registry, ResolvedImage } from '../ports/registry.ts'
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
 * @throws ActionError of the builder, the registry and `verifyPush`
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
  const name = formatImageReference(to)
  return log.group(`Push ${name}`, async () => {
    const reported = await builder.push(built, to)
    const place = tag === undefined ? { ...to, digest: reported } : to
    const seen = verifyPush(place, reported, await registry.resolve(place), platforms)
    log.info(`The registry has ${name} as ${seen.digest}`)
    return seen
  })
}
