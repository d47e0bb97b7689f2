import type { BranchName } from '../ports/environment-repository.ts'
import type { PullRequest } from '../ports/pull-requests.ts'
import { ActionError } from '../report/error.ts'
import { markdownCode } from '../report/markdown.ts'
import { type BumpDecision, commitOf, decideOn, readOf, rewrite } from './decision.ts'
import { commitToNewBranch } from './new-branch.ts'
import { finishPullRequest } from './merge.ts'
import type { PullRequestText } from './message.ts'
import type { BumpPorts, BumpRequest, WriteResult, WrittenPullRequest } from './request.ts'

/** What a pull request is called, and from which branch of ours it comes. */
export interface PullRequestStyle extends PullRequestText {
  readonly branch: BranchName
}

/**
 * Writes the decision to the one branch of these services and this environment, and opens or updates its pull
 * request. A commit that somebody else made on the branch is kept: ours go on top.
 */
export async function writePullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  style: PullRequestStyle,
  deadline: number,
  ports: BumpPorts,
): Promise<WriteResult> {
  const base = decision.snapshot.branch
  const { branch } = style
  const [open] = await ports.pulls.findOpen(branch, base)
  if (request.dryRun) {
    return {
      outcome: 'dry-run',
      reason: `A pull request from ${branch} to ${base} would be ${open === undefined ? 'opened' : 'updated'}.`,
      pull: open,
    }
  }
  if (open !== undefined) await checkAuthor(open, ports)
  const writing =
    open === undefined
      ? openPullRequest(request, decision, style, ports)
      : updatePullRequest(request, decision, { style, open }, ports)
  const written = await writing.catch((error: unknown) => loseBranch(error, branch, ports))
  return 'head' in written
    ? finishPullRequest(request, written.ending, written.head, deadline, ports)
    : written
}

/** Somebody deleted our branch while it was written: a race like others, after which it is made again. */
async function loseBranch(
  error: unknown,
  branch: BranchName,
  { repository }: BumpPorts,
): Promise<WriteResult> {
  const gone = error instanceof ActionError && error.code === 'branch-not-found'
  if (gone && (await repository.head(branch)) === undefined) return { lostRaceOn: branch }
  throw error
}

/**
 * Ends an open pull request that the base has no need of any more. One that holds more than our edits stays: its other
 * changes are somebody's work; and so does one that somebody else opened.
 * @returns a sentence on what was done; undefined when there was no pull request
 */
export async function closePullRequest(
  request: Pick<BumpRequest, 'wanted' | 'pin' | 'copies' | 'values' | 'dryRun'>,
  decision: Pick<BumpDecision, 'snapshot' | 'target'>,
  branch: BranchName,
  ports: Pick<BumpPorts, 'pulls' | 'repository'>,
): Promise<{ readonly pull: PullRequest; readonly sentence: string; readonly closed: boolean } | undefined> {
  const { pulls, repository } = ports
  const { snapshot } = decision
  const [pull] = await pulls.findOpen(branch, snapshot.branch)
  if (pull === undefined) return undefined
  const number = `Pull request #${pull.number}`
  if (await holdsMore(request, decision, pull, ports)) {
    return { pull, sentence: `${number} holds other changes and stays open.`, closed: false }
  }
  const foreign = await foreignAuthor(pull, pulls)
  if (foreign !== undefined) return { pull, sentence: `${foreign}: it is left open.`, closed: false }
  if (request.dryRun) return { pull, sentence: `${number} would be closed.`, closed: false }
  await pulls.close(pull.number, `Closed: ${markdownCode(snapshot.branch)} already holds these images.`)
  await repository.deleteBranch({ branch, expected: pull.head.sha })
  return { pull, sentence: `${number} was closed.`, closed: true }
}

/** Whether anything is left of the branch once its images and copies are those of the base. */
async function holdsMore(
  request: Pick<BumpRequest, 'wanted' | 'pin' | 'copies' | 'values'>,
  { snapshot, target }: Pick<BumpDecision, 'snapshot' | 'target'>,
  { head }: PullRequest,
  { repository }: Pick<BumpPorts, 'repository'>,
): Promise<boolean> {
  const comparison = await repository.compare(snapshot.head, head.sha)
  if (comparison?.filesComplete !== true) return true
  const { files } = await repository.read({ commit: head.sha, files: comparison.files })
  return comparison.files.some((path) => {
    const [there, here] = [files.get(path), snapshot.files.get(path)]
    if (request.copies?.some((copy) => copy.path === path) === true) return false
    if (there === undefined || here === undefined) return there !== here
    if (there.mode !== here.mode) return true
    if (there.oid === here.oid) return false
    // Of what is no manifest nobody can say that it would come out the same.
    if (here.text === undefined) return true
    // What the base has of these images may be newer than what the branch would bring.
    const [left, right] = [there, here].map((file) => rewrite(file, request, target))
    return left === undefined || left !== right
  })
}

/**
 * Somebody else's pull request from a branch of our name is not ours to change.
 * @throws ActionError `foreign-pull-request`
 */
async function checkAuthor(pull: PullRequest, { pulls }: BumpPorts): Promise<void> {
  const objection = await foreignAuthor(pull, pulls)
  if (objection === undefined) return
  throw new ActionError(
    'foreign-pull-request',
    `${objection}: it is left alone. Close it, or use the token that opened it.`,
  )
}

/** A clause on who opened the pull request when that was somebody else than who writes now; undefined when it is ours. */
export async function foreignAuthor(
  { number, author, head }: PullRequest,
  pulls: BumpPorts['pulls'],
): Promise<string | undefined> {
  const identity = await pulls.identity()
  // One API calls an app by its name, another adds "[bot]".
  const [own, theirs] = [identity, author].map((login) => login?.replace(/\[bot\]$/, '').toLowerCase())
  if (own === undefined || own === theirs) return undefined
  return `Pull request #${number} from ${head.branch} was opened by ${author}, and this run writes as ${identity ?? ''}`
}

async function openPullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  { branch, title, body }: PullRequestStyle,
  ports: BumpPorts,
): Promise<WriteResult | WrittenPullRequest> {
  const { pulls } = ports
  const base = decision.snapshot.branch
  const commit = await commitToNewBranch(request, decision, branch, ports)
  if (!('sha' in commit)) return commit
  const made = await pulls.create({ head: branch, base, title, body, draft: request.draft })
  // The base took our commit in the meantime: read again and see.
  if (made.kind === 'nothing-between') return { lostRaceOn: base }
  // Another run opened it for the same branch: it says what that run wrote.
  const pull = made.kind === 'found' ? await pulls.update(made.pull.number, { title, body }) : made.pull
  if (pull.open === false) return { lostRaceOn: branch }
  const notices = await pulls.dress(pull.number, request.dress)
  const outcome = made.kind === 'created' ? 'created' : 'updated'
  const reason = `Pull request #${pull.number} was ${outcome === 'created' ? 'opened' : 'updated'}.`
  return { ending: { outcome, reason, branch, verified: commit.verified, pull, notices }, head: commit.sha }
}

async function updatePullRequest(
  request: BumpRequest,
  decision: BumpDecision,
  { style, open }: { readonly style: PullRequestStyle; readonly open: PullRequest },
  ports: BumpPorts,
): Promise<WriteResult | WrittenPullRequest> {
  const { branch, title, body } = style
  const snapshot = await ports.repository.read({ ...readOf(decision.target, request), branch })
  const onBranch = await decideOn(snapshot, decision, { ...request, wanted: decision.wanted }, ports)
  if (onBranch.changes.length === 0 && onBranch.leftOut.length > 0 && onBranch.wanted.length === 0) {
    const reason = `Pull request #${open.number} is newer: ${onBranch.leftOut.map((left) => left.reason).join('; ')}.`
    return { outcome: 'superseded', reason, branch, pull: open, leftOut: onBranch.leftOut }
  }
  const current = onBranch.changes.length === 0
  if (
    current &&
    open.title === title &&
    open.body.replaceAll('\r\n', '\n') === body &&
    !isUndressed(open, request.dress)
  ) {
    const reason = `Pull request #${open.number} is open and current.`
    return { ending: { outcome: 'no-op', reason, branch, pull: open }, head: snapshot.head }
  }
  let verified: boolean | undefined
  let head = snapshot.head
  if (!current) {
    const commit = await ports.repository.commit(commitOf(request, onBranch))
    if (commit.kind === 'lost-race') return { lostRaceOn: branch }
    verified = commit.verified
    head = commit.sha
  }
  const pull = await ports.pulls.update(open.number, { title, body })
  // Merged or closed under our hands: what was written on its branch goes nowhere.
  if (pull.open === false) return { lostRaceOn: branch }
  const notices = await ports.pulls.dress(open.number, request.dress)
  const reason = `Pull request #${open.number} was updated.`
  return { ending: { outcome: 'updated', reason, branch, verified, pull, notices }, head }
}

/** Whether a run was ended between opening it and dressing it: it has none of the labels that it should have. */
export function isUndressed({ labels }: Pick<PullRequest, 'labels'>, dress: BumpRequest['dress']): boolean {
  if (labels === undefined || dress.labels.length === 0) return false
  const given = labels.map((label) => label.toLowerCase())
  return !dress.labels.some((label) => given.includes(label.toLowerCase()))
}
