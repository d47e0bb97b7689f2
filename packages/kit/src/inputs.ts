import * as core from '@actions/core'

import { ActionError, messageOf, parseDuration } from '@gitops-actions/core'

/**
 * Typed reading of an action's inputs; defaults stand in `action.yml` alone. Every method throws `ActionError`
 * `invalid-input`, naming the input, what was given and what is wanted.
 */
export interface Inputs {
  /** Trimmed; empty when not given. */
  text(name: string): string
  requiredText(name: string): string
  /** Undefined when empty. */
  optionalText(name: string): string | undefined
  /** As written, line breaks and blanks at both ends included: PEM texts, messages. */
  multiline(name: string): string
  /** One value per line; blank lines and lines that begin with `#` are left out. */
  list(name: string): readonly string[]
  /** `true` or `false`, in any case. */
  boolean(name: string): boolean
  choice<const C extends readonly string[]>(name: string, choices: C): C[number]
  /** `90s`, `10m`, `1h30m`, as milliseconds. */
  duration(name: string): number
  integer(name: string, range: { min: number; max: number }): number
  /** Of an input that is a secret: as `text`, and no error ever shows it. */
  secret(name: string): string
}

/** Reads inputs through `read`, which answers the raw text of an input or an empty string. */
export function createInputs(read: (name: string) => string = readRaw): Inputs {
  const text = (name: string): string => read(name).trim()
  return {
    text,
    secret: text,
    multiline: read,
    optionalText: (name) => (text(name) === '' ? undefined : text(name)),
    requiredText(name) {
      const given = text(name)
      if (given === '')
        throw new ActionError(
          'invalid-input',
          `the input "${name}" is required and was not given; add it under \`with:\``,
        )
      return given
    },
    list: (name) =>
      read(name)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#')),
    boolean(name) {
      const given = text(name).toLowerCase()
      if (given !== 'true' && given !== 'false') throw invalid(name, text(name), '`true` or `false`')
      return given === 'true'
    },
    choice(name, choices) {
      const given = text(name)
      const found = choices.find((choice) => choice === given)
      if (found === undefined) throw invalid(name, given, oneOf(choices))
      return found
    },
    duration(name) {
      const given = text(name)
      try {
        return parseDuration(given, `the input "${name}"`)
      } catch (cause) {
        throw new ActionError('invalid-input', messageOf(cause), { cause })
      }
    },
    integer(name, { min, max }) {
      const given = text(name)
      const value = Number(given)
      if (!/^-?\d{1,15}$/.test(given) || value < min || value > max) {
        throw invalid(name, given, `a whole number from ${min} to ${max}`)
      }
      return value
    },
  }
}

/** What may be left out is empty in the list. */
function oneOf(choices: readonly string[]): string {
  const named = choices.filter((choice) => choice !== '').map((choice) => `\`${choice}\``)
  return `one of ${named.join(', ')}${choices.includes('') ? ', or nothing' : ''}`
}

function readRaw(name: string): string {
  return core.getInput(name, { trimWhitespace: false })
}

const LONGEST_SHOWN = 80

function invalid(name: string, given: string, wanted: string): ActionError {
  const shown = given.length > LONGEST_SHOWN ? `${given.slice(0, LONGEST_SHOWN)}…` : given
  const what = given === '' ? 'is empty' : `is ${JSON.stringify(shown)}`
  return new ActionError('invalid-input', `the input "${name}" ${what}; wanted ${wanted}`)
}
