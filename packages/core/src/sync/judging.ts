import type { Course } from './course.ts'
import { formatImageReference } from '../image/reference.ts'
import { applicationLabel } from '../ports/agent.ts'
import { absentImages, judge, type Verdict } from './judge.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { formatTimelineRow } from './timeline.ts'
import { imagesKey, isTransient, judgedState, type Track } from './track.ts'

/** Judges every application by what was told last, and logs what changed. */
export async function judgeAll(course: Course, request: VerifyRequest, ports: VerifyPorts): Promise<void> {
  const tracks = [...course.roster.tracks]
  const judged = await Promise.all(tracks.map((track) => judgeOne(track, request, ports)))
  if (course.wait.over) return
  const live = tracks.flatMap(({ state }) => state.images)
  const [absent] = absentImages(live, request.images).map(formatImageReference)
  for (const [index, track] of tracks.entries()) {
    const one = judged[index]
    if (one === undefined) continue
    const verdict = absent === undefined ? one.verdict : holdBack(one.verdict, absent)
    note(track, { ...one, verdict }, course, ports)
  }
}

/** A verdict, and when the state was told that it is about. */
interface Judged {
  readonly verdict: Verdict
  readonly seen: number
}

async function judgeOne(track: Track, request: VerifyRequest, ports: VerifyPorts): Promise<Judged> {
  const { seen, recomparedFor, exact } = track
  const state = judgedState(track)
  const { ancestry, agent } = ports
  const [relations, operationRelations] = await Promise.all([
    Promise.all(state.revisions.map((revision) => ancestry.relation(revision))),
    Promise.all((state.operation?.revisions ?? []).map((revision) => ancestry.relation(revision))),
  ])
  const isBehind = relations.length === 0 || relations.some(({ kind }) => kind === 'other')
  const window = isBehind || state.sync === 'out-of-sync' ? await windowOf(track, ports) : undefined
  const recompared = recomparedFor !== undefined && recomparedFor === state.operation?.finishedAt
  const isExact = agent.runningImages === undefined || exact?.of === imagesKey(track.state)
  const observation = { state, relations, operationRelations, window, recompared, exact: isExact }
  return { seen, verdict: judge(observation, request) }
}

/** The window in the way of the sync that is missing. That it cannot be told now is no reason to stop. */
async function windowOf(
  { name, state, refusal }: Track,
  { agent, log }: VerifyPorts,
): Promise<string | undefined> {
  if (refusal !== undefined || state.operationRequested || state.operation?.phase === 'running')
    return refusal
  try {
    return await agent.blockingWindow(name, state.automated ? 'automatic' : 'manual')
  } catch (error) {
    if (!isTransient(error)) throw error
    log.debug(`${state.label}: its sync windows could not be read`)
    return undefined
  }
}

/** A green verdict without a trace of the image would be a guess. */
function holdBack(verdict: Verdict, absent: string): Verdict {
  if (verdict.kind !== 'deployed' && verdict.kind !== 'deployed-by-descendant') return verdict
  return { kind: 'waiting', detail: `${verdict.detail}, but no application runs ${absent} yet`, on: 'image' }
}

/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note(
  track: Track,
  { verdict, seen }: Judged,
  { roster, timeline, started }: Course,
  { clock, log }: VerifyPorts,
): void {
  const before = track.verdict
  if (verdict.kind !== before.kind) track.since = seen
  track.verdict = verdict
  if (verdict.kind === before.kind && verdict.detail === before.detail) return
  const entry = {
    at: clock.monotonic() - started,
    application: track.state.label,
    verdict: verdict.kind,
    detail: verdict.detail,
  }
  timeline.push(entry)
  const width = Math.max(...roster.tracks.map(({ name }) => applicationLabel(name).length))
  log.info(formatTimelineRow(entry, width))
}
