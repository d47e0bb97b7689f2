import type { CheckRun, CheckRuns } from '../ports/check-runs.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import type { Registry } from '../ports/registry.ts'
import type { Gate } from './gate.ts'
import {
  type GateFacts,
  type GateResult,
  judgeGates,
  type ServiceFacts,
  verificationCheck,
} from './judge-gates.ts'
import type { PromotionPorts, PromotionRequest } from './request.ts'
import type { ServiceChange } from './service-change.ts'

/** Services and names that are asked for at the same time. */
const AT_ONCE = 6

/**
 * Judges the gates of a promotion, asking for no more than they need.
 * @param head the head of what is promoted
 * @throws ActionError of the host and of the registry
 */
export async function openGates(
  { gates, gateApp }: Pick<PromotionRequest, 'gates' | 'gateApp'>,
  promotion: {
    readonly from: string
    readonly head: CommitSha
    readonly services: readonly ServiceChange[]
  },
  { checks, registry, clock }: Pick<PromotionPorts, 'checks' | 'registry' | 'clock'>,
): Promise<readonly GateResult[]> {
  if (gates.length === 0) return []
  const find = rememberRuns(checks)
  const name = verificationCheck(promotion.from)
  const services = await inTurns(promotion.services, ({ service, to }) =>
    readService({ service, to }, { gates, name, find, registry }),
  )
  const names = [...new Set(gates.flatMap((gate) => (gate.kind === 'check' ? [gate.name] : [])))]
  const runs = await inTurns(names, async (check) => [check, await find(promotion.head, check)] as const)
  const facts: GateFacts = {
    now: clock.now(),
    from: promotion.from,
    app: gateApp,
    services,
    checks: new Map(runs),
  }
  return judgeGates(gates, facts)
}

type FindRuns = (commit: CommitSha, name: string) => Promise<readonly CheckRun[]>

async function readService(
  { service, to }: Pick<ServiceChange, 'service' | 'to'>,
  {
    gates,
    name,
    find,
    registry,
  }: {
    readonly gates: readonly Gate[]
    readonly name: string
    readonly find: FindRuns
    readonly registry: Registry | undefined
  },
): Promise<ServiceFacts> {
  const kinds = new Set(gates.map(({ kind }) => kind))
  const proves = kinds.has('verified') || kinds.has('soak')
  const commit = to?.introduced
  const verification = proves && commit !== undefined ? await find(commit, name) : undefined
  const asked = kinds.has('image') && registry !== undefined && to !== undefined
  const byDigest = to?.image.digest === undefined ? {} : { tag: undefined }
  const imageExists = asked ? (await registry.resolve({ ...to.image, ...byDigest })) !== undefined : undefined
  return { service, verification, imageExists }
}

/** Many services come by one commit. */
function rememberRuns(checks: CheckRuns): FindRuns {
  const known = new Map<string, Promise<readonly CheckRun[]>>()
  return (commit, name) => {
    const key = `${commit} ${name}`
    const found = known.get(key) ?? checks.find(commit, name)
    known.set(key, found)
    return found
  }
}

async function inTurns<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = []
  for (let start = 0; start < items.length; start += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(ask))))
  }
  return answers
}
