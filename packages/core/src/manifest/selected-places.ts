import { ActionError } from '../report/error.ts'
import type { Manifest } from './document.ts'
import { imagesOf } from './find-images.ts'
import type { ImagePlace, SlotRole } from './image-place.ts'
import { nonEmpty, tryParseImage } from './name.ts'
import { formatPosition, type TextRange } from './position.ts'
import { resolveSelector } from './resolve-selector.ts'
import { readScalar, type ScalarPlace } from './scalar.ts'
import type { Selector } from './selector.ts'
import { isTfvars, selectAssignment } from './tfvars.ts'
import { lastKey } from './tree.ts'

/**
 * The places that an explicit selector names: those of the known formats that its node holds or is a part of; else
 * the scalar by itself, which then is a whole reference, a digest or a tag by what it holds now.
 * @throws ActionError of `resolveSelector`; `selector-not-an-image` when it names a map or list without images
 */
export function selectedPlaces(manifest: Manifest, selector: Selector): readonly ImagePlace[] {
  if (isTfvars(manifest.file.path)) return [assignedPlace(manifest, selector)]
  const cursor = resolveSelector(manifest, selector)
  const scalar = readScalar(cursor)
  const [start, end] = cursor.node?.range ?? [0, 0]
  const selected = scalar?.range ?? cursor.document.rangeInFile(start, end)
  const known = imagesOf(cursor.document.outermost).filter(({ slots }) =>
    slots.some((slot) => overlaps(slot.scalar.range, selected)),
  )
  if (known.length > 0) return known
  const key = lastKey(cursor)
  if (scalar !== undefined && !NAME_KEY.test(key ?? '')) return [scalarPlace(scalar, key)]
  const at = formatPosition(manifest.file.path, cursor.document.positionOf(start))
  const what =
    scalar === undefined ? 'a map or a list without an image' : 'the name of an image and not its version'
  throw new ActionError(
    'selector-not-an-image',
    `"${selector.text}" names ${what} at ${at}: name the value that shall change, such as the tag.`,
  )
}

/** A value under such a key says which image, never which version of it. */
const NAME_KEY = /(?:^name|[nN]ewName|[rR]epository|[rR]egistry)$/

function overlaps(slot: TextRange, selected: TextRange): boolean {
  return slot.start >= selected.start && slot.end <= selected.end
}

function scalarPlace(scalar: ScalarPlace, key: string | undefined): ImagePlace {
  const image = scalar.value.includes('/') ? tryParseImage(scalar.value) : undefined
  const role = image === undefined ? roleOf(scalar.value, key) : 'reference'
  const [tag, digest] = role === 'digest' ? [undefined, scalar.value] : scalar.value.split('@', 2)
  return {
    file: scalar.file,
    kind: 'selector',
    path: scalar.path,
    position: scalar.position,
    name: image?.name,
    image,
    alsoKnownAs: [],
    placeholder: undefined,
    tag: image === undefined ? nonEmpty(tag) : image.tag,
    digest: image === undefined ? nonEmpty(digest) : image.digest,
    slots: [{ role, scalar }],
    refusal: scalar.refusal,
  }
}

function assignedPlace({ file }: Manifest, selector: Selector): ImagePlace {
  const last = selector.path.at(-1)
  return scalarPlace(selectAssignment(file, selector), last?.kind === 'key' ? last.key : undefined)
}

function roleOf(value: string, key: string | undefined): SlotRole {
  if (value.startsWith('sha256:') || /digest$/i.test(key ?? '')) return 'digest'
  return value.includes('@sha256:') ? 'tag@digest' : 'tag'
}
