import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** One operation of GitHub's OpenAPI description, found by its method and template: `POST /repos/{owner}/{repo}/pulls`. */
export interface DescribedOperation {
  /** GitHub's name of it: `pulls/create`. */
  readonly id: string
  readonly query?: Readonly<Record<string, JsonSchema>>
  readonly request?: { readonly required: boolean; readonly schema: JsonSchema }
  /** By status; null where the answer has no JSON body. */
  readonly responses: Readonly<Record<string, JsonSchema | null>>
}

type JsonSchema = Readonly<Record<string, unknown>>

interface Subset {
  readonly operations: Readonly<Record<string, DescribedOperation>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

const SUBSET = new URL('../../../schemas/github-openapi-subset.json', import.meta.url)
const BASE = 'https://api.github.test/openapi'

/** The form of every error body of GitHub's REST API; statuses that an operation does not list are held to it. */
const ERROR_BODY: JsonSchema = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    documentation_url: { type: 'string' },
    status: { type: 'string' },
  },
  required: ['message'],
}

let subset: Subset | undefined
let validators: Ajv | undefined
const compiled = new Map<string, ValidateFunction>()

/** The description of an operation, or undefined when the committed subset does not hold it. */
export function describeOperation(operation: string): DescribedOperation | undefined {
  const { operations } = readSubset()
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined
}

/**
 * Checks a request body against GitHub's OpenAPI description. Returns sentences, none when it is valid. A member that the
 * description does not know is a problem too: GitHub ignores it silently, which hides a misspelling.
 */
export function validateRequest(operation: string, body: unknown): readonly string[] {
  const described = describeOperation(operation)
  if (described === undefined) return [`${operation}: not an operation of the committed subset`]
  const { request } = described
  if (request === undefined) return isEmptyBody(body) ? [] : [`${operation}: takes no request body`]
  if (body === undefined) return request.required ? [`${operation}: the request body is missing`] : []
  const place = `operations/${escapePointer(operation)}/request/schema`
  return [
    ...findProblems(`${operation} request`, place, body),
    ...findUnknownMembers(request.schema, body).map(
      (name) => `${operation} request: unknown member "${name}"`,
    ),
  ]
}

/** Checks the names and values of a query string; every parameter must be one that the operation knows. */
export function validateQuery(operation: string, query: URLSearchParams): readonly string[] {
  const described = describeOperation(operation)
  if (described === undefined) return [`${operation}: not an operation of the committed subset`]
  const known = described.query ?? {}
  return [...query].flatMap(([name, value]) => {
    if (!Object.hasOwn(known, name)) return [`${operation} query: unknown parameter "${name}"`]
    const place = `operations/${escapePointer(operation)}/query/${escapePointer(name)}`
    return findProblems(`${operation} query ${name}`, place, readScalar(value, known[name]))
  })
}

/**
 * Checks an answer. `body` is undefined when there is none. A success status that the operation does not list is a problem;
 * an error status that it does not list must have the common form of GitHub's errors.
 */
export function validateResponse(operation: string, status: number, body: unknown): readonly string[] {
  const described = describeOperation(operation)
  if (described === undefined) return [`${operation}: not an operation of the committed subset`]
  const schema = described.responses[String(status)]
  if (schema === undefined) {
    return status < 400
      ? [`${operation}: answers no ${status}`]
      : findErrorBodyProblems(operation, status, body)
  }
  if (schema === null) return isEmptyBody(body) ? [] : findErrorBodyProblems(operation, status, body)
  const place = `operations/${escapePointer(operation)}/responses/${status}`
  if (status >= 400 && Array.isArray(schema.oneOf))
    return findErrorProblems(operation, status, schema.oneOf, body)
  return findProblems(`${operation} ${status}`, place, body)
}

/** GitHub's alternatives for an error are not exclusive, though the description says `oneOf`. */
function findErrorProblems(
  operation: string,
  status: number,
  alternatives: unknown[],
  body: unknown,
): string[] {
  const place = `operations/${escapePointer(operation)}/responses/${status}/oneOf`
  const anyOf = alternatives.map((_, index) => ({ $ref: `${BASE}#/${place}/${index}` }))
  const validate = compileSchema(place, { anyOf })
  return validate(body)
    ? []
    : (validate.errors ?? []).map((error) => `${operation} ${status}: ${describeError(error)}`)
}

function readSubset(): Subset {
  // The file is made by scripts/make-openapi-subset.mjs, so its form is ours.
  subset ??= JSON.parse(readFileSync(SUBSET, 'utf8')) as Subset
  return subset
}

function findProblems(label: string, pointer: string, value: unknown): string[] {
  const validate = compileAt(pointer)
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${label}: ${describeError(error)}`)
}

function findErrorBodyProblems(operation: string, status: number, body: unknown): string[] {
  // GitHub answers an unknown sha and some outages with no body at all.
  if (isEmptyBody(body) && status >= 500) return []
  const validate = compileSchema('error-body', ERROR_BODY)
  return validate(body)
    ? []
    : (validate.errors ?? []).map((e) => `${operation} ${status}: ${describeError(e)}`)
}

function compileAt(pointer: string): ValidateFunction {
  return compileSchema(pointer, { $ref: `${BASE}#/${pointer}` })
}

function compileSchema(key: string, schema: JsonSchema): ValidateFunction {
  const known = compiled.get(key)
  if (known !== undefined) return known
  validators ??= createValidators()
  const validate = validators.compile(schema)
  compiled.set(key, validate)
  return validate
}

function createValidators(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv, ['date-time', 'email', 'uri'])
  ajv.addFormat('int64', true)
  ajv.addFormat('repo.nwo', true)
  const { operations, components } = readSubset()
  ajv.addSchema({ $id: BASE, operations, components })
  return ajv
}

function describeError(error: ErrorObject): string {
  const place = error.instancePath === '' ? 'the value' : error.instancePath
  const allowed: unknown = error.params.allowedValues
  const detail = Array.isArray(allowed)
    ? ` (${allowed.map((value) => JSON.stringify(value)).join(', ')})`
    : ''
  return `${place} ${error.message ?? error.keyword}${detail}`
}

function findUnknownMembers(schema: JsonSchema, body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  const known = collectMembers(schema)
  return known.size === 0 ? [] : Object.keys(body).filter((name) => !known.has(name))
}

function collectMembers(schema: JsonSchema): Set<string> {
  const members = new Set(isRecord(schema.properties) ? Object.keys(schema.properties) : [])
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const branches = schema[keyword]
    if (!Array.isArray(branches)) continue
    for (const branch of branches)
      if (isRecord(branch)) for (const name of collectMembers(branch)) members.add(name)
  }
  return members
}

/** A query value is text; where the schema wants a number or a boolean, the text is read as one. */
function readScalar(value: string, schema: JsonSchema | undefined): unknown {
  const type = schema?.type
  if ((type === 'integer' || type === 'number') && /^-?\d+$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function isEmptyBody(body: unknown): boolean {
  return body === undefined || body === '' || (isRecord(body) && Object.keys(body).length === 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As a URI fragment of a JSON pointer: templates hold slashes and braces. */
function escapePointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}
