// Cuts the parts of Argo CD's own descriptions that the sandbox validates against out of the upstream files.
//
//   node scripts/make-argocd-schemas.mjs <directory with argocd-swagger.json and argocd-application-crd.yaml>
//
// The two files are `assets/swagger.json` and `manifests/crds/application-crd.yaml` of
// https://github.com/argoproj/argo-cd. Results go to packages/sandbox/schemas/ and are committed.
//
// Both are closed: an object that declares its properties takes no other. A Kubernetes API server prunes fields that
// a structural schema does not name, and a Go server cannot emit a field its type does not have, so a field unknown
// to the schema is a mistake of the sandbox.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'

const operations = {
  '/api/v1/applications': ['get'],
  '/api/v1/applications/{name}': ['get'],
  '/api/v1/applications/{name}/events': ['get'],
  '/api/v1/applications/{name}/operation': ['delete'],
  '/api/v1/applications/{name}/revisions/{revision}/metadata': ['get'],
  '/api/v1/applications/{name}/rollback': ['post'],
  '/api/v1/applications/{name}/sync': ['post'],
  '/api/v1/applications/{name}/syncwindows': ['get'],
  '/api/v1/applications/{applicationName}/managed-resources': ['get'],
  '/api/v1/applications/{applicationName}/resource-tree': ['get'],
  '/api/v1/session/userinfo': ['get'],
  '/api/v1/stream/applications': ['get'],
  '/api/version': ['get'],
}

const [directory] = process.argv.slice(2)
if (directory === undefined) {
  console.error('Give the directory that holds argocd-swagger.json and argocd-application-crd.yaml.')
  process.exit(1)
}
const swagger = JSON.parse(readFileSync(join(directory, 'argocd-swagger.json'), 'utf8'))
const crd = parse(readFileSync(join(directory, 'argocd-application-crd.yaml'), 'utf8'))
const output = join(import.meta.dirname, '..', 'packages', 'sandbox', 'schemas')
await write('argocd-swagger-subset.json', cutSwagger(swagger))
await write('argocd-application-schema.json', cutCrd(crd))

function cutSwagger(document) {
  const paths = {}
  for (const [path, methods] of Object.entries(operations)) {
    paths[path] = {}
    for (const method of methods) {
      const operation = document.paths[path]?.[method]
      if (operation === undefined) throw new Error(`The swagger file has no ${method} ${path}.`)
      const parameters = operation.parameters ?? []
      paths[path][method] = {
        query: parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name),
        body: parameters.find((parameter) => parameter.in === 'body')?.schema,
        answer: operation.responses['200'].schema,
        error: operation.responses.default.schema,
      }
    }
  }
  const names = new Set()
  collectReferences(paths, document.definitions, names)
  const definitions = {}
  for (const name of [...names].sort())
    definitions[name] = close(flatten(document.definitions[name], document))
  return { source: document.info.title, paths: close(paths), definitions: withoutProse(definitions) }
}

/** Go embeds one struct in another; swagger says `allOf`, which a closed object cannot express. */
function flatten(definition, document) {
  if (definition.allOf === undefined) return definition
  const properties = { ...definition.properties }
  for (const part of definition.allOf) {
    Object.assign(properties, document.definitions[part.$ref.split('/').at(-1)].properties)
  }
  const { allOf: _, ...rest } = definition
  return { ...rest, properties }
}

function collectReferences(node, definitions, names) {
  if (Array.isArray(node)) return node.forEach((item) => collectReferences(item, definitions, names))
  if (node === null || typeof node !== 'object') return
  for (const [key, value] of Object.entries(node)) {
    if (key !== '$ref') {
      collectReferences(value, definitions, names)
      continue
    }
    const name = value.split('/').at(-1)
    if (names.has(name)) continue
    names.add(name)
    collectReferences(definitions[name], definitions, names)
  }
}

function cutCrd(document) {
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
    if (key.startsWith('x-kubernetes-')) throw new Error(`No rule for ${key} yet: add one to normalise().`)
  }
  return result
}

function close(node) {
  if (Array.isArray(node)) return node.map(close)
  if (node === null || typeof node !== 'object') return node
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, close(value)]))
  const declares =
    result.type === 'object' && result.properties !== undefined && !Array.isArray(result.properties)
  if (declares && result.additionalProperties === undefined) result.additionalProperties = false
  return result
}

/** Descriptions are nine tenths of the upstream files and take no part in validation. */
function withoutProse(node, isNameMap = false) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item))
  if (node === null || typeof node !== 'object') return node
  const kept = Object.entries(node).filter(
    ([key, value]) => isNameMap || !(['description', 'title'].includes(key) && typeof value === 'string'),
  )
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutProse(value, key === 'properties' && !isNameMap)]),
  )
}

async function write(name, content) {
  const path = join(output, name)
  writeFileSync(
    path,
    await format(JSON.stringify(content), { ...(await resolveConfig(path)), parser: 'json' }),
  )
  console.log(`${name}: ${readFileSync(path).length} bytes`)
}
