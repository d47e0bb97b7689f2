import type { Agent, ApplicationName, ApplicationState, Watch } from '../ports/agent.ts'
import {
  formatImageReference,
  type ImageReference,
  parseImageReference,
  sameRepository,
} from '../image/reference.ts'
import { messageOf } from '../report/error.ts'
import { judge, type Verdict } from './judge.ts'
import { combine, type Settled } from './settle.ts'
import type { ApplicationReport, VerifyPorts, VerifyReport, VerifyRequest } from './request.ts'

/** One application over the whole wait. */
interface Track {
  readonly name: ApplicationName
  state: ApplicationState
  verdict: Verdict
  /** When the verdict became of its kind, by the monotonic clock. */
  since: number
  hardRefreshed: boolean
  syncRequested: boolean
}

/**
 * Waits until every application runs the revision, healthy and stable, or until it is certain that one will not.
 * Events wake it; polling serves when there are none.
 * @throws ActionError of the agent and of the repository
 */
export async function verifySync(request: VerifyRequest, ports: VerifyPorts): Promise<VerifyReport> {
  const { agent, clock } = ports
  const started = clock.monotonic()
  const tracks = await observeAll(request, ports)
  const bell = createBell()
  const watches = tracks.map((track) => watchTrack(agent, track, bell))
  try {
    for (;;) {
      await judgeAll(tracks, request, ports)
      const settled = combine(tracks, request, clock.monotonic(), started)
      if (settled.kind === 'final') return await report(request, tracks, settled, started, ports)
      await act(tracks, request, ports)
      const rang = await bell.wait(settled.waitAtMost, clock)
      if (!rang) await poll(tracks, ports)
    }
  } finally {
    for (const watch of watches) watch.stop()
  }
}

async function observeAll(request: VerifyRequest, { agent, clock }: VerifyPorts): Promise<Track[]> {
  const refresh = request.refresh ? 'normal' : 'none'
  const states = await Promise.all(request.applications.map((name) => agent.observe(name, refresh)))
  return states.map((state, index) => ({
    name: request.applications[index] ?? { name: state.label, namespace: undefined },
    state,
    verdict: { kind: 'waiting', detail: '' },
    since: clock.monotonic(),
    hardRefreshed: false,
    syncRequested: false,
  }))
}

function watchTrack(agent: Agent, track: Track, bell: Bell): Watch {
  return agent.watch(track.name, (state) => {
    track.state = state
    bell.ring()
  })
}

async function judgeAll(tracks: readonly Track[], request: VerifyRequest, ports: VerifyPorts): Promise<void> {
  const expected = { revision: request.revision, images: request.images }
  for (const track of tracks) {
    const { state } = track
    const relations = await Promise.all(state.revisions.map((one) => ports.ancestry.relation(one)))
    const operationRelations = await Promise.all(
      (state.operation?.revisions ?? []).map((one) => ports.ancestry.relation(one)),
    )
    const behind = relations.length === 0 || relations.some(({ kind }) => kind === 'other')
    const window = behind ? await ports.agent.blockingWindow(track.name) : undefined
    note(track, judge({ state, relations, operationRelations, window }, expected), ports)
  }
  const absent = absentImage(tracks, request.images)
  if (absent !== undefined) holdBack(tracks, absent)
}

/** Remembers since when the verdict is of its kind, and logs it when it says something new. */
function note(track: Track, verdict: Verdict, { clock, log }: VerifyPorts): void {
  if (verdict.kind !== track.verdict.kind) track.since = clock.monotonic()
  if (verdict.kind !== track.verdict.kind || verdict.detail !== track.verdict.detail) {
    log.info(`${track.state.label}: ${verdict.kind}: ${verdict.detail}`)
  }
  track.verdict = verdict
}

/** An expected image whose repository no application runs at all. */
function absentImage(
  tracks: readonly Track[],
  images: readonly ImageReference[],
): ImageReference | undefined {
  const live = tracks.flatMap(({ state }) => state.images)
  return images.find((image) => !live.some((text) => isOf(text, image)))
}

function isOf(text: string, image: ImageReference): boolean {
  try {
    return sameRepository(parseImageReference(text), image)
  } catch {
    return false
  }
}

/** A green verdict without a trace of the image would be a guess. */
function holdBack(tracks: readonly Track[], absent: ImageReference): void {
  for (const track of tracks) {
    if (track.verdict.kind !== 'deployed' && track.verdict.kind !== 'deployed-by-descendant') continue
    track.verdict = { kind: 'waiting', detail: `no application runs ${formatImageReference(absent)} yet` }
  }
}

/** What may be asked of the agent once: a hard refresh of a stale comparison, a sync. */
async function act(
  tracks: readonly Track[],
  request: VerifyRequest,
  { agent, log }: VerifyPorts,
): Promise<void> {
  for (const track of tracks) {
    if (track.verdict.kind !== 'waiting') continue
    if (track.verdict.stale === true && !track.hardRefreshed) {
      track.hardRefreshed = true
      log.info(`${track.state.label}: asking for a hard refresh`)
      track.state = await agent.observe(track.name, 'hard')
    }
    if (
      request.sync &&
      !track.syncRequested &&
      !track.state.automated &&
      track.state.operation?.phase !== 'running'
    ) {
      const result = await agent.sync(track.name, request.revision)
      track.syncRequested = result.kind !== 'in-progress'
      log.info(`${track.state.label}: sync ${result.kind}`)
    }
  }
}

/** Asks again; one failing answer in the middle of a wait is not the end of it. */
async function poll(tracks: readonly Track[], { agent, log }: VerifyPorts): Promise<void> {
  await Promise.all(
    tracks.map(async (track) => {
      try {
        track.state = await agent.observe(track.name, 'none')
      } catch (error) {
        log.warning(`${track.state.label}: could not be read, trying again: ${messageOf(error)}`)
      }
    }),
  )
}

async function report(
  request: VerifyRequest,
  tracks: readonly Track[],
  settled: Settled,
  started: number,
  { agent, clock }: VerifyPorts,
): Promise<VerifyReport> {
  const applications = tracks.map(reportOf)
  const culprit = tracks.find(({ state }) => state.label === settled.culprit)
  const cause = culprit === undefined ? undefined : await causeOf(culprit, agent)
  return {
    outcome: settled.outcome,
    reason: settled.reason,
    revision: request.revision,
    applications,
    cause: cause ?? '',
    duration: Math.round((clock.monotonic() - started) / 100) / 10,
  }
}

async function causeOf(track: Track, agent: Agent): Promise<string> {
  try {
    return (await agent.cause(track.name)) ?? track.verdict.detail
  } catch {
    // The verdict stands without it; the detail says what was seen.
    return track.verdict.detail
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

interface Bell {
  ring(): void
  /** True when it rang before the time was over. */
  wait(milliseconds: number, clock: VerifyPorts['clock']): Promise<boolean>
}

function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(milliseconds, clock) {
      if (!rung) {
        const ringing = new Promise<void>((resolve) => {
          wake = resolve
        })
        const timer = clock.timer(milliseconds)
        await Promise.race([ringing, timer.done])
        timer.cancel()
      }
      const result = rung
      rung = false
      wake = undefined
      return result
    },
  }
}
