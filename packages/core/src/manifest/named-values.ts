import { globalRegistryOfNames, namesOf } from './chart-registry.ts'
import type { ImagePlace } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty } from './name.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/** Values by their names in dots, as `--set` takes them. */
export type NamedValues = ReadonlyMap<string, Cursor>

/**
 * Images in values like `image.repository` with `image.tag` and `image.digest`, `imageRepository` with `imageTag`, and `…image` with
 * a whole reference, or a name alone beside `…imageTag` or `tag`.
 */
export function locateNamedValues(values: NamedValues): readonly ImagePlace[] {
  return [...values].flatMap(([name, value]) => {
    const split = splitValues(name, value, values)
    if (split !== undefined) return [split]
    return /(?:^|\.)\w*[iI]mage$/.test(name) ? (referencePlace('helm', value) ?? []) : []
  })
}

/** What a list of `name` and `value` says; of what has no name nothing. */
export function namedValuesOf(items: readonly Cursor[]): NamedValues {
  const values = new Map<string, Cursor>()
  for (const item of items) {
    const [name, value] = [textOf(fieldOf(item, 'name')), fieldOf(item, 'value')]
    if (name !== undefined && value !== undefined) values.set(name, value)
  }
  return values
}

/** The values of a map whose keys are such names. */
export function namedChildrenOf(map: Cursor): NamedValues {
  const values = childrenOf(map).flatMap((value) => {
    const name = lastKey(value)
    return name === undefined ? [] : [[name, value] as const]
  })
  return new Map(values)
}

function splitValues(name: string, value: Cursor, values: NamedValues): ImagePlace | undefined {
  const repository = nonEmpty(textOf(value))
  if (repository === undefined) return undefined
  for (const prefix of prefixesOf(name)) {
    const beside = (word: string): Cursor | undefined =>
      values.get(/(?:^|\.)$/.test(prefix) ? `${prefix}${word}` : prefix + capitalised(word))
    const [tag, digest] = [beside('tag'), beside('digest')]
    if (tag === undefined && digest === undefined) continue
    return splitPlace('helm', value, {
      ...namesOf(repository, nonEmpty(textOf(beside('registry'))), globalRegistryOfNames(values)),
      tag,
      digest,
      missing: `the parameter "${prefix}tag"`,
    })
  }
  return undefined
}

/** What the names of the tag and the digest begin with: `image.` of `image.repository`; `apiImage`, then nothing, of `apiImage`. */
function prefixesOf(name: string): readonly string[] {
  const prefix = /^(.*\.)(?:repository|name)$/.exec(name)?.[1] ?? /^(.*\w)Repository$/.exec(name)?.[1]
  if (prefix !== undefined) return [prefix]
  return /(?:^|\.)\w*[iI]mage$/.test(name) ? [name, name.slice(0, name.lastIndexOf('.') + 1)] : []
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
