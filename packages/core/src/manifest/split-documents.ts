import type { TextRange } from './position.ts'

/**
 * Cuts at the markers `---` and `...`, which at the start of a line are markers wherever they stand
 * (https://yaml.org/spec/1.2.2/#912-document-markers). Pieces of comments and blank lines alone are left out, directives stay with
 * the document they speak of.
 * @param indent what every line of the text begins with, as in a block of YAML
 */
export function splitDocuments(text: string, indent = ''): readonly TextRange[] {
  const { marker: markers, content } = indent === '' ? UNINDENTED : patternsOf(indent)
  const pieces: TextRange[] = []
  let start = 0
  const close = (end: number): void => {
    const piece = text.slice(start, end)
    if (isDirectives(piece)) return
    if (content.test(piece)) pieces.push({ start, end })
    start = end
  }
  for (const marker of text.matchAll(markers)) {
    if (marker[0].endsWith('---')) {
      close(marker.index)
    } else {
      const lineEnd = text.indexOf('\n', marker.index)
      close(lineEnd < 0 ? text.length : lineEnd + 1)
    }
  }
  close(text.length)
  return pieces
}

/** `content`: a line that is more than a marker, white space and a comment. */
function patternsOf(indent: string): { readonly marker: RegExp; readonly content: RegExp } {
  return {
    marker: new RegExp(`(?<![^\\n])${indent}(?:---|\\.\\.\\.)(?=[ \\t\\r\\n]|$)`, 'g'),
    content: new RegExp(`^(?!\\ufeff?(?:${indent}(?:---|\\.\\.\\.))?[ \\t\\r]*(?:#|$))[^\\n]`, 'm'),
  }
}

const UNINDENTED = patternsOf('')
const BESIDE_DIRECTIVES = /^(?!\ufeff?[ \t\r]*(?:[%#]|$))[^\n]/m

function isDirectives(piece: string): boolean {
  return /^%/m.test(piece) && !BESIDE_DIRECTIVES.test(piece)
}
