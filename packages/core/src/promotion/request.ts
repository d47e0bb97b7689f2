import type { EnvironmentRepository } from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { PullRequest, PullRequestDress, PullRequests } from '../ports/pull-requests.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { Difference } from './difference.ts'

/** What open-promotion-pr was asked to do. */
export interface PromotionRequest {
  /** `owner/name` of the environment repository. */
  readonly repository: string
  /** An environment or a branch; both empty means staging → main. */
  readonly from: string
  readonly to: string
  /** Path of the configuration file on the default branch. */
  readonly config: string
  /** Replaces the title that is made from the image changes. */
  readonly title: string | undefined
  /** Stands above the table of image changes. */
  readonly body: string | undefined
  readonly dress: PullRequestDress
  readonly draft: boolean
  readonly dryRun: boolean
}

export interface PromotionPorts {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  readonly log: Log
}

/** How it ended. */
export interface PromotionEnding {
  readonly outcome: OutcomeOf<'open-promotion-pr'>
  /** One or two sentences on why it ended this way. */
  readonly reason: string
  readonly pull?: Pick<PullRequest, 'number' | 'url'> | undefined
  /** Labels, reviewers or assignees that the host refused. */
  readonly notices?: readonly string[]
}

/** What happened, for outputs and summary. */
export interface PromotionReport extends Difference, Required<PromotionEnding> {
  readonly from: string
  readonly to: string
  readonly title: string
  readonly body: string
}
