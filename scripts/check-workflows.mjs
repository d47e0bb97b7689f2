// Validates every workflow and action.yml of the repository offline, with GitHub's own language service. The
// actions of this repository are known to it, so that an unknown or missing input in a workflow is an error too.
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

// The language service imports JSON without the attribute that Node asks for.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.json')
      ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
      : next(url, context),
})
const { validate } = await import('@actions/languageservice')
const { TextDocument } = await import('vscode-languageserver-textdocument')

const root = fileURLToPath(new URL('..', import.meta.url))
const ERROR = 1

/** Actions of others that our workflows use: the inputs we may give, as their action.yml has them. */
const FOREIGN = {
  'actions/checkout': ['repository', 'ref', 'token', 'path', 'fetch-depth', 'persist-credentials'],
  'actions/setup-node': ['node-version', 'cache'],
  'actions/create-github-app-token': ['app-id', 'client-id', 'private-key', 'owner', 'repositories'],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found', 'retention-days'],
  'actions/download-artifact': ['name', 'pattern', 'path', 'merge-multiple'],
}

function metadataOf(reference) {
  const path = reference.path ?? ''
  const own = `${root}${path}/action.yml`
  if (path.startsWith('actions/') && existsSync(own)) return parse(readFileSync(own, 'utf8'))
  const inputs = FOREIGN[`${reference.owner}/${reference.name}`]
  if (inputs === undefined) return undefined
  return { inputs: Object.fromEntries(inputs.map((name) => [name, { description: name }])), outputs: {} }
}

function files() {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      !/(^|\/)(node_modules|dist|lib|\.cache|\.git|fixtures)\//.test(path) &&
      (/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path) ||
        /^examples\/workflows\/[^/]+\.ya?ml$/.test(path) ||
        /(^|\/)action\.ya?ml$/.test(path)),
  )
  return found.sort()
}

/** `uses: ./actions/x` is not checked by the language service: its inputs are compared here. */
function localUsesProblems(path, text) {
  const problems = []
  for (const job of Object.values(parse(text)?.jobs ?? {})) {
    for (const step of job?.steps ?? []) {
      const local = /^\.\/(actions\/[\w-]+)$/.exec(step?.uses ?? '')
      if (local === null) continue
      const action = parse(readFileSync(`${root}${local[1]}/action.yml`, 'utf8'))
      for (const name of Object.keys(step.with ?? {})) {
        if (!(name in action.inputs)) problems.push(`${path}: ${step.uses} has no input "${name}"`)
      }
    }
  }
  return problems
}

const problems = []
const all = files()
for (const path of all) {
  const text = readFileSync(root + path, 'utf8')
  const workflow = !/action\.ya?ml$/.test(path)
  const uri = `file:///r/${workflow ? '.github/workflows/' : ''}${path.split('/').at(-1)}`
  const diagnostics = await validate(TextDocument.create(uri, 'yaml', 1, text), {
    actionsMetadataProvider: { fetchActionMetadata: async (reference) => metadataOf(reference) },
  })
  for (const { severity, range, message } of diagnostics) {
    if ((severity ?? ERROR) === ERROR) problems.push(`${path}:${range.start.line + 1}: ${message}`)
  }
  if (workflow) problems.push(...localUsesProblems(path, text))
}
process.stdout.write(`${all.length} workflow and action files checked\n`)
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
