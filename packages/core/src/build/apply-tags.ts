import { ActionError } from '../report/error.ts'
import type { Digest } from '../image/digest.ts'
import type { Log } from '../ports/log.ts'
import type { Registry } from '../ports/registry.ts'
import type { FoundImage } from './existing-image.ts'
import { movesInSeries, newerRelease } from './moving-tags.ts'
import type { Destination, PlannedTag } from './tag-plan.ts'

/**
 * Gives a verified image the tags it lacks. Tags that never move come first: whoever follows a branch tag then finds its
 * release there.
 * @throws ActionError `digest-mismatch` and those of the port `Registry`
 */
export async function applyTags(
  found: FoundImage,
  { registry, log }: { readonly registry: Registry; readonly log: Log },
): Promise<void> {
  const { destination, image, lacking } = found
  const wanted = destination.tags.filter(({ name }) => lacking.includes(name))
  const inOrder = [...wanted].sort((a, b) => Number(a.mutable) - Number(b.mutable))
  for (const { name } of inOrder) {
    await point(destination, name, image.digest, registry)
    log.info(`${destination.image.name}:${name} is ${image.digest}`)
  }
  await correctSeries(destination, wanted.filter(movesInSeries), registry, log)
}

/**
 * Two releases may be tagged at the same time, and the older one last. Whoever moved a tag looks again afterwards, and
 * then the newer release is there to be seen.
 */
async function correctSeries(
  destination: Destination,
  moved: readonly PlannedTag[],
  registry: Registry,
  log: Log,
): Promise<void> {
  if (moved.length === 0) return
  const names = await registry.tags(destination.image)
  for (const tag of moved) {
    const newer = newerRelease(destination, tag, names)
    const image =
      newer === undefined ? undefined : await registry.resolve({ ...destination.image, tag: newer })
    if (newer === undefined || image === undefined) continue
    await point(destination, tag.name, image.digest, registry)
    log.warning(
      `${destination.image.name}:${tag.name} was given to ${newer}, which was released at the same time and is newer`,
    )
  }
}

async function point(
  { image }: Destination,
  name: string,
  digest: Digest,
  registry: Registry,
): Promise<void> {
  const applied = await registry.tag({ ...image, digest }, name)
  if (applied === digest) return
  throw new ActionError(
    'digest-mismatch',
    `The tag "${name}" was to point to ${digest}, but the registry answered with ${applied}. Run the job again.`,
    { kind: 'transient' },
  )
}
