/**
 * Does a name pass a list of filter patterns? Patterns are tried in order; `!pattern` takes out what earlier ones let in,
 * and a later one can let it in again.
 *
 * https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet
 */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let matched = false
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (compilePattern(pattern.slice(1)).test(name)) matched = false
    } else if (compilePattern(pattern).test(name)) {
      matched = true
    }
  }
  return matched
}

/**
 * A filter pattern as a regular expression: `*` is anything but a slash, `**` anything, `?` and `+` repeat the character
 * before them, `[]` is a class of letters and digits, a backslash takes the next character literally.
 */
export function compilePattern(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length;) {
    const [part, length] = compilePart(pattern, at)
    source += part
    at += length
  }
  return new RegExp(`^${source}$`, 's')
}

function compilePart(pattern: string, at: number): [source: string, length: number] {
  const rest = pattern.slice(at)
  const startsSegment = at === 0 || pattern[at - 1] === '/'
  if (startsSegment && rest.startsWith('**/')) return ['(?:.*/)?', 3]
  if (rest.startsWith('**')) return ['.*', 2]
  if (rest.startsWith('*')) return ['[^/]*', 1]
  if (at > 0 && (rest.startsWith('?') || rest.startsWith('+'))) return [rest.charAt(0), 1]
  const characters = /^\[[\w-]+\]/.exec(rest)
  if (characters) return [characters[0], characters[0].length]
  if (rest.startsWith('\\') && rest.length > 1) return [escapeLiteral(rest.charAt(1)), 2]
  return [escapeLiteral(rest.charAt(0)), 1]
}

function escapeLiteral(character: string): string {
  return /[\w/]/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
