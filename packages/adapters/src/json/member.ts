import { isJsonObject, type JsonObject } from './object.ts'

/** Foreign JSON is unknown until it is asked for: each reader answers undefined for anything of another type. */

export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  const found = at(value, path)
  return isJsonObject(found) ? found : undefined
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' ? found : undefined
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path)
  return typeof found === 'number' ? found : undefined
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, path)
  return Array.isArray(found) ? found : []
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const key of path) {
    if (!isJsonObject(found)) return undefined
    found = found[key]
  }
  return found
}
