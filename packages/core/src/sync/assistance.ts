import { messageOf } from '../report/error.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { imagesKey, isTransient, tell, type Track } from './track.ts'
import type { Refresh } from '../ports/agent.ts'

/** How long the agent may take to compare by itself after an operation, in milliseconds: a hard refresh renders everything anew. */
const STALE_PATIENCE = 3_000

/**
 * Asks the agent for what only asking brings: a hard refresh, once for each operation whose end no comparison followed and
 * once for comparisons that fail, with a second look before that is believed; the images without those of ended pods; a sync, once.
 * Answers whether there is a new state to judge.
 * @throws ActionError of the agent
 */
export async function assist(track: Track, request: VerifyRequest, ports: VerifyPorts): Promise<boolean> {
  const { verdict } = track
  if (verdict.kind === 'waiting' && verdict.on === 'comparison') {
    if (isPatient(track, ports)) return false
    const end = track.state.operation?.finishedAt
    return recompare(track, end, { key: String(end), refresh: 'hard' }, ports)
  }
  if (lacksExactImages(track, request, ports.clock.monotonic())) return askImages(track, ports)
  if (verdict.kind === 'sync-failed' && verdict.of === 'comparison') return lookAgain(track, request, ports)
  return request.sync && lacksSync(track) ? requestSync(track, ports) : false
}

/** Milliseconds until there is something to ask for, or undefined when there is nothing. */
export function assistanceDue({ verdict, stale, recompared }: Track, now: number): number | undefined {
  if (verdict.kind !== 'waiting' || verdict.on !== 'comparison') return undefined
  if (stale === undefined || recompared.has(String(stale.after))) return undefined
  return Math.max(0, stale.since + STALE_PATIENCE - now)
}

/** Asked once for each list of images, and again at intervals: a pod ends without a word in that list. */
function lacksExactImages(
  { verdict, state, exact }: Track,
  { interval }: VerifyRequest,
  now: number,
): boolean {
  if (verdict.kind !== 'waiting' || verdict.on !== 'image' || verdict.beside !== true) return false
  return exact?.of !== imagesKey(state) || now - exact.at >= interval
}

async function askImages(track: Track, { agent, clock, log }: VerifyPorts): Promise<boolean> {
  if (agent.runningImages === undefined) return false
  const of = imagesKey(track.state)
  try {
    track.exact = { of, images: await agent.runningImages(track.name), at: clock.monotonic() }
    return true
  } catch (error) {
    if (!isTransient(error)) throw error
    log.debug(`${track.state.label}: the images that run could not be told from those that ran`)
    // Not to be asked for without rest.
    track.exact = { of, images: track.state.images, at: clock.monotonic() }
    return false
  }
}

function isPatient(track: Track, { clock }: VerifyPorts): boolean {
  const now = clock.monotonic()
  const after = track.state.operation?.finishedAt
  const stale = track.stale?.after === after ? track.stale : undefined
  track.stale = stale ?? { after, since: now }
  return now - track.stale.since < STALE_PATIENCE
}

/**
 * A comparison fails while the agent cannot reach Git or renders too much at once, too, and it would not try again for minutes: it is
 * asked to at once, and again when the failure has lasted.
 */
async function lookAgain(track: Track, { stableFor }: VerifyRequest, ports: VerifyPorts): Promise<boolean> {
  const { judged, recompared, since } = track
  if (!recompared.has(FAILED)) return recompare(track, undefined, { key: FAILED, refresh: 'hard' }, ports)
  if (judged - since < stableFor) return false
  return recompare(track, undefined, { key: `${FAILED} since ${since}`, refresh: 'normal' }, ports)
}

const FAILED = 'a comparison that failed'

/** @param end of the operation that was not compared since; undefined when the comparison itself failed */
async function recompare(
  track: Track,
  end: number | undefined,
  { key, refresh }: { readonly key: string; readonly refresh: Refresh },
  { agent, clock, log }: VerifyPorts,
): Promise<boolean> {
  if (track.recompared.has(key)) return false
  track.recompared.add(key)
  log.info(`${track.state.label}: asking for a ${refresh === 'hard' ? 'hard ' : ''}refresh`)
  try {
    tell(track, await agent.observe(track.name, refresh), clock.monotonic())
  } catch (error) {
    if (!isTransient(error)) throw error
    log.info(`${track.state.label}: the refresh was not answered: ${messageOf(error)}`)
    return false
  }
  track.recomparedFor = { end }
  return true
}

function lacksSync({ state, verdict, syncRequested, refusal }: Track): boolean {
  if (state.automated || syncRequested || refusal !== undefined) return false
  if (state.operationRequested || state.operation?.phase === 'running') return false
  if (verdict.kind === 'sync-failed') return verdict.of === 'operation'
  return verdict.kind === 'waiting' && (verdict.on === 'revision' || verdict.on === 'sync')
}

async function requestSync(track: Track, { agent, clock, log }: VerifyPorts): Promise<boolean> {
  const { label } = track.state
  try {
    const result = await agent.sync(track.name)
    if (result.kind === 'in-progress') {
      log.debug(`${label}: another sync is running, ours waits for its end`)
      tell(track, await agent.observe(track.name, 'none'), clock.monotonic())
      return true
    }
    if (result.kind === 'blocked-by-window') {
      track.refusal = result.window
      return true
    }
    log.info(`${label}: a sync was asked for`)
  } catch (error) {
    if (!isTransient(error)) throw error
    log.warning(
      `${label}: the sync that was asked for was not answered, and is not asked for again: ${messageOf(error)}`,
    )
  }
  track.syncRequested = true
  tell(track, await agent.observe(track.name, 'none'), clock.monotonic())
  return true
}
