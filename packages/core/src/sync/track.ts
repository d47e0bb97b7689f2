import type { ApplicationName, ApplicationState, Refresh } from '../ports/agent.ts'
import { ActionError, messageOf } from '../report/error.ts'
import type { Bell } from './bell.ts'
import type { Verdict } from './judge.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'

/** How long a comparison with Git serves while an application is behind, in milliseconds: each costs the agent a fetch. */
const REFRESH_EVERY = 30_000
/** Answers in a row that say no, before they are believed: an ApplicationSet may be making the application anew. */
const BELIEVED_REFUSALS = 2

/** One application over the whole wait. Times are monotonic milliseconds. */
export interface Track {
  readonly name: ApplicationName
  state: ApplicationState
  verdict: Verdict
  /** When the state was told with which the verdict became of its kind. */
  since: number
  /** When the state was last told. */
  seen: number
  /** When it was last asked for in vain. */
  failedAt: number | undefined
  /** When the agent was last asked to compare with Git. */
  refreshed: number
  asking: boolean
  /** What the hard refreshes were asked for, each at most once. */
  readonly recompared: Set<string>
  /** The end of the operation that no comparison followed yet, and since when that is known. */
  stale: { readonly after: number | undefined; readonly since: number } | undefined
  /** When the operation ended after which a hard refresh was answered, in milliseconds since 1970. */
  recomparedFor: number | undefined
  syncRequested: boolean
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

/**
 * Asks for the first state. A refresh that is not answered is passed over: what the agent knows may do.
 * @throws ActionError of the agent
 */
export async function beginTrack(
  name: ApplicationName,
  { refresh }: VerifyRequest,
  { agent, clock, log }: VerifyPorts,
): Promise<Track> {
  let state: ApplicationState | undefined
  if (refresh) {
    state = await agent.observe(name, 'normal').catch((error: unknown) => {
      if (!isTransient(error)) throw error
      log.warning(`${name.name}: its refresh was not answered, going on without: ${messageOf(error)}`)
      return undefined
    })
  }
  state ??= await agent.observe(name, 'none')
  const now = clock.monotonic()
  return {
    name,
    state,
    verdict: { kind: 'waiting', detail: 'its revisions are not compared yet', on: 'revision' },
    since: now,
    seen: now,
    failedAt: undefined,
    refreshed: now,
    asking: false,
    recompared: new Set(),
    stale: undefined,
    recomparedFor: undefined,
    syncRequested: false,
    refusal: undefined,
    failures: 0,
    error: undefined,
  }
}

/** Takes a newer state. */
export function tell(track: Track, state: ApplicationState, now: number): void {
  track.state = state
  track.seen = now
  track.failures = 0
  track.failedAt = undefined
}

/** Milliseconds until the application is to be asked about again: after each interval, and when its verdict becomes ripe. */
export function pollDue(track: Track, { interval, stableFor }: VerifyRequest, now: number): number {
  const { asking, failedAt, seen, since, verdict } = track
  if (asking) return interval
  const ripe = verdict.kind === 'waiting' ? seen : since + stableFor
  const next = seen < ripe ? Math.min(seen + interval, ripe) : seen + interval
  const rested = failedAt === undefined ? next : Math.max(next, failedAt + interval)
  return Math.max(0, rested - now)
}

/** Asks in the background, and rings when there is an answer: the loop goes on meanwhile. */
export function poll(track: Track, request: VerifyRequest, ports: VerifyPorts, wait: Wait): void {
  const { agent, clock } = ports
  const asked = clock.monotonic()
  const refresh = refreshFor(track, request, asked)
  if (refresh !== 'none') track.refreshed = asked
  track.asking = true
  void agent
    .observe(track.name, refresh)
    .then(
      (state) => {
        // An event that came meanwhile is newer than the answer may be.
        if (track.seen <= asked) tell(track, state, clock.monotonic())
      },
      (error: unknown) => {
        if (!wait.over) takeFailure(track, error, ports)
      },
    )
    .finally(() => {
      track.asking = false
      wait.bell.ring()
    })
}

function refreshFor({ verdict, refreshed }: Track, request: VerifyRequest, now: number): Refresh {
  const isBehind = verdict.kind === 'waiting' && verdict.on === 'revision'
  return request.refresh && isBehind && now - refreshed >= REFRESH_EVERY ? 'normal' : 'none'
}

/** One failing answer in the middle of a wait is not the end of it; a token that is not accepted is. */
function takeFailure(track: Track, error: unknown, { clock, log }: VerifyPorts): void {
  track.failedAt = clock.monotonic()
  if (!isTransient(error)) track.failures += 1
  const isUnauthorized = error instanceof ActionError && error.code === 'agent-unauthorized'
  if (!(error instanceof ActionError) || isUnauthorized || track.failures >= BELIEVED_REFUSALS) {
    track.error = error
    return
  }
  log.info(`${track.state.label}: could not be read, trying again: ${error.message}`)
}

export function isTransient(error: unknown): boolean {
  return error instanceof ActionError && error.kind === 'transient'
}
