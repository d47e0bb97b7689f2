import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards'
import { WorkflowError } from './error.ts'
import { evaluateExpression, isTruthy, toText, type Scope, type Value } from './expressions.ts'

/** A node of a workflow or action file that may hold expressions. */
export type Template = TemplateToken

/** The value of a node with all its expressions evaluated. */
export function evaluateTemplate(token: Template, scope: Scope): Value {
  if (isBasicExpression(token)) return evaluateExpression(token.expression, scope)
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value
  if (isSequence(token)) {
    return Array.from({ length: token.count }, (_, index) => evaluateTemplate(token.get(index), scope))
  }
  if (isMapping(token)) {
    return Object.fromEntries(entries(token).map(([key, value]) => [key, evaluateTemplate(value, scope)]))
  }
  if (token.isExpression) throw new WorkflowError('`${{ insert }}` is not supported by the sandbox runner')
  return null
}

/** The same as text, by GitHub's conversion; an absent node is empty. */
export function evaluateText(token: Template | undefined, scope: Scope): string {
  return token === undefined ? '' : toText(evaluateTemplate(token, scope))
}

/** A node that is true or false; absent is false. */
export function evaluateFlag(token: Template | undefined, scope: Scope): boolean {
  return token !== undefined && isTruthy(evaluateTemplate(token, scope))
}

/** A node that is a number; absent is undefined. @throws WorkflowError when it is something else. */
export function evaluateNumber(token: Template | undefined, scope: Scope): number | undefined {
  if (token === undefined) return undefined
  const value = evaluateTemplate(token, scope)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number)) {
    throw new WorkflowError(`A number is wanted where '${toText(value)}' was given`)
  }
  return number
}

/** A mapping of texts, such as `env` or `with`; absent is empty. @throws WorkflowError when it is not a mapping. */
export function evaluateTexts(token: Template | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {}
  const value = evaluateTemplate(token, scope)
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new WorkflowError(`A mapping is wanted where '${toText(value)}' was given`)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toText(item)]))
}

/** Keys and values of a mapping node in file order; nothing for any other node. */
export function entries(token: Template | undefined): [key: string, value: Template][] {
  if (token === undefined || !isMapping(token)) return []
  return Array.from({ length: token.count }, (_, index) => {
    const { key, value } = token.get(index)
    return [key.toString(), value]
  })
}

/** The node under a key, however deep; undefined when any step of the way is missing. */
export function find(token: Template | undefined, ...keys: string[]): Template | undefined {
  let here = token
  for (const key of keys) {
    if (here === undefined || !isMapping(here)) return undefined
    here = findKey(here, key)
  }
  return here
}

/** A node that is plain text. */
export function literal(token: Template | undefined): string | undefined {
  return token !== undefined && isString(token) ? token.value : undefined
}

function findKey(token: MappingToken, key: string): Template | undefined {
  return entries(token).find(([name]) => name === key)?.[1]
}
