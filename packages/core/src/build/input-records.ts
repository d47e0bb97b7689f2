import { ActionError } from '../report/error.ts'

/** One entry of an input that holds several. */
export interface InputEntry {
  readonly text: string
  /** In which it begins, counted from 1. */
  readonly line: number
}

/**
 * The entries of an input, one per line, as docker/build-push-action reads them: a field in double quotes may hold line breaks, and `""` is
 * a quote in it. Commas part nothing here. Blank lines and lines that begin with `#` are left out.
 * https://github.com/docker/actions-toolkit/blob/main/src/util.ts
 * @throws ActionError `invalid-input`
 */
export function readEntries(input: string, text: string): readonly InputEntry[] {
  return splitRecords(input, text)
    .map(({ fields, line }) => ({ text: fields.join(','), line }))
    .filter((entry) => entry.text.trim() !== '')
}

/**
 * As `readEntries`, for inputs whose entries may also be joined by commas.
 * @throws ActionError `invalid-input`
 */
export function readFields(input: string, text: string): readonly string[] {
  return splitRecords(input, text)
    .flatMap(({ fields }) => fields)
    .flatMap((field) => field.split(','))
    .map((field) => field.trim())
    .filter((field) => field !== '')
}

interface InputRecord {
  readonly fields: readonly string[]
  readonly line: number
}

function splitRecords(input: string, text: string): readonly InputRecord[] {
  const records: InputRecord[] = []
  let fields: string[] = []
  let field = ''
  let [line, start] = [1, 1]
  let quotedAt: number | undefined
  const finish = (): void => {
    records.push({ fields: [...fields, field.replace(/\r$/, '')], line: start })
    fields = []
    field = ''
    start = line
  }
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '\n') line += 1
    const isFresh = field.trim() === ''
    if (quotedAt !== undefined) {
      if (character !== '"') field += character
      else if (text.charAt(index + 1) === '"') {
        field += '"'
        index += 1
      } else {
        quotedAt = undefined
        // Text goes on behind the quote: it was no quoted field, such as in JSON.
        if (!/^(?:,|\r?\n|$)/.test(text.slice(index + 1, index + 3))) field = `"${field}"`
      }
    } else if (character === '#' && isFresh && fields.length === 0) {
      const end = text.indexOf('\n', index)
      index = (end < 0 ? text.length : end) - 1
      field = ''
    } else if (character === '"' && isFresh) {
      quotedAt = line
      field = ''
    } else if (character === ',') {
      fields.push(field)
      field = ''
    } else if (character === '\n') {
      finish()
    } else {
      field += character
    }
  }
  if (quotedAt !== undefined) {
    throw new ActionError(
      'invalid-input',
      `Input "${input}", line ${quotedAt}: a double quote is not closed.`,
    )
  }
  finish()
  return records
}
