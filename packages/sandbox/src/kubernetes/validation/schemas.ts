import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { ClusterObject } from '../store.ts'

/**
 * Checks objects of Flux against the committed parts of their definitions (`scripts/make-flux-schemas.mjs`); kinds of
 * Kubernetes itself are not checked.
 */
export class ClusterSchemas {
  static #shared: ClusterSchemas | undefined

  /** Compiling takes a while: all sandboxes of a process share one. */
  static shared(): ClusterSchemas {
    return (ClusterSchemas.#shared ??= new ClusterSchemas())
  }

  readonly #schemas: Readonly<Record<string, object>>
  readonly #compiled = new Map<string, ValidateFunction>()
  readonly #ajv: Ajv

  constructor() {
    const file = new URL('../../../schemas/flux-schemas.json', import.meta.url)
    this.#schemas = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, object>>
    this.#ajv = new Ajv({ strict: false, allErrors: true })
    addFormats.default(this.#ajv)
  }

  /** What is wrong with an object; nothing for one that is as it should be. */
  check(object: ClusterObject): readonly string[] {
    const schema = this.#schemas[object.kind]
    if (schema === undefined) return []
    const validate = this.#compiled.get(object.kind) ?? this.#ajv.compile(schema)
    this.#compiled.set(object.kind, validate)
    // What counts is what is sent: JSON has no undefined.
    if (validate(JSON.parse(JSON.stringify(object)))) return []
    return (validate.errors ?? []).map((error) => {
      const extra: unknown = error.params.additionalProperty
      const what = typeof extra === 'string' ? ` (${extra})` : ''
      return `${error.instancePath || '/'} ${error.message ?? error.keyword}${what}`
    })
  }
}
