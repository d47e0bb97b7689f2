import type { ImageReference } from '../image/reference.ts'
import { formatImageReference } from '../image/reference.ts'
import type { Builder, BuiltImage, ImageBuild } from '../ports/builder.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Registry, ResolvedImage } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'
import type { BuildReport } from './build-report.ts'
import type { FoundImage } from './existing-image.ts'
import { findBuilt, findReleased, refuseTakenVersions } from './existing-image.ts'
import type { Label } from './labels.ts'
import { imageLabels } from './labels.ts'
import type { BuildSource } from './source.ts'
import { gitTagOf } from './source.ts'
import type { Destination, TagPlan } from './tag-plan.ts'
import { planTags } from './tag-plan.ts'
import { verifyPush } from './verify-push.ts'

/** What a workflow asks of build-and-push. */
export interface BuildAndPushRequest {
  /** Lines of input `images`. */
  readonly images: readonly string[]
  /** Lines of input `tags`; empty: the default rules. */
  readonly tags: readonly string[]
  readonly source: BuildSource
  /** Undefined: the last part of the image's name. */
  readonly service: string | undefined
  readonly build: Omit<ImageBuild, 'labels' | 'references'>
  /** Labels the user gives; those of the OCI specification are added. */
  readonly labels: readonly Label[]
  readonly push: boolean
  readonly skipExisting: boolean
}

export interface BuildAndPushPorts {
  readonly builder: Builder
  readonly registry: Registry
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/**
 * Builds an image, pushes it, reads its digest back from the registry and only then gives it its tags. An image
 * that this commit has already is tagged and not built again.
 * @throws ActionError of the tag plan, the builder, the registry and `verifyPush`; `version-taken`
 */
export async function buildAndPush(
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<BuildReport> {
  const plan = planTags(request)
  const created = ports.clock.now()
  const report = { plan, source: request.source, service: request.service, created: created.toISOString() }
  logPlan(plan, ports.log)
  const done = request.push ? await reuse(request, plan, ports) : undefined
  if (done !== undefined) return { ...report, engine: '', ...done }

  const labels = imageLabels(request.source, plan.version, created, request.labels)
  const references = plan.destinations.flatMap(({ image, tags }) =>
    tags.map(({ name }) => ({ ...image, tag: name })),
  )
  const build: ImageBuild = { ...request.build, labels, references }
  const { description: engine, why } = await ports.builder.prepare(build)
  ports.log.info(`Engine: ${engine}, ${why}`)
  const built = await ports.log.group(`Build the image with ${engine}`, () => ports.builder.build(build))
  if (!request.push) return { ...report, engine, outcome: 'built', images: [] }
  const images = await pushAll(built, plan, request, ports)
  return { ...report, engine, outcome: 'pushed', images }
}

/** Finds out whether nothing has to be built, and does what is left to do then. */
async function reuse(
  request: BuildAndPushRequest,
  plan: TagPlan,
  ports: BuildAndPushPorts,
): Promise<Pick<BuildReport, 'outcome' | 'plan' | 'images'> | undefined> {
  const { registry, log } = ports
  const { platforms } = request.build
  if (request.skipExisting) {
    const released = await findReleased(plan, platforms, registry)
    if (released !== undefined) return { outcome: 'exists', ...standing(plan, released) }
  }
  // Only a release re-uses what its commit was built to before; a branch is built anew whenever it is pushed.
  const isRelease = gitTagOf(request.source) !== undefined
  const found = isRelease ? await findBuilt(plan, platforms, registry) : undefined
  await refuseTakenVersions(plan, found ?? [], registry)
  if (found === undefined) return undefined
  const images = found.map(({ image }) => image)
  if (found.every(({ lacking }) => lacking.length === 0)) return { outcome: 'exists', plan, images }
  await log.group('Tag the image that this commit was built to before', async () => {
    for (const each of found) await applyTags(each, ports)
  })
  return { outcome: 'tagged', plan, images }
}

/** The plan cut down to the tags that were looked at: of the others nothing is known, so nothing is reported. */
function standing(plan: TagPlan, found: readonly FoundImage[]): Pick<BuildReport, 'plan' | 'images'> {
  const seen = (destination: Destination): Destination => ({
    ...destination,
    tags: destination.tags.filter(({ name }) =>
      found.some((each) => each.destination === destination && each.tag === name),
    ),
  })
  const [first, ...rest] = plan.destinations
  return {
    plan: { ...plan, destinations: [seen(first), ...rest.map(seen)] },
    images: found.map(({ image }) => image),
  }
}

/** Every destination is pushed and verified before the first tag that people deploy is applied anywhere. */
async function pushAll(
  built: BuiltImage,
  plan: TagPlan,
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<readonly ResolvedImage[]> {
  const pushed: FoundImage[] = []
  for (const destination of plan.destinations) {
    const tag = carrierOf(destination)
    const image = await pushOne(built, { ...destination.image, tag }, request, ports)
    const lacking = destination.tags.filter(({ name }) => name !== tag).map(({ name }) => name)
    pushed.push({ destination, tag, image, lacking })
  }
  for (const each of pushed) {
    if (each.lacking.length === 0) continue
    await ports.log.group(`Apply the other tags to ${each.destination.image.name}`, () =>
      applyTags(each, ports),
    )
  }
  return pushed.map(({ image }) => image)
}

async function pushOne(
  built: BuiltImage,
  to: ImageReference,
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<ResolvedImage> {
  const name = formatImageReference(to)
  return ports.log.group(`Push ${name}`, async () => {
    const reported = await ports.builder.push(built, to)
    const seen = verifyPush(to, reported, await ports.registry.resolve(to), request.build.platforms)
    ports.log.info(`The registry has ${name} as ${seen.digest}`)
    return seen
  })
}

/** The tag an image travels under until it is verified: the one of its commit, so that no release is half there. */
function carrierOf(destination: Destination): string {
  const carrier = destination.tags.find((tag) => !tag.mutable && !tag.release) ?? destination.tags[0]
  if (carrier !== undefined) return carrier.name
  throw new ActionError('no-tags', `${destination.image.name} has no tag.`, { kind: 'internal' })
}

/** Tags that never move first: whoever follows a branch tag then finds its release there. */
async function applyTags(found: FoundImage, ports: BuildAndPushPorts): Promise<void> {
  const { destination, image, lacking } = found
  const inOrder = [...destination.tags].sort((a, b) => Number(a.mutable) - Number(b.mutable))
  for (const { name } of inOrder.filter((tag) => lacking.includes(tag.name))) {
    const applied = await ports.registry.tag({ ...destination.image, digest: image.digest }, name)
    if (applied !== image.digest) {
      throw new ActionError(
        'digest-mismatch',
        `The tag "${name}" was to point to ${image.digest}, but the registry answered with ${applied}. Run the job again.`,
        { kind: 'transient' },
      )
    }
    ports.log.info(`${destination.image.name}:${name} is ${image.digest}`)
  }
}

function logPlan(plan: TagPlan, log: Log): void {
  for (const { image, tags } of plan.destinations) {
    log.info(`${image.name}: ${tags.map(({ name }) => name).join(', ')}`)
  }
}
