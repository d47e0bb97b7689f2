import type { RepositoryName } from '../environment/git-names.ts'
import type { CommitSha } from './environment-repository.ts'

/** A deployment to make at the host of an application repository. */
export interface NewDeployment {
  readonly repository: RepositoryName
  readonly commit: CommitSha
  readonly environment: string
  readonly description: string
  /** Tells the deployments of one run from all others, so that one is found again whose answer was lost. */
  readonly key: string
}

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive'

export interface NewDeploymentState {
  readonly state: DeploymentState
  readonly description: string
  readonly logUrl: string
  /** Where the environment can be seen; empty when nobody said. */
  readonly environmentUrl: string
}

/**
 * Deployments, which GitHub shows at commits and environments. Throws `ActionError`: `permission-denied`,
 * `repository-not-found`, `rate-limited`, `unreachable`.
 */
export interface Deployments {
  /** Makes one, and nothing more: no branch is merged and no check waited for. Answers its number. */
  create(deployment: NewDeployment): Promise<number>
  setState(repository: RepositoryName, deployment: number, state: NewDeploymentState): Promise<void>
}

/** A status of a commit: one line that people see beside it. */
export interface NewCommitStatus {
  readonly repository: RepositoryName
  readonly commit: CommitSha
  readonly context: string
  readonly state: 'pending' | 'success' | 'failure' | 'error'
  readonly description: string
  readonly url: string
}

/** Throws as `Deployments` does. */
export interface CommitStatuses {
  set(status: NewCommitStatus): Promise<void>
}
