import { isScalar, isSeq } from 'yaml'
import { globalRegistryOf, namesOf } from './chart-registry.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty, tryParseImage } from './name.ts'
import { locateNamedValues, namedValuesOf } from './named-values.ts'
import { readableNestedRoots } from './nested-document.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/**
 * Images in Helm values, wherever they are nested. There is no schema, only what charts do:
 * - `image: {registry, repository, tag, digest}`, also with `name` or `image` for `repository`, `version` for `tag`, and `sha` for
 *   a digest without `sha256:`; a `repository` without a tag beside it may be a whole reference;
 * - `image: "name:tag@digest"`, and every key that ends in `Image`, `_image` or `-image`;
 * - `image: name` beside `tag` or `imageTag`;
 * - `imageRepository`, `imageRepo` or `imageName` beside `imageTag`, with any word before `image`; also `image_repository`;
 * - the entries of a map or list `images`, also of `images.tags`;
 * - `name: image.repository` and `name: image.tag` with their values in a list `parameters` or `set`;
 * - containers in a string, such as `extraContainers: |`, which a template takes over as it stands.
 *
 * An image without a registry, or with one, also goes by the registry that `global` sets around it.
 */
export function locateHelmImages(root: Cursor, form: ValuesForm = HELM): readonly ImagePlace[] {
  const places: ImagePlace[] = []
  visit(root, { ...form, parentKey: undefined, registries: [] }, places)
  return places
}

/** In what a tree of values differs from those of Helm. */
export interface ValuesForm {
  /** The keys of whole references. */
  readonly imageKey: RegExp
  /** The lists of values by names in dots. */
  readonly sets: ReadonlySet<string>
}

const SPLIT_TAGS = ['tag', 'imageTag'] as const
const SPLIT_DIGESTS = ['digest', 'imageDigest'] as const
const FLAT_REPOSITORY = /^(.*?)([_-]?)(?:repo(?:sitory)?|(?<=image[_-]?)name)$/i
/** Words that say which image, and nothing of its version. */
const NAME_KEY = /^(?:name|newName|repository|registry)$/
const CONTAINERS = /(?:^c|C)ontainers$/
const HELM: ValuesForm = { imageKey: /(?:^i|I|[_-]i)mage$/, sets: new Set(['parameters', 'set']) }

interface Surroundings extends ValuesForm {
  /** The key under which the cursor stands, looking through lists. */
  readonly parentKey: string | undefined
  /** What `global` sets in the maps around, the nearest first. */
  readonly registries: readonly string[]
}

function visit(cursor: Cursor, around: Surroundings, places: ImagePlace[]): void {
  const children = childrenOf(cursor)
  const registry = globalRegistryOf(cursor)
  const here = registry === undefined ? around : { ...around, registries: [registry, ...around.registries] }
  const splits = splitPlaces(cursor, here, children)
  places.push(...splits.places)
  if (isSeq(cursor.node) && around.sets.has(lastKey(cursor) ?? '')) {
    places.push(...locateNamedValues(namedValuesOf(children)))
  }
  for (const child of children) {
    const place =
      !splits.used.has(child) && holdsReference(child, here) ? referencePlace('helm', child) : undefined
    if (place !== undefined) places.push(place)
    const around = { ...here, parentKey: parentKeyFor(child, here) }
    const inside = containersIn(child)
    for (const each of inside.length === 0 ? [child] : inside) visit(each, around, places)
  }
}

function containersIn(child: Cursor): readonly Cursor[] {
  const isText = isScalar(child.node) && typeof child.node.value === 'string'
  return isText && CONTAINERS.test(lastKey(child) ?? '') ? readableNestedRoots(child) : []
}

function parentKeyFor(child: Cursor, { parentKey }: Surroundings): string | undefined {
  const key = lastKey(child) ?? parentKey
  return key === 'tags' && parentKey === 'images' ? parentKey : key
}

function holdsReference(child: Cursor, { parentKey, imageKey }: Surroundings): boolean {
  const key = lastKey(child)
  if (parentKey !== 'images') return imageKey.test(key ?? '')
  if (key === undefined) return true
  return NAME_KEY.test(key) ? saysVersion(textOf(child)) : /[/:@]/.test(textOf(child) ?? '')
}

function saysVersion(text: string | undefined): boolean {
  const image = tryParseImage(text)
  return image?.tag !== undefined || image?.digest !== undefined
}

interface Splits {
  readonly places: readonly ImagePlace[]
  /** Children that are the name of one of the places and so are no places of their own. */
  readonly used: ReadonlySet<Cursor>
}

function splitPlaces(cursor: Cursor, around: Surroundings, children: readonly Cursor[]): Splits {
  const found = [
    nestedSplit(cursor, around, children),
    besideImage(cursor, around, children),
    ...flatSplits(cursor, around, children),
  ]
  const places = found.flatMap((split) => (split?.place === undefined ? [] : [split.place]))
  return {
    places,
    used: new Set(found.flatMap((split) => (split?.place === undefined ? [] : (split.used ?? [])))),
  }
}

interface Split {
  readonly place: ImagePlace | undefined
  readonly used?: Cursor | undefined
}

/** `image: {registry, repository, tag, digest}`. */
function nestedSplit(cursor: Cursor, around: Surroundings, children: readonly Cursor[]): Split | undefined {
  const isNamed = around.imageKey.test(around.parentKey ?? '')
  const tag = fieldOf(cursor, 'tag') ?? (isNamed ? fieldOf(cursor, 'version') : undefined)
  const digest = fieldOf(cursor, 'digest')
  const hasVersion = tag !== undefined || digest !== undefined
  const isImage = hasVersion || isNamed
  const keys = hasVersion ? ['repository', 'name'] : ['repository']
  const at = keys.map((key) => fieldOf(cursor, key)).find((field) => nonEmpty(textOf(field)) !== undefined)
  const name = textOf(at)
  if (at === undefined || name === undefined || !isImage) return undefined
  const used = children.find((child) => child.node === at.node)
  if (saysVersion(name)) return { place: wholeName(at, tag, digest), used }
  const registry = nonEmpty(textOf(fieldOf(cursor, 'registry')))
  const place = splitPlace('helm', cursor, {
    ...namesOf(name, registry, around.registries),
    tag,
    digest,
    digestHex: digest === undefined ? fieldOf(cursor, 'sha') : undefined,
    missing: '"tag" beside "repository"',
  })
  return { place, used }
}

/** A whole reference as the name; beside a tag or a digest it would say two versions. */
function wholeName(at: Cursor, ...versions: readonly (Cursor | undefined)[]): ImagePlace | undefined {
  const place = referencePlace('helm', at)
  const isAlone = versions.every((version) => nonEmpty(textOf(version)) === undefined)
  return isAlone && place !== undefined && hasVersionField(place) ? place : undefined
}

/** `image: ghcr.io/acme/api` beside `tag: 1.4.2`. */
function besideImage(
  cursor: Cursor,
  { registries }: Surroundings,
  children: readonly Cursor[],
): Split | undefined {
  const image = children.find((child) => lastKey(child) === 'image')
  const name = textOf(image)
  if (image === undefined || name === undefined) return undefined
  const reference = tryParseImage(name)
  if (reference === undefined || reference.tag !== undefined || reference.digest !== undefined)
    return undefined
  const tag = firstField(cursor, SPLIT_TAGS)
  const digest = firstField(cursor, SPLIT_DIGESTS)
  if (tag === undefined && digest === undefined) return undefined
  const names = namesOf(name, nonEmpty(textOf(fieldOf(cursor, 'registry'))), registries)
  return {
    place: splitPlace('helm', cursor, { ...names, tag, digest, missing: '"tag" beside "image"' }),
    used: image,
  }
}

/** `imageRepository`, `imageTag`, `imageDigest`, `imageRegistry` side by side. */
function flatSplits(
  cursor: Cursor,
  { registries }: Surroundings,
  children: readonly Cursor[],
): readonly Split[] {
  return children.flatMap((child) => {
    const [, prefix = '', joint = ''] = FLAT_REPOSITORY.exec(lastKey(child) ?? '') ?? []
    const repository = nonEmpty(textOf(child))
    if (prefix === '' || repository === undefined) return []
    const beside = (word: string): Cursor | undefined =>
      fieldOf(cursor, `${prefix}${joint}${joint === '' ? word : word.toLowerCase()}`)
    const [tag, digest] = [beside('Tag'), beside('Digest')]
    if (tag === undefined && digest === undefined) return []
    const names = namesOf(repository, nonEmpty(textOf(beside('Registry'))), registries)
    const missing = `"${prefix}${joint}tag"`
    return [{ place: splitPlace('helm', cursor, { ...names, tag, digest, missing }), used: child }]
  })
}

function firstField(cursor: Cursor, keys: readonly string[]): Cursor | undefined {
  for (const key of keys) {
    const field = fieldOf(cursor, key)
    if (field !== undefined) return field
  }
  return undefined
}
