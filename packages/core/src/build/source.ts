import type { RepositoryName } from '../environment/git-names.ts'
import type { CommitSha } from '../ports/environment-repository.ts'

/** The commit that is built, and the event that asked for it. */
export interface BuildSource {
  /** The application repository. */
  readonly repository: RepositoryName
  readonly sha: CommitSha
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/…`. */
  readonly ref: string
  /** The event that started the run: `push`, `schedule`, … */
  readonly event: string
  /** Undefined when the event does not say. */
  readonly defaultBranch: string | undefined
  /** The branch a pull request is for; of a pushed tag whatever the event says. */
  readonly baseBranch: string | undefined
  /** When the commit was made; undefined when nobody knows. */
  readonly committed: Date | undefined
  /** The web address of the repository. */
  readonly url: string
  /** What the host says about the repository; empty when it says nothing. */
  readonly description: string
  /** SPDX identifier; empty when the host knows none. */
  readonly license: string
  /** The web address of this workflow run. */
  readonly run: string
}

const SHORT_SHA_LENGTH = 7

/** The branch of a push; undefined for tags and pull requests. */
export function branchOf(source: Pick<BuildSource, 'ref'>): string | undefined {
  return after(source.ref, 'refs/heads/')
}

/** The tag of a push; undefined for branches and pull requests. */
export function gitTagOf(source: Pick<BuildSource, 'ref'>): string | undefined {
  return after(source.ref, 'refs/tags/')
}

/** The number of the pull request that is built, as text. */
export function pullRequestOf(source: Pick<BuildSource, 'ref'>): string | undefined {
  return /^refs\/pull\/(\d+)\//.exec(source.ref)?.[1]
}

/** The first seven digits of the commit, as people know them. */
export function shortSha(source: Pick<BuildSource, 'sha'>): string {
  return source.sha.slice(0, SHORT_SHA_LENGTH)
}

function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}
