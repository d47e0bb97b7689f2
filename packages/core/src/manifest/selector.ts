import { ActionError } from '../report/error.ts'

/**
 * One step into a document: the value of a key, an item by its index, or the one item whose key (possibly deeper
 * inside it) has a value.
 */
export type Segment =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'match'; readonly key: readonly string[]; readonly value: string }

export interface Condition {
  readonly key: readonly string[]
  readonly value: string
}

/**
 * Where to look in a file: `path`, in the documents that meet every condition.
 *
 *     selector   = file "#" [ documents ] path
 *     documents  = "{" condition { "," condition } "}" [ "." ]
 *     path       = step { "." key | "[" index "]" | "[" condition "]" }
 *     step       = key | "[" index "]" | "[" condition "]"
 *     condition  = key { "." key } "=" value
 *     key, value = bare text, or "…" with the escapes of JSON, or '…' with '' for one quote
 *     index      = digits
 *
 * Bare keys end at `. [ ] { } = , " '` and white space; bare values at `] } , " '` and white space. Without conditions the path must
 * exist in exactly one document of the file.
 */
export interface Selector {
  readonly file: string
  readonly documents: readonly Condition[]
  readonly path: readonly Segment[]
  /** As it was written, for errors. */
  readonly text: string
}

const BARE_KEY = /^[^.[\]{}=,"'\s]+/
const BARE_VALUE = /^[^\]},"'\s]+/
const MAX_SEGMENTS = 100

/** @throws ActionError `invalid-selector`, which points at the character that does not fit */
export function parseSelector(text: string): Selector {
  const border = text.indexOf('#')
  if (border < 1) {
    throw new ActionError(
      'invalid-selector',
      `"${text}" is not a selector: wanted a file, "#" and a path in it, such as "apps/api/values.yaml#image.tag".`,
    )
  }
  const reader = new Reader(text, border + 1)
  const documents = reader.accept('{') ? readConditions(reader) : []
  if (documents.length > 0) reader.accept('.')
  const path = readPath(reader)
  return { file: text.slice(0, border), documents, path, text }
}

/** The path as a selector writes it: `spec.containers[name=api].image`, `"app.kubernetes.io/name"` in quotes. */
export function formatPath(path: readonly Segment[]): string {
  let text = ''
  for (const segment of path) {
    if (segment.kind === 'key') text += (text === '' ? '' : '.') + formatKey(segment.key)
    else if (segment.kind === 'index') text += `[${segment.index}]`
    else text += `[${segment.key.map(formatKey).join('.')}=${formatValue(segment.value)}]`
  }
  return text
}

function readPath(reader: Reader): readonly Segment[] {
  const path: Segment[] = []
  while (!reader.atEnd()) {
    if (reader.accept('[')) path.push(readBracket(reader))
    else {
      if (path.length > 0) reader.expect('.')
      path.push({ kind: 'key', key: reader.text(BARE_KEY, 'a key') })
    }
    if (path.length > MAX_SEGMENTS) throw reader.refuse(`at most ${MAX_SEGMENTS} steps`)
  }
  if (path.length === 0) throw reader.refuse('a path such as "image.tag"')
  return path
}

function readBracket(reader: Reader): Segment {
  const index = reader.take(/^\d{1,9}(?=\])/)
  if (index !== undefined) {
    reader.expect(']')
    return { kind: 'index', index: Number(index) }
  }
  const condition = readCondition(reader)
  reader.expect(']')
  return { kind: 'match', ...condition }
}

function readConditions(reader: Reader): readonly Condition[] {
  const conditions = [readCondition(reader)]
  while (reader.accept(',')) conditions.push(readCondition(reader))
  reader.expect('}')
  return conditions
}

function readCondition(reader: Reader): Condition {
  const key = [reader.text(BARE_KEY, 'an index or "key=value"')]
  while (reader.accept('.')) key.push(reader.text(BARE_KEY, 'a key'))
  reader.expect('=')
  return { key, value: reader.text(BARE_VALUE, 'a value') }
}

function formatKey(key: string): string {
  return BARE_KEY.exec(key)?.[0] === key ? key : JSON.stringify(key)
}

function formatValue(value: string): string {
  return BARE_VALUE.exec(value)?.[0] === value ? value : JSON.stringify(value)
}

class Reader {
  readonly #text: string
  #at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  accept(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  expect(character: string): void {
    if (!this.accept(character)) throw this.refuse(`"${character}"`)
  }

  take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#text.slice(this.#at))?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** Quoted or bare text. */
  text(bare: RegExp, wanted: string): string {
    const double = this.take(/^"(?:[^"\\]|\\.)*"/)
    if (double !== undefined) return this.#unescape(double)
    const single = this.take(/^'(?:[^']|'')*'/)
    if (single !== undefined) return single.slice(1, -1).replaceAll("''", "'")
    const found = this.take(bare)
    if (found === undefined) throw this.refuse(wanted)
    return found
  }

  refuse(wanted: string): ActionError {
    const found = this.atEnd() ? 'the end' : `"${this.#text[this.#at] ?? ''}"`
    return new ActionError(
      'invalid-selector',
      `"${this.#text}" is not a selector: wanted ${wanted} at character ${this.#at + 1}, found ${found}. Write it like "values.yaml#api.image.tag" or "kustomization.yaml#images[name=ghcr.io/acme/api].newTag"; put keys with dots in quotes.`,
    )
  }

  #unescape(quoted: string): string {
    try {
      return String(JSON.parse(quoted))
    } catch (error) {
      throw new ActionError(
        'invalid-selector',
        `"${this.#text}" is not a selector: ${quoted} is not a JSON string.`,
        {
          cause: error,
        },
      )
    }
  }
}
