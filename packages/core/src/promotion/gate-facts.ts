import type { CheckRun } from '../ports/check-runs.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import type { Registry } from '../ports/registry.ts'
import type { Gate } from './gate.ts'
import {
  type GateFacts,
  type GateResult,
  type GateSubject,
  judgeGates,
  provenSince,
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
  const find = rememberAnswers((commit, check) => checks.find(commit, check))
  const history = rememberAnswers((commit, check) => checks.history(commit, check))
  const now = clock.now()
  const asking = { gates, name: verificationCheck(promotion.from), app: gateApp, now, find, history }
  const subjects =
    promotion.services.length > 0
      ? await inTurns(incoming(promotion.services), (change) => readService(change, { ...asking, registry }))
      : await inTurns(promotion.commits, (commit) => readCommit(commit, asking))
  const names = [...new Set(gates.flatMap((gate) => (gate.kind === 'check' ? [gate.name] : [])))]
  const runs = await inTurns(names, async (check) => [check, await find(promotion.head, check)] as const)
  const facts: GateFacts = {
    now,
    from: promotion.from,
    app: gateApp,
    subjects,
    checks: new Map(runs),
  }
  return judgeGates(gates, facts)
}

type Ask<T> = (commit: CommitSha, name: string) => Promise<T>

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
  readonly app: string
  readonly now: Date
  readonly find: Ask<readonly CheckRun[]>
  readonly history: Ask<readonly CheckRun[] | undefined>
}

async function readService(
  { service, to }: Incoming,
  { registry, ...asking }: Asking & { readonly registry: Registry | undefined },
): Promise<GateSubject> {
  const { gates } = asking
  const asked = registry !== undefined && gates.some(({ kind }) => kind === 'image')
  const byDigest = to.image.digest === undefined ? {} : { tag: undefined }
  const imageExists = asked ? (await registry.resolve({ ...to.image, ...byDigest })) !== undefined : undefined
  return { name: service, kind: 'service', ...(await readProof(to.introduced, asking)), imageExists }
}

async function readCommit(commit: CommitSha, asking: Asking): Promise<GateSubject> {
  const proof = await readProof(commit, asking)
  return { name: `commit ${commit.slice(0, 7)}`, kind: 'commit', ...proof, imageExists: undefined }
}

/** What was proven before is asked for only where the newest proof is too young for a soak. */
async function readProof(
  commit: CommitSha | undefined,
  { gates, name, app, now, find, history }: Asking,
): Promise<Pick<GateSubject, 'verification' | 'provenSince'>> {
  if (!needsProof(gates) || commit === undefined) return { verification: undefined }
  const verification = await find(commit, name)
  const newest = verification.find((run) => run.app === app)
  const soak = Math.max(0, ...gates.map((gate) => (gate.kind === 'soak' ? gate.duration : 0)))
  const age = now.getTime() - (newest?.completedAt?.getTime() ?? now.getTime())
  if (newest?.conclusion !== 'success' || age >= soak) return { verification }
  return { verification, provenSince: provenSince((await history(commit, name)) ?? [], app) }
}

function needsProof(gates: readonly Gate[]): boolean {
  return gates.some(({ kind }) => kind === 'verified' || kind === 'soak')
}

/** Many services come by one commit. */
function rememberAnswers<T>(ask: Ask<T>): Ask<T> {
  const known = new Map<string, Promise<T>>()
  return (commit, name) => {
    const key = `${commit} ${name}`
    const found = known.get(key) ?? ask(commit, name)
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
