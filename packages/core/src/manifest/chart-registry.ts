import { nonEmpty } from './name.ts'
import { type Cursor, fieldOf, textOf } from './tree.ts'

/** The names that an image of a chart may have; the first is the one to show. */
export interface ImageNames {
  readonly name: string
  readonly otherNames: readonly string[]
}

/**
 * The registry that a map of values sets for every image below it: `global.imageRegistry`, or what other charts call it.
 * https://helm.sh/docs/chart_template_guide/subcharts_and_globals/
 */
export function globalRegistryOf(values: Cursor): string | undefined {
  const global = fieldOf(values, 'global')
  if (global === undefined) return undefined
  return firstRegistry(KEYS.map((keys) => keys.reduce<Cursor | undefined>(below, global)))
}

/** As `globalRegistryOf`, of values by their names in dots; none or one. */
export function globalRegistryOfNames(values: ReadonlyMap<string, Cursor>): readonly string[] {
  const registry = firstRegistry(KEYS.map((keys) => values.get(['global', ...keys].join('.'))))
  return registry === undefined ? [] : [registry]
}

/**
 * A repository with its registry. Charts differ in whether the image's own registry or the global one wins, and a global one
 * often is a mirror of where the image was pushed to: the image goes by each of these names.
 */
export function namesOf(
  repository: string,
  registry: string | undefined,
  globals: readonly string[],
): ImageNames {
  const own = registry === undefined ? undefined : join(registry, repository)
  const global = hasRegistry(repository) ? [] : globals.map((each) => join(each, repository))
  const [name = repository, ...otherNames] = own === undefined ? [...global, repository] : [own, ...global]
  return { name, otherNames }
}

const KEYS = [['imageRegistry'], ['image', 'registry'], ['registry']] as const

function firstRegistry(fields: readonly (Cursor | undefined)[]): string | undefined {
  return fields.map((field) => nonEmpty(textOf(field))).find((registry) => registry !== undefined)
}

function below(at: Cursor | undefined, key: string): Cursor | undefined {
  return at === undefined ? undefined : fieldOf(at, key)
}

function join(registry: string, repository: string): string {
  return `${registry.replace(/\/$/, '')}/${repository}`
}

function hasRegistry(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first)
}
