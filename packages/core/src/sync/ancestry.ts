import type { CommitSha, Comparison, EnvironmentRepository } from '../ports/environment-repository.ts'
import { isCommitSha } from '../environment/git-names.ts'

/** How a live revision stands to the expected one. */
export type Relation =
  | { readonly kind: 'identical' }
  /** `untouched`: no file that the expected commit changed was changed again since. */
  | { readonly kind: 'descendant'; readonly untouched: boolean }
  /** Older, diverged, or not a commit of this repository. */
  | { readonly kind: 'other' }

/** Answers how revisions stand to the expected one; each pair is compared at most once. */
export interface Ancestry {
  relation(revision: string): Promise<Relation>
}

/** Ancestry by the compare call of the host. */
export function createAncestry(
  expected: CommitSha,
  repository: Pick<EnvironmentRepository, 'compare'>,
): Ancestry {
  const known = new Map<string, Promise<Relation>>()
  let ours: Promise<ReadonlySet<string> | undefined> | undefined
  const compare = async (revision: string): Promise<Relation> => {
    if (!isCommitSha(revision)) return { kind: 'other' }
    const comparison = await repository.compare(expected, revision)
    if (comparison === undefined) return { kind: 'other' }
    if (comparison.status === 'identical') return { kind: 'identical' }
    if (comparison.status !== 'ahead') return { kind: 'other' }
    ours ??= ownFiles(expected, repository)
    return { kind: 'descendant', untouched: isUntouched(comparison, await ours) }
  }
  return {
    relation(revision) {
      if (revision === expected) return Promise.resolve({ kind: 'identical' })
      const cached = known.get(revision) ?? compare(revision)
      known.set(revision, cached)
      cached.catch(() => known.delete(revision))
      return cached
    },
  }
}

/** The files that the expected commit changed, or undefined when the host does not list them all. */
async function ownFiles(
  expected: CommitSha,
  repository: Pick<EnvironmentRepository, 'compare'>,
): Promise<ReadonlySet<string> | undefined> {
  const own = await repository.compare(`${expected}^`, expected)
  return own?.filesComplete === true ? new Set(own.files) : undefined
}

function isUntouched(since: Comparison, ours: ReadonlySet<string> | undefined): boolean {
  return ours !== undefined && since.filesComplete && !since.files.some((file) => ours.has(file))
}
