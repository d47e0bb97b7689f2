import { messageOf } from '../report/error.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { imagesKey, isTransient, tell, type Track } from './track.ts'

/** How long the agent may take to compare by itself after an operation, in milliseconds: a hard refresh renders everything anew. */
const STALE_PATIENCE = 3_000

/**
 * Asks the agent for what only asking brings: a hard refresh, once for each operation whose end no comparison followed and
 * once for a comparison that fails; the images without those of ended pods; a sync, once. Answers whether there is a new state to judge.
 * @throws ActionError of the agent
 */
export async function assist(track: Track, request: VerifyRequest, ports: VerifyPorts): Promise<boolean> {
  const { verdict } = track
  if (verdict.kind === 'waiting' && verdict.on === 'comparison') {
    return isPatient(track, ports) ? false : recompare(track, track.state.operation?.finishedAt, ports)
  }
  if (lacksExactImages(track, request, ports.clock.monotonic())) return askImages(track, ports)
  if (verdict.kind === 'sync-failed' && verdict.of === 'comparison') return recompare(track, undefined, ports)
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

/** `after`: the end of the operation that was not compared since, or undefined when the comparison itself failed. */
async function recompare(
  track: Track,
  after: number | undefined,
  { agent, clock, log }: VerifyPorts,
): Promise<boolean> {
  const key = String(after)
  if (track.recompared.has(key)) return false
  track.recompared.add(key)
  log.info(`${track.state.label}: asking for a hard refresh`)
  try {
    tell(track, await agent.observe(track.name, 'hard'), clock.monotonic())
  } catch (error) {
    if (!isTransient(error)) throw error
    log.info(`${track.state.label}: the hard refresh was not answered: ${messageOf(error)}`)
    return false
  }
  track.recomparedFor = after
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
