import { formatDuration } from '../environment/duration.ts'
import type { CheckRun } from '../ports/check-runs.ts'
import type { Gate } from './gate.ts'
import { describeLocalTime, isWithin } from './time-window.ts'

/** How one gate stands. */
export interface GateResult {
  /** The line that asked for it. */
  readonly gate: string
  readonly open: boolean
  /** A clause without a full stop. */
  readonly reason: string
}

/** What is known when the gates are judged. */
export interface GateFacts {
  readonly now: Date
  /** The environment that is promoted. */
  readonly from: string
  /** Slug of the one app whose check runs count. */
  readonly app: string
  readonly services: readonly ServiceFacts[]
  /** Check runs of `check=<name>` on the head of `from`, by name. */
  readonly checks: ReadonlyMap<string, readonly CheckRun[]>
}

export interface ServiceFacts {
  readonly service: string
  /** Check runs `gitops/<from>` on the commit that introduced the service's value; undefined when that commit is not known. */
  readonly verification: readonly CheckRun[] | undefined
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
      return all(facts, (service) => proof(service, facts))
    case 'soak':
      return all(facts, (service) => soaked(gate.duration, service, facts))
    case 'window':
    case 'freeze': {
      const inside = isWithin(gate.window, facts.now)
      const where = describeLocalTime(facts.now, gate.window.zone)
      return { open: inside === (gate.kind === 'window'), reason: `it is ${where}` }
    }
    case 'check':
      return checked(gate.name, facts)
    case 'image':
      return all(facts, ({ service, imageExists }) =>
        imageExists === true
          ? { open: true, reason: `${service}: the registry has its image` }
          : { open: false, reason: `${service}: the registry has no such image any more` },
      )
  }
}

/** Open when it is for each service; what is closed is told alone. */
function all({ services }: GateFacts, judgeOne: (service: ServiceFacts) => Judgement): Judgement {
  const judged = services.map(judgeOne)
  const closed = judged.filter(({ open }) => !open)
  const told = closed.length > 0 ? closed : judged
  return { open: closed.length === 0, reason: told.map(({ reason }) => reason).join('; ') }
}

function proof(
  { service, verification }: ServiceFacts,
  { app, from }: Pick<GateFacts, 'app' | 'from'>,
): Judgement & { readonly run?: CheckRun } {
  const name = verificationCheck(from)
  if (verification === undefined) {
    return { open: false, reason: `${service}: no commit is known that introduced its value` }
  }
  const run = verification.find((each) => each.app === app)
  if (run === undefined) {
    const others = verification.map((each) => each.app).join(', ')
    const foreign = others === '' ? '' : ` (there is one of ${others}, which does not count)`
    return { open: false, reason: `${service}: its commit has no check run ${name} of ${app}${foreign}` }
  }
  if (run.conclusion === 'success') return { open: true, reason: `${service} is verified in ${from}`, run }
  return { open: false, reason: `${service}: ${name} is ${run.conclusion ?? run.status}` }
}

function soaked(duration: number, service: ServiceFacts, facts: GateFacts): Judgement {
  const { open, reason, run } = proof(service, facts)
  if (!open || run?.completedAt === undefined) return { open: false, reason }
  const age = facts.now.getTime() - run.completedAt.getTime()
  const soaking = `${service.service} is healthy in ${facts.from} for ${formatDuration(age)}`
  return { open: age >= duration, reason: `${soaking} of ${formatDuration(duration)}` }
}

function checked(name: string, { checks, app, from }: GateFacts): Judgement {
  const run = checks.get(name)?.find((each) => each.app === app)
  if (run === undefined)
    return { open: false, reason: `the head of ${from} has no check run of ${app} with that name` }
  return { open: run.conclusion === 'success', reason: `it is ${run.conclusion ?? run.status}` }
}
