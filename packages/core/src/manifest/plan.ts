import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { createEntry, type CreatedEntry } from './create-entry.ts'
import type { Edit } from './edit.ts'
import { imageNotFound } from './image-not-found.ts'
import type { ImagePlace } from './image-place.ts'
import {
  discoverTargets,
  type FileSelector,
  type FileTargets,
  type ImageTarget,
  refuseUneditable,
  selectTargets,
} from './image-targets.ts'
import { type Pin, type PinnedImage, pinPlace } from './pin.ts'
import { isAlready, replaceScalars } from './replace-scalars.ts'
import type { Replacement } from './scalar.ts'
import { resolveSharedScalars } from './shared-scalar.ts'
import { isTfvars, replaceAssignments } from './tfvars.ts'
import { checkWantedImages } from './wanted-images.ts'

export interface ImagePlanRequest {
  /** The files that may be edited, as they stand. */
  readonly files: readonly RepositoryFile[]
  readonly images: readonly PinnedImage[]
  /** In files with a selector only what the selectors name is edited; in the others images are found by name. */
  readonly selectors?: readonly FileSelector[]
  readonly pin: Pin
  /** An image that no place holds is added to the kustomization among the files. Default false. */
  readonly createMissing?: boolean
}

export type { FileSelector, ImageTarget } from './image-targets.ts'

/** One scalar that changes. */
export interface ScalarChange {
  readonly file: string
  /** In the grammar of selectors. */
  readonly path: string
  readonly from: string
  readonly to: string
  /** Lines with an alias that changes along; absent when there is none. */
  readonly aliases?: readonly number[]
}

/** What the files become. Nothing in it is written yet. */
export interface ImagePlan {
  readonly edits: readonly Edit[]
  readonly changes: readonly ScalarChange[]
  /** The places that change, each with its image. */
  readonly targets: readonly ImageTarget[]
  /** The places that hold the wanted image already. */
  readonly unchanged: readonly ImagePlace[]
  /** Sentences on what was passed over, for the log. */
  readonly problems: readonly string[]
}

/**
 * Plans the edits after which every place of the wanted images in these files holds them; every edit is proved by
 * reading it back.
 * @throws ActionError `image-not-in-files` when an image has no place that can be edited; `not-editable`, `invalid-manifest`,
 *   `no-place-for-digest`, `digest-unknown`, `tag-unknown`, `shared-value`, `conflicting-images`, and those of selectors
 */
export function planImageChanges(request: ImagePlanRequest): ImagePlan {
  const images = checkWantedImages(request.images)
  const problems: string[] = []
  const found = findTargets(request, images, problems)
  const usable = new Set<ImageTarget>()
  const created: CreatedEntry[] = []
  for (const wanted of images) {
    const targets = found.flatMap((file) => file.targets.filter((target) => target.wanted === wanted))
    if (targets.length === 0 && request.createMissing === true) {
      if (created.length > 0) throw severalMissing(wanted)
      created.push(createEntry(request.files, wanted, request.pin))
      continue
    }
    for (const target of usableTargets(targets, wanted, request.files, problems)) usable.add(target)
  }
  const plans = found.map((file) => planFile(file, usable, request.pin))
  return {
    edits: [...plans.flatMap(({ edits }) => edits), ...created.map(({ edit }) => edit)],
    changes: [
      ...plans.flatMap(({ changes }) => changes),
      ...created.map(({ edit, path, value }) => ({ file: edit.file, path, from: '', to: value })),
    ],
    targets: plans.flatMap(({ targets }) => targets),
    unchanged: plans.flatMap(({ unchanged }) => unchanged),
    problems,
  }
}

function severalMissing({ image }: PinnedImage): ActionError {
  return new ActionError(
    'nowhere-to-create',
    `${image.name} and another image have no place: "create-missing" adds one image in a run.`,
  )
}

function findTargets(
  { files, selectors = [] }: ImagePlanRequest,
  images: readonly PinnedImage[],
  problems: string[],
): readonly FileTargets[] {
  const stray = selectors.find(({ file }) => !files.some(({ path }) => path === file))
  if (stray !== undefined) {
    throw new ActionError(
      'file-not-found',
      `"${stray.file}#${stray.selector}" names a file that does not exist.`,
    )
  }
  return files.flatMap((file) => {
    const own = selectors.filter((selector) => selector.file === file.path)
    const targets =
      own.length > 0
        ? selectTargets(file, own, images)
        : discoverTargets(file, images, (text) => problems.push(text))
    return targets ?? []
  })
}

/**
 * The places of one image that will be edited. A template or a place without a field for the version is passed over
 * when there is another place; anything else that cannot be edited stops the run, for it would stay behind.
 */
function usableTargets(
  targets: readonly ImageTarget[],
  wanted: PinnedImage,
  files: readonly RepositoryFile[],
  problems: string[],
): readonly ImageTarget[] {
  const kustomized = targets.some(({ place }) => place.kind === 'kustomize' && !isPassable(place))
  const left = targets.filter(({ place }) => !(kustomized && isPlaceholder(place)))
  const passedOver = left.filter(({ place }) => isPassable(place))
  const usable = left.filter(({ place }) => !isPassable(place))
  const refused = passedOver.map(({ place }) => place)
  if (usable.length === 0) throw imageNotFound(wanted, files, refused, problems)
  for (const { place } of usable) refuseUneditable(place)
  for (const { file, position, path, refusal } of refused) {
    problems.push(`${file}:${position.line}: "${path}" was passed over: ${refusal?.reason ?? ''}.`)
  }
  return usable
}

function isPassable({ refusal }: ImagePlace): boolean {
  return refusal?.kind === 'template' || refusal?.kind === 'no-slot'
}

/** A container without a version is what an entry of `images` in a kustomization fills in. */
function isPlaceholder({ kind, tag, digest }: ImagePlace): boolean {
  return kind === 'kubernetes' && tag === undefined && digest === undefined
}

function planFile(
  { manifest, targets, places }: FileTargets,
  usable: ReadonlySet<ImageTarget>,
  pin: Pin,
): Omit<ImagePlan, 'problems'> {
  const pinned = targets
    .filter((target) => usable.has(target))
    .map(({ place, wanted }) => ({ place, wanted, replacements: pinPlace(place, wanted, pin) }))
  const replacements = resolveSharedScalars(
    pinned.flatMap((target) => target.replacements),
    places,
  )
  const isCurrent = ({ replacements: own }: { replacements: readonly Replacement[] }): boolean =>
    own.every(({ scalar, value }) => isAlready(scalar, value))
  return {
    edits: isTfvars(manifest.file.path)
      ? replaceAssignments(manifest.file, replacements)
      : replaceScalars(manifest, replacements),
    changes: replacements.filter(({ scalar, value }) => !isAlready(scalar, value)).map(changeOf),
    targets: pinned.filter((target) => !isCurrent(target)).map(({ place, wanted }) => ({ place, wanted })),
    unchanged: pinned.filter(isCurrent).map(({ place }) => place),
  }
}

function changeOf({ scalar, value }: Replacement): ScalarChange {
  const aliases = scalar.aliases.map(({ position }) => position.line)
  const change = { file: scalar.file, path: scalar.path, from: scalar.value, to: value }
  return aliases.length === 0 ? change : { ...change, aliases }
}
