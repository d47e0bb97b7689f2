import type { ImagePlace, SlotRole } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty } from './name.ts'
import { type Cursor, scalarsBelow, textOf } from './tree.ts'

/** `# {"$imagepolicy": "namespace:policy"}`, with `:tag`, `:name` or `:digest` behind the policy. */
const MARKER = /#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([\w.-]+:[\w.-]+)(?::(tag|name|digest))?"[ \t]*\}/

interface Marked {
  readonly at: Cursor
  readonly policy: string
  readonly role: SlotRole | 'name'
}

/** Whether a document may hold markers of Flux. */
export function hasFluxMarkers(root: Cursor): boolean {
  return root.document.text.includes('$imagepolicy')
}

/**
 * The scalars that Flux's image automation would write, by the marker at the end of their line. Tag, name and digest of one
 * policy make up one place; a tag whose policy marks no name belongs to no image that could be told.
 * https://fluxcd.io/flux/components/image/imageupdateautomations/#image-policy-marker
 */
export function locateFluxMarkers(root: Cursor): readonly ImagePlace[] {
  const marked = scalarsBelow(root).flatMap((at) => markerOf(at) ?? [])
  const whole = marked
    .filter(({ role }) => role === 'reference')
    .flatMap(({ at }) => referencePlace('flux', at) ?? [])
  const names = marked.filter(({ role }) => role === 'name')
  return [...whole, ...names.flatMap((name) => placeOf(name, marked) ?? [])]
}

function placeOf({ at, policy }: Marked, marked: readonly Marked[]): ImagePlace | undefined {
  const name = nonEmpty(textOf(at))
  const [tag, digest] = (['tag', 'digest'] as const).map((role) =>
    marked.filter((other) => other.policy === policy && other.role === role),
  )
  // Several of one policy cannot be told apart by it.
  if (name === undefined || (tag?.length ?? 0) > 1 || (digest?.length ?? 0) > 1) return undefined
  const fields = { name, tag: tag?.[0]?.at, digest: digest?.[0]?.at, missing: 'scalar marked ":tag"' }
  return splitPlace('flux', at, fields)
}

function markerOf(at: Cursor): Marked | undefined {
  const { text } = at.document
  const end = at.node?.range?.[1]
  if (end === undefined) return undefined
  const stop = text.indexOf('\n', end)
  const [, policy, role] = MARKER.exec(text.slice(end, stop < 0 ? text.length : stop)) ?? []
  if (policy === undefined) return undefined
  return { at, policy, role: role === 'tag' || role === 'name' || role === 'digest' ? role : 'reference' }
}
