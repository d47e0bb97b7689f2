import { formatImageReference } from '../image/reference.ts'
import type { Builder, ImageBuild } from '../ports/builder.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Registry } from '../ports/registry.ts'
import { applyTags } from './apply-tags.ts'
import type { BuildReport } from './build-report.ts'
import type { FoundImage } from './existing-image.ts'
import { findBuilt, findReleased, refuseTakenVersions } from './existing-image.ts'
import type { Label } from './labels.ts'
import { imageLabels } from './labels.ts'
import { type SettledPlan, settleTags } from './moving-tags.ts'
import { pushImages } from './push-images.ts'
import type { BuildSource } from './source.ts'
import { gitTagOf } from './source.ts'
import type { Destination, TagPlan, TagPlanRequest } from './tag-plan.ts'
import { planTags } from './tag-plan.ts'

/** What a workflow asks of build-and-push. */
export interface BuildAndPushRequest extends Omit<TagPlanRequest, 'now'> {
  readonly source: BuildSource
  /** Undefined: the last part of the image's name. */
  readonly service: string | undefined
  readonly build: Omit<ImageBuild, 'labels' | 'references' | 'pushTo'>
  /** Labels the user gives; those of the OCI specification are added. */
  readonly labels: readonly Label[]
  readonly push: boolean
  readonly skipExisting: boolean
}

export interface BuildAndPushPorts {
  readonly builder: Builder
  readonly registry: Registry
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly log: Log
  /** Looks at a pushed image, `name@digest`, before it gets its tags; throws when it must not have them. */
  readonly scan?: (reference: string) => Promise<void>
}

/**
 * Builds an image, pushes it, reads its digest back from the registry, lets it be scanned and only then gives it its tags.
 * An image that this commit has already is tagged and not built again.
 * @throws ActionError of the tag plan, the builder, the registry, the scan and `verifyPush`; `version-taken`
 */
export async function buildAndPush(
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<BuildReport> {
  const { clock, log, registry } = ports
  const started = clock.monotonic()
  const created = clock.now()
  const wanted = planTags({ ...request, now: created })
  const settled = request.push ? await settleTags(wanted, registry) : { plan: wanted, held: [] }
  const base = { source: request.source, service: request.service, created: created.toISOString() }
  const done = (
    report: Pick<BuildReport, 'outcome' | 'plan' | 'images'> & Partial<BuildReport>,
  ): BuildReport => ({
    ...base,
    engine: '',
    held: settled.held,
    ...report,
    duration: clock.monotonic() - started,
  })
  logPlan(settled, log)
  const reused = request.push ? await reuse(request, settled.plan, ports) : undefined
  if (reused !== undefined) return done(reused)

  const build = describeBuild(request, settled.plan, created)
  const { description: engine, why, pushesByDigest = false } = await ports.builder.prepare(build)
  log.info(`Engine: ${engine}, ${why}`)
  const built = await log.group(`Build the image with ${engine}`, () => ports.builder.build(build))
  const steps = built.steps === undefined ? {} : { steps: built.steps }
  if (!request.push) return done({ engine, outcome: 'built', plan: settled.plan, images: [], ...steps })
  const how = { byDigest: pushesByDigest, platforms: request.build.platforms }
  const pushed = await pushImages(built, settled.plan, how, ports)
  const { plan, held } = await release(pushed, settled.plan, ports)
  const images = pushed.map(({ image }) => image)
  return done({ engine, outcome: 'pushed', plan, images, held: [...settled.held, ...held], ...steps })
}

/** Scans what was pushed, and gives it its tags; a newer release may have come while it was built. */
async function release(
  pushed: readonly FoundImage[],
  plan: TagPlan,
  ports: BuildAndPushPorts,
): Promise<SettledPlan> {
  await scanAll(pushed, ports)
  const settled = await settleTags(plan, ports.registry)
  for (const { image, name, why } of settled.held) ports.log.info(`${image.name}:${name} stays: ${why}`)
  const current = pushed.map((each, index) => {
    const destination = settled.plan.destinations[index] ?? each.destination
    const names = destination.tags.map(({ name }) => name)
    return { ...each, destination, lacking: each.lacking.filter((name) => names.includes(name)) }
  })
  for (const each of current) {
    if (each.lacking.length === 0) continue
    await ports.log.group(`Apply the tags of ${each.destination.image.name}`, () => applyTags(each, ports))
  }
  return settled
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
  await scanAll(found, ports)
  await log.group('Tag the image that this commit was built to before', async () => {
    for (const each of found) await applyTags(each, ports)
  })
  return { outcome: 'tagged', plan, images }
}

/** Each digest once: an engine may have pushed the same image to several places. */
async function scanAll(found: readonly FoundImage[], { scan, log }: BuildAndPushPorts): Promise<void> {
  if (scan === undefined) return
  const digests = new Map(found.map((each) => [each.image.digest, each]))
  for (const [digest, { destination }] of digests) {
    const reference = formatImageReference({ name: destination.image.name, tag: undefined, digest })
    await log.group(`Scan ${reference}`, () => scan(reference))
  }
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

function describeBuild(request: BuildAndPushRequest, plan: TagPlan, created: Date): ImageBuild {
  return {
    ...request.build,
    labels: imageLabels(request.source, plan.version, created, request.labels),
    pushTo: request.push ? plan.destinations.map(({ image }) => image) : [],
    references: plan.destinations.flatMap(({ image, tags }) =>
      tags.map(({ name }) => ({ ...image, tag: name })),
    ),
  }
}

function logPlan({ plan, held }: SettledPlan, log: Log): void {
  for (const { image, tags } of plan.destinations) {
    log.info(`${image.name}: ${tags.map(({ name }) => name).join(', ')}`)
  }
  for (const { image, name, why } of held) log.info(`${image.name}:${name} stays: ${why}`)
}
