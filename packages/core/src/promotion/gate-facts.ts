import type { CheckRun, CheckRuns } from '../ports/check-runs.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import type { Registry } from '../ports/registry.ts'
import type { Gate } from './gate.ts'
import {
  type GateFacts,
  type GateResult,
  type GateSubject,
  judgeGates,
  verificationCheck,
} from './judge-gates.ts'
import type { PromotionPorts, PromotionRequest } from './request.ts'
import type { ServiceChange, ServiceVersion } from './service-change.ts'

/** Services and names that are asked for at the same time. */
const AT_ONCE = 6

/**
 * Judges the gates of a promotion, asking for no more than they need.
 * @param head the head of what is promoted
 * @param commits that must be proven where no service changes
 * @throws ActionError of the host and of the registry
 */
export async function openGates(
  { gates, gateApp }: Pick<PromotionRequest, 'gates' | 'gateApp'>,
  promotion: {
    readonly from: string
    readonly head: CommitSha
    readonly services: readonly ServiceChange[]
    readonly commits: readonly CommitSha[]
  },
  { checks, registry, clock }: Pick<PromotionPorts, 'checks' | 'registry' | 'clock'>,
): Promise<readonly GateResult[]> {
  if (gates.length === 0) return []
  const find = rememberRuns(checks)
  const name = verificationCheck(promotion.from)
  const subjects =
    promotion.services.length > 0
      ? await inTurns(incoming(promotion.services), (change) =>
          readService(change, { gates, name, find, registry }),
        )
      : await inTurns(promotion.commits, (commit) => readCommit(commit, { gates, name, find }))
  const names = [...new Set(gates.flatMap((gate) => (gate.kind === 'check' ? [gate.name] : [])))]
  const runs = await inTurns(names, async (check) => [check, await find(promotion.head, check)] as const)
  const facts: GateFacts = {
    now: clock.now(),
    from: promotion.from,
    app: gateApp,
    subjects,
    checks: new Map(runs),
  }
  return judgeGates(gates, facts)
}

type FindRuns = (commit: CommitSha, name: string) => Promise<readonly CheckRun[]>

interface Incoming {
  readonly service: string
  readonly to: ServiceVersion
}

/** What goes away needs no proof. */
function incoming(services: readonly ServiceChange[]): readonly Incoming[] {
  return services.flatMap(({ service, to }) => (to === undefined ? [] : [{ service, to }]))
}

interface Asking {
  readonly gates: readonly Gate[]
  /** Of the check run that verifies. */
  readonly name: string
  readonly find: FindRuns
}

async function readService(
  { service, to }: Incoming,
  { gates, name, find, registry }: Asking & { readonly registry: Registry | undefined },
): Promise<GateSubject> {
  const verification =
    needsProof(gates) && to.introduced !== undefined ? await find(to.introduced, name) : undefined
  const asked = registry !== undefined && gates.some(({ kind }) => kind === 'image')
  const byDigest = to.image.digest === undefined ? {} : { tag: undefined }
  const imageExists = asked ? (await registry.resolve({ ...to.image, ...byDigest })) !== undefined : undefined
  return { name: service, kind: 'service', verification, imageExists }
}

async function readCommit(commit: CommitSha, { gates, name, find }: Asking): Promise<GateSubject> {
  const verification = needsProof(gates) ? await find(commit, name) : undefined
  return { name: `commit ${commit.slice(0, 7)}`, kind: 'commit', verification, imageExists: undefined }
}

function needsProof(gates: readonly Gate[]): boolean {
  return gates.some(({ kind }) => kind === 'verified' || kind === 'soak')
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
