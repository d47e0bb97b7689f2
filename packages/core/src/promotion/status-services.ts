import { FILE_HISTORY } from '../bump/deployed.ts'
import { matcherOf } from '../bump/file-pattern.ts'
import { fileNeeds, selectFiles } from '../bump/files.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { type ImageReference, sameRepository } from '../image/reference.ts'
import type { CommitSha, EnvironmentRepository, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { servicesOf } from './branch-services.ts'
import { holdFiles } from './difference.ts'
import { HISTORIES_PER_READ, readHistories } from './file-history.ts'
import { findImageChanges, type ImageChange } from './image-changes.ts'
import { imageAt, type ServiceChange, type ServicePlace, servicePlaces, versionAt } from './service-change.ts'
import type { ReviewedPull, StatusSide, StatusSides } from './status-request.ts'

/** What a pull request brings into an environment. */
export interface Incoming {
  readonly changes: readonly ImageChange[]
  /** Each with the commit that introduced its version in the environment before. */
  readonly services: readonly ServiceChange[]
  /** What must be proven where no service changes; empty where environments are directories, whose other values are their own. */
  readonly commits: readonly CommitSha[]
  /** The base with its holds. */
  readonly target: Snapshot
  readonly files: readonly string[]
  /** False when the host did not list every file that changes. */
  readonly complete: boolean
}

/**
 * Reads what the head of a pull request holds and its base does not.
 * @returns undefined when nothing of the environment changes
 * @throws ActionError of the repository; `commit-not-found`
 */
export async function readIncoming(
  pull: ReviewedPull,
  sides: StatusSides,
  config: GitOpsConfig | undefined,
  repository: EnvironmentRepository,
): Promise<Incoming | undefined> {
  const comparison = await repository.compare(pull.base, pull.head)
  if (comparison === undefined) {
    throw new ActionError(
      'commit-not-found',
      `${pull.head} cannot be compared with branch "${pull.base}": one of them is gone. Push again, or close the pull request.`,
    )
  }
  const files = comparison.files.filter((path) => isInside(path, sides.to))
  const complete = comparison.filesComplete
  if (files.length === 0 && complete) return undefined
  const [target, source, before] = await Promise.all([
    repository.read({
      branch: pull.base,
      files: [...files, ...holdFiles(sides.to)],
      history: FILE_HISTORY,
    }),
    repository.read({ commit: pull.head, files, history: FILE_HISTORY }),
    comparison.status === 'diverged' ? repository.read({ commit: comparison.mergeBase, files }) : undefined,
  ])
  const [here, there, base] = [target, source, before ?? target].map((side) =>
    files.flatMap((path) => side.files.get(path) ?? []),
  )
  const { changes } = findImageChanges({ base: base ?? [], target: here ?? [], source: there ?? [] })
  const withImages = [...new Set(changes.map(({ file }) => file))]
  const history =
    files.length < HISTORIES_PER_READ
      ? source.history
      : await readHistories(source.head, withImages, repository)
  const services = servicesOf(
    changes,
    { files: here ?? [], history: target.history },
    { files: there ?? [], history },
    config,
  )
  const common = { changes, target, files, complete }
  if (sides.from.path === undefined) return { ...common, services, commits: [pull.head] }
  return { ...common, services: await traceServices(services, sides.from, config, repository), commits: [] }
}

function isInside(path: string, { path: directory, files }: StatusSide): boolean {
  if (files.length > 0) return files.some((pattern) => matcherOf(pattern)(path))
  return directory === undefined || directory === '' || path.startsWith(`${directory}/`)
}

/**
 * Names the commit by which each version came into the directory of the environment before: what the pull request was
 * made by proves nothing. A version that is not there any more is looked for in the history of its file.
 */
async function traceServices(
  services: readonly ServiceChange[],
  from: StatusSide,
  config: GitOpsConfig | undefined,
  repository: EnvironmentRepository,
): Promise<readonly ServiceChange[]> {
  const directory = from.path ?? ''
  const needs = fileNeeds({ files: from.files, directory })
  const snapshot = await repository.read({
    branch: from.branch,
    files: needs.files,
    directories: needs.directories,
  })
  const files = selectFiles(snapshot, { files: from.files, directory, config: config?.path ?? '' })
  const places = servicePlaces(files, config)
  const wanted = services.flatMap(({ to }) => (to === undefined ? [] : [to.image]))
  const holding = places.filter(({ place }) => wanted.some((image) => sameRepository(image, place.image)))
  const paths = [...new Set(holding.map(({ place }) => place.file))]
  const history = await readHistories(snapshot.head, paths, repository)
  return services.map((change) => {
    if (change.to === undefined) return change
    const { image } = change.to
    return { ...change, to: { ...change.to, introduced: introducedBy(image, holding, history, config) } }
  })
}

function introducedBy(
  image: ImageReference,
  places: readonly ServicePlace[],
  history: Snapshot['history'],
  config: GitOpsConfig | undefined,
): CommitSha | undefined {
  const own = places.filter(({ place }) => sameRepository(place.image, image))
  const running = own.find(({ place }) => isSameVersion(imageAt(place), image))
  if (running !== undefined) return versionAt(running, history, config).introduced
  for (const { service, place } of own) {
    // A digest says more than the tag, which a release policy may have changed.
    const held =
      image.digest === undefined
        ? { tag: image.tag, digest: undefined }
        : { tag: undefined, digest: image.digest }
    const { source, introduced } = versionAt({ service, place: { ...place, ...held } }, history, config)
    if (source !== undefined) return introduced
  }
  return undefined
}

function isSameVersion(one: ImageReference, other: ImageReference): boolean {
  if (one.digest !== undefined && other.digest !== undefined) return one.digest === other.digest
  return one.tag === other.tag && one.digest === other.digest
}
