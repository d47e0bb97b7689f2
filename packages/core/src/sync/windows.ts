import type { Course } from './course.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { isCrowd, type Roster } from './roster.ts'
import { isTransient, type Track } from './track.ts'

/** Of many applications so many are asked about at once, with so many milliseconds between: each costs the agent a request. */
const AT_ONCE = 4
const PAUSE = 1_000
/** How long an answer serves, in milliseconds: windows open and close by the minute. */
const SERVES = 30_000

/**
 * Asks which windows are in the way of syncs that are missing: of a few applications at once, of many a few at a time, the
 * longest unasked first.
 */
export async function askWindows(
  missing: readonly Track[],
  { roster }: Course,
  request: VerifyRequest,
  ports: VerifyPorts,
): Promise<void> {
  const unasked = missing.filter(({ state, refusal }) => {
    return refusal === undefined && !state.operationRequested && state.operation?.phase !== 'running'
  })
  if (!isCrowd(roster, request)) {
    await Promise.all(unasked.map((track) => ask(track, ports)))
    return
  }
  const now = ports.clock.monotonic()
  const stale = unasked.filter(({ window }) => window === undefined || now - window.at >= SERVES)
  const isRested = now - roster.windowsAsked >= PAUSE
  const next = stale.toSorted((a, b) => (a.window?.at ?? -Infinity) - (b.window?.at ?? -Infinity))
  const turn = isRested ? next.slice(0, AT_ONCE) : []
  if (turn.length > 0) roster.windowsAsked = now
  roster.windowsLeft = stale.length > turn.length
  await Promise.all(turn.map((track) => ask(track, ports)))
}

/** Milliseconds until the next turn; undefined when nobody waits for one. */
export function windowsDue({ windowsAsked, windowsLeft }: Roster, now: number): number | undefined {
  return windowsLeft ? Math.max(0, windowsAsked + PAUSE - now) : undefined
}

/** The closed window, by the agent's refusal of our sync or by the last answer about this state. */
export function windowOf({ refusal, window, state }: Track): string | undefined {
  const isUnderWay = state.operationRequested || state.operation?.phase === 'running'
  return refusal ?? (isUnderWay ? undefined : window?.closed)
}

/** That it cannot be told now is no reason to stop. */
async function ask(track: Track, { agent, clock, log }: VerifyPorts): Promise<void> {
  const { name, state } = track
  try {
    const closed = await agent.blockingWindow(name, state.automated ? 'automatic' : 'manual')
    track.window = { at: clock.monotonic(), closed }
  } catch (error) {
    if (!isTransient(error)) throw error
    log.debug(`${state.label}: its sync windows could not be read`)
    track.window = { at: clock.monotonic(), closed: undefined }
  }
}
