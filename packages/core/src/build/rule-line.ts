import { ActionError } from '../report/error.ts'

/** Where a rule stands, for messages; lines and columns count from 1. */
export interface RulePlace {
  readonly input: string
  readonly line: number
  readonly column: number
}

/** One comma-separated field of a rule line. */
export interface RuleField {
  /** Lower-case; undefined for a field without "=". */
  readonly name: string | undefined
  readonly value: string
  /** Of the field, and of its value. */
  readonly place: RulePlace
  readonly valuePlace: RulePlace
}

/** A line of an input that is not blank and no comment, with its number in the input. */
export interface NumberedLine {
  readonly text: string
  readonly line: number
}

/** The lines of an input that say something; they keep the numbers they have for the reader. */
export function numberLines(lines: readonly string[]): readonly NumberedLine[] {
  return lines
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text.trim() !== '' && !text.trim().startsWith('#'))
}

export function ruleError({ input, line, column }: RulePlace, what: string): ActionError {
  return new ActionError('invalid-tag-rule', `Input "${input}", line ${line}, column ${column}: ${what}.`)
}

/**
 * Splits a rule line into its fields. A field in double quotes may hold commas, and so may an expression `{{…}}`.
 * @throws ActionError `invalid-tag-rule`
 */
export function splitRule(input: string, { text, line }: NumberedLine): readonly RuleField[] {
  const fields: RuleField[] = []
  let field = ''
  let start = 0
  let quote: number | undefined
  let depth = 0
  const place = (index: number): RulePlace => ({ input, line, column: index + 1 })
  const finish = (end: number): void => {
    if (field.trim() !== '') fields.push(readField(field, text.slice(start, end), place, start))
    field = ''
    start = end + 1
  }
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (text.startsWith('{{', index)) depth += 1
    if (text.startsWith('}}', index)) depth = 0
    if (character === '"' && quote !== undefined && text.charAt(index + 1) === '"') {
      field += '"'
      index += 1
    } else if (character === '"' && depth === 0) {
      quote = quote === undefined ? index : undefined
    } else if (character === ',' && quote === undefined && depth === 0) {
      finish(index)
    } else {
      field += character
    }
  }
  if (quote !== undefined) throw ruleError(place(quote), 'a double quote is not closed')
  finish(text.length)
  return fields
}

function readField(
  field: string,
  written: string,
  place: (index: number) => RulePlace,
  start: number,
): RuleField {
  const at = place(start + written.search(/[^\s"]/))
  const equals = field.indexOf('=')
  if (equals < 0) return { name: undefined, value: field.trim(), place: at, valuePlace: at }
  return {
    name: field.slice(0, equals).trim().toLowerCase(),
    value: field.slice(equals + 1).trim(),
    place: at,
    valuePlace: place(start + written.indexOf('=') + 1),
  }
}
