import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { nearest } from '../report/nearest.ts'
import { applyEdits, type Edit } from './edit.ts'
import { formatPosition, LineIndex, type TextRange } from './position.ts'
import type { Replacement, ScalarPlace } from './scalar.ts'
import { formatPath, type Segment, type Selector } from './selector.ts'
import { isTemplate } from './template.ts'

const EXTENSION = '.tfvars'
const MAX_DEPTH = 50
/** Between tokens: white space and the three kinds of comments. https://developer.hashicorp.com/terraform/language/syntax/configuration */
const SPACE = /(?:[ \t\r\n,]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
const KEY = /(?:([A-Za-z_][\w-]*)|"((?:[^"\\\n]|\\.)*)")[ \t]*[=:](?!=)[ \t]*/y
const STRING = /"(?:[^"\\\n]|\\.)*"/y
const HEREDOC = /<<-?[ \t]*(\w+)[^\n]*\n[\s\S]*?\n[ \t]*\1[ \t]*(?=\r?\n|$)/y
/** Numbers, words, lists of them and calls: nothing that a tag is written into. */
const OTHER = /[^\s,{}[\]"#/]+|\//y

interface Assignment {
  readonly path: readonly Segment[]
  readonly range: TextRange
  readonly value: string
}

interface Scan {
  readonly strings: readonly Assignment[]
  /** What is assigned that is no string in quotes, and where. */
  readonly others: readonly Omit<Assignment, 'value'>[]
}

/** Whether the file holds values of Terraform variables in its own language. */
export function isTfvars(path: string): boolean {
  return path.endsWith(EXTENSION)
}

/**
 * The string that a selector names in a `.tfvars` file: `image_tag`, or `images.api` in an object.
 * @throws ActionError `invalid-manifest` with line and column; `selector-not-found`, `selector-ambiguous`
 */
export function selectAssignment(file: RepositoryFile, selector: Selector): ScalarPlace {
  const text = file.text ?? ''
  const { strings: assignments, others } = new Scanner(file.path, text).read()
  const path = formatPath(indexed(selector, file.path, assignments))
  const found = assignments.filter((each) => formatPath(each.path) === path)
  const [only, second] = found
  if (only === undefined) {
    const other = others.find((each) => formatPath(each.path) === path)
    if (other !== undefined) throw noString(file.path, text, path, other.range)
    const near = nearest(
      path,
      assignments.map((each) => formatPath(each.path)),
      3,
    )
    const hint =
      near.length === 0 ? 'It assigns no strings.' : `The nearest that are there: ${near.join(', ')}.`
    throw new ActionError('selector-not-found', `"${selector.text}" names no string in ${file.path}. ${hint}`)
  }
  if (second !== undefined) {
    throw new ActionError(
      'selector-ambiguous',
      `"${selector.text}" is assigned ${found.length} times in ${file.path}.`,
    )
  }
  const position = new LineIndex(text).positionOf(only.range.start)
  return {
    file: file.path,
    path,
    position,
    range: only.range,
    source: text.slice(only.range.start, only.range.end),
    value: only.value,
    isString: true,
    style: 'double',
    inFlow: false,
    strings: [],
    aliases: [],
    origin: only.range.start,
    refusal: isTemplate(only.value)
      ? { kind: 'template', reason: `its value is a template, ${only.value}, which Terraform fills in` }
      : undefined,
  }
}

/** The path with an index for every item that is chosen by one of its values. */
function indexed(selector: Selector, file: string, assignments: readonly Assignment[]): readonly Segment[] {
  return selector.path.reduce<readonly Segment[]>((path, segment) => {
    if (segment.kind !== 'match') return [...path, segment]
    const keys = segment.key.map((key): Segment => ({ kind: 'key', key }))
    const items = assignments.flatMap(({ path: other, value }) => {
      const item = other[path.length]
      const isMeant = item?.kind === 'index' && formatPath(other) === formatPath([...path, item, ...keys])
      return isMeant && value === segment.value ? [item] : []
    })
    if (items.length > 1) {
      throw new ActionError(
        'selector-ambiguous',
        `"${selector.text}": ${formatPath([segment])} fits ${items.length} items of ${file}: choose one by its index, such as "[0]".`,
      )
    }
    return [...path, items[0] ?? segment]
  }, [])
}

function noString(file: string, text: string, path: string, { start, end }: TextRange): ActionError {
  const at = formatPosition(file, new LineIndex(text).positionOf(start))
  const shown = text.slice(start, end).split('\n', 1)[0]?.slice(0, 40) ?? ''
  return new ActionError(
    'not-editable',
    `${at}: "${path}" cannot be edited: ${JSON.stringify(shown.trim())} is no string in quotes; write it as one.`,
  )
}

/**
 * The edits that make these strings others, proved by reading the file again: nothing else that it assigns changes.
 * @throws ActionError `not-editable`, `edit-not-exact`
 */
export function replaceAssignments(
  file: RepositoryFile,
  replacements: readonly Replacement[],
): readonly Edit[] {
  const edits = replacements
    .filter(({ scalar, value }) => scalar.value !== value)
    .map(({ scalar, value }): Edit => {
      if (!/^[\w.:@/+-]*$/.test(value)) {
        const at = formatPosition(file.path, scalar.position)
        throw new ActionError(
          'not-editable',
          `${at}: "${scalar.path}" cannot become ${JSON.stringify(value)}.`,
        )
      }
      return { file: file.path, range: scalar.range, before: scalar.source, after: `"${value}"` }
    })
  if (edits.length === 0) return []
  const before = readAssignments(file.path, file.text ?? '')
  const after = readAssignments(file.path, applyEdits(file.text ?? '', edits))
  const wanted = new Map(replacements.map(({ scalar, value }) => [scalar.origin, value]))
  const exact =
    after.length === before.length &&
    before.every(({ path, range, value }, index) => {
      const now = after[index]
      return (
        formatPath(path) === formatPath(now?.path ?? []) && now?.value === (wanted.get(range.start) ?? value)
      )
    })
  if (exact) return edits
  throw new ActionError(
    'edit-not-exact',
    `${file.path}: nothing was written, for it would not read as it did.`,
    {
      kind: 'internal',
    },
  )
}

/** Every string that the file assigns, in its order. */
function readAssignments(path: string, text: string): readonly Assignment[] {
  return new Scanner(path, text).read().strings
}

class Scanner {
  readonly #path: string
  readonly #text: string
  readonly #found: Assignment[] = []
  readonly #others: Omit<Assignment, 'value'>[] = []
  #at = 0

  constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
  }

  read(): Scan {
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    this.#body([], 0)
    if (this.#at < this.#text.length) throw this.#refuse('an assignment such as `image_tag = "1.4.2"`')
    return { strings: this.#found, others: this.#others }
  }

  #body(path: readonly Segment[], depth: number): void {
    if (depth > MAX_DEPTH) throw this.#refuse(`at most ${MAX_DEPTH} levels`)
    for (this.#take(SPACE); this.#at < this.#text.length && this.#text[this.#at] !== '}'; this.#take(SPACE)) {
      const key = this.#take(KEY)
      if (key === undefined) throw this.#refuse('a name and "="')
      this.#value([...path, { kind: 'key', key: key[1] ?? unescape(`"${key[2] ?? ''}"`) }], depth)
    }
  }

  #value(path: readonly Segment[], depth: number): void {
    const start = this.#at
    const next = this.#text[start]
    if (next === '{') this.#object(path, depth)
    else if (next === '[') this.#list(path, depth)
    else if (this.#take(HEREDOC) !== undefined) this.#others.push({ path, range: { start, end: this.#at } })
    else if (next === '"') {
      const string = this.#take(STRING)
      if (string === undefined) throw this.#refuse('the end of the string')
      this.#found.push({ path, range: { start, end: this.#at }, value: unescape(string[0]) })
    } else if (this.#take(OTHER) === undefined) throw this.#refuse('a value')
    else this.#others.push({ path, range: { start, end: this.#at } })
  }

  #object(path: readonly Segment[], depth: number): void {
    this.#at += 1
    this.#body(path, depth + 1)
    if (this.#text[this.#at] !== '}') throw this.#refuse('"}"')
    this.#at += 1
  }

  #list(path: readonly Segment[], depth: number): void {
    if (depth > MAX_DEPTH) throw this.#refuse(`at most ${MAX_DEPTH} levels`)
    this.#at += 1
    this.#take(SPACE)
    for (let index = 0; this.#at < this.#text.length && this.#text[this.#at] !== ']'; index += 1) {
      this.#value([...path, { kind: 'index', index }], depth + 1)
      this.#take(SPACE)
    }
    if (this.#text[this.#at] !== ']') throw this.#refuse('"]"')
    this.#at += 1
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at += found[0].length
    return found
  }

  #refuse(wanted: string): ActionError {
    const at = formatPosition(this.#path, new LineIndex(this.#text).positionOf(this.#at))
    return new ActionError(
      'invalid-manifest',
      `${at}: this is no file of variables that can be edited: wanted ${wanted}.`,
    )
  }
}

/** Escapes of strings are those of JSON, and `\\U` besides; what is neither stays as it is written. */
function unescape(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted.slice(1, -1)
  }
}
