import { isObject, objectAt, stringAt, type Json, type JsonObject } from './manifest.ts'

/** A strategic-merge patch; without a target it applies to the object of its own kind and name. */
export interface Patch {
  body: JsonObject
  target?: JsonObject
}

/** Merges the patch into the objects it is meant for. */
export function applyPatch(resources: JsonObject[], patch: Patch): JsonObject[] {
  return resources.map((resource) =>
    isTarget(resource, patch) ? mergeObject(resource, patchBody(patch)) : resource,
  )
}

function isTarget(resource: JsonObject, patch: Patch): boolean {
  const kind = stringAt(patch.target ?? patch.body, 'kind')
  const name = patch.target === undefined ? nameOf(patch.body) : stringAt(patch.target, 'name')
  if (kind !== undefined && kind !== stringAt(resource, 'kind')) return false
  return name === undefined || name === nameOf(resource)
}

/** A patch with a target may carry any name; the name of the object stays. */
function patchBody(patch: Patch): JsonObject {
  if (patch.target === undefined) return patch.body
  const metadata = Object.entries(objectAt(patch.body, 'metadata') ?? {}).filter(([key]) => key !== 'name')
  return { ...patch.body, metadata: Object.fromEntries(metadata) }
}

function mergeObject(base: JsonObject, patch: JsonObject): JsonObject {
  const result: JsonObject = { ...base }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key)
    else result[key] = mergeValue(result[key], value)
  }
  return result
}

function mergeValue(base: Json | undefined, patch: Json): Json {
  if (isObject(base) && isObject(patch)) return mergeObject(base, patch)
  if (Array.isArray(base) && Array.isArray(patch) && [...base, ...patch].every(isNamed))
    return mergeNamed(base, patch)
  return patch
}

/** Lists of named things (containers, volumes, environment) merge by name. */
function mergeNamed(base: Json[], patch: Json[]): Json[] {
  const result = [...base]
  for (const item of patch) {
    if (!isObject(item)) continue
    const index = result.findIndex((other) => isObject(other) && other.name === item.name)
    const existing = result[index]
    if (index >= 0 && isObject(existing)) result[index] = mergeObject(existing, item)
    else result.push(item)
  }
  return result
}

function isNamed(value: Json): boolean {
  return isObject(value) && typeof value.name === 'string'
}

function nameOf(object: JsonObject): string | undefined {
  return stringAt(objectAt(object, 'metadata'), 'name')
}
