import type { GitOpsConfig } from '../environment/config.ts'
import { readConfigFile } from '../environment/config-file.ts'
import { holdsPath } from '../environment/holds.ts'
import { planValues, type ValueCopy } from '../manifest/copy-values.ts'
import { applyEdits, type Edit } from '../manifest/edit.ts'
import { findImages } from '../manifest/find-images.ts'
import { holdsImage } from '../manifest/image-place.ts'
import { type ImagePlan, planImageChanges, type ScalarChange } from '../manifest/plan.ts'
import type {
  CommitRequest,
  FileChange,
  ReadRequest,
  RepositoryFile,
  Snapshot,
} from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { admit } from './admission.ts'
import { checkConfigured } from './configured.ts'
import { FILE_HISTORY } from './deployed.ts'
import { expandSelectors, fileNeeds, selectFiles } from './files.ts'
import { commitMessage } from './message.ts'
import { checkPolicy, checkSecrets, environmentsOf } from './policy.ts'
import type { BumpPorts, BumpRequest, LeftOut, WantedImage } from './request.ts'
import { type BumpTarget, resolveTarget } from './target.ts'

/** Everything that was decided from one head, before anything is written. */
export interface BumpDecision {
  readonly snapshot: Snapshot
  readonly target: BumpTarget
  readonly config: GitOpsConfig | undefined
  /** The images to write: those of the request without what is left out. */
  readonly wanted: readonly WantedImage[]
  readonly leftOut: readonly LeftOut[]
  /** Clauses on images that are written although they are older than what is deployed. */
  readonly downgrades: readonly string[]
  readonly notices: readonly string[]
  readonly plan: ImagePlan
  /** Other values that change; absent ones are of files that are copied whole. */
  readonly values: readonly ScalarChange[]
  readonly changes: readonly FileChange[]
}

/**
 * Reads the head and decides what to write. The configuration is read with everything else, in one request, as far as
 * it can be told beforehand what that is.
 * @param known the target of an earlier attempt
 * @throws ActionError of the repository, the configuration, the policy and the editor; `config-not-found`, `held`
 */
export async function decide(
  request: BumpRequest,
  known: BumpTarget | undefined,
  ports: BumpPorts,
): Promise<BumpDecision> {
  const { repository } = ports
  const guess = known ?? resolveTarget(request, undefined)
  const expected = isNarrow(guess) ? readOf(guess, request) : undefined
  const first = await repository.read({ ...expected, defaultBranchFiles: [request.config] })
  const config = readConfigFile(request, first)
  const target = resolveTarget(request, config)
  if (target.mode === 'pull-request' && ports.pulls.unsupported !== undefined) throw ports.pulls.unsupported
  if (config !== undefined) checkConfigured(request.wanted, config)
  if (target.environment !== undefined) await checkPolicy(target.environment, request, ports.sources)
  const needed = readOf(target, request)
  const snapshot =
    expected !== undefined && isSameRead(expected, needed, first) ? first : await repository.read(needed)
  return decideOn(snapshot, { target, config }, request, ports)
}

/**
 * What these files become: every place of the wanted images that may be written, or an error that says why not.
 * @param snapshot of the branch that is written: of a pull request its own, whose base says what is held
 * @throws ActionError `file-not-found`, `image-not-in-files`, `held`, `order-unknown`, `blocked-by-policy` and the refusals
 *   of the editor
 */
export async function decideOn(
  snapshot: Snapshot,
  {
    target,
    config,
    snapshot: base = snapshot,
  }: Pick<BumpDecision, 'target' | 'config'> & {
    readonly snapshot?: Snapshot
  },
  request: BumpRequest,
  ports: BumpPorts,
): Promise<BumpDecision> {
  const copies = (request.copies ?? []).filter((copy) => !isCopied(copy, snapshot))
  const files = selectFiles(snapshot, { ...target, config: request.config })
  const plan = planFor(request.wanted, files, target, request)
  const values = planValues(files, valuesOf(request))
  const edited = [...plan.changes, ...values.changes].map(({ file }) => file)
  const touched = [...new Set([...edited, ...copies.map(({ path }) => path)])]
  const environments = config === undefined ? [] : environmentsOf(touched, config, snapshot)
  for (const environment of environments) {
    if (environment.name !== target.environment?.name) await checkPolicy(environment, request, ports.sources)
  }
  if (!request.allowPlaintextSecrets) {
    checkSecrets([
      ...files.filter(({ path }) => touched.includes(path)),
      ...copies.map((copy) => ({ ...copy, oid: '' })),
    ])
  }
  const admission = await admit(plan, snapshot, { target, environments, base }, request, ports)
  const wanted = request.wanted.filter((one) => !admission.leftOut.some((left) => left.wanted === one))
  const final = wanted.length === request.wanted.length ? plan : planFor(wanted, files, target, request)
  return {
    snapshot,
    target,
    config,
    wanted,
    ...admission,
    plan: final,
    values: values.changes,
    changes: [
      ...changedFiles(files, [...final.edits, ...values.edits]).filter(
        (file) => !copies.some(({ path }) => path === file.path),
      ),
      ...copies,
    ],
  }
}

/** Of files that are copied whole no value is copied by itself. */
function valuesOf({ values = [], copies = [] }: BumpRequest): readonly ValueCopy[] {
  return values.filter(({ file }) => !copies.some(({ path }) => path === file))
}

function isCopied({ path, mode, text }: FileChange, { files }: Snapshot): boolean {
  const there = files.get(path)
  return there?.text === text && there.mode === mode
}

/**
 * What becomes of one file when the images and values of a request are written into it; undefined when they cannot be.
 * @param target whose selectors count
 */
export function rewrite(
  file: RepositoryFile,
  { wanted, pin, values = [] }: Pick<BumpRequest, 'wanted' | 'pin' | 'values'>,
  target: Pick<BumpTarget, 'files'>,
): string | undefined {
  try {
    const own = planValues(
      [file],
      values.filter((value) => value.file === file.path),
    )
    const selectors = expandSelectors([file], target.files)
    const places = findImages([file])
    const images =
      selectors.length > 0
        ? wanted
        : wanted.filter(({ image }) => places.some((place) => holdsImage(place, image)))
    const plan = planImageChanges({ files: [file], images, selectors, pin })
    return changedFiles([file], [...plan.edits, ...own.edits])[0]?.text ?? file.text
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}

/** What to read for a target. */
export function readOf(target: BumpTarget, { environment, copies = [] }: BumpRequest): ReadRequest {
  const { files, directories, texts } = fileNeeds(target)
  const held = environment === undefined ? [] : [holdsPath(environment)]
  return {
    ...(target.branch === undefined ? {} : { branch: target.branch }),
    files: [...files, ...held],
    directories,
    // Copies may be of files of any kind, and are compared with what is there.
    ...(copies.length === 0 ? { texts } : {}),
    history: FILE_HISTORY,
  }
}

/** The commit that writes the decision onto the head that it was made from. */
export function commitOf(
  request: BumpRequest,
  { snapshot, changes, wanted, downgrades }: BumpDecision,
): CommitRequest {
  const message = commitMessage(wanted, request.environment, request.message, downgrades)
  const { requireVerified } = request
  return { branch: snapshot.branch, expectedHead: snapshot.head, ...message, changes, requireVerified }
}

function planFor(
  images: readonly WantedImage[],
  files: readonly RepositoryFile[],
  target: BumpTarget,
  { pin, createMissing }: BumpRequest,
): ImagePlan {
  if (images.length === 0) return { edits: [], changes: [], targets: [], unchanged: [], problems: [] }
  return planImageChanges({
    files,
    images,
    selectors: expandSelectors(files, target.files),
    pin,
    createMissing,
  })
}

/** The whole repository is not read on a guess. */
function isNarrow({ files, directory }: BumpTarget): boolean {
  return files.length > 0 || directory !== ''
}

/** Whether what was read is what is needed; no branch stands for the default branch. */
function isSameRead(read: ReadRequest, needed: ReadRequest, { branch, defaultBranch }: Snapshot): boolean {
  const sameBranch = branch === (needed.branch ?? defaultBranch) && read.texts?.key === needed.texts?.key
  return sameBranch && isSame(read.files, needed.files) && isSame(read.directories, needed.directories)
}

function isSame(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}

function changedFiles(files: readonly RepositoryFile[], edits: readonly Edit[]): readonly FileChange[] {
  const byFile = new Map<string, Edit[]>()
  for (const edit of edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit])
  return files.flatMap((file) => {
    const edits = byFile.get(file.path)
    if (edits === undefined || file.text === undefined) return []
    return [{ path: file.path, mode: file.mode, text: applyEdits(file.text, edits) }]
  })
}
