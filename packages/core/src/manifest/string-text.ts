import type { TextRange } from './position.ts'

/** How a string that holds YAML stands in its document. */
export type StringStyle = 'literal' | 'folded' | 'double' | 'single'

/** A string as a reader takes it, and where its characters stand in the text that it is written in. */
export interface AlignedString {
  readonly text: string
  /** Ranges of what stands between two offsets of `text`, which must not begin or end with white space. */
  readonly rangeOf: (start: number, end: number) => TextRange
}

/**
 * Lays the characters that a reader takes out of a string beside those that it is written with. Folding and
 * indentation change nothing but white space, so that all else must come in the same order; undefined when it does not.
 * @param source what is written between the quotes, or below the header of a block
 * @param value what a reader takes out of it
 * @param written as `source`, with other characters that shall stand in the text for what was masked; as long as `source`
 */
export function alignString(
  source: string,
  value: string,
  style: StringStyle,
  written = source,
): AlignedString | undefined {
  const starts = new Uint32Array(value.length)
  const ends = new Uint32Array(value.length)
  const pieces: string[] = []
  let at = 0
  let last = 0
  for (const { text, start, end } of unitsOf(source, style)) {
    if (isSpace(text)) continue
    at = skipSpace(value, at, last, starts, ends, pieces)
    if (value[at] !== text) return undefined
    pieces.push(end - start === 1 ? (written[start] ?? text) : text)
    starts[at] = start
    ends[at] = end
    last = end
    at += 1
  }
  at = skipSpace(value, at, last, starts, ends, pieces)
  if (at < value.length) return undefined
  const rangeOf = (from: number, to: number): TextRange => {
    const end = to > 0 ? (ends[to - 1] ?? last) : 0
    return { start: from < to ? (starts[from] ?? last) : end, end }
  }
  return { text: pieces.join(''), rangeOf }
}

/** The source of a scalar in a string, as it must be written inside the source of that string. */
export function encodeInString(source: string, style: StringStyle): string {
  switch (style) {
    case 'double':
      return source.replace(/[\\"]/g, '\\$&')
    case 'single':
      return source.replaceAll("'", "''")
    case 'literal':
    case 'folded':
      return source
  }
}

/** White space stands where the character before it ends. */
function skipSpace(
  value: string,
  from: number,
  last: number,
  starts: Uint32Array,
  ends: Uint32Array,
  pieces: string[],
): number {
  let at = from
  for (; isSpace(value[at] ?? ''); at += 1) {
    starts[at] = last
    ends[at] = last
    pieces.push(value[at] ?? '')
  }
  return at
}

interface Unit extends TextRange {
  /** One UTF-16 unit. */
  readonly text: string
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n|[^])/y

/** https://yaml.org/spec/1.2.2/#57-escaped-characters; those that give white space are left to `isSpace`. */
const ESCAPED: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

function* unitsOf(source: string, style: StringStyle): Generator<Unit> {
  for (let at = 0; at < source.length;) {
    const character = source[at] ?? ''
    let text = character
    let end = at + 1
    if (style === 'single' && source.startsWith("''", at)) end += 1
    else if (style === 'double' && character === '\\') {
      ESCAPE.lastIndex = at
      const found = ESCAPE.exec(source)
      const escape = found?.[0] ?? character
      const code = found?.[1] ?? found?.[2] ?? found?.[3]
      text = code === undefined ? unescape(escape) : codePoint(code)
      end = at + escape.length
    }
    for (const unit of text.split('')) yield { text: unit, start: at, end }
    at = end
  }
}

/** A line break behind "\" gives nothing. */
function unescape(escape: string): string {
  const character = escape.slice(1)
  return /[\r\n]/.test(character) ? ' ' : (ESCAPED[character] ?? character)
}

function codePoint(hex: string): string {
  const code = parseInt(hex, 16)
  return code > 0x10ffff ? '' : String.fromCodePoint(code)
}

function isSpace(text: string): boolean {
  return text === ' ' || text === '\n' || text === '\t' || text === '\r'
}
