import { formatDuration } from '../environment/duration.ts'
import type { Watch } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'
import { outcomeClass } from '../report/outcome.ts'
import { assist, assistanceDue } from './assistance.ts'
import { createBell } from './bell.ts'
import { askCrowd, beginCrowd, crowdDue, refreshCrowd, refreshDue } from './crowd.ts'
import type { Course } from './course.ts'
import { judgeAll } from './judging.ts'
import { beginTrack, poll, pollDue } from './polling.ts'
import { reportOn } from './reporting.ts'
import type { VerifyPorts, VerifyReport, VerifyRequest } from './request.ts'
import { absentees, createRoster, hear, isCrowd, type Roster } from './roster.ts'
import { combine, type Settled, uncheckedIn } from './settle.ts'
import type { Wait } from './track.ts'
import { windowsDue } from './windows.ts'

/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none. Nothing is asked and no timer runs once it has ended.
 * @throws ActionError of the agent and of the repository; `timeout` when the agent never answered; why the run was cancelled
 */
export async function verifySync(request: VerifyRequest, ports: VerifyPorts): Promise<VerifyReport> {
  const { clock, cancelled } = ports
  const started = clock.monotonic()
  const wait: Wait = { bell: createBell(), over: false }
  const course: Course = { wait, roster: createRoster(request), timeline: [], started }
  const deadline = clock.timer(request.timeout)
  const watches: Watch[] = []
  const stop = (): void => {
    wait.over = true
    for (const watch of watches) watch.stop()
  }
  try {
    const settled = await Promise.race([
      settle(request, ports, course, watches),
      deadline.done.then(() => settleLate(request, course)),
      cancelled,
    ])
    stop()
    warnOfUnchecked(settled, course, ports)
    return await reportOn(request, course, settled, ports)
  } finally {
    stop()
    wait.bell.ring()
    deadline.cancel()
  }
}

/** Green that is less than it looks must not be found out later. */
function warnOfUnchecked({ outcome }: Settled, { roster }: Course, { log }: VerifyPorts): void {
  const unchecked = uncheckedIn(roster.tracks)
  if (unchecked === '' || (outcome !== 'deployed' && outcome !== 'deployed-by-descendant')) return
  log.warning(
    `The agent tells that the revision was applied, and nothing of the health of ${unchecked}: let it check that (Flux: "wait: true" or "healthChecks").`,
  )
}

/** Observe, judge, wait. When the time is over it is left behind, and stops at its next step. */
async function settle(
  request: VerifyRequest,
  ports: VerifyPorts,
  course: Course,
  watches: Watch[],
): Promise<Settled> {
  const { agent, clock } = ports
  const { wait, roster, started } = course
  await begin(request, ports, roster)
  if (!wait.over) {
    const watch = agent.watch(request.applications, (event) => {
      if (wait.over) return
      hear(roster, event, request, ports)
      wait.bell.ring()
    })
    watches.push(watch)
  }
  while (!wait.over) {
    throwFailure(roster)
    await judgeAll(course, request, ports)
    if (await assistAll(course, request, ports)) await judgeAll(course, request, ports)
    const absent = absentees(roster, request)
    const settled = combine(roster.tracks, request, clock.monotonic(), started, absent)
    // What was told meanwhile may be that it is not so any more.
    if (settled.kind === 'final' && isGood(settled) && roster.tracks.some(({ hasNews }) => hasNews)) continue
    if (settled.kind === 'final') return settled
    await rest(course, settled.left, request, ports)
  }
  return settleLate(request, course)
}

function isGood({ outcome }: Settled): boolean {
  return outcomeClass('verify-sync', outcome) !== 'failure'
}

async function begin(request: VerifyRequest, ports: VerifyPorts, roster: Roster): Promise<void> {
  if (isCrowd(roster, request)) {
    await beginCrowd(roster, request, ports)
    return
  }
  roster.tracks.push(...(await Promise.all(roster.names.map((name) => beginTrack(name, request, ports)))))
}

function throwFailure(roster: Roster): void {
  const failing = [roster, ...roster.tracks].find(({ error }) => error !== undefined)
  if (failing !== undefined) throw failing.error
}

async function assistAll(
  { roster, wait }: Course,
  request: VerifyRequest,
  ports: VerifyPorts,
): Promise<boolean> {
  if (wait.over) return false
  const asked = await Promise.all(roster.tracks.map((track) => assist(track, request, ports)))
  return asked.includes(true)
}

/** Asks about those whose turn it is, and waits until something is told or due. */
async function rest(
  { roster, wait }: Course,
  left: number,
  request: VerifyRequest,
  ports: VerifyPorts,
): Promise<void> {
  if (wait.over) return
  const { tracks } = roster
  const now = ports.clock.monotonic()
  const due = tracks.map((track) => assistanceDue(track, now) ?? left)
  if (isCrowd(roster, request)) {
    if (!roster.asking && crowdDue(roster, request, now) === 0) askCrowd(roster, request, ports, wait)
    refreshCrowd(roster, request, ports, wait)
    due.push(crowdDue(roster, request, now))
    due.push(refreshDue(roster, request, now) ?? left, windowsDue(roster, now) ?? left)
  } else {
    for (const track of tracks) {
      if (!track.asking && pollDue(track, request, now) === 0) poll(track, request, ports, wait)
    }
    due.push(...tracks.map((track) => pollDue(track, request, now)))
  }
  await wait.bell.wait(Math.max(1, Math.min(left, ...due)), ports.clock)
}

/** The verdict by what was seen last. */
function settleLate(request: VerifyRequest, { roster, started }: Course): Settled {
  const absent = absentees(roster, request)
  const isKnown = roster.tracks.length > 0 || roster.listed > 0
  const settled = isKnown
    ? combine(roster.tracks, request, started + request.timeout, started, absent)
    : undefined
  if (settled?.kind === 'final') return settled
  throw new ActionError(
    'timeout',
    `The agent told nothing about the applications within ${formatDuration(request.timeout)} ("timeout"). Check that it answers, or raise "timeout".`,
    { kind: 'transient', outcome: 'timeout' },
  )
}
