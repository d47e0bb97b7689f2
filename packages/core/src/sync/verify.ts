import { formatDuration } from '../environment/duration.ts'
import { formatImageReference } from '../image/reference.ts'
import type { Watch } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'
import { assist, assistanceDue } from './assistance.ts'
import { createBell } from './bell.ts'
import { absentImages, judge, type Verdict } from './judge.ts'
import type { ApplicationReport, VerifyPorts, VerifyReport, VerifyRequest } from './request.ts'
import { combine, type Settled } from './settle.ts'
import { beginTrack, isTransient, poll, pollDue, tell, type Track, type Wait } from './track.ts'

/** How long the agent may take to tell the cause once the verdict stands, in milliseconds. */
const CAUSE_PATIENCE = 10_000

/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none. Nothing is asked and no timer runs once it has ended.
 * @throws ActionError of the agent and of the repository; `timeout` when the agent never answered; why the run was cancelled
 */
export async function verifySync(request: VerifyRequest, ports: VerifyPorts): Promise<VerifyReport> {
  const { clock, cancelled } = ports
  const started = clock.monotonic()
  const wait: Wait = { bell: createBell(), over: false }
  const deadline = clock.timer(request.timeout)
  const tracks: Track[] = []
  const watches: Watch[] = []
  try {
    const settled = await Promise.race([
      settle(request, ports, { wait, tracks, watches, started }),
      deadline.done.then(() => settleLate(request, tracks, started)),
      cancelled,
    ])
    wait.over = true
    for (const watch of watches) watch.stop()
    return await report(request, tracks, settled, started, ports)
  } finally {
    wait.over = true
    wait.bell.ring()
    deadline.cancel()
    for (const watch of watches) watch.stop()
  }
}

interface Course {
  readonly wait: Wait
  readonly tracks: Track[]
  readonly watches: Watch[]
  readonly started: number
}

/** Observe, judge, wait. When the time is over it is left behind, and stops at its next step. */
async function settle(request: VerifyRequest, ports: VerifyPorts, course: Course): Promise<Settled> {
  const { agent, clock } = ports
  const { wait, tracks, watches, started } = course
  tracks.push(...(await Promise.all(request.applications.map((name) => beginTrack(name, request, ports)))))
  for (const track of wait.over ? [] : tracks) {
    const watch = agent.watch([track.name], (event) => {
      if (event.kind === 'changed') tell(track, event.state, clock.monotonic())
      wait.bell.ring()
    })
    watches.push(watch)
  }
  while (!wait.over) {
    const failing = tracks.find(({ error }) => error !== undefined)
    if (failing !== undefined) throw failing.error
    await judgeAll(tracks, request, ports, wait)
    if (await assistAll(tracks, request, ports, wait)) await judgeAll(tracks, request, ports, wait)
    const settled = combine(tracks, request, clock.monotonic(), started)
    if (settled.kind === 'final') return settled
    await rest(tracks, settled.left, request, ports, wait)
  }
  return settleLate(request, tracks, started)
}

async function assistAll(
  tracks: readonly Track[],
  request: VerifyRequest,
  ports: VerifyPorts,
  wait: Wait,
): Promise<boolean> {
  if (wait.over) return false
  const asked = await Promise.all(tracks.map((track) => assist(track, request, ports)))
  return asked.includes(true)
}

/** Asks about those whose turn it is, and waits until something is told or due. */
async function rest(
  tracks: readonly Track[],
  left: number,
  request: VerifyRequest,
  ports: VerifyPorts,
  wait: Wait,
): Promise<void> {
  if (wait.over) return
  const now = ports.clock.monotonic()
  for (const track of tracks) {
    if (!track.asking && pollDue(track, request, now) === 0) poll(track, request, ports, wait)
  }
  const due = tracks.flatMap((track) => [pollDue(track, request, now), assistanceDue(track, now) ?? left])
  await wait.bell.wait(Math.max(1, Math.min(left, ...due)), ports.clock)
}

/** The verdict by what was seen last. */
function settleLate(request: VerifyRequest, tracks: readonly Track[], started: number): Settled {
  const settled =
    tracks.length === 0 ? undefined : combine(tracks, request, started + request.timeout, started)
  if (settled?.kind === 'final') return settled
  throw new ActionError(
    'timeout',
    `The agent told nothing about the applications within ${formatDuration(request.timeout)} ("timeout"). Check that it answers, or raise "timeout".`,
    { kind: 'transient', outcome: 'timeout' },
  )
}

async function judgeAll(
  tracks: readonly Track[],
  request: VerifyRequest,
  ports: VerifyPorts,
  wait: Wait,
): Promise<void> {
  const judged = await Promise.all(tracks.map((track) => judgeOne(track, request, ports)))
  if (wait.over) return
  const live = tracks.flatMap(({ state }) => state.images)
  const [absent] = absentImages(live, request.images).map(formatImageReference)
  for (const [index, track] of tracks.entries()) {
    const one = judged[index]
    if (one === undefined) continue
    const verdict = absent === undefined ? one.verdict : holdBack(one.verdict, absent)
    note(track, { ...one, verdict }, ports)
  }
}

/** A verdict, and when the state was told that it is about. */
interface Judged {
  readonly verdict: Verdict
  readonly seen: number
}

async function judgeOne(track: Track, request: VerifyRequest, ports: VerifyPorts): Promise<Judged> {
  const { state, seen, recomparedFor } = track
  const { ancestry } = ports
  const [relations, operationRelations] = await Promise.all([
    Promise.all(state.revisions.map((revision) => ancestry.relation(revision))),
    Promise.all((state.operation?.revisions ?? []).map((revision) => ancestry.relation(revision))),
  ])
  const isBehind = relations.length === 0 || relations.some(({ kind }) => kind === 'other')
  const window = isBehind || state.sync === 'out-of-sync' ? await windowOf(track, ports) : undefined
  const recompared = recomparedFor !== undefined && recomparedFor === state.operation?.finishedAt
  return { seen, verdict: judge({ state, relations, operationRelations, window, recompared }, request) }
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
function note(track: Track, { verdict, seen }: Judged, { log }: VerifyPorts): void {
  if (verdict.kind !== track.verdict.kind) track.since = seen
  if (verdict.kind !== track.verdict.kind || verdict.detail !== track.verdict.detail) {
    log.info(`${track.state.label}: ${verdict.kind}: ${verdict.detail}`)
  }
  track.verdict = verdict
}

async function report(
  request: VerifyRequest,
  tracks: readonly Track[],
  settled: Settled,
  started: number,
  ports: VerifyPorts,
): Promise<VerifyReport> {
  const duration = Math.round((ports.clock.monotonic() - started) / 100) / 10
  const culprit = tracks.find(({ state }) => state.label === settled.culprit)
  const found = culprit === undefined ? undefined : await causeOf(culprit, ports)
  return {
    outcome: settled.outcome,
    reason: settled.reason,
    revision: request.revision,
    applications: tracks.map(reportOf),
    cause: found ?? settled.cause,
    duration,
  }
}

/** The verdict stands without it: what was observed is the cause then. */
async function causeOf(
  { name }: Track,
  { agent, clock, cancelled }: VerifyPorts,
): Promise<string | undefined> {
  const patience = clock.timer(CAUSE_PATIENCE)
  const asked = agent.explain(name).then(
    ({ cause }) => cause,
    () => undefined,
  )
  try {
    return await Promise.race([asked, patience.done.then(() => undefined), cancelled])
  } finally {
    patience.cancel()
  }
}

function reportOf({ state, verdict }: Track): ApplicationReport {
  return {
    application: state.label,
    verdict: verdict.kind,
    detail: verdict.detail,
    revision: state.revisions.join(','),
    url: state.url,
  }
}
