import type { Comparison, RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { ActionError } from '../report/error.ts'
import { type PromotionBranches, promotionBranches } from './branches.ts'
import { promotionBody, promotionTitle } from './description.ts'
import { type ImageChange, imageChanges } from './image-changes.ts'
import type { PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'

type Ending = Pick<PromotionReport, 'outcome' | 'reason'> & Partial<Pick<PromotionReport, 'pull' | 'notices'>>

/** What a promotion would bring to `to`. */
interface Difference {
  readonly changes: readonly ImageChange[]
  readonly otherFiles: readonly string[]
}

const NOTHING: Difference = { changes: [], otherFiles: [] }

/**
 * Opens or updates the one pull request that promotes `from` to `to`, or closes it when nothing is left to
 * promote. Writes neither branch.
 * @throws ActionError of the ports, `invalid-input`, `unknown-environment`
 */
export async function openPromotion(
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<PromotionReport> {
  const target = await ports.repository.read({ defaultBranchFiles: [request.config] })
  const branches = promotionBranches(request, target.defaultBranchFiles.get(request.config))
  const difference = await readDifference(branches, ports)
  const promotion = { from: branches.fromName, to: branches.toName, ...difference }
  const title = request.title ?? promotionTitle(promotion)
  const body = promotionBody(promotion, request.body)
  const ending =
    difference === NOTHING
      ? await endWithNothing(request, branches, ports)
      : await propose({ request, branches, title, body }, ports)
  return { pull: undefined, notices: [], ...promotion, title, body, ...ending }
}

async function readDifference(
  branches: PromotionBranches,
  { repository }: PromotionPorts,
): Promise<Difference> {
  const comparison = await repository.compare(branches.to, branches.from)
  if (comparison === undefined) throw await missingBranch(branches, repository)
  if (comparison.status === 'identical' || comparison.status === 'behind') return NOTHING
  const before = await readFiles(branches.to, comparison, repository)
  const after = await readFiles(branches.from, comparison, repository)
  const changed = comparison.files.filter((path) => !sameFile(before.files.get(path), after.files.get(path)))
  // A squash-merged promotion leaves commits behind whose content is already there.
  if (changed.length === 0 && comparison.filesComplete) return NOTHING
  const changes = imageChanges(pick(before, changed), pick(after, changed))
  const withImages = new Set(changes.map((change) => change.file))
  return { changes, otherFiles: changed.filter((path) => !withImages.has(path)) }
}

async function readFiles(
  branch: PromotionBranches['from'],
  comparison: Comparison,
  repository: PromotionPorts['repository'],
): Promise<Snapshot> {
  return repository.read({ branch, files: comparison.files })
}

function pick(snapshot: Snapshot, paths: readonly string[]): RepositoryFile[] {
  return paths.flatMap((path) => snapshot.files.get(path) ?? [])
}

function sameFile(a: RepositoryFile | undefined, b: RepositoryFile | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode
}

async function missingBranch(
  { from, to }: PromotionBranches,
  repository: PromotionPorts['repository'],
): Promise<ActionError> {
  for (const branch of [from, to]) {
    if ((await repository.head(branch)) === undefined) {
      return new ActionError(
        'branch-not-found',
        `The environment repository has no branch "${branch}". Create it, or name existing branches or environments with "from" and "to".`,
      )
    }
  }
  return new ActionError(
    'no-common-history',
    `Branches "${from}" and "${to}" cannot be compared: they share no history.`,
  )
}

async function endWithNothing(
  request: PromotionRequest,
  { from, to, fromName, toName }: PromotionBranches,
  { pulls }: PromotionPorts,
): Promise<Ending> {
  const reason = `${toName} already holds everything of ${fromName}.`
  const open = await pulls.findOpen(from, to)
  if (open.length === 0) return { outcome: 'no-op', reason }
  if (request.dryRun)
    return { outcome: 'dry-run', reason: `${reason} The open pull request would be closed.` }
  for (const pull of open) await pulls.close(pull.number, `Nothing is left to promote: ${reason}`)
  return { outcome: 'closed', reason, ...pullOf(open) }
}

interface Proposal {
  readonly request: PromotionRequest
  readonly branches: PromotionBranches
  readonly title: string
  readonly body: string
}

async function propose({ request, branches, title, body }: Proposal, ports: PromotionPorts): Promise<Ending> {
  const { pulls } = ports
  const open = (await pulls.findOpen(branches.from, branches.to))[0]
  if (request.dryRun) {
    const verb = open === undefined ? 'opened' : 'updated'
    return {
      outcome: 'dry-run',
      reason: `A pull request would be ${verb}.`,
      ...pullOf(open === undefined ? [] : [open]),
    }
  }
  if (open !== undefined) return refresh(open, { request, branches, title, body }, ports)
  const made = await pulls.create({
    head: branches.from,
    base: branches.to,
    title,
    body,
    draft: request.draft,
  })
  if (made.kind === 'nothing-between') {
    return {
      outcome: 'no-op',
      reason: `${branches.toName} already holds everything of ${branches.fromName}.`,
    }
  }
  if (made.kind === 'found') return refresh(made.pull, { request, branches, title, body }, ports)
  const notices = await pulls.dress(made.pull.number, request.dress)
  return {
    outcome: 'created',
    reason: `Pull request #${made.pull.number} was opened.`,
    pull: made.pull,
    notices,
  }
}

async function refresh(
  pull: PullRequest,
  { title, body }: Proposal,
  { pulls }: PromotionPorts,
): Promise<Ending> {
  if (pull.title === title && normalised(pull.body) === normalised(body)) {
    return { outcome: 'no-op', reason: `Pull request #${pull.number} is open and current.`, pull }
  }
  const updated = await pulls.update(pull.number, { title, body })
  return { outcome: 'updated', reason: `Pull request #${pull.number} was updated.`, pull: updated }
}

/** GitHub stores bodies with CRLF when they were edited in a browser. */
function normalised(body: string): string {
  return body.replaceAll('\r\n', '\n').trim()
}

function pullOf(pulls: readonly PullRequest[]): Partial<Pick<PromotionReport, 'pull'>> {
  const first = pulls[0]
  return first === undefined ? {} : { pull: first }
}
