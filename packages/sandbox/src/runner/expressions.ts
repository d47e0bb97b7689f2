import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { type Token, TokenType } from '@actions/expressions/lexer'
import { describeError, WorkflowError } from './error.ts'

/** What an expression can hold: JSON. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** What expressions can see: contexts by name, and the status functions of the place they stand in. */
export interface Scope {
  readonly contexts: Readonly<Record<string, Value>>
  readonly status?: StatusFunctions
}

export interface StatusFunctions {
  success(): boolean
  failure(): boolean
  cancelled(): boolean
}

/**
 * Evaluates an expression without its `${{ }}`. Unknown contexts are null, as on GitHub.
 *
 * @throws WorkflowError when it cannot be parsed or evaluated; `hashFiles` is always refused.
 */
export function evaluateExpression(expression: string, scope: Scope): Value {
  const functions = scopeFunctions(scope.status)
  try {
    const tokens = new Lexer(expression).lex().tokens.map(restoreQuotes)
    const tree = new Parser(tokens, [...CONTEXTS], functions).parse()
    const contexts = new data.Dictionary(
      ...CONTEXTS.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
    )
    return fromData(
      new Evaluator(tree, contexts, new Map(functions.map((f) => [f.name.toLowerCase(), f]))).evaluate(),
    )
  } catch (error) {
    throw new WorkflowError(`The expression '${expression}' cannot be evaluated: ${describeError(error)}`, {
      cause: error,
    })
  }
}

/** GitHub's conversion to text: null is empty, booleans are words, objects and arrays are their kind's name. */
export function toText(value: Value): string {
  return toData(value).coerceString()
}

/** GitHub's truth: false, 0, -0, NaN, the empty string and null are false. */
export function isTruthy(value: Value): boolean {
  return value !== false && value !== 0 && !Number.isNaN(value) && value !== '' && value !== null
}

/** JSON of any origin as a value; functions and undefined are dropped as JSON drops them. */
export function toValue(json: unknown): Value {
  if (json === null || typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return json
  if (Array.isArray(json)) return json.map(toValue)
  if (typeof json !== 'object') return null
  return Object.fromEntries(
    Object.entries(json)
      .filter(([, value]) => value !== undefined && typeof value !== 'function')
      .map(([key, value]) => [key, toValue(value)]),
  )
}

const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
] as const

/** The lexer of @actions/expressions 0.3.61 turns only the first `''` of a text into a quote. */
function restoreQuotes(token: Token): Token {
  if (token.type !== TokenType.STRING) return token
  return { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
}

function scopeFunctions(status: StatusFunctions | undefined): FunctionDefinition[] {
  const truth = (name: string, test: () => boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(test()),
  })
  const outside = (name: string) => (): boolean => {
    throw new Error(`${name}() can only be used in an 'if'`)
  }
  return [
    truth('always', () => true),
    truth('success', status ? () => status.success() : outside('success')),
    truth('failure', status ? () => status.failure() : outside('failure')),
    truth('cancelled', status ? () => status.cancelled() : outside('cancelled')),
    {
      name: 'hashFiles',
      minArgs: 1,
      maxArgs: 255,
      call: () => {
        throw new Error('hashFiles() is not supported by the sandbox runner')
      },
    },
  ]
}

function toData(value: Value): data.ExpressionData {
  if (value === null) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (isList(value)) return new data.Array(...value.map(toData))
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })))
}

function fromData(value: data.ExpressionData): Value {
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]))
  }
  if (value instanceof data.Array) return value.values().map(fromData)
  if (value instanceof data.StringData) return value.value
  if (value instanceof data.NumberData) return value.value
  if (value instanceof data.BooleanData) return value.value
  return null
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
