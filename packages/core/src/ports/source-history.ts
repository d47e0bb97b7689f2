import type { RepositoryName } from '../environment/git-names.ts'
import type { CommitSha, Comparison } from './environment-repository.ts'

/** One commit of an application, for people to read: nothing in it can be trusted. */
export interface SourceCommit {
  readonly sha: CommitSha
  /** The first line of its message. */
  readonly subject: string
  /** Login, else the name in the commit; empty when neither is known. */
  readonly author: string
  readonly url: string
}

/** What lies between two commits of an application. */
export interface SourceChanges {
  readonly status: Comparison['status']
  /** Newest first; the host leaves the oldest out when there are many. */
  readonly commits: readonly SourceCommit[]
  /** How many there are in all. */
  readonly total: number
}

/**
 * The history of application repositories. Each method answers undefined when the host does not know the commit, or does
 * not let us see the repository; throws `ActionError` when it could not be asked: `rate-limited`, `unreachable`.
 */
export interface SourceHistory {
  changes(repository: RepositoryName, base: CommitSha, head: CommitSha): Promise<SourceChanges | undefined>
  /** The newest commits at or before `head` that touch `path`, a hundred at most. */
  touching(
    repository: RepositoryName,
    head: CommitSha,
    path: string,
  ): Promise<ReadonlySet<CommitSha> | undefined>
  isPrivate(repository: RepositoryName): Promise<boolean | undefined>
}
