import { isCollection, isScalar, isSeq } from 'yaml'
import { globalRegistryOf, namesOf } from './chart-registry.ts'
import { locateVariables } from './container-words.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty, tryParseImage } from './name.ts'
import { locateNamedValues, namedValuesOf } from './named-values.ts'
import { readableNestedRoots } from './nested-document.ts'
import { isSpeaker } from './speakers.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/**
 * Images in Helm values, wherever they are nested. There is no schema, only what charts do:
 * - `image: {registry, repository, tag, digest}`, also with `name`, `image`, `repo`, `id` or `url` for `repository`, `version` for `tag`, and `sha` for
 *   a digest without `sha256:`; a `repository` without a tag beside it may be a whole reference;
 * - `image: "name:tag@digest"`, and every key that ends in `Image`, `_image` or `-image`; with a path and a version also
 *   `imageName`, `imageRef`, `imageUrl`, and every entry of a map `image`;
 * - `image: name` beside `tag` or `imageTag`;
 * - `imageRepository`, `imageRepo` or `imageName` beside `imageTag`, with any word before `image`; also `image_repository`;
 * - the entries of a map or list `images`, also of `images.tags`;
 * - `name: image.repository` and `name: image.tag` with their values in a list `parameters` or `set`;
 * - `API_IMAGE` with a whole reference that says a version, also as the `name` of a `value` in a list `env`;
 * - images that say a version in a string that holds Kubernetes objects, or under a key `values` or that of a file, `….yaml`;
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
  /** Whether every string may be YAML, whatever its key. */
  readonly strings: boolean
}

const SPLIT_TAGS = ['tag', 'imageTag'] as const
const SPLIT_DIGESTS = ['digest', 'imageDigest'] as const
const FLAT_REPOSITORY = /^(.*?)([_-]?)(?:repo(?:sitory)?|(?<=image[_-]?)name)$/i
/** A name alone, whose tag is joined as `image` is. */
const FLAT_IMAGE = /^.+?([_-]?)image$/i
/** Keys of what may be a whole reference. */
const IMAGE_WORD =
  /(?:^|_)IMAGE(?:_|$)|(?:^i|I|[_-]i)mage[_-]?(?:[nN]ame|[rR]ef|[rR]eference|[uU]r[il]|UR[IL])$/
/** What the name of an image is called under a key that says that it is one. */
const NAMES = ['repository', 'name', 'repo', 'id', 'url', 'uri']
/** Words that say which image, and nothing of its version. */
const NAME_KEY = /^(?:name|newName|repository|registry)$/
const CONTAINERS = /(?:^c|C)ontainers$/
const ENV = /(?:^e|E)nv(?:Vars)?$/
/** The keys of strings that are YAML: of values, and of files. */
const YAML_STRING = /^values(?:Content)?$|\.(?:ya?ml|json)$/
/** What a string must say to be worth reading. */
const SPEAKS_OF_IMAGES = /(?:image|repository)[\w-]*["']?[ \t]*:/i
const OBJECT = /^[ \t]*["']?kind["']?[ \t]*:/m
const HELM: ValuesForm = {
  imageKey: /(?:^i|I|[_-]i)mage$/,
  sets: new Set(['parameters', 'set']),
  strings: false,
}

function isObject(root: Cursor): boolean {
  return ['apiVersion', 'kind'].every((key) => textOf(fieldOf(root, key)) !== undefined)
}

interface Surroundings extends ValuesForm {
  /** The key under which the cursor stands, looking through lists. */
  readonly parentKey: string | undefined
  /** What `global` sets in the maps around, the nearest first. */
  readonly registries: readonly string[]
}

function visit(cursor: Cursor, around: Surroundings, places: ImagePlace[]): void {
  if (!isCollection(cursor.node) || isSpeaker(cursor)) return
  const children = childrenOf(cursor)
  const registry = globalRegistryOf(cursor)
  const here = registry === undefined ? around : { ...around, registries: [registry, ...around.registries] }
  const splits = splitPlaces(cursor, here, children)
  places.push(...splits.places)
  if (isSeq(cursor.node) && around.sets.has(lastKey(cursor) ?? '')) {
    places.push(...locateNamedValues(namedValuesOf(children)))
  }
  if (isSeq(cursor.node) && ENV.test(lastKey(cursor) ?? '')) {
    places.push(...locateVariables(cursor).map((place) => ({ ...place, kind: 'helm' as const })))
  }
  for (const child of children) {
    const place =
      !splits.used.has(child) && holdsReference(child, here) ? referencePlace('helm', child) : undefined
    if (place !== undefined) places.push(place)
    const below = { ...here, parentKey: parentKeyFor(child, here) }
    visit(child, below, places)
    places.push(...locateInString(child, below))
  }
}

/**
 * The images in a string that holds values, a file of YAML, or Kubernetes objects. Of containers that a template takes over as they
 * stand, also those without a version.
 */
function locateInString(child: Cursor, around: Surroundings): readonly ImagePlace[] {
  const text = isScalar(child.node) && typeof child.node.value === 'string' ? child.node.value : ''
  const key = lastKey(child) ?? ''
  const hasContainers = CONTAINERS.test(key)
  if (!hasContainers && !SPEAKS_OF_IMAGES.test(text)) return []
  const isYaml = hasContainers || YAML_STRING.test(key) || around.strings
  if (!isYaml && !OBJECT.test(text)) return []
  const places: ImagePlace[] = []
  for (const root of readableNestedRoots(child)) {
    if (isYaml || isObject(root)) visit(root, around, places)
  }
  return hasContainers ? places : places.filter(hasVersionField)
}

function parentKeyFor(child: Cursor, { parentKey }: Surroundings): string | undefined {
  const key = lastKey(child) ?? parentKey
  return key === 'tags' && parentKey === 'images' ? parentKey : key
}

function holdsReference(child: Cursor, { parentKey, imageKey }: Surroundings): boolean {
  const key = lastKey(child)
  if (parentKey !== 'images') {
    if (imageKey.test(key ?? '')) return true
    const mayBe = IMAGE_WORD.test(key ?? '') || (imageKey.test(parentKey ?? '') && !NAME_KEY.test(key ?? ''))
    return mayBe && isWhole(textOf(child))
  }
  if (key === undefined) return true
  return NAME_KEY.test(key) ? saysVersion(textOf(child)) : /[/:@]/.test(textOf(child) ?? '')
}

/** A reference that nothing else is taken for: with a path and a version. */
function isWhole(text: string | undefined): boolean {
  return text?.includes('/') === true && saysVersion(text)
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
  const digest = digestOf(cursor, isNamed)
  const hasVersion = tag !== undefined || digest !== undefined
  const isImage = hasVersion || isNamed
  const keys = hasVersion ? nameKeysOf(cursor, isNamed) : ['repository']
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

/** Beside `image` a `name` is that of something else. */
function nameKeysOf(cursor: Cursor, isNamed: boolean): readonly string[] {
  if (isNamed) return NAMES
  return fieldOf(cursor, 'image') === undefined ? ['repository', 'name'] : ['repository']
}

/** A field `digest` where no key says that an image is meant may be of anything. */
function digestOf(cursor: Cursor, isNamed: boolean): Cursor | undefined {
  const digest = fieldOf(cursor, 'digest')
  const text = nonEmpty(textOf(digest))
  return isNamed || text === undefined || /^sha256:|[{$]/.test(text) ? digest : undefined
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

/** `imageRepository`, `imageTag`, `imageDigest`, `imageRegistry` side by side; also `apiImage` with a name alone. */
function flatSplits(
  cursor: Cursor,
  { registries }: Surroundings,
  children: readonly Cursor[],
): readonly Split[] {
  return children.flatMap((child) => {
    const [prefix, joint] = flatPrefix(lastKey(child) ?? '')
    const repository = nonEmpty(textOf(child))
    if (prefix === '' || repository === undefined) return []
    const beside = (word: string): Cursor | undefined =>
      fieldOf(cursor, prefix + joint + inCaseOf(prefix, joint, word))
    const [tag, digest] = [beside('Tag'), beside('Digest')]
    if (tag === undefined && digest === undefined) return []
    const names = namesOf(repository, nonEmpty(textOf(beside('Registry'))), registries)
    const missing = `"${prefix}${joint}tag"`
    return [{ place: splitPlace('helm', cursor, { ...names, tag, digest, missing }), used: child }]
  })
}

/** What the keys of tag and digest begin with, and what joins them to it. */
function flatPrefix(key: string): readonly [prefix: string, joint: string] {
  const [, prefix, joint = ''] = FLAT_REPOSITORY.exec(key) ?? []
  if (prefix !== undefined) return [prefix, joint]
  const image = FLAT_IMAGE.exec(key)
  return image === null ? ['', ''] : [key, image[1] ?? '']
}

/** `apiImageTag`, `api_image_tag`, `API_IMAGE_TAG`. */
function inCaseOf(prefix: string, joint: string, word: string): string {
  if (joint === '') return word
  return prefix === prefix.toUpperCase() ? word.toUpperCase() : word.toLowerCase()
}

function firstField(cursor: Cursor, keys: readonly string[]): Cursor | undefined {
  for (const key of keys) {
    const field = fieldOf(cursor, key)
    if (field !== undefined) return field
  }
  return undefined
}
