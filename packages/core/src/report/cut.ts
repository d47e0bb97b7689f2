/** The text on one line of at most `limit` UTF-16 units; what is longer ends in "…", at a code-point boundary. */
export function cutLine(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= limit) return line
  // The lone half of a surrogate pair at the cut goes too.
  return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
