/** A workflow command found in a line of output. */
export interface Command {
  /** In lower case. */
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
  readonly form: '::' | '##['
}

/**
 * Finds the command in a line, by the two grammars of the runner in its order: `::name key=value,…::data` after leading
 * blanks, then `##[name key=value;…]data` at the first `##[` anywhere in the line. Only registered names (lower case)
 * count, and neither grammar looks further once its first candidate is not one.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseCommand(line: string, registered: ReadonlySet<string>): Command | undefined {
  return parseColons(line, registered) ?? parseBrackets(line, registered)
}

function parseColons(line: string, registered: ReadonlySet<string>): Command | undefined {
  const message = line.replace(LEADING_BLANKS, '')
  if (!message.startsWith('::')) return undefined
  const end = message.indexOf('::', 2)
  if (end < 0) return undefined
  const [name, properties] = splitInfo(message.slice(2, end))
  if (!registered.has(name.toLowerCase())) return undefined
  return {
    name: name.toLowerCase(),
    properties: readProperties(properties.trim(), ',', PROPERTY_ESCAPES),
    data: unescape(message.slice(end + 2), DATA_ESCAPES),
    form: '::',
  }
}

function parseBrackets(line: string, registered: ReadonlySet<string>): Command | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const [name, properties] = splitInfo(line.slice(start + 3, end))
  if (!registered.has(name.toLowerCase())) return undefined
  return {
    name: name.toLowerCase(),
    properties: readProperties(properties, ';', BRACKET_ESCAPES),
    data: unescape(line.slice(end + 1), BRACKET_ESCAPES),
    form: '##[',
  }
}

/** What .NET's TrimStart removes: Unicode white space with U+0085, without U+FEFF. */
const LEADING_BLANKS = /^(?:(?!\ufeff)[\s\u0085])+/

// The percent sign comes last, so that an escaped escape stays text.
const DATA_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const
const PROPERTY_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
] as const
const BRACKET_ESCAPES = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
] as const

type Escapes = readonly (readonly [escaped: string, character: string])[]

function splitInfo(info: string): [name: string, properties: string] {
  const space = info.indexOf(' ')
  return space < 0 ? [info, ''] : [info.slice(0, space), info.slice(space + 1)]
}

function readProperties(text: string, separator: string, escapes: Escapes): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const part of text.split(separator)) {
    const pair = /^=*([^=]+)=+(.+)$/s.exec(part)
    const key = pair?.[1]
    if (key !== undefined) properties[key] = unescape(pair?.[2] ?? '', escapes)
  }
  return properties
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, character]) => result.replaceAll(escaped, character), text)
}
