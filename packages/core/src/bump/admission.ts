import type { EnvironmentSettings } from '../environment/config.ts'
import { holdsPath } from '../environment/holds.ts'
import { sameRepository } from '../image/reference.ts'
import type { ImagePlan, ImageTarget } from '../manifest/plan.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { checkHolds } from './hold.ts'
import { judgeOrder, type OrderPorts, type Verdict } from './order.ts'
import { createPullRequestLookup } from './pull-request-lookup.ts'
import type { BumpPorts, BumpRequest, LeftOut, WantedImage } from './request.ts'
import type { BumpTarget } from './target.ts'

/** Which of the images may be written, as far as holds and what is deployed decide. */
export interface Admission {
  readonly leftOut: readonly LeftOut[]
  readonly downgrades: readonly string[]
  readonly notices: readonly string[]
}

/** Where the images go. */
interface Destination {
  readonly target: BumpTarget
  /** The configured environments that the changed files belong to. */
  readonly environments: readonly EnvironmentSettings[]
  /** The branch of the environment: its holds count, whatever a pull request makes of them. */
  readonly base: Snapshot
}

/**
 * Lets in what no hold keeps out and what is newer than what is deployed.
 * @throws ActionError `held`, `order-unknown`; of the holds, and of the source repositories
 */
export async function admit(
  plan: ImagePlan,
  snapshot: Snapshot,
  destination: Destination,
  request: BumpRequest,
  ports: BumpPorts,
): Promise<Admission> {
  const leftOut: LeftOut[] = []
  const downgrades: string[] = []
  const notices: string[] = []
  const environments = namesOf(destination, request)
  const holds = await readHoldFiles(environments, destination.base, request, ports)
  const order = { pullRequestsOf: createPullRequestLookup(ports.repository), sources: ports.sources }
  for (const wanted of request.wanted) {
    const targets = plan.targets.filter((target) => sameRepository(target.wanted.image, wanted.image))
    if (targets.length === 0 && !isCreated(wanted, plan)) continue
    await checkHolds(wanted, environments, holds, ports.sources, ports.clock.now())
    const verdict = await judge(wanted, targets, snapshot, destination, request, order)
    if (verdict.kind === 'superseded' && request.allowDowngrade) downgrades.push(verdict.reason)
    else if (verdict.kind === 'superseded')
      leftOut.push({ wanted, outcome: 'superseded', reason: verdict.reason })
    else if (verdict.warning !== undefined) notices.push(verdict.warning)
  }
  return { leftOut, downgrades, notices }
}

/** Whether something is added for the image, where nothing said its version. */
function isCreated({ image }: WantedImage, { created = [] }: ImagePlan): boolean {
  return created.some((each) => sameRepository(each.image, image))
}

function judge(
  wanted: WantedImage,
  targets: readonly ImageTarget[],
  snapshot: Snapshot,
  { target, environments }: Destination,
  { allowDowngrade }: BumpRequest,
  ports: OrderPorts,
): Promise<Verdict> {
  const all = target.environment === undefined ? environments : [target.environment, ...environments]
  return judgeOrder(wanted, targets, snapshot, allowDowngrade ? [] : all, ports)
}

function namesOf({ environments }: Destination, { environment }: BumpRequest): readonly string[] {
  const names = environments.map(({ name }) => name)
  return [...new Set(environment === undefined ? names : [environment, ...names])]
}

/** The hold files of these environments; that of the named one was read with everything else. */
async function readHoldFiles(
  environments: readonly string[],
  snapshot: Snapshot,
  { environment }: BumpRequest,
  { repository }: BumpPorts,
): Promise<ReadonlyMap<string, RepositoryFile>> {
  const missing = environments.filter((name) => name !== environment).map(holdsPath)
  if (missing.length === 0) return snapshot.files
  const read = await repository.read({ branch: snapshot.branch, commit: snapshot.head, files: missing })
  return new Map([...snapshot.files, ...read.files])
}
