// Turns the schema of a CustomResourceDefinition into a closed JSON Schema that ajv compiles.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const output = join(import.meta.dirname, '..', 'packages', 'sandbox', 'schemas')
/** How lists merge, and rules in CEL, which no validator of JSON Schema knows. */
const PASSED_OVER = [
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
]

/** The schema of the version that a cluster stores. */
export function cutCrd(document) {
  const version = document.spec.versions.find((candidate) => candidate.storage)
  const schema = normalise(version.schema.openAPIV3Schema)
  return withoutProse({ $id: `${document.metadata.name}/${version.name}`, ...close(schema) })
}

/** Turns the Kubernetes extensions of OpenAPI into what a JSON Schema validator knows. */
function normalise(node) {
  if (Array.isArray(node)) return node.map(normalise)
  if (node === null || typeof node !== 'object') return node
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, normalise(value)]))
  if (result['x-kubernetes-int-or-string'] === true) {
    delete result['x-kubernetes-int-or-string']
    delete result.type
    result.anyOf = [{ type: 'integer' }, { type: 'string' }]
  }
  if (result['x-kubernetes-preserve-unknown-fields'] === true) {
    delete result['x-kubernetes-preserve-unknown-fields']
    result.additionalProperties = true
  }
  for (const key of Object.keys(result)) {
    if (PASSED_OVER.includes(key)) delete result[key]
    else if (key.startsWith('x-kubernetes-'))
      throw new Error(`No rule for ${key} yet: add one to normalise().`)
  }
  return result
}

/** An object that declares its properties takes no other. */
export function close(node) {
  if (Array.isArray(node)) return node.map(close)
  if (node === null || typeof node !== 'object') return node
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, close(value)]))
  const declares =
    result.type === 'object' && result.properties !== undefined && !Array.isArray(result.properties)
  if (declares && result.additionalProperties === undefined) result.additionalProperties = false
  return result
}

/** Descriptions are nine tenths of the upstream files and take no part in validation. */
export function withoutProse(node, isNameMap = false) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item))
  if (node === null || typeof node !== 'object') return node
  const kept = Object.entries(node).filter(
    ([key, value]) => isNameMap || !(['description', 'title'].includes(key) && typeof value === 'string'),
  )
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutProse(value, key === 'properties' && !isNameMap)]),
  )
}

export async function writeSchema(name, content) {
  const path = join(output, name)
  writeFileSync(
    path,
    await format(JSON.stringify(content), { ...(await resolveConfig(path)), parser: 'json' }),
  )
  console.log(`${name}: ${readFileSync(path).length} bytes`)
}
