import type { RepositoryName } from '../environment/git-names.ts'
import type { BranchName, CommitSha, Comparison } from './environment-repository.ts'

/** The application repositories that images are built from. */
export interface SourceRepositories {
  /**
   * How `head` stands to `base`; undefined when the host does not know one of them, or does not let us see the
   * repository. Throws `ActionError` when the host could not be asked: `rate-limited`, `unreachable`.
   */
  compare(
    repository: RepositoryName,
    base: CommitSha,
    head: CommitSha,
  ): Promise<Comparison['status'] | undefined>

  /** The default branch; undefined when the host does not let us see the repository. Throws as `compare`. */
  defaultBranch(repository: RepositoryName): Promise<BranchName | undefined>
}
