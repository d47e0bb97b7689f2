import { WorkflowError } from './error.ts'
import { toText, type Scope, type Value } from './expressions.ts'
import { entries, evaluateTemplate, find, literal, type Template } from './template.ts'
import type { Workflow } from './workflow-file.ts'

/**
 * The `inputs` context of a run: declared inputs of the event with their types and defaults. Empty for events that have
 * no inputs.
 *
 * @throws WorkflowError for an undeclared, missing or wrongly typed input.
 */
export function readRunInputs(
  workflow: Workflow,
  event: string,
  given: Readonly<Record<string, Value>>,
  scope: Scope,
): Record<string, Value> {
  if (event !== 'workflow_dispatch' && event !== 'workflow_call') return {}
  const declared = declaredInputs(workflow, event)
  return readInputs(
    workflow.path,
    declared,
    given,
    scope,
    event === 'workflow_dispatch' ? parseText : (value) => value,
  )
}

/** The `inputs` context of a called workflow. Types are not converted, as on GitHub: a boolean input takes no text. */
export function readCallInputs(
  called: Workflow,
  given: Readonly<Record<string, Value>>,
  scope: Scope,
): Record<string, Value> {
  return readInputs(called.path, declaredInputs(called, 'workflow_call'), given, scope, (value) => value)
}

/** Secrets a called workflow sees. @throws WorkflowError when a required one is not passed or one is not declared. */
export function readCallSecrets(
  called: Workflow,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = entries(find(called.on, 'workflow_call', 'secrets'))
  for (const name of Object.keys(given)) {
    if (!declared.some(([key]) => sameName(key, name)))
      throw new WorkflowError(`Secret '${name}' is not declared by ${called.path}`)
  }
  for (const [name, body] of declared) {
    if (isTrue(find(body, 'required')) && !Object.keys(given).some((key) => sameName(key, name))) {
      throw new WorkflowError(`Secret '${name}' is required by ${called.path}, but was not passed`)
    }
  }
  return { ...given }
}

type Declared = readonly (readonly [name: string, body: Template])[]

function declaredInputs(workflow: Workflow, event: string): Declared {
  return entries(find(workflow.on, event, 'inputs'))
}

function readInputs(
  path: string,
  declared: Declared,
  given: Readonly<Record<string, Value>>,
  scope: Scope,
  convert: (value: Value, type: string) => Value,
): Record<string, Value> {
  for (const name of Object.keys(given)) {
    if (!declared.some(([key]) => sameName(key, name)))
      throw new WorkflowError(`Input '${name}' is not declared by ${path}`)
  }
  return Object.fromEntries(
    declared.map(([name, body]) => {
      const value = Object.entries(given).find(([key]) => sameName(key, name))?.[1]
      const type = literal(find(body, 'type')) ?? 'string'
      const fallback = find(body, 'default')
      if (value !== undefined) return [name, check(name, path, convert(value, type), type, body)]
      if (fallback !== undefined) return [name, evaluateTemplate(fallback, scope)]
      if (isTrue(find(body, 'required')))
        throw new WorkflowError(`Input '${name}' is required by ${path}, but was not given`)
      return [name, EMPTY[type] ?? '']
    }),
  )
}

const EMPTY: Readonly<Record<string, Value>> = { boolean: false, number: 0 }

function check(name: string, path: string, value: Value, type: string, body: Template): Value {
  const wanted = type === 'boolean' || type === 'number' ? type : 'string'
  if (typeof value !== wanted)
    throw new WorkflowError(
      `Input '${name}' of ${path} must be a ${wanted}, but '${toText(value)}' was given`,
    )
  const options = find(body, 'options')
  const choices = options === undefined ? [] : evaluateTemplate(options, { contexts: {} })
  if (type === 'choice' && Array.isArray(choices) && !choices.includes(value)) {
    throw new WorkflowError(
      `Input '${name}' of ${path} must be one of ${choices.map(toText).join(', ')}, but '${toText(value)}' was given`,
    )
  }
  return value
}

/** The dispatch API and form carry text; GitHub types it by the declaration. */
function parseText(value: Value, type: string): Value {
  if (typeof value !== 'string') return type === 'boolean' || type === 'number' ? value : toText(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  if (type === 'number' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value)
  return value
}

function isTrue(token: Template | undefined): boolean {
  return token !== undefined && evaluateTemplate(token, { contexts: {} }) === true
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
