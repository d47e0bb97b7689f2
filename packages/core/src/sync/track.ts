import type { ApplicationName, ApplicationState } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'
import type { Bell } from './bell.ts'
import type { Verdict } from './judge.ts'

/** One application over the whole wait. Times are monotonic milliseconds. */
export interface Track {
  readonly name: ApplicationName
  state: ApplicationState
  verdict: Verdict
  /** When the state was told with which the verdict became of its kind. */
  since: number
  /** When the state was last told. */
  seen: number
  /** When the state was told that the verdict speaks of. */
  judged: number
  /** The state is newer than the verdict. */
  hasNews: boolean
  /** When it was last asked for in vain. */
  failedAt: number | undefined
  /** When the agent was last asked to compare with Git; undefined: never. */
  refreshed: number | undefined
  asking: boolean
  /** It is said to be deleted: to be asked about at once. */
  suspect: boolean
  /** What the hard refreshes were asked for, each at most once. */
  readonly recompared: Set<string>
  /** The end of the operation that no comparison followed yet, and since when that is known. */
  stale: { readonly after: number | undefined; readonly since: number } | undefined
  /** The end of the operation after which a hard refresh was answered, in milliseconds since 1970; undefined: none was. */
  recomparedFor: { readonly end: number | undefined } | undefined
  /** The images without those of ended pods, which were asked for when `of` were reported, at `at`. */
  exact: { readonly of: string; readonly images: readonly string[]; readonly at: number } | undefined
  syncRequested: boolean
  /** What was last told about windows that keep it from syncing; undefined: never asked. */
  window: { readonly at: number; readonly closed: string | undefined } | undefined
  /** The window for which the agent refused our sync. */
  refusal: string | undefined
  /** Failed questions in a row. */
  failures: number
  /** Why it makes no sense to go on. */
  error: unknown
}

/** Whether the wait is over: what comes after it is of no interest. */
export interface Wait {
  readonly bell: Bell
  over: boolean
}

export function createTrack(name: ApplicationName, state: ApplicationState, now: number): Track {
  return {
    name,
    state,
    verdict: { kind: 'waiting', detail: 'its revisions are not compared yet', on: 'revision' },
    since: now,
    seen: now,
    judged: now,
    hasNews: true,
    failedAt: undefined,
    refreshed: undefined,
    asking: false,
    suspect: false,
    recompared: new Set(),
    stale: undefined,
    recomparedFor: undefined,
    exact: undefined,
    syncRequested: false,
    window: undefined,
    refusal: undefined,
    failures: 0,
    error: undefined,
  }
}

/** Takes a newer state. */
export function tell(track: Track, state: ApplicationState, now: number): void {
  track.state = state
  track.seen = now
  track.hasNews = true
  track.failures = 0
  track.failedAt = undefined
  track.suspect = false
}

/** The state as it is judged: with the exact images, when those that were reported are still the same. */
export function judgedState({ state, exact }: Track): ApplicationState {
  return exact?.of === imagesKey(state) ? { ...state, images: exact.images } : state
}

/** By what reported images are told from others. */
export function imagesKey({ images }: ApplicationState): string {
  return images.join('\n')
}

/** Whether the agent is to be asked to compare with Git: only what is behind gains by it. */
export function isBehind({ verdict }: Track): boolean {
  return verdict.kind === 'waiting' && verdict.on === 'revision'
}

export function isTransient(error: unknown): boolean {
  return error instanceof ActionError && error.kind === 'transient'
}

export function isUnauthorized(error: unknown): boolean {
  return !(error instanceof ActionError) || error.code === 'agent-unauthorized'
}
