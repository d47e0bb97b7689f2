// Validates a workflow or an action.yml offline, with GitHub's own language service and rules of this repository.
import { existsSync, readFileSync } from 'node:fs'
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
const HINT = 3

/** Actions of others that our workflows use: the inputs we may give, as their action.yml has them. */
const FOREIGN = {
  'actions/checkout': ['repository', 'ref', 'token', 'path', 'fetch-depth', 'persist-credentials'],
  'actions/setup-node': ['node-version', 'cache'],
  'actions/create-github-app-token': ['app-id', 'client-id', 'private-key', 'owner', 'repositories'],
  'actions/attest-build-provenance': ['subject-name', 'subject-digest', 'push-to-registry'],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found', 'retention-days'],
  'actions/download-artifact': ['name', 'pattern', 'path', 'merge-multiple'],
}
const FOREIGN_OUTPUTS = { 'actions/create-github-app-token': ['token', 'app-slug', 'installation-id'] }

/**
 * What is wrong with a workflow.
 * @param name a name of its own: the language service keeps what it has read by name
 * @returns {Promise<{line: number, message: string}[]>} lines counted from 1
 */
export async function checkWorkflow(name, text) {
  const found = await diagnose(`file:///r/.github/workflows/${name.replaceAll('/', '-')}`, text)
  return [...found, ...localUsesProblems(text), ...permissionProblems(text)]
}

/** What is wrong with an action.yml. @param name its path */
export function checkAction(name, text) {
  return diagnose(`file:///r/${name}`, text)
}

async function diagnose(uri, text) {
  const diagnostics = await validate(TextDocument.create(uri, 'yaml', 1, text), {
    actionsMetadataProvider: { fetchActionMetadata: async (reference) => metadataOf(reference) },
  })
  return diagnostics
    .filter(({ severity }) => (severity ?? 1) < HINT)
    .map(({ range, message }) => ({ line: range.start.line + 1, message }))
}

function metadataOf(reference) {
  const path = reference.path ?? ''
  const own = `${root}${path}/action.yml`
  if (path.startsWith('actions/') && existsSync(own)) return parse(readFileSync(own, 'utf8'))
  const name = `${reference.owner}/${reference.name}`
  if (FOREIGN[name] === undefined) return undefined
  const describe = (names = []) => Object.fromEntries(names.map((key) => [key, { description: key }]))
  return { inputs: describe(FOREIGN[name]), outputs: describe(FOREIGN_OUTPUTS[name]) }
}

/** `uses: ./actions/x` is not checked by the language service: its inputs are compared here. */
function localUsesProblems(text) {
  const problems = []
  for (const job of Object.values(parse(text)?.jobs ?? {})) {
    for (const step of job?.steps ?? []) {
      const local = /^\.\/(actions\/[\w-]+)$/.exec(step?.uses ?? '')
      if (local === null) continue
      const action = parse(readFileSync(`${root}${local[1]}/action.yml`, 'utf8'))
      for (const name of Object.keys(step.with ?? {})) {
        if (!(name in action.inputs)) {
          problems.push({ line: lineOf(text, `${name}:`), message: `${step.uses} has no input "${name}"` })
        }
      }
    }
  }
  return problems
}

/** Whoever grants a permission says what for, behind it. */
function permissionProblems(text) {
  const lines = text.split('\n')
  const problems = []
  for (const [index, line] of lines.entries()) {
    const [, indent, value] = /^( *)permissions:(.*)$/.exec(line) ?? []
    if (value === undefined) continue
    const deeper = (other) => /^ */.exec(other)[0].length > indent.length
    const rest = lines.slice(index + 1)
    const end = rest.findIndex((other) => other.trim() !== '' && !deeper(other))
    const scopes = value.trim() === '' ? rest.slice(0, end < 0 ? undefined : end) : [line]
    for (const scope of scopes) {
      if (scope.trim() === '' || scope.includes(' # ')) continue
      problems.push({
        line: lines.indexOf(scope, index) + 1,
        message: `"${scope.trim()}" does not say what for: end the line in "# reason"`,
      })
    }
  }
  return problems
}

function lineOf(text, part) {
  return text.slice(0, Math.max(0, text.indexOf(part))).split('\n').length
}
