import { readConfigFile } from '../environment/config-file.ts'
import { applyEdits } from '../manifest/edit.ts'
import { type ImagePlan, planImageChanges } from '../manifest/plan.ts'
import type {
  CommitRequest,
  EnvironmentRepository,
  FileChange,
  ReadRequest,
  RepositoryFile,
  Snapshot,
} from '../ports/environment-repository.ts'
import { checkConfigured } from './configured.ts'
import { expandSelectors, fileNeeds, selectFiles } from './files.ts'
import { commitMessage } from './message.ts'
import { checkPolicy, environmentsOf } from './policy.ts'
import type { BumpRequest } from './request.ts'
import { type BumpTarget, resolveTarget } from './target.ts'

/** Everything that was decided from one head, before anything is written. */
export interface BumpDecision {
  readonly snapshot: Snapshot
  readonly target: BumpTarget
  readonly plan: ImagePlan
  readonly changes: readonly FileChange[]
}

/**
 * Reads the head and decides what to write. The configuration is read with everything else, in one request, as far as
 * it can be told beforehand what that is.
 * @param known the target of an earlier attempt
 * @throws ActionError of the repository, the configuration, the policy and the editor; `config-not-found`
 */
export async function decide(
  request: BumpRequest,
  known: BumpTarget | undefined,
  repository: EnvironmentRepository,
): Promise<BumpDecision> {
  const guess = known ?? resolveTarget(request, undefined)
  const expected = isNarrow(guess) ? readOf(guess) : undefined
  const first = await repository.read({ ...expected, defaultBranchFiles: [request.config] })
  const config = readConfigFile(request, first)
  const target = resolveTarget(request, config)
  if (config !== undefined) checkConfigured(request.wanted, config)
  if (target.environment !== undefined) checkPolicy(target.environment, request)
  const needed = readOf(target)
  const snapshot =
    expected !== undefined && isSameRead(expected, needed, first) ? first : await repository.read(needed)
  const decision = decideOn(snapshot, target, request)
  if (config !== undefined) {
    const files = decision.changes.map(({ path }) => path)
    for (const environment of environmentsOf(files, config, snapshot)) checkPolicy(environment, request)
  }
  return decision
}

/**
 * What these files become: every place of the wanted images, or an error that says why not.
 * @throws ActionError `file-not-found`, `image-not-in-files` and the refusals of the editor
 */
export function decideOn(snapshot: Snapshot, target: BumpTarget, request: BumpRequest): BumpDecision {
  const files = selectFiles(snapshot, { ...target, config: request.config })
  const plan = planImageChanges({
    files,
    images: request.wanted,
    selectors: expandSelectors(files, target.files),
    pin: request.pin,
  })
  return { snapshot, target, plan, changes: changedFiles(files, plan) }
}

/** What to read for a target. */
export function readOf(target: BumpTarget): ReadRequest {
  return { ...(target.branch === undefined ? {} : { branch: target.branch }), ...fileNeeds(target) }
}

/** The commit that writes the decision onto the head that it was made from. */
export function commitOf(request: BumpRequest, { snapshot, changes }: BumpDecision): CommitRequest {
  const message = commitMessage(request.wanted, request.environment, request.message)
  return { branch: snapshot.branch, expectedHead: snapshot.head, ...message, changes }
}

/** The whole repository is not read on a guess. */
function isNarrow({ files, directory }: BumpTarget): boolean {
  return files.length > 0 || directory !== ''
}

/** Whether what was read is what is needed; no branch stands for the default branch. */
function isSameRead(read: ReadRequest, needed: ReadRequest, { branch, defaultBranch }: Snapshot): boolean {
  const sameBranch = branch === (needed.branch ?? defaultBranch)
  return sameBranch && isSame(read.files, needed.files) && isSame(read.directories, needed.directories)
}

function isSame(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}

function changedFiles(files: readonly RepositoryFile[], plan: ImagePlan): readonly FileChange[] {
  return files.flatMap((file) => {
    const edits = plan.edits.filter((edit) => edit.file === file.path)
    if (edits.length === 0 || file.text === undefined) return []
    return [{ path: file.path, mode: file.mode, text: applyEdits(file.text, edits) }]
  })
}
