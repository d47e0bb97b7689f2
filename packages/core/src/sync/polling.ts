import type { ApplicationName, ApplicationState, Refresh } from '../ports/agent.ts'
import { messageOf } from '../report/error.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { createTrack, isBehind, isTransient, isUnauthorized, tell, type Track, type Wait } from './track.ts'

/** How long a comparison with Git serves while an application is behind, in milliseconds: each costs the agent a fetch. */
export const REFRESH_EVERY = 30_000
/** Answers in a row that say no, before they are believed: an ApplicationSet may be making the application anew. */
export const BELIEVED_REFUSALS = 2

/**
 * Asks for the first state of one application. A refresh that is not answered is passed over: what the agent knows may do.
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
  const track = createTrack(name, state, clock.monotonic())
  track.refreshed = track.seen
  return track
}

/** Milliseconds until the application is to be asked about again: after each interval, and when its verdict becomes ripe. */
export function pollDue(track: Track, { interval, stableFor }: VerifyRequest, now: number): number {
  const { asking, failedAt, seen, since, suspect, verdict } = track
  if (asking) return interval
  const ripe = verdict.kind === 'waiting' ? seen : since + stableFor
  const next = seen < ripe ? Math.min(seen + interval, ripe) : seen + interval
  const wanted = suspect ? now : next
  const rested = failedAt === undefined ? wanted : Math.max(wanted, failedAt + interval)
  return Math.max(0, rested - now)
}

/** Asks in the background, and rings when there is an answer: the loop goes on meanwhile. */
export function poll(track: Track, request: VerifyRequest, ports: VerifyPorts, wait: Wait): void {
  const asked = ports.clock.monotonic()
  ask(track, refreshFor(track, request, asked), ports, wait)
}

/** As `poll`, with the refresh that is wanted. */
export function ask(track: Track, refresh: Refresh, ports: VerifyPorts, wait: Wait): void {
  const { agent, clock } = ports
  const asked = clock.monotonic()
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

function refreshFor(track: Track, request: VerifyRequest, now: number): Refresh {
  const { refreshed = -Infinity } = track
  return request.refresh && isBehind(track) && now - refreshed >= REFRESH_EVERY ? 'normal' : 'none'
}

/** One failing answer in the middle of a wait is not the end of it; a token that is not accepted is. */
function takeFailure(track: Track, error: unknown, { clock, log }: VerifyPorts): void {
  track.failedAt = clock.monotonic()
  if (!isTransient(error)) track.failures += 1
  if (isUnauthorized(error) || track.failures >= BELIEVED_REFUSALS) {
    track.error = error
    return
  }
  log.info(`${track.state.label}: could not be read, trying again: ${messageOf(error)}`)
}
