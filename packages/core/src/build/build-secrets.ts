import type { BuildSecret } from '../ports/builder.ts'
import { ActionError } from '../report/error.ts'
import { readEntries } from './input-records.ts'

/** Inputs that secrets of a build come by. */
export interface SecretInputs {
  /** Entries `id=value`, one per line; in double quotes a value may have line breaks. */
  readonly secrets: string
  /** Lines `id=path`. */
  readonly files: readonly string[]
  /** Lines `id=VARIABLE`. */
  readonly variables: readonly string[]
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const RELATIVE_PATH = /^(?:~|\.{1,2})\/\S*$/
const USUAL_PATH = /^\/(?:etc|github|home|mnt|opt|root|run|srv|tmp|usr|var|workspace)\/\S*$/

/**
 * Secrets of a build by the inputs of docker/build-push-action. What is wrong is said without any value.
 * @param env of the step, for `variables`
 * @throws ActionError `invalid-secret`, `invalid-input` for a quote that is not closed
 */
export function readBuildSecrets(
  inputs: SecretInputs,
  env: Readonly<Record<string, string | undefined>>,
): readonly BuildSecret[] {
  const values = readEntries('secrets', inputs.secrets).map(({ text, line }): BuildSecret => {
    const { id, rest } = readPair('secrets', text, line, 'id=value')
    if (RELATIVE_PATH.test(rest) || USUAL_PATH.test(rest)) {
      throw invalid(
        'secrets',
        line,
        `the value of "${id}" looks like a path: give files in input "secret-files"`,
      )
    }
    return { id, value: rest }
  })
  const files = inputs.files.map((text, index): BuildSecret => {
    const { id, rest } = readPair('secret-files', text, index + 1, 'id=path')
    if (rest === '') throw invalid('secret-files', index + 1, `"${id}" has no path`)
    return { id, file: rest }
  })
  const variables = inputs.variables.map((text, index): BuildSecret => {
    const { id, rest } = readPair('secret-envs', text, index + 1, 'id=VARIABLE')
    const value = env[rest]
    if (value === undefined) {
      throw invalid(
        'secret-envs',
        index + 1,
        `the variable of "${id}" is not set: set it by "env:" of this step`,
      )
    }
    return { id, value }
  })
  const all = [...values, ...files, ...variables]
  const twice = all.find(({ id }, index) => all.findIndex((other) => other.id === id) !== index)
  if (twice === undefined) return all
  throw new ActionError('invalid-secret', `The secret "${twice.id}" is given twice: the build can use one.`)
}

function readPair(input: string, text: string, line: number, wanted: string): { id: string; rest: string } {
  const equals = text.indexOf('=')
  const id = text.slice(0, Math.max(0, equals)).trim()
  if (ID.test(id)) return { id, rest: text.slice(equals + 1) }
  const why = equals < 0 ? 'there is no "=" in it' : 'an id has letters, digits, ".", "_" and "-"'
  throw invalid(input, line, `wanted "${wanted}", and ${why}`)
}

function invalid(input: string, line: number, what: string): ActionError {
  return new ActionError('invalid-secret', `Input "${input}", line ${line}: ${what}.`)
}
