import { formatImageReference } from '../image/reference.ts'
import type { BuiltImage, ChosenEngine, ImageBuild } from '../ports/builder.ts'
import type { Log } from '../ports/log.ts'
import { applyTags } from './apply-tags.ts'
import type { BuildReport } from './build-report.ts'
import type { BuildAndPushPorts, BuildAndPushRequest } from './build-request.ts'
import { describeBuild } from './describe-build.ts'
import type { FoundImage } from './existing-image.ts'
import { findBuilt, findReleased, isFirstOfCommit } from './existing-image.ts'
import { checkParts, mergeImages } from './merge-images.ts'
import { type HeldTag, type SettledPlan, settleTags } from './moving-tags.ts'
import { keepNewerBuilds } from './newer-builds.ts'
import { pushImages } from './push-images.ts'
import { gitTagOf } from './source.ts'
import type { Destination, TagPlan } from './tag-plan.ts'
import { readBeforePush } from './unread-registry.ts'
import { planTags } from './tag-plan.ts'

/**
 * Builds an image, pushes it, reads its digest back from the registry, lets it be scanned and only then gives it its tags.
 * An image that this commit has already is tagged and not built again.
 * @throws ActionError of the tag plan, the builder, the registry, the scan and `verifyPush`; `version-taken`, `invalid-input`
 */
export async function buildAndPush(
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<BuildReport> {
  const { clock, log, registry } = ports
  checkParts(request)
  const started = clock.monotonic()
  const now = clock.now()
  const wanted = planTags({ ...request, now })
  const done = (report: Ending): BuildReport => {
    const { source, service, environments } = request
    const base = { source, service, environments, created: now.toISOString(), engine: '', held: [] }
    return { ...base, layers: new Map(), ...report, duration: clock.monotonic() - started }
  }
  if (request.isEnvironmentPush) return done({ outcome: 'skipped', plan: untagged(wanted), images: [] })

  const reader = readBeforePush(registry, log)
  const settled = request.push ? await settleTags(wanted, reader) : { plan: wanted, held: [] }
  logPlan(settled, log)
  const { held } = settled
  const reused = request.push ? await reuse(request, settled.plan, ports) : undefined
  if (reused !== undefined) return done({ held, ...reused })
  if (request.digests.length > 0) {
    const merged = await mergeImages(request, settled.plan, now, ports)
    const released = await release(merged, settled.plan, request, ports)
    return done({ outcome: 'pushed', ...released, held: [...held, ...released.held] })
  }

  const build = describeBuild(request, settled.plan, now)
  const mayBeFirst = request.push && !request.byDigest
  const [{ description: engine, why, pushesByDigest = false }, isFirst] = await bothOf(
    prepare(build, ports),
    mayBeFirst && isFirstOfCommit(settled.plan, reader),
  )
  log.info(`Engine: ${engine}, ${why}`)
  const built = await log.group(`Build the image with ${engine}`, () => ports.builder.build(build))
  const facts = { engine, held, ...stepsOf(built) }
  if (!request.push) return done({ outcome: 'built', plan: settled.plan, images: [], ...facts })
  const plan = request.byDigest ? parted(settled.plan, request) : settled.plan
  const how = { byDigest: pushesByDigest, platforms: request.build.platforms }
  // A branch and a tag that are pushed at once are two runs for one commit: its tag names one image, the first.
  const others = isFirst ? await findBuilt(plan, request, reader) : undefined
  if (others !== undefined) {
    log.info('Another run has pushed an image of this commit meanwhile: that one gets the tags')
    const released = await release(others, withFound(plan, others), request, ports)
    return done({ ...facts, outcome: 'tagged', ...released, held: [...held, ...released.held] })
  }
  const pushed = await pushImages(built, plan, how, ports)
  if (request.byDigest) {
    return done({ outcome: 'pushed', plan: untagged(plan), images: imagesOf(pushed), ...facts })
  }
  const released = await release(pushed, plan, request, ports)
  return done({ ...facts, outcome: 'pushed', ...released, held: [...held, ...released.held] })
}

type Ending = Pick<BuildReport, 'outcome' | 'plan' | 'images'> & Partial<BuildReport>

/** Scans what was pushed and gives it its tags, of which newer builds may have taken some meanwhile. */
async function release(
  pushed: readonly FoundImage[],
  plan: TagPlan,
  request: BuildAndPushRequest,
  ports: BuildAndPushPorts,
): Promise<Pick<BuildReport, 'plan' | 'images' | 'held' | 'layers'>> {
  const { registry, log } = ports
  await scanAll(pushed, ports)
  const layers = await measure(pushed, ports)
  const settled = await settleTags(plan, registry)
  const history =
    ports.history === undefined
      ? undefined
      : { compare: ports.history, labels: registry.labels.bind(registry) }
  const newest = await keepNewerBuilds(settled.plan, request.source, { history, log })
  const held = [...settled.held, ...newest.held]
  logHeld(held, log)
  const current = pushed.map((each, index) => {
    const destination = newest.plan.destinations[index] ?? each.destination
    const names = destination.tags.map(({ name }) => name)
    return { ...each, destination, lacking: each.lacking.filter((name) => names.includes(name)) }
  })
  for (const each of current) {
    if (each.lacking.length === 0) continue
    await log.group(`Apply the tags of ${each.destination.image.name}`, () => applyTags(each, ports))
  }
  return { plan: newest.plan, images: imagesOf(pushed), held, layers }
}

/** Finds out whether nothing has to be built, and does what is left to do then. */
async function reuse(
  request: BuildAndPushRequest,
  plan: TagPlan,
  ports: BuildAndPushPorts,
): Promise<Pick<BuildReport, 'outcome' | 'plan' | 'images'> | undefined> {
  const { log } = ports
  const registry = readBeforePush(ports.registry, log)
  if (request.skipExisting) {
    const released = await findReleased(plan, request, registry)
    if (released !== undefined) {
      // The run that pushed it may have ended when its scan refused it.
      await scanAll(released, ports)
      return { outcome: 'exists', ...standing(plan, released) }
    }
  }
  // Only a release re-uses what its commit was built to before; a branch is built anew whenever it is pushed.
  const isRelease =
    gitTagOf(request.source) !== undefined ||
    plan.destinations.some(({ tags }) => tags.some((tag) => tag.release))
  const found = isRelease ? await findBuilt(plan, request, registry) : undefined
  if (found === undefined) return undefined
  const images = imagesOf(found)
  const isComplete = found.every(({ lacking }) => lacking.length === 0)
  // A part is one platform of the image: one that has more of them is what the parts were for.
  const own = withFound(plan, found)
  if (request.byDigest) return { outcome: 'exists', plan: isComplete ? own : untagged(plan), images }
  await scanAll(found, ports)
  if (isComplete) return { outcome: 'exists', plan: own, images }
  await log.group('Tag the image that this commit was built to before', async () => {
    for (const each of found) await applyTags(each, ports)
  })
  return { outcome: 'tagged', plan: own, images }
}

/** Whether the image can be pushed is known before the build, which may take long. */
async function prepare(build: ImageBuild, { builder, registry }: BuildAndPushPorts): Promise<ChosenEngine> {
  const engine = await builder.prepare(build)
  await Promise.all((build.pushTo ?? []).map((place) => registry.checkPush(place)))
  return engine
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

/** Sizes are for people: not knowing them fails nothing. */
async function measure(
  [first]: readonly FoundImage[],
  { registry, log }: BuildAndPushPorts,
): Promise<BuildReport['layers']> {
  if (first === undefined) return new Map()
  const { destination, image } = first
  try {
    return await registry.layers({ ...destination.image, digest: image.digest })
  } catch (error) {
    log.debug(`The layers could not be measured: ${String(error)}`)
    return new Map()
  }
}

function imagesOf(found: readonly FoundImage[]): BuildReport['images'] {
  return found.map(({ image }) => image)
}

function stepsOf({ steps }: BuiltImage): Pick<BuildReport, 'steps'> {
  return steps === undefined ? {} : { steps }
}

/** The plan cut down to the tags that were looked at: of the others nothing is known, so nothing is reported. */
function standing(plan: TagPlan, found: readonly FoundImage[]): Pick<BuildReport, 'plan' | 'images'> {
  const seen = (destination: Destination): Destination => ({
    ...destination,
    tags: destination.tags.filter(({ name }) =>
      found.some((each) => each.destination === destination && each.tag === name),
    ),
  })
  return { plan: withDestinations(plan, seen), images: imagesOf(found) }
}

function untagged(plan: TagPlan): TagPlan {
  return withDestinations(plan, (destination) => ({ ...destination, tags: [] }))
}

/** Where an engine needs a tag to push under, every platform has one of its own. */
function parted(plan: TagPlan, { build }: BuildAndPushRequest): TagPlan {
  const suffix = build.platforms.map((platform) => `-${platform.replaceAll('/', '-')}`).join('')
  return withDestinations(plan, (destination) => ({
    ...destination,
    carrier: `${destination.carrier}${suffix}`.slice(0, 128),
  }))
}

/** The plan with the tags that what was found has, or is about to get. */
function withFound(plan: TagPlan, found: readonly FoundImage[]): TagPlan {
  const [first, ...rest] = found.map(({ destination }) => destination)
  return first === undefined ? plan : { ...plan, destinations: [first, ...rest] }
}

function withDestinations(plan: TagPlan, change: (destination: Destination) => Destination): TagPlan {
  const [first, ...rest] = plan.destinations
  return { ...plan, destinations: [change(first), ...rest.map(change)] }
}

function logPlan({ plan, held }: SettledPlan, log: Log): void {
  for (const { image, tags } of plan.destinations) {
    log.info(`${image.name}: ${tags.map(({ name }) => name).join(', ')}`)
  }
  logHeld(held, log)
}

function logHeld(held: readonly HeldTag[], log: Log): void {
  for (const { image, name, why } of held) log.info(`${image.name}:${name} stays: ${why}`)
}

/** What two works answer that go on side by side. Both have ended when one fails: nothing is at work in what is cleared away. */
async function bothOf<A, B>(one: Promise<A>, other: Promise<B> | B): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}
