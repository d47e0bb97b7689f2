/** A place in a file, both counted from 1; columns in UTF-16 units, a byte order mark not counted. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Half-open range of UTF-16 offsets in the text of a file. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** Finds positions by binary search over the line starts, which are counted once. */
export class LineIndex {
  readonly #starts: readonly number[]
  readonly #bom: number

  constructor(text: string) {
    const starts = [0]
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts = starts
    this.#bom = text.startsWith('\ufeff') ? 1 : 0
  }

  positionOf(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const column = offset - (this.#starts[low] ?? 0) + 1
    return { line: low + 1, column: low === 0 ? Math.max(1, column - this.#bom) : column }
  }
}

/** `path:line:column`, as editors and compilers write it. */
export function formatPosition(file: string, position: Position): string {
  return `${file}:${position.line}:${position.column}`
}
