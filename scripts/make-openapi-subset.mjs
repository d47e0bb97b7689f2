// Cuts the GitHub operations that the sandbox answers out of GitHub's own OpenAPI description and writes them, with every
// schema they refer to, to packages/sandbox/schemas/github-openapi-subset.json (committed).
//
//   node scripts/make-openapi-subset.mjs [path of an already downloaded octokit-openapi-*.tgz]
//
// The npm package is 385 MB unpacked, so it is no dependency of ours: one file is taken out of the tarball.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERSION = '23.0.2'
const MEMBER = 'package/generated/api.github.com.json'
const TARGET = resolve(
  dirname(fileURLToPath(import.meta.url)),
  '../packages/sandbox/schemas/github-openapi-subset.json',
)

const OPERATIONS = [
  // the repository, its branches and rules
  'repos/get',
  'repos/list-branches',
  'repos/get-branch',
  'repos/get-branch-rules',
  'repos/check-collaborator',
  'repos/create-dispatch-event',
  'repos/merge',
  // git data
  'git/get-ref',
  'git/list-matching-refs',
  'git/create-ref',
  'git/update-ref',
  'git/delete-ref',
  'git/get-blob',
  'git/create-blob',
  'git/get-tree',
  'git/create-tree',
  'git/get-commit',
  'git/create-commit',
  'git/get-tag',
  'git/create-tag',
  // contents and history
  'repos/get-content',
  'repos/create-or-update-file-contents',
  'repos/delete-file',
  'repos/compare-commits-with-basehead',
  'repos/list-commits',
  'repos/get-commit',
  'repos/list-pull-requests-associated-with-commit',
  // pull requests
  'pulls/list',
  'pulls/create',
  'pulls/get',
  'pulls/update',
  'pulls/list-files',
  'pulls/list-commits',
  'pulls/check-if-merged',
  'pulls/merge',
  'pulls/update-branch',
  'pulls/list-requested-reviewers',
  'pulls/request-reviewers',
  'pulls/remove-requested-reviewers',
  // issues
  'issues/create',
  'issues/get',
  'issues/update',
  'issues/list-for-repo',
  'issues/list-labels-on-issue',
  'issues/add-labels',
  'issues/set-labels',
  'issues/remove-label',
  'issues/list-labels-for-repo',
  'issues/create-label',
  'issues/get-label',
  'issues/list-comments',
  'issues/create-comment',
  'issues/update-comment',
  'issues/add-assignees',
  'issues/list-milestones',
  'issues/create-milestone',
  // statuses, deployments, checks
  'repos/create-commit-status',
  'repos/list-commit-statuses-for-ref',
  'repos/get-combined-status-for-ref',
  'repos/create-deployment',
  'repos/list-deployments',
  'repos/get-deployment',
  'repos/create-deployment-status',
  'repos/list-deployment-statuses',
  'checks/create',
  'checks/get',
  'checks/update',
  'checks/list-for-ref',
  // identity and workflow runs
  'users/get-authenticated',
  'apps/get-authenticated',
  'apps/get-repo-installation',
  'apps/list-repos-accessible-to-installation',
  'apps/create-installation-access-token',
  'apps/revoke-installation-access-token',
  'rate-limit/get',
  'actions/create-workflow-dispatch',
  'actions/get-workflow-run',
  'actions/list-workflow-runs-for-repo',
]

main()

function main() {
  const description = readDescription(process.argv[2])
  const byId = indexOperations(description)
  const missing = OPERATIONS.filter((id) => !byId.has(id))
  if (missing.length > 0) throw new Error(`not in the description: ${missing.join(', ')}`)

  const operations = {}
  for (const id of OPERATIONS) {
    const { method, path, operation } = byId.get(id)
    operations[`${method.toUpperCase()} ${path}`] = cutOperation(operation, description)
  }
  const schemas = collectSchemas(operations, description.components.schemas)
  const subset = {
    source: `https://www.npmjs.com/package/@octokit/openapi/v/${VERSION}`,
    operations: sortKeys(operations),
    components: { schemas },
  }
  mkdirSync(dirname(TARGET), { recursive: true })
  const text = `${JSON.stringify(subset)}\n`
  writeFileSync(TARGET, text)
  const count = `${OPERATIONS.length} operations, ${Object.keys(schemas).length} schemas`
  console.log(`${TARGET}: ${count}, ${(text.length / 1024).toFixed(0)} KiB`)
}

function readDescription(givenTarball) {
  const directory = mkdtempSync(join(tmpdir(), 'openapi-subset-'))
  try {
    const tarball = givenTarball ? resolve(givenTarball) : pack(directory)
    return JSON.parse(run('tar', ['-xzOf', tarball, MEMBER], directory))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function pack(directory) {
  run('npm', ['pack', '--silent', `@octokit/openapi@${VERSION}`], directory)
  const name = readdirSync(directory).find((entry) => entry.endsWith('.tgz'))
  if (!name) throw new Error('npm pack left no tarball')
  return join(directory, name)
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${result.error ?? result.stderr}`)
  return result.stdout
}

function indexOperations(description) {
  const byId = new Map()
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId) byId.set(operation.operationId, { method, path, operation })
    }
  }
  return byId
}

function cutOperation(operation, description) {
  const cut = { id: operation.operationId }
  const query = {}
  for (const given of operation.parameters ?? []) {
    const parameter = resolveReference(given, description)
    if (parameter.in === 'query') query[parameter.name] = cleanSchema(parameter.schema)
  }
  if (Object.keys(query).length > 0) cut.query = query
  const body = resolveReference(operation.requestBody ?? {}, description)
  const request = jsonSchemaOf(body)
  if (request) cut.request = { required: body.required === true, schema: request }
  cut.responses = {}
  for (const [status, given] of Object.entries(operation.responses)) {
    cut.responses[status] = jsonSchemaOf(resolveReference(given, description)) ?? null
  }
  return cut
}

function jsonSchemaOf(content) {
  const schema = content.content?.['application/json']?.schema
  return schema ? cleanSchema(schema) : undefined
}

function resolveReference(value, description) {
  if (!value?.$ref) return value
  return value.$ref
    .split('/')
    .slice(1)
    .reduce((node, key) => node[key], description)
}

/** A copy with only what validates: no prose, no examples, `nullable` in a form that JSON Schema knows. */
function cleanSchema(schema) {
  if (Array.isArray(schema)) return schema.map(cleanSchema)
  if (schema === null || typeof schema !== 'object') return schema
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref }
  const clean = {}
  for (const [key, value] of Object.entries(schema)) {
    if (isProse(key)) continue
    if (key === 'properties') clean[key] = mapValues(value, cleanSchema)
    else if (key === 'enum' || key === 'default' || key === 'required') clean[key] = value
    else clean[key] = cleanSchema(value)
  }
  // GitHub answers empty text for such a member, which its own description then refuses.
  if (clean.default === '' && clean.format === 'uri') delete clean.format
  delete clean.default
  return cleanNullable(clean)
}

function isProse(key) {
  const prose = [
    'description',
    'title',
    'example',
    'examples',
    'externalDocs',
    'deprecated',
    'readOnly',
    'writeOnly',
  ]
  return prose.includes(key) || key.startsWith('x-')
}

function cleanNullable({ nullable, ...schema }) {
  if (nullable !== true) return schema
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const type = [schema.type, 'null']
  return Array.isArray(schema.enum) && !schema.enum.includes(null)
    ? { ...schema, type, enum: [...schema.enum, null] }
    : { ...schema, type }
}

function collectSchemas(operations, all) {
  const collected = {}
  const queue = referencesIn(operations)
  while (queue.length > 0) {
    const name = queue.pop()
    if (collected[name]) continue
    collected[name] = cleanSchema(all[name])
    queue.push(...referencesIn(collected[name]))
  }
  return sortKeys(collected)
}

function referencesIn(value) {
  const prefix = '#/components/schemas/'
  const names = new Set()
  JSON.stringify(value, (key, node) => {
    if (key === '$ref' && typeof node === 'string') {
      if (!node.startsWith(prefix)) throw new Error(`unexpected reference ${node}`)
      names.add(node.slice(prefix.length))
    }
    return node
  })
  return [...names]
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

function sortKeys(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
