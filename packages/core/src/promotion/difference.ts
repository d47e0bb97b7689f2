import { FILE_HISTORY } from '../bump/deployed.ts'
import { isEnvironmentName } from '../environment/environment-name.ts'
import { holdsPath } from '../environment/holds.ts'
import type {
  CommitSha,
  Comparison,
  EnvironmentRepository,
  RepositoryFile,
  Snapshot,
} from '../ports/environment-repository.ts'
import { servicesOf } from './branch-services.ts'
import { HISTORIES_PER_READ, readHistories } from './file-history.ts'
import { type ImageChange, type ImageConflict, findImageChanges } from './image-changes.ts'
import type { ScalarChange } from '../manifest/plan.ts'
import type { ServiceChange } from './service-change.ts'
import type { PromotionSide, PromotionSides } from './sides.ts'

/** What a promotion brings to `to`. */
export interface Difference {
  readonly changes: readonly ImageChange[]
  /** Single values that were asked for. */
  readonly values: readonly ScalarChange[]
  /** Changed files that hold no image change. */
  readonly otherFiles: readonly string[]
  /** Files that both branches changed since they parted, in different ways: a merge can fail there. */
  readonly changedOnBoth: readonly string[]
  /** Files that `to` alone changed since the branches parted: they stay, and what is promoted was tested without them. */
  readonly targetOnly: readonly string[]
  /** Images that both branches changed: a merge fails there. */
  readonly conflicts: readonly ImageConflict[]
  /** False when the host did not list all changed files. */
  readonly filesComplete: boolean
}

/** A difference between two branches. */
export interface BranchDifference extends Difference {
  readonly services: readonly ServiceChange[]
  /** The head of `from` that was compared; undefined when nothing differs. */
  readonly head: CommitSha | undefined
  /** `to` as it was compared, with its holds; undefined when nothing differs. */
  readonly target: Snapshot | undefined
}

export const NO_DIFFERENCE: BranchDifference = {
  changes: [],
  values: [],
  otherFiles: [],
  changedOnBoth: [],
  targetOnly: [],
  conflicts: [],
  filesComplete: true,
  services: [],
  head: undefined,
  target: undefined,
}

/**
 * Reads what differs, by what merging `from` would change and not by commits: a squash-merged promotion leaves commits
 * behind whose content is already there.
 * @param comparison how `from` stands to `to`, or to a commit whose content `to` holds
 * @returns NO_DIFFERENCE when nothing is left to promote
 */
export async function readDifference(
  { from, to, config }: PromotionSides,
  comparison: Comparison,
  repository: EnvironmentRepository,
): Promise<BranchDifference> {
  const { status, files: listed, filesComplete } = comparison
  if (status === 'identical' || status === 'behind') return NO_DIFFERENCE
  if (listed.length === 0 && filesComplete) return NO_DIFFERENCE
  const read = await readFiles(comparison, { from, to }, repository)
  const files = { base: read.base.files, target: read.target.files, source: read.source.files }
  const changed = listed.filter((path) => !isSame(files.target.get(path), files.source.get(path)))
  if (changed.length === 0 && filesComplete) return NO_DIFFERENCE
  const [base, target, source] = [files.base, files.target, files.source].map((side) => pick(side, changed))
  const { changes, conflicts } = findImageChanges({
    base: base ?? [],
    target: target ?? [],
    source: source ?? [],
  })
  const withImages = new Set(changes.map(({ file }) => file))
  const [here, there, targetOnly] = await Promise.all([
    historyOf(read.target, [...withImages], listed, repository),
    historyOf(read.source, [...withImages], listed, repository),
    status === 'diverged' ? readTargetOnly(listed, { from, to }, repository) : [],
  ])
  return {
    changes,
    values: [],
    conflicts,
    otherFiles: changed.filter((path) => !withImages.has(path)),
    changedOnBoth: changed.filter((path) => isChangedOnBoth(path, files)),
    targetOnly,
    filesComplete,
    services: servicesOf(
      changes,
      { files: target ?? [], history: here },
      { files: source ?? [], history: there },
      config,
    ),
    head: read.source.head,
    target: read.target,
  }
}

type Files = ReadonlyMap<string, RepositoryFile>

interface FilesOfAll {
  readonly base: Files
  readonly target: Files
  readonly source: Files
}

async function readFiles(
  { status, mergeBase, files }: Comparison,
  { from, to }: Pick<PromotionSides, 'from' | 'to'>,
  repository: EnvironmentRepository,
): Promise<{ readonly base: Snapshot; readonly target: Snapshot; readonly source: Snapshot }> {
  const [target, source, base] = await Promise.all([
    repository.read({ branch: to.branch, files: [...files, ...holdFiles(to)], history: FILE_HISTORY }),
    repository.read({ branch: from.branch, files, history: FILE_HISTORY }),
    // Unless they diverged, the branches parted at the head of `to`.
    status === 'diverged' ? repository.read({ commit: mergeBase, files }) : undefined,
  ])
  return { target, source, base: base ?? target }
}

/** The file of holds of the environment that `to` is. */
export function holdFiles({ name }: Pick<PromotionSide, 'name'>): readonly string[] {
  return isEnvironmentName(name) ? [holdsPath(name)] : []
}

async function readTargetOnly(
  listed: readonly string[],
  { from, to }: Pick<PromotionSides, 'from' | 'to'>,
  repository: EnvironmentRepository,
): Promise<readonly string[]> {
  const back = await repository.compare(from.branch, to.branch)
  return (back?.files ?? []).filter((path) => !listed.includes(path) && !path.startsWith('.gitops/'))
}

/** @param listed what was read along: of many files a host answers with the history of the branch */
async function historyOf(
  { head, history }: Snapshot,
  withImages: readonly string[],
  listed: readonly string[],
  repository: EnvironmentRepository,
): Promise<Snapshot['history']> {
  if (listed.length < HISTORIES_PER_READ || withImages.length === 0) return history
  return readHistories(head, withImages, repository)
}

function pick(files: Files, paths: readonly string[]): RepositoryFile[] {
  return paths.flatMap((path) => files.get(path) ?? [])
}

function isChangedOnBoth(path: string, { base, target, source }: FilesOfAll): boolean {
  const before = base.get(path)
  return !isSame(before, target.get(path)) && !isSame(before, source.get(path))
}

function isSame(a: RepositoryFile | undefined, b: RepositoryFile | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode
}
