import type { ImageReference } from '../image/reference.ts'
import type { Log } from '../ports/log.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { isCommitSha, parseCommitSha } from '../environment/git-names.ts'
import type { HeldTag, SettledPlan } from './moving-tags.ts'
import { movesInSeries } from './moving-tags.ts'
import { REVISION_LABEL } from './labels.ts'
import type { BuildSource } from './source.ts'
import type { Destination, PlannedTag, TagPlan } from './tag-plan.ts'

/** What is known about the images that tags point to now. */
export interface BuildHistory {
  /** The labels of an image's configuration; undefined when there is no such image. */
  labels(image: ImageReference): Promise<ReadonlyMap<string, string> | undefined>
  compare: SourceRepositories['compare']
}

/**
 * Takes out of a plan the tags, such as that of a branch, that point to the image of a newer commit: a run that finishes late
 * must not take them back. The order is that of the commits; where it is not known, the tag moves.
 */
export async function keepNewerBuilds(
  plan: TagPlan,
  source: BuildSource,
  { history, log }: { readonly history: BuildHistory | undefined; readonly log: Log },
): Promise<SettledPlan> {
  if (history === undefined) return { plan, held: [] }
  const held = (
    await Promise.all(
      plan.destinations.flatMap(({ image, tags }) =>
        tags.filter(isFree).map(async ({ name }): Promise<HeldTag[]> => {
          const newer = await newerCommit({ ...image, tag: name }, source, history).catch(
            (error: unknown) => {
              log.info(`Whether ${image.name}:${name} is newer is not known: ${String(error)}`)
              return undefined
            },
          )
          return newer === undefined
            ? []
            : [{ image, name, why: `it is of the newer commit ${newer.slice(0, 7)}` }]
        }),
      ),
    )
  ).flat()
  const kept = (destination: Destination): Destination => ({
    ...destination,
    tags: destination.tags.filter(
      ({ name }) => !held.some((each) => each.name === name && each.image === destination.image),
    ),
  })
  const [first, ...rest] = plan.destinations
  return { plan: { ...plan, destinations: [kept(first), ...rest.map(kept)] }, held }
}

/** A tag that moves with a branch; of releases the version decides. */
function isFree(tag: PlannedTag): boolean {
  return tag.mutable && !movesInSeries(tag)
}

async function newerCommit(
  image: ImageReference,
  source: BuildSource,
  history: BuildHistory,
): Promise<string | undefined> {
  const labels = await history.labels(image)
  const revision = labels?.get(REVISION_LABEL) ?? ''
  const from = labels?.get('org.opencontainers.image.source')
  if (!isCommitSha(revision) || revision === source.sha || from !== source.url) return undefined
  const status = await history.compare(source.repository, parseCommitSha(revision), source.sha)
  return status === 'behind' ? revision : undefined
}
