import type { Platform } from '../build/platform.ts'
import type { PinnedImage, Pin } from '../manifest/pin.ts'
import type { ValueCopy } from '../manifest/copy-values.ts'
import type { ScalarChange } from '../manifest/plan.ts'
import type { ReleaseSource } from '../release/record.ts'
import type { Clock } from '../ports/clock.ts'
import type {
  BranchName,
  CommitSha,
  EnvironmentRepository,
  FileChange,
} from '../ports/environment-repository.ts'
import type { Log } from '../ports/log.ts'
import type { MergeMethod, PullRequest, PullRequestDress, PullRequests } from '../ports/pull-requests.ts'
import type { Registry } from '../ports/registry.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { FilePattern } from './file-pattern.ts'

/** One image to write, with where it came from. */
export interface WantedImage extends PinnedImage {
  readonly service: string
  /** The commit it was built from; undefined when nobody said. */
  readonly source: BuiltFrom | undefined
}

/** The commit an image was built from; the ref is in release records alone. */
export type BuiltFrom = Omit<ReleaseSource, 'ref'> & Partial<Pick<ReleaseSource, 'ref'>>

export type BumpMode = 'commit' | 'pull-request'

/** Whether services that cannot be written hold up the others. */
export type FailMode = 'all-or-nothing' | 'best-effort'

/** What bump-image-tag was asked to do. */
export interface BumpRequest {
  readonly wanted: readonly WantedImage[]
  /** `owner/name` of the environment repository, for messages. */
  readonly repository: string
  readonly branch: BranchName | undefined
  readonly environment: string | undefined
  /** The repository whose workflow runs: the policy `main` asks for the default branch of a source. */
  readonly origin: { readonly repository: string; readonly defaultBranch: string } | undefined
  /** Path of the configuration file on the default branch. */
  readonly config: string
  readonly files: readonly FilePattern[]
  readonly pin: Pin
  /** Undefined: as the environment is configured, else a commit. */
  readonly mode: BumpMode | undefined
  /** The commit message without its trailers, first line first; undefined: made from the images. */
  readonly message: string | undefined
  /** Platforms that every image must have, such as `linux/amd64`; empty: those it has are enough. */
  readonly platforms: readonly Platform[]
  /** Only a commit that the host shows as verified may become part of the branch. */
  readonly requireVerified: boolean
  /** Write what was built from an older commit than what is deployed. */
  readonly allowDowngrade: boolean
  /** Add an entry that is missing, in the file's own style, instead of failing. */
  readonly createMissing: boolean
  readonly allowPlaintextSecrets: boolean
  /** Files that become these whole, before images are edited in them; absent for none. */
  readonly copies?: readonly FileChange[]
  /** Single values that files take over from others; absent for none. */
  readonly values?: readonly ValueCopy[]
  readonly failMode: FailMode
  readonly dress: PullRequestDress
  readonly draft: boolean
  /** Undefined: a person merges. */
  readonly autoMerge: MergeMethod | undefined
  /** Whether to wait, at most `timeout`, until the pull request is merged. */
  readonly waitForMerge: boolean
  readonly dryRun: boolean
  readonly maxAttempts: number
  /** Milliseconds for the whole run. */
  readonly timeout: number
}

export interface BumpPorts {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  /** Undefined: how source commits stand to each other is not asked. */
  readonly sources: SourceRepositories | undefined
  /** Undefined: images are not looked up (`verify-image: false`). */
  readonly registry: Registry | undefined
  readonly clock: Clock
  readonly log: Log
}

/** A service that is not written, and why. */
export interface LeftOut {
  readonly wanted: WantedImage
  readonly outcome: 'superseded' | 'failed'
  /** A clause without a full stop. */
  readonly reason: string
}

/** What happened, for outputs and summary. */
export interface BumpReport {
  readonly outcome: OutcomeOf<'bump-image-tag'>
  /** One sentence on why it ended this way. */
  readonly reason: string
  readonly branch: BranchName
  readonly environment: string | undefined
  readonly wanted: readonly WantedImage[]
  readonly changes: readonly ScalarChange[]
  /** `changed`: the new commit. `no-op`: the commit that holds the value. Else undefined. */
  readonly commit: CommitSha | undefined
  readonly verified: boolean | undefined
  readonly pull: Pick<PullRequest, 'number' | 'url'> | undefined
  readonly attempts: number
  readonly leftOut: readonly LeftOut[]
  /** Sentences for annotations. */
  readonly notices: readonly string[]
}

/** How one attempt ended; the rest of the report is filled in from the decision. */
export type BumpEnding = Pick<BumpReport, 'outcome' | 'reason'> & Partial<BumpReport>

/** A pull request that is as it shall be, and the commit on top of it. */
export interface WrittenPullRequest {
  readonly ending: BumpEnding & { readonly pull: PullRequest }
  readonly head: CommitSha
}

/** Somebody else moved the branch first: read and decide again. */
export interface LostRace {
  readonly lostRaceOn: BranchName
}

export type WriteResult = BumpEnding | LostRace
