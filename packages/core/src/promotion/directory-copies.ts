import { checkHolds } from '../bump/hold.ts'
import { checkPolicy } from '../bump/policy.ts'
import { type BumpDecision, rewrite } from '../bump/decision.ts'
import { type FilePattern, matcherOf } from '../bump/file-pattern.ts'
import type { WantedImage } from '../bump/request.ts'
import { isImmutableTag } from '../bump/wanted.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { formatImageReference, sameRepository } from '../image/reference.ts'
import { readValue, type ValueCopy } from '../manifest/copy-values.ts'
import type { FileChange, RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import type { PromotedImage } from './directory-images.ts'
import type { DirectorySide, DirectorySides } from './directory-sides.ts'
import type { PromotionPorts } from './request.ts'
import { imageAt, type ServicePlace, servicePlaces } from './service-change.ts'

/** What is promoted besides images: whole files, and single values. */
export interface Copies {
  readonly files: readonly FileChange[]
  readonly values: readonly ValueCopy[]
}

/**
 * What the lines of `files` bring. The images that are promoted stand in whole files under the tags that `to` takes.
 * @throws ActionError `file-not-found`, `not-editable`, and those of selectors
 */
export function readCopies(
  patterns: readonly FilePattern[],
  source: Snapshot,
  sides: DirectorySides,
  images: readonly PromotedImage[],
): Copies {
  refuseScattered(patterns, sides)
  const inside = [...source.files.values()].filter(({ path }) => path.startsWith(baseOf(sides.from)))
  const files: FileChange[] = []
  const values: ValueCopy[] = []
  for (const pattern of patterns) {
    const isMatch = matcherOf(pattern)
    const matched = inside.filter(({ path }) => isMatch(path.slice(baseOf(sides.from).length)))
    if (matched.length === 0) throw nothingMatches(pattern, sides.from)
    const { selector } = pattern
    for (const file of matched) {
      if (selector === undefined) files.push(copyOf(file, sides, images))
      else values.push({ file: targetOf(file, sides), selector, value: readValue(file, selector) })
    }
  }
  return { files, values }
}

/**
 * A file that is copied whole must not bring an image past what keeps it out: order, policy, a hold, or that nobody asked
 * for it.
 * @throws ActionError `conflict`, which also is the outcome; `blocked-by-policy`, `held`
 */
export async function admitCopies(
  { changes, leftOut, snapshot, target }: BumpDecision,
  images: readonly PromotedImage[],
  { to, config }: { readonly to: DirectorySide; readonly config: GitOpsConfig | undefined },
  { sources, clock }: Pick<PromotionPorts, 'sources' | 'clock'>,
): Promise<void> {
  const here = servicePlaces(
    [...snapshot.files.values()].filter(({ path }) => path.startsWith(baseOf(to))),
    config,
  )
  const copied = changes.map((change) => ({ ...change, oid: '' }))
  for (const brought of servicePlaces(copied, config)) {
    const { image } = brought.place
    if (here.some((each) => isSame(each, brought))) continue
    const left = leftOut.find(({ wanted }) => sameRepository(wanted.image, image))
    if (left !== undefined) throw smuggled(brought, left.reason)
    if (images.some((each) => sameRepository(each.image, image))) continue
    if (here.some(({ place }) => sameRepository(place.image, image))) {
      throw smuggled(brought, `${brought.service} is not promoted along with it`)
    }
    const wanted = wantedOf(brought)
    if (target.environment !== undefined) {
      await checkPolicy(target.environment, { wanted: [wanted], origin: undefined }, sources)
    }
    await checkHolds(wanted, [to.name], snapshot.files, sources, clock.now())
  }
}

/** What a file is called in another environment can be told where both are directories alone. */
function refuseScattered(patterns: readonly FilePattern[], { from, to }: DirectorySides): void {
  const scattered = [from, to].find(({ files }) => files.length > 0)
  if (patterns.length === 0 || scattered === undefined) return
  throw new ActionError(
    'invalid-input',
    `The input "files" names files below a directory, and "${scattered.name}" is scattered over several by "files" in the configuration, so that nobody can tell what a file is called in the other environment: take the input out; images are promoted without it.`,
  )
}

function baseOf({ path }: DirectorySide): string {
  return path === '' ? '' : `${path}/`
}

function targetOf({ path }: RepositoryFile, { from, to }: DirectorySides): string {
  return `${baseOf(to)}${path.slice(baseOf(from).length)}`
}

function copyOf(file: RepositoryFile, sides: DirectorySides, images: readonly PromotedImage[]): FileChange {
  const path = targetOf(file, sides)
  const text = rewrite({ ...file, path }, { wanted: images, pin: 'auto' }, { files: [] })
  if (file.text !== undefined && file.mode !== '120000' && text !== undefined) {
    return { path, mode: file.mode, text }
  }
  throw new ActionError(
    'not-editable',
    `${file.path} is not a regular file of UTF-8 text in which the promoted images can be written, and cannot be promoted whole: take it out of "files".`,
  )
}

function isSame(one: ServicePlace, other: ServicePlace): boolean {
  const [left, right] = [imageAt(one.place), imageAt(other.place)]
  return sameRepository(left, right) && left.tag === right.tag && left.digest === right.digest
}

function wantedOf({ service, place }: ServicePlace): WantedImage {
  const image = imageAt(place)
  return { service, image, source: undefined, mutable: image.tag !== undefined && !isImmutableTag(image.tag) }
}

function smuggled({ place }: ServicePlace, reason: string): ActionError {
  return new ActionError(
    'conflict',
    `${place.file} is promoted whole and holds ${formatImageReference(imageAt(place))}, but ${reason}: take the file out of "files", or bring the two environments into order first.`,
    { outcome: 'conflict' },
  )
}

function nothingMatches({ pattern }: FilePattern, { path }: DirectorySide): ActionError {
  return new ActionError(
    'file-not-found',
    `"${pattern}" in "files" matches nothing below ${path === '' ? 'the root' : path}: name files as they are called inside of the environment's directory.`,
  )
}
