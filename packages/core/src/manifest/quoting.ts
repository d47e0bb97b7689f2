import { ActionError } from '../report/error.ts'

/** How a scalar stands in the file; `empty` is a key without a value, `block` a literal or folded block of one line. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'block' | 'empty'

export interface ScalarContext {
  readonly style: ScalarStyle
  /** Inside `[…]` or `{…}`. */
  readonly inFlow: boolean
  /** The file is JSON: strings are in double quotes only. */
  readonly json: boolean
}

// What YAML 1.1 or 1.2, or one of the loaders of the Kubernetes world, reads as something else than a string.
// https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
const WORD = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|<<|=)$/i
const NUMBER = /^[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9_]*)?$/i
/** No number, but some loaders read `e5` as one. */
const EXPONENT = /^[-+]?\.?e[-+]?[0-9_]+$/i
const RADIX = /^[-+]?0[xob][0-9a-f_]*$/i
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?$/
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt \t])/
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Whether every loader reads the text, written without quotes, as that very string. */
export function isPlainString(text: string, inFlow: boolean): boolean {
  if (WORD.test(text) || NUMBER.test(text) || EXPONENT.test(text) || RADIX.test(text)) return false
  return !SEXAGESIMAL.test(text) && !DATE.test(text) && isPlainText(text, inFlow)
}

/**
 * The scalar's new source text, in the style it had when that can hold the string, else in double quotes.
 * @throws ActionError `not-editable` for text that no YAML scalar can hold (half of a surrogate pair)
 */
export function scalarSource(text: string, context: ScalarContext): string {
  if (LONE_SURROGATE.test(text)) {
    throw new ActionError(
      'not-editable',
      'The new value holds half of a surrogate pair, which YAML cannot hold.',
    )
  }
  if (text.includes('{{')) {
    throw new ActionError(
      'not-editable',
      'The new value holds "{{", which reads as the beginning of a template.',
    )
  }
  if (context.json) return doubleQuoted(text)
  switch (context.style) {
    case 'double':
      return doubleQuoted(text)
    case 'single':
      return UNPRINTABLE.test(text) ? doubleQuoted(text) : `'${text.replaceAll("'", "''")}'`
    case 'plain':
    case 'empty':
      return isPlainString(text, context.inFlow) ? text : doubleQuoted(text)
    case 'block':
      if (isBlockLine(text)) return text
      throw new ActionError(
        'not-editable',
        `The new value ${doubleQuoted(text)} does not fit into a block scalar of one line.`,
      )
  }
}

function isBlockLine(text: string): boolean {
  return text !== '' && !/^[ \t]/.test(text) && !UNPRINTABLE.test(text)
}

/** https://yaml.org/spec/1.2.2/#733-plain-style, the strict reading of both versions. */
function isPlainText(text: string, inFlow: boolean): boolean {
  if (text === '' || text.trim() !== text || UNPRINTABLE.test(text)) return false
  if (/^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^---|^\.\.\./.test(text)) return false
  if (/:(?:\s|$)|\s#/.test(text)) return false
  return !inFlow || !/[,[\]{}]|^[-?:]/.test(text)
}

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
