import { type ApplicationName, type ApplicationTarget, isSelector } from '@gitops-actions/core'
import { textAt } from '../json/member.ts'

/** What one list or one stream of Argo CD covers. */
export interface Scope {
  /** One application alone. */
  readonly name?: string
  readonly namespace?: string
  readonly selector?: string
  /** Under which name an application of the answer was asked for; undefined: it was not. */
  nameOf(application: unknown): ApplicationName | undefined
}

/**
 * The fewest scopes that cover the targets: one for all names together, one for each selector, because a server takes one
 * selector at a time. Many names cost one wide scope that is sifted here.
 */
export function scopesOf(targets: readonly ApplicationTarget[]): readonly Scope[] {
  const names = targets.flatMap((target) => (isSelector(target) ? [] : [target]))
  const selectors = targets.filter(isSelector)
  const [first, ...more] = names
  const named = first === undefined ? [] : [more.length === 0 ? scopeOfOne(first) : scopeOfMany(names)]
  return [
    ...named,
    ...selectors.map(({ namespace, selector }): Scope => ({
      selector,
      ...(namespace === undefined ? {} : { namespace }),
      nameOf: (application) => names.find((name) => isNamed(application, name)) ?? fullName(application),
    })),
  ]
}

function scopeOfOne(wanted: ApplicationName): Scope {
  return {
    name: wanted.name,
    ...(wanted.namespace === undefined ? {} : { namespace: wanted.namespace }),
    nameOf: (application) => (isNamed(application, wanted) ? wanted : undefined),
  }
}

function scopeOfMany(names: readonly ApplicationName[]): Scope {
  const [namespace, ...others] = new Set(names.map((name) => name.namespace))
  return {
    ...(namespace === undefined || others.length > 0 ? {} : { namespace }),
    nameOf: (application) => names.find((name) => isNamed(application, name)),
  }
}

function isNamed(application: unknown, wanted: ApplicationName): boolean {
  if (textAt(application, 'metadata', 'name') !== wanted.name) return false
  return wanted.namespace === undefined || textAt(application, 'metadata', 'namespace') === wanted.namespace
}

function fullName(application: unknown): ApplicationName | undefined {
  const name = textAt(application, 'metadata', 'name')
  return name === undefined ? undefined : { name, namespace: textAt(application, 'metadata', 'namespace') }
}
