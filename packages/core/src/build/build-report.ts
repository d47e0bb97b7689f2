import { formatImageReference } from '../image/reference.ts'
import type { BuiltImage } from '../ports/builder.ts'
import type { ResolvedImage } from '../ports/registry.ts'
import { formatReleaseRecord, type ReleaseRecord } from '../release/record.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { HeldTag } from './moving-tags.ts'
import type { BuildSource } from './source.ts'
import type { TagPlan } from './tag-plan.ts'

/** How a run of build-and-push ended. */
export interface BuildReport {
  readonly outcome: Exclude<OutcomeOf<'build-and-push'>, 'failed'>
  /** With the tags that the image has now. */
  readonly plan: TagPlan
  readonly source: BuildSource
  readonly service: string | undefined
  readonly environments: readonly string[]
  /** What built it; empty when nothing was built. */
  readonly engine: string
  /** ISO 8601, UTC. */
  readonly created: string
  /** What the registry has, in the order of the plan's destinations; empty when nothing was pushed. */
  readonly images: readonly ResolvedImage[]
  /** Tags that name a newer image, and stay there. */
  readonly held: readonly HeldTag[]
  /** Of the first image: the layers of each platform in bytes, as far as they were measured. */
  readonly layers: ReadonlyMap<string, readonly number[]>
  /** Milliseconds. */
  readonly duration: number
  /** Steps of the Dockerfile, as far as the engine told. */
  readonly steps?: NonNullable<BuiltImage['steps']>
}

/** Named as in `action.yml`. */
export type BuildOutputs = Readonly<
  Record<
    | 'image'
    | 'tags'
    | 'version'
    | 'digest'
    | 'image-ref'
    | 'platforms'
    | 'environment'
    | 'environments'
    | 'metadata'
    | 'release',
    string
  >
>

/** The outputs of the action but `outcome`, by the names of its `action.yml`. */
export function buildOutputs(report: BuildReport): BuildOutputs {
  const { plan, images } = report
  const name = plan.destinations[0].image.name
  const digest = images[0]?.digest
  const record = releaseRecord(report)
  return {
    image: name,
    tags: pushedReferences(report).join('\n'),
    version: plan.version,
    digest: digest ?? '',
    'image-ref': digest === undefined ? '' : `${name}@${digest}`,
    platforms: JSON.stringify(Object.fromEntries(images[0]?.platforms ?? [])),
    environment: plan.environment ?? '',
    environments: JSON.stringify(report.environments),
    metadata: formatMetadata(report),
    release: record === undefined ? '' : formatReleaseRecord(record),
  }
}

function formatMetadata({ engine, plan, images, held, duration, steps }: BuildReport): string {
  return JSON.stringify({
    engine,
    seconds: Math.round(duration / 100) / 10,
    ...(steps === undefined ? {} : { steps }),
    images: plan.destinations.map(({ image, tags }, index) => ({
      name: image.name,
      tags: tags.map((tag) => tag.name),
      digest: images[index]?.digest ?? '',
      held: held
        .filter((each) => each.image.name === image.name)
        .map((each) => ({ name: each.name, why: each.why })),
    })),
  })
}

/** The record that the other actions read; undefined when nothing is in a registry under a tag that stays. */
function releaseRecord(report: BuildReport): ReleaseRecord | undefined {
  const { plan, source } = report
  const [{ image, tags }] = plan.destinations
  const resolved = report.images[0]
  const tag = tags.find(({ mutable }) => !mutable)
  if (resolved === undefined || tag === undefined) return undefined
  return {
    version: 1,
    service: serviceOf(plan, report.service),
    image: image.name,
    tag: tag.name,
    tags: tags.map(({ name, mutable }) => ({ name, mutable })),
    digest: resolved.digest,
    platforms: Object.fromEntries(resolved.platforms),
    source: { repository: source.repository, sha: source.sha, ref: source.ref },
    created: report.created,
    run: source.run,
  }
}

/** The service that is built: as given, else the last part of the first image's name. */
export function serviceOf(plan: TagPlan, given: string | undefined): string {
  const { repository } = plan.destinations[0].image
  return given ?? repository.slice(repository.lastIndexOf('/') + 1)
}

function pushedReferences({ plan }: BuildReport): string[] {
  return plan.destinations.flatMap(({ image, tags }) =>
    tags.map((tag) => formatImageReference({ name: image.name, tag: tag.name, digest: undefined })),
  )
}
