import { readConfigFile } from '../environment/config-file.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { cutLine } from '../report/cut.ts'
import { findHold } from './branch-admission.ts'
import { NO_DIFFERENCE } from './difference.ts'
import { chooseStrategy, resolveDirectories } from './directory-sides.ts'
import { openGates } from './gate-facts.ts'
import type { GateResult } from './judge-gates.ts'
import type { PromotionEnding, PromotionPorts, PromotionReport } from './request.ts'
import { resolveSides } from './sides.ts'
import type { ReviewedPull, StatusRequest, StatusSides } from './status-request.ts'
import { type Incoming, readIncoming } from './status-services.ts'
import { reportOf, untold } from './telling.ts'

type StatusPorts = Pick<PromotionPorts, 'repository' | 'checks' | 'sources' | 'registry' | 'clock' | 'log'>

const FIRST_LOOK = 10_000
const LONGEST_WAIT = 60_000

/**
 * Judges what a pull request brings into `to`, whoever opened it: every service must have been proven in `from` in the
 * version that it brings, and every other gate be open. Writes nothing; `blocked-by-gate` is a failure here.
 * @throws ActionError of the ports; `invalid-input` for a pull request to another branch; `blocked-by-policy`
 */
export async function judgePullRequest(request: StatusRequest, ports: StatusPorts): Promise<PromotionReport> {
  const { repository, clock } = ports
  const deadline = clock.monotonic() + request.timeout
  const { pull } = request
  const snapshot = await repository.read({ defaultBranchFiles: [request.config] })
  const config = readConfigFile(request, snapshot)
  const sides = resolveStatusSides(request, config, snapshot.defaultBranch)
  if (pull.base !== sides.to.branch) throw otherBase(pull, sides)
  const incoming = await readIncoming(pull, sides, config, repository)
  const report = (ending: PromotionEnding, gates: readonly GateResult[] = []): PromotionReport => ({
    ...reportOf(untold(promotionOf(sides, incoming)), {
      ...ending,
      pull: pull.number === undefined ? undefined : { number: pull.number, url: pull.url },
    }),
    gates,
  })
  if (incoming === undefined) {
    const reason = `This pull request changes nothing of ${sides.to.name}.`
    return report({ outcome: 'no-op', reason })
  }
  if (!incoming.complete) {
    const reason = `This pull request changes more files than the host lists, so that nobody can tell what it brings into ${sides.to.name}: split it.`
    return report({ outcome: 'blocked-by-gate', reason })
  }
  const held = await findHold({ ...incoming, to: sides.to, config }, ports)
  if (held !== undefined) return report({ outcome: 'blocked-by-gate', reason: held })
  const gates = await waitForGates(request, sides, { incoming, deadline }, ports)
  return report(endingOf(gates, sides), gates)
}

/** As for a promotion: environments of the configuration first, else branches. */
function resolveStatusSides(
  request: StatusRequest,
  config: GitOpsConfig | undefined,
  defaultBranch: BranchName,
): StatusSides {
  if (chooseStrategy(request, config) === 'branch') {
    const { from, to } = resolveSides(request, config)
    return { from: { ...from, path: undefined, files: [] }, to: { ...to, path: undefined, files: [] } }
  }
  const { from, to } = resolveDirectories(request, config)
  const configured = config !== undefined
  return {
    from: { ...from, input: 'from', branch: from.branch ?? defaultBranch, configured },
    to: { ...to, input: 'to', branch: to.branch ?? defaultBranch, configured },
  }
}

async function waitForGates(
  request: StatusRequest,
  { from }: StatusSides,
  { incoming, deadline }: { readonly incoming: Incoming; readonly deadline: number },
  ports: StatusPorts,
): Promise<readonly GateResult[]> {
  const { clock, log } = ports
  const promotion = { ...incoming, from: from.name, head: request.pull.head }
  for (let look = 1; ; look += 1) {
    const gates = await openGates(request, promotion, ports)
    const closed = gates.filter(({ open }) => !open)
    const wait = Math.min(LONGEST_WAIT, FIRST_LOOK * 1.5 ** (look - 1))
    if (closed.length === 0 || !request.waitForGates || clock.monotonic() + wait > deadline) return gates
    log.info(`Waiting: ${describe(closed)}`)
    await clock.sleep(wait)
  }
}

function endingOf(gates: readonly GateResult[], { from, to }: StatusSides): PromotionEnding {
  const closed = gates.filter(({ open }) => !open)
  if (closed.length === 0) {
    return {
      outcome: 'no-op',
      reason: `What this pull request brings from ${from.name} to ${to.name} may be merged: every gate is open.`,
    }
  }
  const which = closed.length === 1 ? 'a gate is' : 'gates are'
  return {
    outcome: 'blocked-by-gate',
    reason: `This pull request must not be merged yet: ${which} closed: ${describe(closed)}. Run this job again when ${closed.length === 1 ? 'it is' : 'they are'} open.`,
  }
}

function describe(closed: readonly GateResult[]): string {
  return closed.map(({ gate, reason }) => `"${gate}" (${cutLine(reason, 300)})`).join(', ')
}

function promotionOf(
  { from, to }: StatusSides,
  incoming: Incoming | undefined,
): Parameters<typeof untold>[0] {
  return {
    from: { name: from.name, where: '' },
    to: { name: to.name, where: '' },
    difference: { ...NO_DIFFERENCE, changes: incoming?.changes ?? [] },
    services: incoming?.services ?? [],
    remarks: [],
    head: undefined,
  }
}

function otherBase({ base }: ReviewedPull, { to }: StatusSides): ActionError {
  return new ActionError(
    'invalid-input',
    `This pull request goes to branch "${base}", and "to" is ${to.name}, which is branch "${to.branch}": run this job for pull requests to "${to.branch}" alone (on.pull_request.branches), or correct "to".`,
  )
}
