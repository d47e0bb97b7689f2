import type { Course } from './course.ts'
import { formatImageReference } from '../image/reference.ts'
import { applicationLabel, type ApplicationState } from '../ports/agent.ts'
import { absentImages, judge, type Observation, type Verdict } from './judge.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { formatTimelineHead, formatTimelineRow } from './timeline.ts'
import { imagesKey, judgedState, type Track } from './track.ts'
import { askWindows, windowOf } from './windows.ts'

/** Judges every application by what was told last, and logs what changed. */
export async function judgeAll(course: Course, request: VerifyRequest, ports: VerifyPorts): Promise<void> {
  const tracks = [...course.roster.tracks]
  const related = await Promise.all(tracks.map((track) => relate(track, ports)))
  await askWindows(
    related.filter(lacksSync).map(({ track }) => track),
    course,
    request,
    ports,
  )
  if (course.wait.over) return
  const live = tracks.flatMap(({ state }) => state.images)
  const [absent] = absentImages(live, request.images).map(formatImageReference)
  for (const one of related) {
    const verdict = judgeOne(one, request, ports)
    note(one, absent === undefined ? verdict : holdBack(verdict, absent), course, ports)
  }
}

/** What an application was when its revisions were compared, and when that was told. */
interface Related extends Pick<Observation, 'state' | 'relations' | 'operationRelations'> {
  readonly track: Track
  readonly told: ApplicationState
  readonly seen: number
}

async function relate(track: Track, { ancestry }: VerifyPorts): Promise<Related> {
  const { seen, state: told } = track
  const state = judgedState(track)
  const [relations, operationRelations] = await Promise.all([
    Promise.all(state.revisions.map((revision) => ancestry.relation(revision))),
    Promise.all((state.operation?.revisions ?? []).map((revision) => ancestry.relation(revision))),
  ])
  return { track, told, seen, state, relations, operationRelations }
}

function lacksSync({ state, relations }: Related): boolean {
  const isBehind = relations.length === 0 || relations.some(({ kind }) => kind === 'other')
  return isBehind || state.sync === 'out-of-sync'
}

function judgeOne(related: Related, request: VerifyRequest, { agent }: VerifyPorts): Verdict {
  const { track, state } = related
  const window = lacksSync(related) ? windowOf(track) : undefined
  const { recomparedFor } = track
  const recompared = recomparedFor !== undefined && recomparedFor.end === state.operation?.finishedAt
  const exact = agent.runningImages === undefined || track.exact?.of === imagesKey(track.state)
  return judge({ ...related, window, recompared, exact }, request)
}

/** A green verdict without a trace of the image would be a guess. */
function holdBack(verdict: Verdict, absent: string): Verdict {
  if (verdict.kind !== 'deployed' && verdict.kind !== 'deployed-by-descendant') return verdict
  return { kind: 'waiting', detail: `${verdict.detail}, but no application runs ${absent} yet`, on: 'image' }
}

/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note(
  { track, told, seen }: Related,
  verdict: Verdict,
  { roster, timeline, started }: Course,
  { clock, log }: VerifyPorts,
): void {
  const before = track.verdict
  if (verdict.kind !== before.kind) track.since = seen
  track.verdict = verdict
  track.judged = seen
  // Something newer may have been told while the revisions were compared.
  track.hasNews = track.state !== told
  if (verdict.kind === before.kind && verdict.detail === before.detail) return
  const entry = {
    at: clock.monotonic() - started,
    application: track.state.label,
    verdict: verdict.kind,
    detail: verdict.detail,
  }
  timeline.push(entry)
  const width = Math.max(...roster.tracks.map(({ name }) => applicationLabel(name).length))
  if (timeline.length === 1) log.info(formatTimelineHead(width))
  log.info(formatTimelineRow(entry, width))
}
