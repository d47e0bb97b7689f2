import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { addMissing, type Additions, isMissing, type Missing } from './create-missing.ts'
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
import { newVersionOf } from './new-version.ts'
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
  /**
   * The last key of a selector is added to its map, and an image that no place holds to the kustomization among the files.
   * Default false.
   */
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
  /** The images for which something was added; absent when nothing was. */
  readonly created?: readonly PinnedImage[]
  /** Sentences on what was passed over, for the log. */
  readonly problems: readonly string[]
}

/**
 * Plans the edits after which every place of the wanted images in these files holds them; every edit is proved by
 * reading it back.
 * @throws ActionError `image-not-in-files` when an image has no place that can be edited; `not-editable`, `invalid-manifest`,
 *   `no-place-for-digest`, `digest-unknown`, `tag-unknown`, `shared-value`, `conflicting-images`, those of selectors, and of
 *   `addMissing`
 */
export function planImageChanges(request: ImagePlanRequest): ImagePlan {
  const images = checkWantedImages(request.images)
  if (request.createMissing !== true) return planPlaces(request, images)
  const missing = findMissing(request, images)
  if (missing.selectors.length + missing.images.length === 0) return planPlaces(request, images)
  const plan = planWith(addMissing(request.files, missing, images, request.pin), request, images)
  return { ...plan, targets: withOriginals(plan.targets, missing.completed) }
}

/** What is deployed at an entry that was completed is what it said before. */
function withOriginals(
  targets: readonly ImageTarget[],
  completed: readonly ImageTarget[],
): readonly ImageTarget[] {
  const isCompleted = ({ place: { file, path } }: ImageTarget): boolean =>
    completed.some(({ place }) => place.file === file && place.path === path)
  return [...targets.filter((target) => !isCompleted(target)), ...completed]
}

/** Plans on the files as they are with the additions; the edits are those of the files as they were given. */
function planWith(
  { texts, added }: Additions,
  request: ImagePlanRequest,
  images: readonly PinnedImage[],
): ImagePlan {
  const files = request.files.map((file) => ({ ...file, text: texts.get(file.path)?.text ?? file.text }))
  const plan = planPlaces({ ...request, files }, images)
  const isOld = ({ file, slots }: ImagePlace): boolean =>
    !slots.some(({ scalar }) => texts.get(file)?.isAdded(scalar.range) === true)
  const unchanged = plan.unchanged.filter(isOld)
  for (const [path, text] of texts) text.apply(plan.edits.filter(({ file }) => file === path))
  return {
    ...plan,
    edits: [
      ...plan.edits.filter(({ file }) => !texts.has(file)),
      ...[...texts.values()].flatMap((text) => text.edits()),
    ],
    changes: [
      ...plan.changes,
      ...added.map(({ file, path, value }) => ({ file, path, from: '', to: value })),
    ],
    unchanged,
    created: images.filter((image) => added.some((addition) => addition.image === image)),
  }
}

/**
 * The selectors that name nothing, and the images that have no place. What is there and cannot be edited is refused
 * here, so that its position is the one in the files as they were given.
 */
function findMissing(
  { files, selectors = [], pin }: ImagePlanRequest,
  images: readonly PinnedImage[],
): Missing & { readonly completed: readonly ImageTarget[] } {
  const missing = selectors.filter((selector) => {
    const file = files.find(({ path }) => path === selector.file)
    return file !== undefined && isMissing(file, selector)
  })
  const there = selectors.filter((selector) => !missing.includes(selector))
  const rest = files.filter(
    ({ path }) => !missing.some(({ file }) => file === path) || there.some(({ file }) => file === path),
  )
  const targets = findTargets({ files: rest, selectors: there }, images, []).flatMap((found) => found.targets)
  const absent: PinnedImage[] = []
  const keys: FileSelector[] = []
  const completed: ImageTarget[] = []
  for (const image of images) {
    const own = targets.filter(({ wanted }) => wanted === image)
    if (own.every(({ place }) => lacksVersion(place))) {
      absent.push(image)
      keys.push(...own.flatMap((target) => keysFor(target, pin)))
    } else {
      usableTargets(own, image, files, [])
      completed.push(...own.filter((target) => lacksDigest(target, pin)))
    }
  }
  keys.push(...completed.flatMap((target) => keysFor(target, pin)))
  return { selectors: [...missing, ...keys], images: absent, completed }
}

/** An entry of a kustomization that says no version is completed. */
function lacksVersion({ kind, refusal }: ImagePlace): boolean {
  return kind === 'kustomize' && refusal?.kind === 'no-slot'
}

/** An entry with a tag is given a digest beside it, where the tag alone would not tell the image. */
function lacksDigest({ place, wanted }: ImageTarget, pin: Pin): boolean {
  const { kind, refusal, slots } = place
  const isEntry = kind === 'kustomize' && refusal === undefined && slots.every(({ role }) => role === 'tag')
  return isEntry && newVersionOf(wanted, pin).digest !== undefined
}

function keysFor({ place, wanted }: ImageTarget, pin: Pin): readonly FileSelector[] {
  const { tag, digest } = newVersionOf(wanted, pin)
  const keys = [...(tag === undefined ? [] : ['newTag']), ...(digest === undefined ? [] : ['digest'])]
  return keys.map((key) => ({ file: place.file, selector: `${place.path}.${key}`, image: wanted.image }))
}

function planPlaces(request: ImagePlanRequest, images: readonly PinnedImage[]): ImagePlan {
  const problems: string[] = []
  const found = findTargets(request, images, problems)
  const usable = new Set<ImageTarget>()
  for (const wanted of images) {
    const targets = found.flatMap((file) => file.targets.filter((target) => target.wanted === wanted))
    for (const target of usableTargets(targets, wanted, request.files, problems)) usable.add(target)
  }
  const plans = found.map((file) => planFile(file, usable, request.pin))
  return {
    edits: plans.flatMap(({ edits }) => edits),
    changes: plans.flatMap(({ changes }) => changes),
    targets: plans.flatMap(({ targets }) => targets),
    unchanged: plans.flatMap(({ unchanged }) => unchanged),
    problems,
  }
}

function findTargets(
  { files, selectors = [] }: Pick<ImagePlanRequest, 'files' | 'selectors'>,
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
    pinned.flatMap(({ wanted: { image }, replacements: own }) => own.map((each) => ({ ...each, image }))),
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
