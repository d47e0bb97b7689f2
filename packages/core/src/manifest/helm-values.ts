import { globalRegistryOf, namesOf } from './chart-registry.ts'
import type { ImagePlace } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty, tryParseImage } from './name.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/**
 * Images in Helm values, wherever they are nested. There is no schema, only what charts do:
 * - `image: {registry, repository, tag, digest}`, also with `name` for `repository` and `sha` for a digest without `sha256:`;
 * - `image: "name:tag@digest"`, and every key that ends in `Image`;
 * - `image: name` beside `tag` or `imageTag`;
 * - `imageRepository` beside `imageTag`, with any word before `image`;
 * - the entries of a map or list `images`.
 *
 * An image without a registry, or with one, also goes by the registry that `global` sets around it.
 */
export function locateHelmImages(root: Cursor, imageKey = IMAGE_KEY): readonly ImagePlace[] {
  const places: ImagePlace[] = []
  visit(root, { imageKey, parentKey: undefined, registries: [] }, places)
  return places
}

const SPLIT_TAGS = ['tag', 'imageTag'] as const
const SPLIT_DIGESTS = ['digest', 'imageDigest'] as const
const FLAT_REPOSITORY = /^(.*)[rR]epository$/
const IMAGE_KEY = /(?:^i|I)mage$/

interface Surroundings {
  readonly imageKey: RegExp
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
  for (const child of children) {
    if (!splits.used.has(child) && holdsReference(child, here)) {
      const place = referencePlace('helm', child)
      if (place !== undefined) places.push(place)
    }
    visit(child, { ...here, parentKey: lastKey(child) ?? here.parentKey }, places)
  }
}

function holdsReference(child: Cursor, { parentKey, imageKey }: Surroundings): boolean {
  if (parentKey === 'images') return lastKey(child) === undefined || /[/:@]/.test(textOf(child) ?? '')
  return imageKey.test(lastKey(child) ?? '')
}

interface Splits {
  readonly places: readonly ImagePlace[]
  /** Children that are the name of one of the places and so are no places of their own. */
  readonly used: ReadonlySet<Cursor>
}

function splitPlaces(cursor: Cursor, around: Surroundings, children: readonly Cursor[]): Splits {
  const found = [
    nestedSplit(cursor, around),
    besideImage(cursor, children),
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
  readonly used?: Cursor
}

/** `image: {registry, repository, tag, digest}`. */
function nestedSplit(cursor: Cursor, around: Surroundings): Split | undefined {
  const tag = fieldOf(cursor, 'tag')
  const digest = fieldOf(cursor, 'digest')
  const repository = textOf(fieldOf(cursor, 'repository'))
  const named = tag === undefined && digest === undefined ? undefined : textOf(fieldOf(cursor, 'name'))
  const name = nonEmpty(repository) ?? nonEmpty(named)
  const isImage = tag !== undefined || digest !== undefined || around.imageKey.test(around.parentKey ?? '')
  if (name === undefined || !isImage) return undefined
  const registry = nonEmpty(textOf(fieldOf(cursor, 'registry')))
  const place = splitPlace('helm', cursor, {
    ...namesOf(name, registry, around.registries),
    tag,
    digest,
    digestHex: digest === undefined ? fieldOf(cursor, 'sha') : undefined,
    missing: '"tag" beside "repository"',
  })
  return { place }
}

/** `image: ghcr.io/acme/api` beside `tag: 1.4.2`. */
function besideImage(cursor: Cursor, children: readonly Cursor[]): Split | undefined {
  const image = children.find((child) => lastKey(child) === 'image')
  const name = textOf(image)
  if (image === undefined || name === undefined) return undefined
  const reference = tryParseImage(name)
  if (reference === undefined || reference.tag !== undefined || reference.digest !== undefined)
    return undefined
  const tag = firstField(cursor, SPLIT_TAGS)
  const digest = firstField(cursor, SPLIT_DIGESTS)
  if (tag === undefined && digest === undefined) return undefined
  return {
    place: splitPlace('helm', cursor, { name, tag, digest, missing: '"tag" beside "image"' }),
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
    const prefix = FLAT_REPOSITORY.exec(lastKey(child) ?? '')?.[1]
    const repository = nonEmpty(textOf(child))
    if (prefix === undefined || repository === undefined || prefix === '') return []
    const tag = fieldOf(cursor, `${prefix}Tag`)
    const digest = fieldOf(cursor, `${prefix}Digest`)
    if (tag === undefined && digest === undefined) return []
    const registry = nonEmpty(textOf(fieldOf(cursor, `${prefix}Registry`)))
    const names = namesOf(repository, registry, registries)
    return [{ place: splitPlace('helm', cursor, { ...names, tag, digest, missing: `"${prefix}Tag"` }) }]
  })
}

function firstField(cursor: Cursor, keys: readonly string[]): Cursor | undefined {
  for (const key of keys) {
    const field = fieldOf(cursor, key)
    if (field !== undefined) return field
  }
  return undefined
}
