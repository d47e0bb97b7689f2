import type { Course } from './course.ts'
import type { Explanation } from '../ports/agent.ts'
import type { ApplicationReport, VerifyPorts, VerifyReport, VerifyRequest } from './request.ts'
import type { Settled } from './settle.ts'
import { judgedState, type Track } from './track.ts'

/** How long the agent may take to tell the cause once the verdict stands, in milliseconds. */
const CAUSE_PATIENCE = 10_000

const UNEXPLAINED: Explanation = { cause: undefined, resources: [] }

/** What was found, with the cause that the agent knows when it is not good. */
export async function reportOn(
  request: VerifyRequest,
  { roster, timeline, started }: Course,
  settled: Settled,
  ports: VerifyPorts,
): Promise<VerifyReport> {
  const duration = Math.round((ports.clock.monotonic() - started) / 100) / 10
  const culprit = roster.tracks.find(({ state }) => state.label === settled.culprit)
  const { cause, resources } = culprit === undefined ? UNEXPLAINED : await explain(culprit, ports)
  return {
    outcome: settled.outcome,
    reason: settled.reason,
    revision: request.revision,
    applications: roster.tracks.map(reportOf),
    cause: cause ?? settled.cause,
    resources,
    timeline,
    duration,
  }
}

/** The verdict stands without it: what was observed is the cause then. */
async function explain({ name }: Track, { agent, clock, cancelled }: VerifyPorts): Promise<Explanation> {
  const patience = clock.timer(CAUSE_PATIENCE)
  const asked = agent.explain(name).catch(() => UNEXPLAINED)
  try {
    return await Promise.race([asked, patience.done.then(() => UNEXPLAINED), cancelled])
  } finally {
    patience.cancel()
  }
}

function reportOf(track: Track): ApplicationReport {
  const { label, revisions, url, images, directories = [] } = judgedState(track)
  const { kind, detail } = track.verdict
  const revision = revisions.join(',')
  return { application: label, verdict: kind, detail, revision, url, images, directories }
}
