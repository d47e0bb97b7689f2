import type { ImageReference } from '../image/reference.ts'
import type { Registry } from '../ports/registry.ts'
import { compareVersions } from '../release/version-order.ts'
import type { Destination, PlannedTag, TagPlan } from './tag-plan.ts'
import { readVersionTag, type SemanticVersion, type VersionTag } from './version-tag.ts'

/** A tag that stays where it is, and why. */
export interface HeldTag {
  readonly image: ImageReference
  readonly name: string
  /** A clause, such as "1.3.0 is newer". */
  readonly why: string
}

export interface SettledPlan {
  /** Without the tags that stay where they are. */
  readonly plan: TagPlan
  readonly held: readonly HeldTag[]
}

/**
 * Takes out of a plan the tags that name the newest release of a series (`latest`, `1`, `1.2`) where the registry has a
 * newer one: a fix of an old version must not take them back. A prerelease never gets them.
 * @throws ActionError those of the port `Registry`
 */
export async function settleTags(plan: TagPlan, registry: Pick<Registry, 'tags'>): Promise<SettledPlan> {
  const settled = await Promise.all(plan.destinations.map((destination) => settle(destination, registry)))
  const [first, ...rest] = settled.map(({ destination }) => destination)
  const held = settled.flatMap((each) => each.held)
  return first === undefined ? { plan, held } : { plan: { ...plan, destinations: [first, ...rest] }, held }
}

/**
 * The release that a tag of a series should name, when it is newer than this version.
 * @param names every tag that the registry has there
 */
export function newerRelease(
  destination: Pick<Destination, 'tags'>,
  tag: PlannedTag,
  names: readonly string[],
): string | undefined {
  const { version, within } = tag
  if (version === undefined || within === undefined) return undefined
  const forms = formsOf(destination.tags)
  const inSeries = names
    .map((name) => ({ name, version: releaseIn(name, forms) }))
    .filter((each): each is Release => each.version !== undefined && isIn(each.version, version, within))
  const newer = inSeries
    .filter((each) => compareVersions(each.version, version) > 0)
    .sort((a, b) => compareVersions(b.version, a.version))
  return newer[0]?.name
}

interface Release {
  readonly name: string
  readonly version: SemanticVersion
}

interface Settled {
  readonly destination: Destination
  readonly held: readonly HeldTag[]
}

async function settle(destination: Destination, registry: Pick<Registry, 'tags'>): Promise<Settled> {
  const { image, tags } = destination
  if (!tags.some(movesInSeries)) return { destination, held: [] }
  const names = tags.some((tag) => movesInSeries(tag) && unfit(tag) === undefined)
    ? await registry.tags(image)
    : []
  const held = tags.filter(movesInSeries).flatMap((tag): HeldTag[] => {
    const newer = newerRelease(destination, tag, names)
    const why = unfit(tag) ?? (newer === undefined ? undefined : `${newer} is newer`)
    return why === undefined ? [] : [{ image, name: tag.name, why }]
  })
  const stay = tags.filter(({ name }) => !held.some((each) => each.name === name))
  return { destination: { ...destination, tags: stay }, held }
}

/** Whether a tag names the newest of several releases. */
export function movesInSeries(tag: PlannedTag): boolean {
  return tag.within !== undefined && tag.version !== undefined
}

/** In a registry the `+` of build metadata is a `-`: such a version could not be told from a prerelease later. */
function unfit({ version }: PlannedTag): string | undefined {
  if (version === undefined) return undefined
  if (version.prerelease !== '') return `${version.text} is a prerelease`
  return version.build === '' ? undefined : `${version.text} has build metadata, which has no order`
}

function isIn(version: SemanticVersion, own: SemanticVersion, within: PlannedTag['within']): boolean {
  if (within === 'all') return true
  return version.major === own.major && (within === 'major' || version.minor === own.minor)
}

interface Form {
  readonly before: string
  readonly after: string
}

/** How whole versions are written here: `1.2.3-alpine` is a release where every version ends so. */
function formsOf(tags: readonly PlannedTag[]): readonly Form[] {
  const forms = tags.flatMap(({ name, version, mutable }): Form[] => {
    if (mutable || version?.prerelease !== '') return []
    const core = `${version.major}.${version.minor}.${version.patch}`
    const at = name.indexOf(core)
    return at < 0 ? [] : [{ before: name.slice(0, at), after: name.slice(at + core.length) }]
  })
  return forms.length === 0 ? [{ before: '', after: '' }] : forms
}

function releaseIn(name: string, forms: readonly Form[]): SemanticVersion | undefined {
  for (const { before, after } of forms) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue
    const found = readVersionTag(name.slice(before.length, name.length - after.length))
    if (found !== undefined && isPlainRelease(found)) return found.version
  }
  return undefined
}

function isPlainRelease({ version, environment }: VersionTag): boolean {
  return environment === undefined && version.prerelease === '' && version.build === ''
}
