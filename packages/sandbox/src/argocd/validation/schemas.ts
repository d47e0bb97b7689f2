import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** Something the sandbox or its client sent that Argo CD's own description does not allow. */
export interface SchemaViolation {
  where: string
  problems: string[]
}

export interface OperationDescription {
  query: string[]
  body?: object
  answer: object
  error: object
}

interface SwaggerSubset {
  paths: Record<string, Record<string, OperationDescription>>
  definitions: Record<string, object>
}

/**
 * Checks objects and messages against the committed subsets of the Application CRD and of Argo CD's swagger file
 * (`scripts/make-argocd-schemas.mjs`). Each check returns the problems found, nothing when there are none.
 */
export class ArgoCdSchemas {
  static #shared: ArgoCdSchemas | undefined

  /** Compiling takes a good part of a second: all sandboxes of a process share one. */
  static shared(): ArgoCdSchemas {
    return (ArgoCdSchemas.#shared ??= new ArgoCdSchemas())
  }

  readonly #ajv: Ajv
  readonly #swagger: SwaggerSubset
  readonly #application: ValidateFunction
  readonly #compiled = new Map<object, ValidateFunction>()

  constructor() {
    this.#swagger = readSchema('argocd-swagger-subset.json') as SwaggerSubset
    this.#ajv = new Ajv({ strict: false, allErrors: true, formats: { byte: true } })
    addFormats.default(this.#ajv)
    this.#ajv.addSchema({ $id: 'swagger', definitions: this.#swagger.definitions })
    this.#application = this.#ajv.compile(readSchema('argocd-application-schema.json'))
  }

  describe(template: string, method: string): OperationDescription | undefined {
    return this.#swagger.paths[template]?.[method.toLowerCase()]
  }

  checkApplication(application: object): string[] {
    const object = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', ...application }
    return problemsOf(this.#application, object)
  }

  /** `schema` is one that `describe` returned. */
  check(schema: object, value: unknown): string[] {
    let validate = this.#compiled.get(schema)
    if (validate === undefined) {
      validate = this.#ajv.compile(absolute(schema) as object)
      this.#compiled.set(schema, validate)
    }
    return problemsOf(validate, value)
  }
}

function problemsOf(validate: ValidateFunction, value: unknown): string[] {
  // What counts is what is sent: JSON has no undefined.
  if (validate(JSON.parse(JSON.stringify(value)))) return []
  return (validate.errors ?? []).map((error) => {
    const extra: unknown = error.params.additionalProperty
    return `${error.instancePath || '/'} ${error.message ?? error.keyword}${typeof extra === 'string' ? ` (${extra})` : ''}`
  })
}

function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' ? `swagger${String(value)}` : absolute(value),
    ]),
  )
}

function readSchema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')) as object
}
