import { checkTagPolicy } from '../environment/policy.ts'
import { type GitOpsConfig, parseConfig } from '../environment/config.ts'
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
import type { BumpRequest } from './request.ts'
import { type BumpTarget, resolveTarget } from './target.ts'

/** Everything that was decided from one read, before anything is written. */
export interface BumpDecision {
  readonly snapshot: Snapshot
  readonly target: BumpTarget
  readonly plan: ImagePlan
  readonly changes: readonly FileChange[]
}

/**
 * Reads the head once and decides what to write.
 * @param known the target of an earlier attempt: the configuration is then read with everything else
 * @throws ActionError of the repository, the configuration, the policy and the editor
 */
export async function decide(
  request: BumpRequest,
  known: BumpTarget | undefined,
  repository: EnvironmentRepository,
): Promise<BumpDecision> {
  const first = await repository.read(firstRead(request, known))
  const config = readConfig(request, first)
  const target = resolveTarget(request, config)
  const snapshot =
    known !== undefined || coversTarget(request) ? first : await repository.read(readOf(target))
  if (config !== undefined) checkConfigured(request.wanted, config)
  if (target.environment !== undefined) checkTagPolicy(target.environment, request.wanted)
  return decideOn(snapshot, target, request)
}

/**
 * What these files become: every place of the wanted images, or an error that says why not.
 * @throws ActionError `file-not-found`, `image-not-in-files` and the refusals of the editor
 */
export function decideOn(snapshot: Snapshot, target: BumpTarget, request: BumpRequest): BumpDecision {
  const files = selectFiles(snapshot, target.files, target.directory)
  const plan = planImageChanges({
    files,
    images: request.wanted,
    selectors: expandSelectors(files, target.files),
    pin: request.pin,
  })
  return { snapshot, target, plan, changes: changedFiles(files, plan) }
}

/** The configuration is read with everything else: when the target is known already, one request serves both. */
function firstRead(request: BumpRequest, known: BumpTarget | undefined): ReadRequest {
  const config = { defaultBranchFiles: [request.config] }
  if (known !== undefined) return { ...readOf(known), ...config }
  return coversTarget(request) ? { ...readOf(resolveTarget(request, undefined)), ...config } : config
}

/** Whether the inputs alone say what to read, so that the configuration cannot change it. */
function coversTarget(request: BumpRequest): boolean {
  return request.files.length > 0 && (request.branch !== undefined || request.environment === undefined)
}

/** What to read for a target. */
export function readOf({ branch, files, directory }: BumpTarget): ReadRequest {
  return { ...(branch === undefined ? {} : { branch }), ...fileNeeds(files, directory) }
}

function readConfig(request: BumpRequest, snapshot: Snapshot): GitOpsConfig | undefined {
  const file = snapshot.defaultBranchFiles.get(request.config)
  return file?.text === undefined ? undefined : parseConfig(file.text, file.path)
}

function changedFiles(files: readonly RepositoryFile[], plan: ImagePlan): readonly FileChange[] {
  return files.flatMap((file) => {
    const edits = plan.edits.filter((edit) => edit.file === file.path)
    if (edits.length === 0 || file.text === undefined) return []
    return [{ path: file.path, mode: file.mode, text: applyEdits(file.text, edits) }]
  })
}

/** The commit that writes the decision onto the head that it was made from. */
export function commitOf(request: BumpRequest, { snapshot, changes }: BumpDecision): CommitRequest {
  const message = commitMessage(request.wanted, request.environment, request.message)
  return { branch: snapshot.branch, expectedHead: snapshot.head, ...message, changes }
}
