import { type ApplicationName, type ApplicationTarget, isSelector } from '@gitops-actions/core'
import type { Selection } from '../kubernetes/api.ts'
import type { KubernetesObject, ResourcePath } from '../kubernetes/object.ts'
import type { ObjectName } from './around.ts'
import { verifiableType } from './kinds.ts'
import { groupBy } from './grouping.ts'

/** Where objects are that name no namespace. */
export interface Defaults {
  readonly namespace: string
}

/** What one list or one watch covers. */
export interface Scope {
  readonly path: ResourcePath
  readonly selection: Selection
  /** Under which name an object was asked for; undefined: it was not. */
  nameOf(object: KubernetesObject): ApplicationName | undefined
}

/** Where a name is found. @throws ActionError `invalid-input` for a kind that is none of Flux */
export function placeOf({ kind, namespace, name }: ApplicationName, defaults: Defaults): ObjectName {
  return { type: verifiableType(kind), namespace: namespace ?? defaults.namespace, name }
}

/**
 * The fewest scopes that cover the targets: one for all names of a kind in a namespace, one for each selector. Several names cost one
 * wide scope that is sifted here.
 */
export function scopesOf(targets: readonly ApplicationTarget[], defaults: Defaults): readonly Scope[] {
  const names = targets.flatMap((target) => (isSelector(target) ? [] : [target]))
  const groups = groupBy(names, (name) => {
    const { type, namespace } = placeOf(name, defaults)
    return `${type.plural}/${namespace}`
  })
  return [
    ...[...groups.values()].flatMap((group) => scopeOfGroup(group, defaults)),
    ...targets.filter(isSelector).map(({ kind, namespace, selector }): Scope => {
      const type = verifiableType(kind)
      return {
        path: { type, namespace },
        selection: { labels: selector },
        nameOf: (object) =>
          names.find((name) => isNamed(object, type.plural, name, defaults)) ?? {
            kind: type.kind,
            namespace: object.metadata.namespace,
            name: object.metadata.name,
          },
      }
    }),
  ]
}

function scopeOfGroup(group: readonly ApplicationName[], defaults: Defaults): readonly Scope[] {
  const [first, ...more] = group
  if (first === undefined) return []
  const { type, namespace, name } = placeOf(first, defaults)
  return [
    {
      path: { type, namespace },
      selection: more.length === 0 ? { fields: `metadata.name=${name}` } : {},
      nameOf: (object) => group.find((one) => isNamed(object, type.plural, one, defaults)),
    },
  ]
}

function isNamed(
  object: KubernetesObject,
  plural: string,
  wanted: ApplicationName,
  defaults: Defaults,
): boolean {
  const place = placeOf(wanted, defaults)
  return (
    place.type.plural === plural &&
    place.name === object.metadata.name &&
    place.namespace === object.metadata.namespace
  )
}
