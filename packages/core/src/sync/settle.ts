import type { ApplicationState } from '../ports/agent.ts'
import type { OutcomeOf } from '../report/outcome.ts'
import { short, type Verdict } from './judge.ts'
import type { VerifyRequest } from './request.ts'

/** One application's verdict and since when it is of its kind, by the monotonic clock. */
export interface Standing {
  readonly state: Pick<ApplicationState, 'label'>
  readonly verdict: Verdict
  readonly since: number
}

export interface Settled {
  readonly kind: 'final'
  readonly outcome: OutcomeOf<'verify-sync'>
  readonly reason: string
  /** The application to ask for a cause, when it did not end well. */
  readonly culprit: string | undefined
}

export interface Unsettled {
  readonly kind: 'open'
  /** Milliseconds after which to look again even without an event. */
  readonly waitAtMost: number
}

const FATAL = ['sync-failed', 'blocked-by-window', 'suspended'] as const
const GOOD = ['deployed', 'deployed-by-descendant', 'superseded'] as const

/**
 * One verdict for all applications. Fatal ones end it at once, a degraded one when it stays so for `stableFor`,
 * good ones when all of them stayed good for `stableFor`. Pure: `now` and `started` are monotonic milliseconds.
 */
export function combine(
  standings: readonly Standing[],
  { revision, timeout, interval, stableFor }: VerifyRequest,
  now: number,
  started: number,
): Settled | Unsettled {
  const fatal = standings.find(({ verdict }) => isOneOf(verdict.kind, FATAL))
  if (fatal !== undefined && isOneOf(fatal.verdict.kind, FATAL)) return failed(fatal.verdict.kind, fatal)
  const degraded = standings.find(
    ({ verdict, since }) => verdict.kind === 'degraded' && now - since >= stableFor,
  )
  if (degraded !== undefined) return failed('degraded', degraded)
  const good = standings.every(({ verdict }) => isOneOf(verdict.kind, GOOD))
  const stableAt = Math.max(started, ...standings.map(({ since }) => since)) + stableFor
  if (good && now >= stableAt) return succeeded(standings, revision)
  const left = started + timeout - now
  if (left <= 0) return timedOut(standings, revision, timeout)
  const settling = standings
    .filter(({ verdict }) => verdict.kind !== 'waiting')
    .map(({ since }) => since + stableFor - now)
    .filter((wait) => wait > 0)
  return { kind: 'open', waitAtMost: Math.max(1, Math.min(left, interval, ...settling)) }
}

function succeeded(standings: readonly Standing[], revision: string): Settled {
  const outcome =
    GOOD.toReversed().find((kind) => standings.some(({ verdict }) => verdict.kind === kind)) ?? 'deployed'
  const reasons = {
    deployed: `Every application runs ${short(revision)}, healthy.`,
    'deployed-by-descendant': `Every application runs ${short(revision)} or a commit that contains it, healthy.`,
    superseded: `A newer release won: ${standings.find(({ verdict }) => verdict.kind === 'superseded')?.verdict.detail ?? ''}.`,
  }
  return { kind: 'final', outcome, reason: reasons[outcome], culprit: undefined }
}

function failed(outcome: OutcomeOf<'verify-sync'>, { state, verdict }: Standing): Settled {
  return { kind: 'final', outcome, reason: `${state.label}: ${verdict.detail}`, culprit: state.label }
}

function timedOut(standings: readonly Standing[], revision: string, timeout: number): Settled {
  const missing = standings.filter(({ verdict }) => !isOneOf(verdict.kind, GOOD))
  const open = missing.length === 0 ? standings : missing
  const details = open.map(({ state, verdict }) => `${state.label}: ${verdict.detail}`).join('; ')
  return {
    kind: 'final',
    outcome: 'timeout',
    reason: `After ${Math.round(timeout / 1000)}s ${short(revision)} is not live. ${details}`,
    culprit: open[0]?.state.label,
  }
}

function isOneOf<K extends string>(kind: string, kinds: readonly K[]): kind is K {
  return (kinds as readonly string[]).includes(kind)
}
