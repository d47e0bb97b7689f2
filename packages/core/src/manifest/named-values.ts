import { globalRegistryOfNames, namesOf } from './chart-registry.ts'
import type { ImagePlace } from './image-place.ts'
import { referencePlace, splitPlace } from './locate-place.ts'
import { nonEmpty } from './name.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/** Values by their names in dots, as `--set` takes them. */
export type NamedValues = ReadonlyMap<string, Cursor>

/** Images in values like `image.repository` with `image.tag` and `image.digest`, and `…image` with a whole reference. */
export function locateNamedValues(values: NamedValues): readonly ImagePlace[] {
  return [...values].flatMap(([name, value]) => {
    const place = /(?:^|\.)\w*[iI]mage$/.test(name)
      ? referencePlace('helm', value)
      : splitValues(name, value, values)
    return place === undefined ? [] : [place]
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
  const prefix = /^(.*\.)(?:repository|name)$/.exec(name)?.[1]
  const repository = nonEmpty(textOf(value))
  if (prefix === undefined || repository === undefined) return undefined
  const [tag, digest] = [values.get(`${prefix}tag`), values.get(`${prefix}digest`)]
  if (tag === undefined && digest === undefined) return undefined
  const registry = nonEmpty(textOf(values.get(`${prefix}registry`)))
  return splitPlace('helm', value, {
    ...namesOf(repository, registry, globalRegistryOfNames(values)),
    tag,
    digest,
    missing: `the parameter "${prefix}tag"`,
  })
}
