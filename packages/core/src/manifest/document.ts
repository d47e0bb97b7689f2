import { type Document, isCollection, isMap, isSeq, type Node, parseAllDocuments } from 'yaml'
import { ActionError, messageOf } from '../report/error.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { splitDocuments } from './split-documents.ts'
import { joinOutdentedQuotes } from './outdented-quotes.ts'
import { formatPosition, LineIndex, type Position, type TextRange } from './position.ts'
import type { Segment } from './selector.ts'
import type { StringStyle } from './string-text.ts'
import { maskTemplates } from './template.ts'

/** Larger files are refused, in UTF-16 units. */
const MAX_FILE = 16 * 1024 * 1024
/** A larger single document is refused when it must be parsed. */
const MAX_DOCUMENT = 2 * 1024 * 1024
/** Deeper nesting is refused. */
export const MAX_DEPTH = 100
const MAX_ALIASES = 10_000
/** How much is parsed again, in UTF-16 units, to read strings that other readers take and the parser does not. */
const MAX_PARSED_AGAIN = 2 * MAX_DOCUMENT
/** Open brackets, whether in text or not. */
const MAX_BRACKETS = 1000

/** A file of the environment repository, cut into its YAML documents without parsing them. */
export interface Manifest {
  readonly file: RepositoryFile
  readonly text: string
  readonly json: boolean
  readonly documents: readonly ManifestDocument[]
}

/**
 * Opens a file for looking and editing. Nothing is parsed before a document's `root` is asked for.
 * @throws ActionError `not-editable` for anything but UTF-8 text of reasonable size
 */
export function openManifest(file: RepositoryFile): Manifest {
  const text = readText(file)
  let index: LineIndex | undefined
  const lines = (): LineIndex => (index ??= new LineIndex(text))
  const documents = splitDocuments(text).map(({ start, end }, order) => {
    const place = (from: number, to: number): TextRange => ({ start: start + from, end: start + to })
    return new ManifestDocument(file.path, text.slice(start, end), place, order, lines)
  })
  return { file, text, json: file.path.endsWith('.json'), documents }
}

/** The range in a wider text of what stands between two offsets of a document. */
export type Placement = (start: number, end: number) => TextRange

/** The string that a deeper document stands in. */
export interface OuterString {
  readonly path: readonly Segment[]
  readonly style: StringStyle
}

export interface OuterDocument extends OuterString {
  readonly document: ManifestDocument
}

/** One document of a file, parsed when first asked for. */
export class ManifestDocument {
  readonly file: string
  readonly text: string
  /** Position among the documents of the file that hold anything, from 0. */
  readonly index: number
  /** Whether it holds template actions, which the parser sees masked. */
  readonly templated: boolean
  /** The document in one of whose strings this one is; undefined for one of the file itself. */
  readonly outer: OuterDocument | undefined
  readonly #place: Placement
  readonly #lines: () => LineIndex
  #masked: string | undefined
  #root: { readonly node: Node | null } | undefined

  constructor(
    file: string,
    text: string,
    place: Placement,
    index: number,
    lines: () => LineIndex,
    outer?: OuterDocument,
  ) {
    this.file = file
    this.text = text
    this.#place = place
    this.index = index
    this.templated = text.includes('{{')
    this.outer = outer
    this.#lines = lines
  }

  /** What one of its strings holds, read as a document of its own. */
  nested(text: string, place: Placement, outer: OuterString): ManifestDocument {
    const placeInFile = (from: number, to: number): TextRange => {
      const { start, end } = place(from, to)
      return this.rangeInFile(start, end)
    }
    const inside = { ...outer, document: this }
    return new ManifestDocument(this.file, text, placeInFile, this.index, this.#lines, inside)
  }

  /** What stands between two offsets, read as a document of its own, with a text behind it that is in no file. */
  part(start: number, end: number, behind: string): ManifestDocument {
    const place: Placement = (from, to) => this.rangeInFile(start + from, start + to)
    const text = this.text.slice(start, end) + behind
    return new ManifestDocument(this.file, text, place, this.index, this.#lines, this.outer)
  }

  /** The document of the file itself that this one is, or is inside of. */
  get outermost(): ManifestDocument {
    return this.outer === undefined ? this : this.outer.document.outermost
  }

  /** The styles of the strings that it stands in, the innermost first. */
  get strings(): readonly StringStyle[] {
    return this.outer === undefined ? [] : [this.outer.style, ...this.outer.document.strings]
  }

  /** The text as the parser sees it. */
  get masked(): string {
    this.#masked ??= maskTemplates(this.outer?.style === 'literal' ? maskMarker(this.text) : this.text)
    return this.#masked
  }

  /**
   * The document's root node, null when it holds nothing.
   * @throws ActionError `invalid-manifest` with line and column; `not-editable` when it is too large, too deep or
   *   has too many aliases
   */
  get root(): Node | null {
    this.#root ??= { node: this.#parse() }
    return this.#root.node
  }

  /** The range in the file of what stands between two offsets of this document. */
  rangeInFile(start: number, end: number): TextRange {
    return this.#place(start, end)
  }

  /** What is written in the file between two offsets of this document. */
  sourceOf(start: number, end: number): string {
    const { outermost } = this
    const offset = outermost.rangeInFile(0, 0).start
    const range = this.rangeInFile(start, end)
    return outermost.text.slice(range.start - offset, range.end - offset)
  }

  /** Where an offset of this document stands in the file. */
  positionOf(offset: number): Position {
    return this.#lines().positionOf(this.rangeInFile(offset, offset + 1).start)
  }

  /** `file:line:column` of an offset of this document. */
  locate(offset: number): string {
    return formatPosition(this.file, this.positionOf(offset))
  }

  #parse(): Node | null {
    if (this.text.length > MAX_DOCUMENT) {
      throw new ActionError(
        'not-editable',
        `${this.locate(0)}: the document is ${this.text.length} characters long; at most ${MAX_DOCUMENT} are parsed. Split the file.`,
      )
    }
    this.#checkCost()
    this.#checkJson()
    this.#checkLineBreaks()
    const first = this.#compose(this.masked)
    const document = this.#composeAgain(first)
    const [error] = (document ?? first)?.errors ?? []
    if (error !== undefined) {
      const reason = error.code === 'RESOURCE_EXHAUSTION' ? `it is nested too deep` : firstLine(error.message)
      throw this.#invalid(error.pos[0], reason)
    }
    const root: Node | null = document?.contents ?? null
    this.#checkDepth(root, 0)
    return root
  }

  /** YAML takes a comment of that kind for a part of what follows it. */
  #checkJson(): void {
    if (this.outer !== undefined || !this.file.endsWith('.json')) return
    const comment = /^[ \t]*\/[/*]/m.exec(this.text)
    if (comment !== null) throw this.#invalid(comment.index, 'it is no JSON, which has no comments')
  }

  /** https://yaml.org/spec/1.2.2/#54-line-break-characters: half of the readers take a lone CR for one, the other half for text. */
  #checkLineBreaks(): void {
    const lone = /\r(?!\n)/.exec(this.text)
    if (lone === null) return
    const reason =
      'a CR stands there without LF, which readers of YAML do not agree on; save the file with LF or CRLF'
    throw new ActionError(
      'not-editable',
      `${this.locate(lone.index)}: the document cannot be edited: ${reason}.`,
    )
  }

  /** Refuses before parsing what would take the parser minutes: it is quadratic in the depth of flow collections. */
  #checkCost(): void {
    const aliases = this.text.match(/[\s,[{]\*[^\s*,[\]{}]/g)?.length ?? 0
    if (aliases > MAX_ALIASES) throw this.#tooMuch(null, `full of aliases, more than ${MAX_ALIASES}`)
    let open = 0
    for (const [bracket] of this.text.matchAll(/[[\]{}]/g)) {
      open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1)
      if (open > MAX_BRACKETS) throw this.#tooMuch(null, `nested more than ${MAX_DEPTH} levels deep`)
    }
  }

  /** As long as nothing but lines of strings that stand too far left is wrong; the error told is the first one. */
  #composeAgain(first: Document.Parsed | undefined): Document.Parsed | undefined {
    let document = first
    let text = this.masked
    let parsed = 0
    for (;;) {
      const [error] = document?.errors ?? []
      if (error === undefined) {
        this.#masked = text
        return document
      }
      const joined = joinOutdentedQuotes(text, error.message, error.pos[0])
      parsed += text.length
      if (joined === undefined || parsed > MAX_PARSED_AGAIN) return undefined
      text = joined
      document = this.#compose(text)
    }
  }

  #compose(text: string): Document.Parsed | undefined {
    try {
      const options = { prettyErrors: false, uniqueKeys: false, strict: true, logLevel: 'silent' } as const
      const documents = parseAllDocuments(text, options)
      const [first, second] = documents
      if (second !== undefined) {
        throw this.#invalid(second.range[0], 'a document starts here without "---" on a line of its own')
      }
      return first
    } catch (error) {
      if (error instanceof ActionError) throw error
      throw this.#invalid(0, error instanceof RangeError ? 'it is nested too deep' : messageOf(error), error)
    }
  }

  /** Aliases are never expanded here; the cap keeps what follows them linear. */
  #checkDepth(node: unknown, depth: number): void {
    if (depth > MAX_DEPTH) throw this.#tooMuch(node, `nested more than ${MAX_DEPTH} levels deep`)
    if (isMap(node)) {
      for (const pair of node.items) {
        if (isCollection(pair.key)) this.#checkDepth(pair.key, depth + 1)
        if (isCollection(pair.value)) this.#checkDepth(pair.value, depth + 1)
      }
    } else if (isSeq(node)) {
      for (const item of node.items) if (isCollection(item)) this.#checkDepth(item, depth + 1)
    }
  }

  #tooMuch(node: unknown, what: string): ActionError {
    const offset = isCollection(node) ? (node.range?.[0] ?? 0) : 0
    return new ActionError(
      'not-editable',
      `${this.locate(offset)}: the document is ${what}; such files are refused.`,
    )
  }

  #invalid(offset: number, reason: string, cause?: unknown): ActionError {
    return new ActionError(
      'invalid-manifest',
      `${this.locate(Math.min(offset, this.text.length))}: this is not YAML that can be edited: ${reason}. Correct the file, or leave it out of "files".`,
      { cause },
    )
  }
}

function readText(file: RepositoryFile): string {
  const refuse = (reason: string): ActionError => new ActionError('not-editable', `${file.path}: ${reason}.`)
  if (file.mode === '120000') throw refuse('it is a symbolic link; name the file that it points to')
  if (file.mode === '160000') throw refuse('it is a submodule; change it in its own repository')
  if (file.mode === '040000') throw refuse('it is a directory')
  if (file.text === undefined) throw refuse('its bytes are not valid UTF-8 text; save it as UTF-8')
  if (file.text.includes('\0')) throw refuse('it is binary or UTF-16 text; save it as UTF-8')
  if (file.text.startsWith('version https://git-lfs.github.com/spec/')) {
    throw refuse('it is a Git LFS pointer; keep manifests out of LFS')
  }
  if (file.text.length > MAX_FILE) {
    throw refuse(`it is ${file.text.length} characters long; at most ${MAX_FILE} are read. Split it`)
  }
  return file.text
}

/** A marker before the first document of a block is indented like all of it, and so would read as text. */
function maskMarker(text: string): string {
  return text.replace(/^((?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]*)---(?=[ \t]*(?:#[^\n]*)?\r?\n)/, '$1#--')
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? text).replace(/[.:]\s*$/, '')
}
