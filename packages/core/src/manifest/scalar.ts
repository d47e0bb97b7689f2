import { isAlias, isScalar, type Node, type Scalar } from 'yaml'
import type { ManifestDocument } from './document.ts'
import type { Refusal } from './refusal.ts'
import type { Position, TextRange } from './position.ts'
import { isPlainString, type ScalarStyle } from './quoting.ts'
import { formatPath } from './selector.ts'
import type { StringStyle } from './string-text.ts'
import { isTemplate } from './template.ts'
import { aliasesOf, type Cursor, scalarOf, writtenText } from './tree.ts'

/** A scalar of a file, with all that is needed to write another value in its place. */
export interface ScalarPlace {
  readonly file: string
  /** In the grammar of selectors. */
  readonly path: string
  readonly position: Position
  /** The bytes that hold the value, in the whole file: with quotes; of a block scalar the one line alone. */
  readonly range: TextRange
  readonly source: string
  /** The value as text: `1.10` is "1.10", no value is "". */
  readonly value: string
  /** Whether YAML 1.1 and 1.2 both read exactly the string `value`. */
  readonly isString: boolean
  readonly style: ScalarStyle
  readonly inFlow: boolean
  /** The styles of the strings whose YAML it stands in, the innermost first; none in the YAML of the file itself. */
  readonly strings: readonly StringStyle[]
  /** Aliases of this scalar, or of a map or list around it, that change along. */
  readonly aliases: readonly AliasUse[]
  /** Offset of the node in the file; for an alias the offset of the node that it stands for. */
  readonly origin: number
  readonly refusal: Refusal | undefined
}

/** An alias: where it stands, to find the place it belongs to. */
export interface AliasUse {
  readonly name: string
  readonly position: Position
  readonly offset: number
}

/** A scalar and the string that it shall be. */
export interface Replacement {
  readonly scalar: ScalarPlace
  readonly value: string
}

/** Reads the scalar at the cursor; undefined for maps, sequences and keys without ":". */
export function readScalar(cursor: Cursor): ScalarPlace | undefined {
  const scalar = scalarOf(cursor)
  const node = cursor.node
  if (scalar === undefined || node?.range === undefined || node.range === null) return undefined
  const { document } = cursor
  const own = isScalar(node) ? bytesOf(cursor, node) : undefined
  const [start, end] = own?.range ?? [node.range[0], node.range[1]]
  const value = writtenText(document, scalar)
  return {
    file: document.file,
    path: formatPath(cursor.path),
    position: document.positionOf(start),
    range: document.rangeInFile(start, end),
    source: document.sourceOf(start, end),
    value,
    isString: readsAsString(scalar, cursor.inFlow),
    style: own?.style ?? 'plain',
    inFlow: cursor.inFlow,
    strings: document.strings,
    aliases: cursor.anchored.flatMap((anchored) => aliasUses(cursor, anchored)),
    origin: originOf(document, scalar),
    refusal: cursor.refusal ?? refusalOf(cursor, node, value) ?? own?.refusal,
  }
}

interface ScalarBytes {
  readonly range: readonly [number, number]
  readonly style: ScalarStyle
  readonly refusal?: Refusal
}

function bytesOf(cursor: Cursor, node: Scalar): ScalarBytes {
  const [start, end] = node.range ?? [0, 0]
  if (node.type === 'QUOTE_DOUBLE') return { range: [start, end], style: 'double' }
  if (node.type === 'QUOTE_SINGLE') return { range: [start, end], style: 'single' }
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') {
    return blockLine(cursor.document.text, start, end)
  }
  return start === end ? { range: [start, start], style: 'empty' } : { range: [start, end], style: 'plain' }
}

/** One line under `|-` or `>-` is that very string; every other block would gain or lose a line break. */
function blockLine(text: string, start: number, end: number): ScalarBytes {
  const block = text.slice(start, end)
  const line = /^([|>]-[ \t]*(?:#[^\r\n]*)?\r?\n +)([^ \t\r\n][^\r\n]*)(?:\r?\n[ \t]*)*$/.exec(block)
  const [, head, body] = line ?? []
  if (head === undefined || body === undefined) {
    const reason =
      'it is a block scalar ("|" or ">") of several lines, or one that keeps its final line break; write it on one line'
    return { range: [start, end], style: 'block', refusal: { kind: 'other', reason } }
  }
  return { range: [start + head.length, start + head.length + body.length], style: 'block' }
}

function refusalOf(cursor: Cursor, node: Node, value: string): Refusal | undefined {
  if (isAlias(node)) {
    const target = aliasesOf(cursor.document).targets.get(node)
    const at = cursor.document.positionOf(target?.range?.[0] ?? 0)
    return {
      kind: 'elsewhere',
      reason: `it is the alias *${node.source}; change its anchor at line ${at.line}`,
    }
  }
  if (isTemplate(value)) {
    return { kind: 'template', reason: `its value is a template, ${value}, which another program fills in` }
  }
  if (value.startsWith('ENC[')) return { kind: 'other', reason: 'its value is encrypted' }
  if (node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str' && node.tag !== '!') {
    return { kind: 'other', reason: `it carries the tag ${node.tag}, under which no string can stand` }
  }
  return undefined
}

function originOf(document: ManifestDocument, { range }: Scalar): number {
  const [start, end] = range ?? [0, 0]
  return document.rangeInFile(start, end).start
}

function readsAsString(scalar: Scalar, inFlow: boolean): boolean {
  if (typeof scalar.value !== 'string') return false
  return scalar.type !== 'PLAIN' || scalar.tag !== undefined || isPlainString(scalar.value, inFlow)
}

function aliasUses(cursor: Cursor, anchored: Node): readonly AliasUse[] {
  const uses = aliasesOf(cursor.document).uses.get(anchored) ?? []
  return uses.map((use) => {
    const offset = use.range?.[0] ?? 0
    return {
      name: isAlias(use) ? use.source : '',
      position: cursor.document.positionOf(offset),
      offset: cursor.document.rangeInFile(offset, offset + 1).start,
    }
  })
}
