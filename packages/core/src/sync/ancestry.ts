import { isCommitSha } from '../environment/git-names.ts'
import type { Comparison, EnvironmentRepository } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'

/** How a live revision stands to the expected one. */
export type Relation =
  | { readonly kind: 'identical' }
  /** `untouched`: no file that the expected commit changed was changed again since; undefined when nobody can tell. */
  | { readonly kind: 'descendant'; readonly untouched: boolean | undefined }
  /** `unknown`: not a commit of this repository, or the host could not be asked just now. */
  | { readonly kind: 'other'; readonly how: 'older' | 'diverged' | 'unknown' }

/** Answers how revisions stand to the expected one; each pair is compared at most once. */
export interface Ancestry {
  /**
   * @throws ActionError `revision-not-found` when the host does not know the expected commit; what the host refuses; and
   * `unreachable` and its like as long as the host never answered: an address that is wrong is no outage
   */
  relation(revision: string): Promise<Relation>
}

type Commits = Pick<EnvironmentRepository, 'compare' | 'changedFiles'>

const UNKNOWN: Relation = { kind: 'other', how: 'unknown' }

/** Ancestry by what the host of the repository says. Artifacts, named by a digest, have none: only the same one is the same. */
export function createAncestry(expected: string, commits: Commits): Ancestry {
  const known = new Map<string, Promise<Relation>>()
  const own = once(async () => (isCommitSha(expected) ? commits.changedFiles(expected) : undefined))
  const existence = once(() => commits.compare(expected, expected))
  let answered = false

  async function compare(revision: string): Promise<Relation> {
    const comparison = await commits.compare(expected, revision)
    answered = true
    if (comparison === undefined) {
      // One of the two is not known there. When it is ours, no waiting helps.
      if ((await existence()) === undefined) throw notFound(expected)
      return UNKNOWN
    }
    if (comparison.status === 'identical') return { kind: 'identical' }
    if (comparison.status === 'behind') return { kind: 'other', how: 'older' }
    if (comparison.status === 'diverged') return { kind: 'other', how: 'diverged' }
    return { kind: 'descendant', untouched: isUntouched(comparison, await own()) }
  }

  return {
    async relation(revision) {
      if (revision === expected) return { kind: 'identical' }
      if (!isCommitSha(revision) || !isCommitSha(expected)) return UNKNOWN
      const asked = known.get(revision) ?? compare(revision)
      known.set(revision, asked)
      try {
        return await asked
      } catch (error) {
        known.delete(revision)
        if (answered && error instanceof ActionError && error.kind === 'transient') return UNKNOWN
        throw error
      }
    },
  }
}

function isUntouched(
  since: Comparison,
  own: { files: readonly string[]; complete: boolean } | undefined,
): boolean | undefined {
  if (own === undefined) return undefined
  const ours = new Set(own.files)
  if (since.files.some((file) => ours.has(file))) return false
  return since.filesComplete && own.complete ? true : undefined
}

/** Asks once; a failure is forgotten, so that the next caller asks anew. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return async () => {
    const asking = (asked ??= ask())
    try {
      return await asking
    } catch (error) {
      asked = undefined
      throw error
    }
  }
}

function notFound(expected: string): ActionError {
  return new ActionError(
    'revision-not-found',
    `The commit ${expected} of the input "revision" is not in the environment repository, or the token cannot read it: check "revision" and "repository", and that "token" has \`contents: read\` there.`,
  )
}
