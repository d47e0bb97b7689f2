/** A resource's message may hold a whole rendered manifest. */
const LONGEST = 1000

/**
 * A foreign text on one line, without control characters, cut at a code point: it goes into logs, tables and outputs beside
 * ours.
 */
export function oneLine(text: string, longest = LONGEST): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const characters = Array.from(line)
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`
}
