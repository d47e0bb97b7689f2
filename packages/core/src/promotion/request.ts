import type { FilePattern } from '../bump/file-pattern.ts'
import type { BranchMerges } from '../ports/branch-merges.ts'
import type { CheckRuns } from '../ports/check-runs.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommitSha, EnvironmentRepository } from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { MergeMethod, PullRequest, PullRequestDress, PullRequests } from '../ports/pull-requests.ts'
import type { Registry } from '../ports/registry.ts'
import type { SourceHistory } from '../ports/source-history.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { ChangelogDetail } from './changelog.ts'
import type { Difference } from './difference.ts'
import type { PromotionStrategy } from './directory-sides.ts'
import type { Gate } from './gate.ts'
import type { GateResult } from './judge-gates.ts'
import type { ServiceChange } from './service-change.ts'

/** What open-promotion-pr was asked to do. */
export interface PromotionRequest {
  /** `owner/name` of the environment repository. */
  readonly repository: string
  /** An environment or a branch; both empty means staging → main. */
  readonly from: string
  readonly to: string
  readonly strategy: PromotionStrategy
  /** Services to promote; empty: all. */
  readonly services: readonly string[]
  /** Files of the directory of `from` that are promoted whole, below that directory. */
  readonly files: readonly FilePattern[]
  readonly allowPlaintextSecrets: boolean
  /** The web site of the host, for links. */
  readonly serverUrl: string
  /** Path of the configuration file on the default branch. */
  readonly config: string
  /** Replaces the title that is made from the changes; a template. */
  readonly title: string | undefined
  /** Stands above what is made from the changes; a template. */
  readonly body: string | undefined
  /** Undefined: subjects, but counts alone where a public repository would tell of a private one. */
  readonly changelog: ChangelogDetail | undefined
  readonly gates: readonly Gate[]
  /** Slug of the app whose check runs open gates. */
  readonly gateApp: string
  /** Whether closed gates are shown as a check run on the head of what is promoted. */
  readonly checkRun: boolean
  /** The page of this run, for people. */
  readonly runUrl: string
  /** Branches that are ours to write begin with this. */
  readonly branchPrefix: string
  /** Whether to go on after a promotion that was squashed, by a merge on a branch of ours. */
  readonly realign: boolean
  readonly dress: PullRequestDress
  readonly draft: boolean
  /** Undefined: a person merges. */
  readonly autoMerge: MergeMethod | undefined
  /** Whether to wait, at most `timeout`, until the pull request is merged. */
  readonly waitForMerge: boolean
  readonly dryRun: boolean
  /** Milliseconds for the whole run. */
  readonly timeout: number
}

export interface PromotionPorts {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  readonly checks: CheckRuns
  readonly merges: BranchMerges
  /** Undefined, both of them: nobody may ask the repositories of applications. */
  readonly sources: SourceRepositories | undefined
  readonly history: SourceHistory | undefined
  /** Undefined: images are not looked up. */
  readonly registry: Registry | undefined
  readonly clock: Clock
  readonly log: Log
}

/** How it ended. */
export interface PromotionEnding {
  readonly outcome: OutcomeOf<'open-promotion-pr'>
  /** One or two sentences on why it ended this way. */
  readonly reason: string
  readonly pull?: Pick<PullRequest, 'number' | 'url'> | undefined
  /** Labels, reviewers or assignees that the host refused, and what else people should know. */
  readonly notices?: readonly string[]
  /** The commit that the pull request was merged as; undefined until then. */
  readonly mergeCommit?: CommitSha | undefined
}

/** What happened, for outputs and summary. */
export interface PromotionReport extends Difference, Required<PromotionEnding> {
  readonly from: string
  readonly to: string
  /** The head of what is promoted; undefined when nothing is. */
  readonly head: CommitSha | undefined
  readonly services: readonly ServiceChange[]
  readonly gates: readonly GateResult[]
  readonly title: string
  readonly body: string
  /** Sentences on what is as it should be. */
  readonly asides: readonly string[]
}
