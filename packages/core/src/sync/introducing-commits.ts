import { FILE_HISTORY } from '../bump/deployed.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { type ImageReference, readImageReference, sameRepository } from '../image/reference.ts'
import type { CommitSha, EnvironmentRepository } from '../ports/environment-repository.ts'
import { servicePlaces, versionAt } from '../promotion/service-change.ts'

/** What was verified. */
export interface VerifiedState {
  readonly revision: CommitSha
  /** Directory of the environment; `''` is the whole branch. */
  readonly path: string
  /** Images that were expected; none: those of `live` decide which services were verified. */
  readonly images: readonly ImageReference[]
  readonly live: readonly string[]
}

/**
 * The commits of the environment repository that introduced the values which were verified, each once: where a gate
 * looks for the proof. The revision itself comes first; it is among them for people, and often the only one.
 * @throws ActionError of the repository
 */
export async function introducingCommits(
  { revision, path, images, live }: VerifiedState,
  config: GitOpsConfig | undefined,
  repository: Pick<EnvironmentRepository, 'read'>,
): Promise<readonly CommitSha[]> {
  const { files, history } = await repository.read({
    commit: revision,
    directories: [path],
    history: FILE_HISTORY,
  })
  const running = live.map(readImageReference).filter((image) => image !== undefined)
  const verified = images.length > 0 ? images : running
  const introduced = servicePlaces([...files.values()], config)
    .filter(({ place }) => verified.some((image) => sameRepository(image, place.image)))
    .map((place) => versionAt(place, history, config).introduced)
    .filter((commit) => commit !== undefined)
  return [...new Set([revision, ...introduced])]
}
