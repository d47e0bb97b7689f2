import { type BumpDecision, decideOn } from '../bump/decision.ts'
import { FILE_HISTORY } from '../bump/deployed.ts'
import { fileNeeds, selectFiles } from '../bump/files.ts'
import type { BumpPorts, BumpRequest } from '../bump/request.ts'
import type { BumpTarget } from '../bump/target.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { parseBranchName } from '../environment/git-names.ts'
import { holdsPath } from '../environment/holds.ts'
import { sameRepository } from '../image/reference.ts'
import type { BranchName, RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { markdownCode } from '../report/markdown.ts'
import { admitCopies, type Copies, readCopies } from './directory-copies.ts'
import { findPromoted, type PromotedImage } from './directory-images.ts'
import { type DirectorySide, type DirectorySides, refuseShared } from './directory-sides.ts'
import { takeImages } from './directory-versions.ts'
import { findImageChanges } from './image-changes.ts'
import { promotionBranch } from './promotion-branch.ts'
import { readProvenance } from './provenance.ts'
import type { PromotionPorts, PromotionRequest } from './request.ts'
import { type ServiceChange, servicePlaces, versionAt } from './service-change.ts'
import type { Promotion } from './telling.ts'

/** A promotion between directories, decided from one head of each. */
export interface DirectoryPromotion extends Promotion {
  readonly decision: BumpDecision
  readonly bump: BumpRequest
  readonly branch: BranchName
  /** Everything that `from` runs and that was asked for, also what `to` has already. */
  readonly deployed: Pick<BumpRequest, 'wanted' | 'pin' | 'copies' | 'values'>
  /** Why services are left out that the others do not wait for. */
  readonly refused: readonly ActionError[]
}

/**
 * Reads both directories and decides what is written to `to`.
 * @returns what holds it back when a hold does
 * @throws ActionError of the repository, the registry, the editor and the policy of `to`; `file-not-found`
 */
export async function decideDirectory(
  request: PromotionRequest,
  sides: DirectorySides,
  config: GitOpsConfig | undefined,
  ports: PromotionPorts,
): Promise<DirectoryPromotion | { readonly held: string }> {
  const [source, snapshot] = await readAll(request, sides, config, ports)
  const [old, next] = [below(source, sides.from, request), below(snapshot, sides.to, request)]
  refuseShared(sides, old, next)
  const selection = { config, services: request.services }
  const found = findPromoted({ files: old, history: source.history }, { files: next }, selection)
  refuseAbsent(found.absent, request, sides)
  const taken = await takeImages(found.images, next, sides.to, ports)
  const refused = [...found.refused, ...taken.refused]
  // Who names services asks for each of them.
  if (request.services.length > 0 && refused[0] !== undefined) throw refused[0]
  const images = [...taken.changing, ...taken.standing]
  const copies = readCopies(request.files, source, sides, images)
  const bump = bumpOf(request, sides, taken.changing, copies)
  let decision: BumpDecision
  try {
    decision = await decide(snapshot, sides, { bump, config }, ports)
    await admitCopies(decision, images, { to: sides.to, config }, ports)
  } catch (error) {
    if (error instanceof ActionError && error.code === 'held') return { held: error.message }
    throw error
  }
  const changed = onlyChanged(decision)
  return {
    from: { name: sides.from.name, where: whereOf(sides.from) },
    to: { name: sides.to.name, where: whereOf(sides.to) },
    difference: differenceOf(changed, next),
    services: changed.wanted.map((wanted) => changeOf(wanted, images, { next, snapshot }, config)),
    remarks: [
      ...found.notices,
      ...refused.map(({ message }) => `Left as it is, without holding up the others: ${message}`),
      ...decision.leftOut.map(({ reason }) => `${reason}: it is left as it is.`),
      ...decision.notices,
    ],
    asides: found.absent.map(
      (service) =>
        `${service} runs in ${sides.from.name} and not in ${sides.to.name}: add it there once, or promote its file with "files".`,
    ),
    head: source.head,
    decision: changed,
    bump: { ...bump, wanted: changed.wanted },
    branch: parseBranchName(promotionBranch(request, sides)),
    refused,
    deployed: { wanted: images, pin: bump.pin, copies: copies.files, values: copies.values },
  }
}

/** @throws ActionError `unknown-service` for one that was asked for, and that no file brings */
function refuseAbsent(
  absent: readonly string[],
  { services, files }: PromotionRequest,
  { from, to }: DirectorySides,
): void {
  const asked = absent.filter((service) => services.includes(service))
  if (asked.length === 0 || files.length > 0) return
  throw new ActionError(
    'unknown-service',
    `"services" names ${asked.join(', ')}, which ${to.name} does not run: add it there once, or promote its file with "files", which takes names below the directory of ${from.name}.`,
  )
}

/** Both environments, with the history of every version that is about to change. */
async function readAll(
  request: PromotionRequest,
  sides: DirectorySides,
  config: GitOpsConfig | undefined,
  ports: PromotionPorts,
): Promise<readonly [Snapshot, Snapshot]> {
  const [source, snapshot] = await readBoth(sides, ports)
  const from = { ...source, files: below(source, sides.from, request) }
  const to = { ...snapshot, files: below(snapshot, sides.to, request) }
  const [there, here] = await readProvenance(from, to, config, ports.repository)
  return [
    { ...source, history: there },
    { ...snapshot, history: here },
  ]
}

async function readBoth(
  { from, to }: DirectorySides,
  { repository }: PromotionPorts,
): Promise<readonly [Snapshot, Snapshot]> {
  const at = ({ branch }: DirectorySide): { branch?: BranchName } => (branch === undefined ? {} : { branch })
  const held = [holdsPath(to.name)]
  if (from.branch === to.branch) {
    const [one, other] = [readOf(from), readOf(to)]
    const directories = [...new Set([...one.directories, ...other.directories])]
    const files = [...one.files, ...other.files, ...held]
    const both = await repository.read({ ...at(from), directories, files, history: FILE_HISTORY })
    return [both, both]
  }
  return Promise.all([
    repository.read({ ...at(from), ...readOf(from), history: FILE_HISTORY }),
    repository.read({
      ...at(to),
      directories: readOf(to).directories,
      files: [...readOf(to).files, ...held],
      history: FILE_HISTORY,
    }),
  ])
}

function readOf({ path, files }: DirectorySide): {
  readonly directories: readonly string[]
  readonly files: readonly string[]
} {
  const needs = fileNeeds({ files, directory: path })
  return { directories: needs.directories, files: needs.files }
}

async function decide(
  snapshot: Snapshot,
  { to }: DirectorySides,
  { bump, config }: { readonly bump: BumpRequest; readonly config: GitOpsConfig | undefined },
  ports: BumpPorts,
): Promise<BumpDecision> {
  const target: BumpTarget = {
    branch: to.branch,
    directory: to.path,
    files: to.files,
    mode: 'pull-request',
    environment: to.environment,
  }
  return decideOn(snapshot, { target, config }, bump, ports)
}

function bumpOf(
  request: PromotionRequest,
  { to }: DirectorySides,
  wanted: readonly PromotedImage[],
  copies: Copies,
): BumpRequest {
  const {
    repository,
    config,
    allowPlaintextSecrets,
    dress,
    draft,
    autoMerge,
    waitForMerge,
    dryRun,
    timeout,
  } = request
  return {
    wanted,
    repository,
    branch: to.branch,
    environment: to.name,
    origin: undefined,
    config,
    files: [],
    pin: 'auto',
    mode: 'pull-request',
    message: undefined,
    platforms: [],
    requireVerified: false,
    allowDowngrade: false,
    createMissing: false,
    allowPlaintextSecrets,
    copies: copies.files,
    values: copies.values,
    failMode: 'all-or-nothing',
    dress,
    draft,
    autoMerge,
    waitForMerge,
    dryRun,
    maxAttempts: 1,
    timeout,
  }
}

/** The manifests below a directory. */
function below(
  snapshot: Snapshot,
  { path, files }: DirectorySide,
  { config }: PromotionRequest,
): readonly RepositoryFile[] {
  return selectFiles(snapshot, { files, directory: path, config })
}

/** Images that stay as they are need no trailer and no line in the pull request. */
function onlyChanged(decision: BumpDecision): BumpDecision {
  const changing = new Set(decision.plan.targets.map(({ wanted }) => wanted))
  return { ...decision, wanted: decision.wanted.filter((wanted) => changing.has(wanted)) }
}

function differenceOf(
  { changes, snapshot, plan, values }: BumpDecision,
  next: readonly RepositoryFile[],
): DirectoryPromotion['difference'] {
  const written = new Map(changes.map((change) => [change.path, change]))
  const after = next.map((file) => ({ ...file, ...written.get(file.path) }))
  const created = changes.filter(({ path }) => !snapshot.files.has(path))
  const all = [...after, ...created.map((change) => ({ ...change, oid: '' }))]
  const edited = new Set([...plan.changes, ...values].map(({ file }) => file))
  return {
    ...findImageChanges({ base: next, target: next, source: all }),
    otherFiles: changes.map(({ path }) => path).filter((path) => !edited.has(path)),
    values,
    changedOnBoth: [],
    targetOnly: [],
    filesComplete: true,
  }
}

function changeOf(
  { service, image, source }: BumpDecision['wanted'][number],
  images: readonly PromotedImage[],
  { next, snapshot }: { readonly next: readonly RepositoryFile[]; readonly snapshot: Snapshot },
  config: GitOpsConfig | undefined,
): ServiceChange {
  const place = servicePlaces(next, config).find((each) => sameRepository(each.place.image, image))
  const promoted = images.find((each) => each.service === service)
  return {
    service,
    from: place === undefined ? undefined : versionAt(place, snapshot.history, config),
    to: { image, source, introduced: promoted?.version.introduced },
  }
}

function whereOf({ path, branch, files }: DirectorySide): string {
  const places = files.length > 0 ? files.map(({ pattern }) => markdownCode(pattern)) : [markdownCode(path)]
  return [places.join(', '), ...(branch === undefined ? [] : [`branch ${markdownCode(branch)}`])]
    .filter((part) => part !== '')
    .join(' on ')
}
