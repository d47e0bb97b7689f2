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
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { close, cutCrd, withoutProse, writeSchema } from './crd-schema.mjs'

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
await writeSchema('argocd-swagger-subset.json', cutSwagger(swagger))
await writeSchema('argocd-application-schema.json', cutCrd(crd))

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
