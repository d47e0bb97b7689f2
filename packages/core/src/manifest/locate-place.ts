import type { ImageReference } from '../image/reference.ts'
import type { ImagePlace, ImageSlot, PlaceKind, SlotRole } from './image-place.ts'
import { nonEmpty, tryParseImage, tryParseTemplatedImage } from './name.ts'
import type { Refusal } from './refusal.ts'
import { readScalar } from './scalar.ts'
import { formatPath } from './selector.ts'
import { type Cursor, textOf } from './tree.ts'

/** A place whose one scalar is a whole reference `name:tag@digest`; undefined when it is none. */
export function referencePlace(kind: PlaceKind, at: Cursor): ImagePlace | undefined {
  const scalar = readScalar(at)
  if (scalar === undefined) return undefined
  const image = tryParseImage(scalar.value) ?? tryParseTemplatedImage(scalar.value)
  if (image === undefined) return undefined
  return {
    file: scalar.file,
    kind,
    path: scalar.path,
    position: scalar.position,
    name: image.name,
    image,
    alsoKnownAs: [],
    placeholder: undefined,
    tag: image.tag,
    digest: image.digest,
    slots: [{ role: 'reference', scalar }],
    refusal: scalar.refusal,
  }
}

/** A place whose scalar is an override of kustomize: `name:tag`, `name=newName:tag` or with `@digest`. */
export function overridePlace(at: Cursor): ImagePlace | undefined {
  const place = assignedPlace('kustomize', at)
  if (place === undefined) return referencePlace('kustomize', at)
  return { ...place, placeholder: tryParseImage(place.slots[0]?.prefix?.slice(0, -1)) }
}

/** A place whose scalar sets something to a whole reference: `--image=name:tag`. */
export function assignedPlace(kind: PlaceKind, at: Cursor): ImagePlace | undefined {
  const scalar = readScalar(at)
  const [, prefix, reference = ''] = /^([^=@]*=)(.*)$/s.exec(scalar?.value ?? '') ?? []
  if (scalar === undefined || prefix === undefined) return undefined
  const image = tryParseImage(reference) ?? tryParseTemplatedImage(reference)
  if (image === undefined) return undefined
  return {
    file: scalar.file,
    kind,
    path: scalar.path,
    position: scalar.position,
    name: image.name,
    image,
    alsoKnownAs: [],
    placeholder: undefined,
    tag: image.tag,
    digest: image.digest,
    slots: [{ role: 'reference', scalar, prefix }],
    refusal: scalar.refusal,
  }
}

/** The scalars that make up a place with the name, the tag and the digest in fields of their own. */
export interface SplitFields {
  readonly name: string
  readonly otherNames?: readonly string[]
  readonly tag: Cursor | undefined
  readonly digest: Cursor | undefined
  /** The digest's hex digits alone, as some charts call `sha`. */
  readonly digestHex?: Cursor | undefined
  readonly placeholder?: ImageReference | undefined
  /** What to add when there is neither tag nor digest. */
  readonly missing: string
}

/** A place with tag and digest in fields of their own; undefined when the name is not an image's. */
export function splitPlace(kind: PlaceKind, at: Cursor, fields: SplitFields): ImagePlace | undefined {
  const image = tryParseImage(fields.name)
  const node = at.node?.range
  if (image === undefined || image.tag !== undefined || image.digest !== undefined || !node) return undefined
  const slots = [
    ...slot(fields.tag, isPinnedTag(fields.tag) ? 'tag@digest' : 'tag'),
    ...slot(fields.digest, 'digest'),
    ...slot(fields.digestHex, 'digest-hex'),
  ]
  const [tag, tagDigest] = (textOf(fields.tag) ?? '').split('@', 2)
  const hex = nonEmpty(textOf(fields.digestHex))
  return {
    file: at.document.file,
    kind,
    path: formatPath(at.path),
    position: slots[0]?.scalar.position ?? at.document.positionOf(node[0]),
    name: fields.name,
    image,
    alsoKnownAs: (fields.otherNames ?? []).flatMap((name) => tryParseImage(name) ?? []),
    placeholder: fields.placeholder,
    tag: nonEmpty(tag),
    digest:
      nonEmpty(textOf(fields.digest)) ??
      nonEmpty(tagDigest) ??
      (hex === undefined ? undefined : `sha256:${hex}`),
    slots,
    refusal: slots.length === 0 ? noSlot(fields.missing) : firstRefusal(slots),
  }
}

function slot(at: Cursor | undefined, role: SlotRole): readonly ImageSlot[] {
  const scalar = at === undefined ? undefined : readScalar(at)
  return scalar === undefined ? [] : [{ role, scalar }]
}

function isPinnedTag(at: Cursor | undefined): boolean {
  return textOf(at)?.includes('@sha256:') ?? false
}

function firstRefusal(slots: readonly ImageSlot[]): Refusal | undefined {
  return slots.find(({ scalar }) => scalar.refusal !== undefined)?.scalar.refusal
}

function noSlot(missing: string): Refusal {
  return { kind: 'no-slot', reason: `there is no ${missing} to change; add one` }
}
