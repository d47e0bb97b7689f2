import { isScalar, type Scalar } from 'yaml'
import type { ManifestDocument } from './document.ts'
import { type Cursor, rootOf } from './tree.ts'

/** `|`, then an indentation, a chomping and a comment, to the end of the line. */
const HEADER = /^\|[0-9+-]{0,2}[ \t]*(?:#[^\r\n]*)?\r?\n/

/**
 * The root of the YAML that a literal block string holds: `values: |` of an Argo CD Application. Its lines are one
 * deeper document as they stand, indentation and all, so that offsets in it are offsets in the file. Undefined for
 * every other node.
 * @throws ActionError as `ManifestDocument.root`
 */
export function nestedRoot(cursor: Cursor): Cursor | undefined {
  const { node, document } = cursor
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL') return undefined
  const body = blockBody(document.text, node)
  if (body === undefined) return undefined
  const nested = document.nested(body.start, body.end, cursor.path)
  const root = rootOf(nested)
  const shared = cursor.anchored.length > 0
  const refusal = shared
    ? ({ kind: 'other', reason: 'the block that it stands in is shared by an anchor' } as const)
    : (cursor.refusal ?? root.refusal)
  return { ...root, refusal }
}

/** Whether what a reader takes out of the block is exactly what its lines say without their indentation. */
export function isPlainBlock(document: ManifestDocument, node: Scalar): boolean {
  const body = blockBody(document.text, node)
  if (body === undefined || typeof node.value !== 'string') return false
  const lines = document.text.slice(body.start, body.end).split(/\r?\n/)
  const indentation = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0
  const text = lines.map((line) => line.slice(indentation)).join('\n')
  return text.trimEnd() === node.value.trimEnd()
}

/** The range of a block's lines in the text of its document. */
export function blockBody(
  text: string,
  node: Scalar,
): { readonly start: number; readonly end: number } | undefined {
  const [start, end] = node.range ?? [0, 0]
  const header = HEADER.exec(text.slice(start, end))?.[0]
  return header === undefined ? undefined : { start: start + header.length, end }
}
