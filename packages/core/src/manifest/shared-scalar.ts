import type { ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import { holdsImage, type ImagePlace } from './image-place.ts'
import { formatPosition } from './position.ts'
import { isAlready } from './replace-scalars.ts'
import type { Replacement } from './scalar.ts'

/** A replacement, and the image that it is for. */
export interface ImageReplacement extends Replacement {
  readonly image: ImageReference
}

/**
 * Splits replacements into those that are made at their own place and those whose value comes from another line by
 * an alias or a merge key. The latter need no edit when that line becomes, or is, the wanted value.
 * @throws ActionError `not-editable` for a value from elsewhere that nobody edits; `shared-value` when one scalar would have to
 *   be two values, or an edit would change the version of an image that was not asked for
 */
export function resolveSharedScalars(
  replacements: readonly ImageReplacement[],
  places: readonly ImagePlace[],
): readonly Replacement[] {
  const own = new Map<number, ImageReplacement>()
  for (const replacement of replacements) {
    if (replacement.scalar.refusal?.kind !== 'elsewhere') addOwn(own, replacement)
  }
  for (const { scalar, value } of replacements) {
    if (scalar.refusal?.kind !== 'elsewhere' || isAlready(scalar, value)) continue
    const source = own.get(scalar.origin)
    if (source === undefined) throw refuse(scalar, `cannot be edited: ${scalar.refusal.reason}`)
    if (source.value !== value)
      throw refuse(scalar, `and "${source.scalar.path}" share one value and would need two`)
  }
  refuseBystanders(own, replacements, places)
  return [...own.values()]
}

function addOwn(own: Map<number, ImageReplacement>, replacement: ImageReplacement): void {
  const known = own.get(replacement.scalar.origin)
  if (known !== undefined && known.value !== replacement.value) {
    throw refuse(replacement.scalar, `would have to become "${known.value}" and "${replacement.value}"`)
  }
  own.set(replacement.scalar.origin, replacement)
}

/** An image that was not asked for must not change because it shares a tag by an anchor or a merge key. */
function refuseBystanders(
  own: ReadonlyMap<number, ImageReplacement>,
  replacements: readonly ImageReplacement[],
  places: readonly ImagePlace[],
): void {
  const asked = new Set(replacements.map(({ scalar }) => scalar.path))
  for (const place of places) {
    for (const { scalar } of place.slots) {
      const source = own.get(scalar.origin)
      if (source === undefined || asked.has(scalar.path) || isAlready(source.scalar, source.value)) continue
      // An anchor that was named by a selector: the places of the image that take their version from it are meant.
      if (holdsImage(place, source.image) && place.slots.length === 1) continue
      throw refuse(
        source.scalar,
        `is also the version of ${place.name ?? 'another image'} at "${place.path}" (line ${scalar.position.line}), which was not asked for: give both images, or write its version out`,
      )
    }
  }
}

function refuse(scalar: Replacement['scalar'], what: string): ActionError {
  const code = what.startsWith('cannot') ? 'not-editable' : 'shared-value'
  return new ActionError(code, `${formatPosition(scalar.file, scalar.position)}: "${scalar.path}" ${what}.`)
}
