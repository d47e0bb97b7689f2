import { FILE_HISTORY } from '../bump/deployed.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { type ImageReference, readImageReference, sameRepository } from '../image/reference.ts'
import type { CommitSha, EnvironmentRepository, Snapshot } from '../ports/environment-repository.ts'
import { readHistories } from '../promotion/file-history.ts'
import { imageAt, type ServicePlace, servicePlaces, versionAt } from '../promotion/service-change.ts'
import { isSameImage } from './judge.ts'
import type { VerifyReport } from './request.ts'

/** What was verified, and where it is written. */
export interface VerifiedState {
  readonly revision: CommitSha
  /** Directories that may hold the environment, the likeliest first; `''` is the whole branch. */
  readonly paths: readonly string[]
  readonly report: Pick<VerifyReport, 'applications'>
}

/** A commit of the environment repository, and the services whose present values came with it. */
export interface IntroducingCommit {
  readonly commit: CommitSha
  readonly verified: readonly string[]
  /** Services of it that nobody looked at: a proof on this commit would be taken for theirs as well. */
  readonly unverified: readonly string[]
}

type Reader = Pick<EnvironmentRepository, 'read'>

/**
 * The commits that introduced the values which were verified, each once: where a gate looks for the proof. The revision
 * itself comes first, whatever it introduced; it is often the only one.
 * @throws ActionError of the repository
 */
export async function introducingCommits(
  { revision, paths, report }: VerifiedState,
  config: GitOpsConfig | undefined,
  repository: Reader,
): Promise<readonly IntroducingCommit[]> {
  const { files, history } = await readFirst(revision, paths, repository)
  const places = servicePlaces([...files.values()], config)
  // As gates read it: by the history of its own file where that of the directory does not explain a value.
  const unexplained = places.filter((place) => versionAt(place, history, config).source === undefined)
  const own = unexplained.map(({ place }) => place.file)
  const closer = await readHistories(revision, [...new Set(own)], repository)
  const known = new Map([...history, ...closer])
  const isVerified = verifiedBy(report)
  const found = new Map([[revision, { verified: new Set<string>(), unverified: new Set<string>() }]])
  for (const place of places) {
    const { introduced } = versionAt(place, known, config)
    if (introduced === undefined) continue
    const services = found.get(introduced) ?? { verified: new Set(), unverified: new Set() }
    services[isVerified(place) ? 'verified' : 'unverified'].add(place.service)
    found.set(introduced, services)
  }
  return [...found]
    .filter(([commit, { verified }]) => commit === revision || verified.size > 0)
    .map(([commit, { verified, unverified }]) => ({
      commit,
      verified: [...verified],
      unverified: [...unverified].filter((service) => !verified.has(service)),
    }))
}

async function readFirst(
  commit: CommitSha,
  paths: readonly string[],
  repository: Reader,
): Promise<Pick<Snapshot, 'files' | 'history'>> {
  for (const path of paths) {
    const snapshot = await repository.read({ commit, directories: [path], history: FILE_HISTORY })
    if (snapshot.files.size > 0) return snapshot
  }
  return { files: new Map(), history: new Map() }
}

/**
 * A value is verified when its image runs, or when its file belongs to what an application applied of this very revision:
 * of a job that did not run yet no image is seen. Of a later revision a file may hold another value.
 */
function verifiedBy({ applications }: VerifiedState['report']): (place: ServicePlace) => boolean {
  const live = applications.flatMap(({ images }) => images).flatMap(readImage)
  const directories = applications
    .filter(({ verdict }) => verdict === 'deployed')
    .flatMap(({ directories: applied }) => applied)
  return ({ place }) => {
    const wanted = imageAt(place)
    const runs = live.some((image) => sameRepository(image, wanted) && isSameImage(image, wanted))
    return runs || directories.some((directory) => isBelow(place.file, directory))
  }
}

function readImage(text: string): readonly ImageReference[] {
  const image = readImageReference(text)
  return image === undefined ? [] : [image]
}

/** As agents write directories: `.`, `./apps/api`, `apps/api/`. */
function isBelow(file: string, directory: string): boolean {
  const path = directory.replace(/^(?:\.?\/)+|^\.$|\/+$/g, '')
  return path === '' || file.startsWith(`${path}/`)
}
