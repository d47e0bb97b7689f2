import { formatDuration } from '../environment/duration.ts'
import type { CheckRun } from '../ports/check-runs.ts'
import type { Gate } from './gate.ts'
import { describeLocalTime, isWithin } from './time-window.ts'

/** How one gate stands. */
export interface GateResult {
  /** The line that asked for it. */
  readonly gate: string
  readonly open: boolean
  /** A clause without a full stop; of an open gate the same in every run, for the pull request shows it. */
  readonly reason: string
}

/** What is known when the gates are judged. */
export interface GateFacts {
  readonly now: Date
  /** The environment that is promoted. */
  readonly from: string
  /** Slug of the one app whose check runs count. */
  readonly app: string
  /** What must be proven: each service, or commits where no service changes. */
  readonly subjects: readonly GateSubject[]
  /** Check runs of `check=<name>` on the head of `from`, by name. */
  readonly checks: ReadonlyMap<string, readonly CheckRun[]>
}

export interface GateSubject {
  /** A service, or `commit 1234567`. */
  readonly name: string
  readonly kind: 'service' | 'commit'
  /** Check runs `gitops/<from>` on the commit that introduced the service's value; undefined when that commit is not known. */
  readonly verification: readonly CheckRun[] | undefined
  /** Since when it is proven without a failure in between; undefined: since the newest of these check runs. */
  readonly provenSince?: Date | undefined
  /** Whether the registry still has the image with its digest; undefined when it was not asked. */
  readonly imageExists: boolean | undefined
}

/** Name of the check run by which verify-sync says what it proved of an environment. */
export function verificationCheck(environment: string): string {
  return `gitops/${environment}`
}

/** Judges every gate; a promotion needs all of them open. */
export function judgeGates(gates: readonly Gate[], facts: GateFacts): readonly GateResult[] {
  return gates.map((gate) => ({ gate: gate.text, ...judge(gate, facts) }))
}

type Judgement = Omit<GateResult, 'gate'>

function judge(gate: Gate, facts: GateFacts): Judgement {
  switch (gate.kind) {
    case 'verified':
      return all(facts, (subject) => proof(subject, facts))
    case 'soak':
      return all(facts, (subject) => soaked(gate.duration, subject, facts))
    case 'window':
    case 'freeze': {
      const inside = gate.windows.some((window) => isWithin(window, facts.now))
      if (inside === (gate.kind === 'window'))
        return { open: true, reason: `it is ${inside ? 'inside' : 'outside'}` }
      return { open: false, reason: `it is ${describeLocalTime(facts.now, gate.windows[0]?.zone ?? 'UTC')}` }
    }
    case 'check':
      return checked(gate.name, facts)
    case 'image':
      return all(facts, ({ name, kind, imageExists }) => {
        if (kind === 'commit') return { open: true, reason: 'no image changes' }
        return imageExists === true
          ? { open: true, reason: `${name}: the registry has its image` }
          : { open: false, reason: `${name}: the registry has no such image any more` }
      })
  }
}

/** Open when it is for each subject; what is closed is told alone. Where nothing comes in, nothing needs a proof. */
function all({ subjects }: GateFacts, judgeOne: (subject: GateSubject) => Judgement): Judgement {
  if (subjects.length === 0) return { open: true, reason: 'services are taken away alone' }
  const judged = subjects.map(judgeOne)
  const closed = judged.filter(({ open }) => !open)
  const told = closed.length > 0 ? closed : judged
  return { open: closed.length === 0, reason: [...new Set(told.map(({ reason }) => reason))].join('; ') }
}

function proof(
  { name, kind, verification }: GateSubject,
  { app, from }: Pick<GateFacts, 'app' | 'from'>,
): Judgement & { readonly run?: CheckRun } {
  const check = verificationCheck(from)
  if (verification === undefined) {
    return { open: false, reason: `${name}: no commit is known that introduced its value` }
  }
  const run = verification.find((each) => each.app === app)
  if (run === undefined) {
    const others = verification.map((each) => each.app).join(', ')
    const foreign = others === '' ? '' : ` (there is one of ${others}, which does not count)`
    const where = kind === 'service' ? `${name}: its commit` : name
    return { open: false, reason: `${where} has no check run ${check} of ${app}${foreign}` }
  }
  if (run.conclusion === 'success') return { open: true, reason: `${name} is verified in ${from}`, run }
  return { open: false, reason: `${name}: ${check} is ${run.conclusion ?? run.status}` }
}

function soaked(duration: number, subject: GateSubject, facts: GateFacts): Judgement {
  const { open, reason, run } = proof(subject, facts)
  if (!open) return { open: false, reason }
  const { name } = subject
  const since = subject.provenSince ?? run?.completedAt
  if (since === undefined)
    return { open: false, reason: `${name}: the host does not say since when it is verified` }
  const age = facts.now.getTime() - since.getTime()
  if (age >= duration) {
    // Not since when: a proof that is made again must not change the pull request.
    return {
      open: true,
      reason: `${name} is healthy in ${facts.from} for ${formatDuration(duration)} and longer`,
    }
  }
  const soaking = `${name} is healthy in ${facts.from} for ${formatDuration(Math.max(0, age))}`
  return { open: false, reason: `${soaking} of ${formatDuration(duration)}` }
}

function checked(name: string, { checks, app, from }: GateFacts): Judgement {
  const run = checks.get(name)?.find((each) => each.app === app)
  if (run === undefined)
    return { open: false, reason: `the head of ${from} has no check run of ${app} with that name` }
  return { open: run.conclusion === 'success', reason: `it is ${run.conclusion ?? run.status}` }
}

/**
 * Since when a commit is proven: the end of the first of an unbroken row of successes. A run that was cancelled, or that never
 * came to its end, says nothing of what it looked at.
 * @param runs of one name, the newest first
 */
export function provenSince(runs: readonly CheckRun[], app: string): Date | undefined {
  const telling = runs.filter(
    (run) => run.app === app && run.status === 'completed' && run.conclusion !== 'cancelled',
  )
  const broken = telling.findIndex(({ conclusion }) => conclusion !== 'success')
  const row = broken < 0 ? telling : telling.slice(0, broken)
  const ends = row.flatMap(({ completedAt }) => (completedAt === undefined ? [] : [completedAt.getTime()]))
  return ends.length === 0 ? undefined : new Date(Math.min(...ends))
}
