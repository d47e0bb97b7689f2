import type {
  Comparison,
  EnvironmentRepository,
  ReadRequest,
  RepositoryFile,
} from '../ports/environment-repository.ts'
import { type ImageChange, type ImageConflict, findImageChanges } from './image-changes.ts'
import type { PromotionSides } from './sides.ts'

/** What a promotion brings to `to`. */
export interface Difference {
  readonly changes: readonly ImageChange[]
  /** Changed files that hold no image change. */
  readonly otherFiles: readonly string[]
  /** Files that both branches changed since they parted, in different ways: a merge can fail there. */
  readonly changedOnBoth: readonly string[]
  /** Images that both branches changed: a merge fails there. */
  readonly conflicts: readonly ImageConflict[]
  /** False when the host did not list all changed files. */
  readonly filesComplete: boolean
}

export const NO_DIFFERENCE: Difference = {
  changes: [],
  otherFiles: [],
  changedOnBoth: [],
  conflicts: [],
  filesComplete: true,
}

/**
 * Compares the two branches by what merging `from` would change, not by their commits: a squash-merged promotion leaves
 * commits behind whose content is already there.
 * @returns undefined when the host cannot compare them; NO_DIFFERENCE when nothing is left to promote
 */
export async function readDifference(
  { from, to }: PromotionSides,
  repository: EnvironmentRepository,
): Promise<Difference | undefined> {
  const comparison = await repository.compare(to.branch, from.branch)
  if (comparison === undefined) return undefined
  const { status, files: listed, filesComplete } = comparison
  if (status === 'identical' || status === 'behind') return NO_DIFFERENCE
  if (listed.length === 0 && filesComplete) return NO_DIFFERENCE
  const files = await readFiles(comparison, { from, to }, repository)
  const changed = listed.filter((path) => !isSame(files.target.get(path), files.source.get(path)))
  if (changed.length === 0 && filesComplete) return NO_DIFFERENCE
  const { changes, conflicts } = findImageChanges({
    base: pick(files.base, changed),
    target: pick(files.target, changed),
    source: pick(files.source, changed),
  })
  const withImages = new Set(changes.map(({ file }) => file))
  return {
    changes,
    conflicts,
    otherFiles: changed.filter((path) => !withImages.has(path)),
    changedOnBoth: changed.filter((path) => isChangedOnBoth(path, files)),
    filesComplete,
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
): Promise<FilesOfAll> {
  const read = async (at: ReadRequest): Promise<Files> => (await repository.read({ ...at, files })).files
  const [target, source, base] = await Promise.all([
    read({ branch: to.branch }),
    read({ branch: from.branch }),
    // Unless they diverged, the branches parted at the head of `to`.
    status === 'diverged' ? read({ commit: mergeBase }) : undefined,
  ])
  return { target, source, base: base ?? target }
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
