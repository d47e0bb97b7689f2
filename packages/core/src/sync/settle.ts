import { formatDuration } from '../environment/duration.ts'
import type { ApplicationState } from '../ports/agent.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import { short, type Verdict } from './judge.ts'
import type { VerifyRequest } from './request.ts'

/** One application's verdict, since when it is of its kind and when the state was told that it speaks of, by the monotonic clock. */
export interface Standing {
  readonly state: Pick<ApplicationState, 'label'> & Partial<Pick<ApplicationState, 'scope'>>
  readonly verdict: Verdict
  readonly since: number
  readonly judged: number
}

export interface Settled {
  readonly kind: 'final'
  readonly outcome: OutcomeOf<'verify-sync'>
  readonly reason: string
  /** What stands in the way, as far as the observations tell; empty when nothing does. */
  readonly cause: string
  /** Label of the application to ask for a cause: it is where it should be, and not well. */
  readonly culprit: string | undefined
}

export interface Unsettled {
  readonly kind: 'open'
  /** Milliseconds until the time is over. */
  readonly left: number
}

/** Names in one sentence. */
const LISTED = 5

type Window = Pick<VerifyRequest, 'revision' | 'timeout' | 'stableFor'>

const FATAL = ['sync-failed', 'blocked-by-window'] as const
const SICK = ['degraded', 'suspended', 'sync-failed'] as const
const GOOD = ['deployed', 'deployed-by-descendant', 'superseded'] as const

/**
 * One verdict for all applications. Fatal ones end it at once, sick ones when they stay so for `stableFor`, good ones
 * when all of them stayed good for `stableFor`, and were seen at its end. Pure: `now` and `started` are monotonic milliseconds.
 * @param absent what is not there yet, for people: nothing is good as long as something is missing
 */
export function combine(
  standings: readonly Standing[],
  window: Window,
  now: number,
  started: number,
  absent: readonly string[] = [],
): Settled | Unsettled {
  const { revision, timeout, stableFor } = window
  const left = started + timeout - now
  const isRipe = ({ judged, since }: Standing): boolean => judged - since >= stableFor
  const fatal = standings.filter(isOf(FATAL)).find(isCertain)
  if (fatal !== undefined) return failed(fatal.verdict.kind, fatal, undefined)
  const sick = standings.filter(isOf(SICK)).find((standing) => isRipe(standing) || left <= 0)
  if (sick !== undefined) return failed(sick.verdict.kind, sick, sick.state.label)
  const good = standings.every(isOf(GOOD)) && absent.length === 0
  if (good && standings.every(isRipe)) return succeeded(standings, revision)
  if (left <= 0) return timedOut(standings, window, absent)
  return { kind: 'open', left }
}

function succeeded(standings: readonly Standing[], revision: string): Settled {
  const worst = GOOD.toReversed().find((kind) => standings.some(({ verdict }) => verdict.kind === kind))
  const outcome = worst ?? 'deployed'
  const newer = standings.find(({ verdict }) => verdict.kind === 'superseded')
  const unchecked = uncheckedIn(standings)
  const how =
    unchecked === ''
      ? { verb: 'runs', end: ', healthy.' }
      : { verb: 'has', end: `. Nobody checks the health of ${unchecked}.` }
  const reasons = {
    deployed: `Every application ${how.verb} ${short(revision)}${how.end}`,
    'deployed-by-descendant': `Every application ${how.verb} ${short(revision)} or a commit that contains it${how.end}`,
    superseded: `A newer release won: ${newer?.state.label ?? ''}: ${newer?.verdict.detail ?? ''}.`,
  }
  return { kind: 'final', outcome, reason: reasons[outcome], cause: '', culprit: undefined }
}

/** Applications of which the agent tells no more than that the revision was applied, for people. */
export function uncheckedIn(standings: readonly Pick<Standing, 'state'>[]): string {
  const labels = standings
    .filter(({ state }) => state.scope !== undefined && state.scope !== 'running')
    .map(({ state }) => state.label)
  const more = labels.length > LISTED ? ` and ${labels.length - LISTED} more` : ''
  return labels.slice(0, LISTED).join(', ') + more
}

function failed(
  outcome: OutcomeOf<'verify-sync'>,
  { state, verdict }: Standing,
  culprit: string | undefined,
): Settled {
  const { detail } = verdict
  return { kind: 'final', outcome, reason: `${state.label}: ${detail}`, cause: detail, culprit }
}

/** A failure that the agent tries to mend by itself is one that may pass, and so is an outage. */
function isCertain({ verdict }: Standing): boolean {
  return verdict.kind !== 'sync-failed' || verdict.of === 'operation'
}

function timedOut(
  standings: readonly Standing[],
  { revision, timeout, stableFor }: Window,
  absent: readonly string[],
): Settled {
  const missing = standings.filter((standing) => !isOf(GOOD)(standing))
  const details = [...missing.map(({ state, verdict }) => `${state.label}: ${verdict.detail}`), ...absent]
  const unstable = `every application is good, but not yet for ${formatDuration(stableFor)}`
  const cause = details.length === 0 ? unstable : details.join('; ')
  const unwell =
    missing.find(({ verdict }) => verdict.kind === 'waiting' && verdict.on === 'health') ??
    missing.find(({ verdict }) => verdict.kind === 'waiting' && verdict.on === 'sync')
  return {
    kind: 'final',
    outcome: 'timeout',
    reason: `After ${formatDuration(timeout)} ${short(revision)} is not proved to be live: ${cause}.`,
    cause,
    culprit: unwell?.state.label,
  }
}

function isOf<const K extends Verdict['kind']>(kinds: readonly K[]) {
  return (standing: Standing): standing is Standing & { readonly verdict: Verdict & { readonly kind: K } } =>
    kinds.some((kind) => kind === standing.verdict.kind)
}
