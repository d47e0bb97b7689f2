import { applyEdits, type Edit } from './edit.ts'
import type { TextRange } from './position.ts'

/** A range of the text as it was given, or text that is new. */
type Piece = { readonly start: number; readonly end: number } | { readonly added: string }

/**
 * A text that is changed step by step, each step by offsets in what the one before it made, and that in the end tells the
 * edits of the text as it was given.
 */
export class PatchedText {
  readonly #file: string
  readonly #original: string
  #pieces: readonly Piece[]
  #text: string

  constructor(file: string, text: string) {
    this.#file = file
    this.#original = text
    this.#pieces = [{ start: 0, end: text.length }]
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  /** @throws ActionError `edit-conflict` when the edits were made for another text */
  apply(edits: readonly Edit[]): void {
    const text = applyEdits(this.#text, edits)
    let shift = 0
    for (const { range, after } of [...edits].sort(byRange)) {
      const head = this.#cut(0, range.start + shift)
      const tail = this.#cut(range.end + shift, Infinity)
      this.#pieces = [...head, { added: after }, ...tail]
      shift += after.length - (range.end - range.start)
    }
    this.#text = text
  }

  /** The edits that turn the text as it was given into this one. */
  edits(): readonly Edit[] {
    const edits: Edit[] = []
    let at = 0
    let added = ''
    for (const piece of [...this.#pieces, { start: this.#original.length, end: this.#original.length }]) {
      if ('added' in piece) {
        added += piece.added
        continue
      }
      const before = this.#original.slice(at, piece.start)
      if (before !== added) {
        edits.push({ file: this.#file, range: { start: at, end: piece.start }, before, after: added })
      }
      at = piece.end
      added = ''
    }
    return edits
  }

  /** Whether what stands between two offsets is all new. */
  isAdded({ start, end }: TextRange): boolean {
    return start < end && this.#cut(start, end).every((piece) => 'added' in piece)
  }

  /** The pieces between two offsets of the text as it is now. */
  #cut(from: number, to: number): readonly Piece[] {
    const pieces: Piece[] = []
    let at = 0
    for (const piece of this.#pieces) {
      const length = 'added' in piece ? piece.added.length : piece.end - piece.start
      const [start, end] = [Math.max(from - at, 0), Math.min(to - at, length)]
      at += length
      if (start >= end) continue
      if ('added' in piece) pieces.push({ added: piece.added.slice(start, end) })
      else pieces.push({ start: piece.start + start, end: piece.start + end })
    }
    return pieces
  }
}

function byRange(a: Edit, b: Edit): number {
  return a.range.start - b.range.start || a.range.end - b.range.end
}
