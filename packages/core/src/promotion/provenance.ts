import type { GitOpsConfig } from '../environment/config.ts'
import { sameRepository } from '../image/reference.ts'
import type {
  CommitSha,
  EnvironmentRepository,
  RepositoryFile,
  Snapshot,
} from '../ports/environment-repository.ts'
import { readHistories } from './file-history.ts'
import { imageAt, type ServicePlace, servicePlaces, versionAt } from './service-change.ts'

/** The manifests of one environment with what is known of their history. */
export interface EnvironmentFiles {
  readonly files: readonly RepositoryFile[]
  readonly history: Snapshot['history']
  readonly head: CommitSha
}

/**
 * Reads on where the history of a whole directory does not explain a version that is about to change: of every file that
 * holds such a one, its own history.
 * @returns the histories of both sides; those that were given when everything is explained
 * @throws ActionError of the repository
 */
export async function readProvenance(
  from: EnvironmentFiles,
  to: EnvironmentFiles,
  config: GitOpsConfig | undefined,
  repository: Pick<EnvironmentRepository, 'read'>,
): Promise<readonly [from: Snapshot['history'], to: Snapshot['history']]> {
  const [old, next] = [servicePlaces(from.files, config), servicePlaces(to.files, config)]
  const changing = new Set(
    old.filter((each) => next.some((other) => isOther(each, other))).map(({ service }) => service),
  )
  const [there, here] = [unexplained(old, from, changing, config), unexplained(next, to, changing, config)]
  const read =
    from.head === to.head
      ? await readHistories(from.head, [...new Set([...there, ...here])], repository).then(twice)
      : await Promise.all([
          readHistories(from.head, there, repository),
          readHistories(to.head, here, repository),
        ])
  return [new Map([...from.history, ...read[0]]), new Map([...to.history, ...read[1]])]
}

/** Whether the two places hold one service in two versions. */
function isOther(one: ServicePlace, other: ServicePlace): boolean {
  if (!sameRepository(one.place.image, other.place.image)) return false
  const [left, right] = [imageAt(one.place), imageAt(other.place)]
  return left.tag !== right.tag || left.digest !== right.digest
}

function unexplained(
  places: readonly ServicePlace[],
  { history }: EnvironmentFiles,
  changing: ReadonlySet<string>,
  config: GitOpsConfig | undefined,
): readonly string[] {
  const files = places
    .filter((each) => changing.has(each.service) && versionAt(each, history, config).source === undefined)
    .map(({ place }) => place.file)
  return [...new Set(files)]
}

function twice<T>(value: T): readonly [T, T] {
  return [value, value]
}
