import type { ImageReference } from '../image/reference.ts'
import type { Agent, ApplicationTarget, ResourceReport } from '../ports/agent.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import type { Ancestry } from './ancestry.ts'
import type { Verdict } from './judge.ts'
import type { TimelineEntry } from './timeline.ts'

/** What verify-sync was asked to prove. Times are milliseconds. */
export interface VerifyRequest {
  readonly applications: readonly ApplicationTarget[]
  /** How many there must be at least: names and selectors that find nothing yet are waited for. */
  readonly expectedCount: number | undefined
  /** A commit id, or the digest of an artifact. */
  readonly revision: string
  /** Images that must run; empty: the revision alone is judged. */
  readonly images: readonly ImageReference[]
  readonly timeout: number
  /** How often to ask about an application of which no event arrives. */
  readonly interval: number
  /** How long every application must stay good, and how long it may be degraded or suspended. */
  readonly stableFor: number
  /** Ask the agent to look at Git before judging, and now and then while it is behind. */
  readonly refresh: boolean
  /** Ask for a sync, once, of an application that does not sync by itself. */
  readonly sync: boolean
}

export interface VerifyPorts {
  readonly agent: Agent
  readonly ancestry: Ancestry
  readonly clock: Clock
  readonly log: Log
  /** Rejects when the run is cancelled, never resolves. */
  readonly cancelled: Promise<never>
}

export interface ApplicationReport {
  readonly application: string
  readonly verdict: Verdict['kind']
  readonly detail: string
  /** The live revisions, joined by a comma. */
  readonly revision: string
  readonly url: string | undefined
  /** What runs, as far as the agent tells. */
  readonly images: readonly string[]
  /** Of the environment repository, as far as the agent tells. */
  readonly directories: readonly string[]
}

/** What was found, for outputs and summary. */
export interface VerifyReport {
  readonly outcome: OutcomeOf<'verify-sync'>
  readonly reason: string
  readonly revision: string
  readonly applications: readonly ApplicationReport[]
  /** Why it is not good, down to the pod where the agent knows; empty when it is good. */
  readonly cause: string
  /** Of the application that `cause` speaks of: resources that are not as wanted. */
  readonly resources: readonly ResourceReport[]
  readonly timeline: readonly TimelineEntry[]
  /** Seconds. */
  readonly duration: number
}
