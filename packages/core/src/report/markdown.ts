/** Markdown and HTML characters that untrusted text must not bring into a summary or a body. */
const SPECIAL = /[\\`*_{}[\]<>()#+!|~@&$-]/g
/** Control characters, and format characters: zero width, soft hyphens, tags, and what turns the direction of writing round. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * Untrusted text as inert Markdown on one line: no link, mention, image, HTML, heading or table cell can come of it. GitHub looks for
 * mentions and issues (`#1`, `GH-1`) in what was rendered, where an entity is the character again: something invisible keeps the name
 * from what stands before it. Bare
 * addresses become links by their `://` and `www.`: https://github.github.com/gfm/#autolinks-extension-
 */
export function markdownText(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/[\r\n\t]+/g, ' ')
    .replace(SPECIAL, entity)
    .replace(/:(?=\/\/)|(?<=www)\./gi, entity)
    .replace(/&#(?:64|35);|(?<![\p{L}\p{N}])GH&#45;(?=\d)/giu, '$&&#8203;')
}

function entity(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`
}

/** Untrusted text as a code span that its own backticks cannot leave. */
export function markdownCode(text: string): string {
  const line = text.replace(INVISIBLE, '').replace(/[\r\n\t]+/g, ' ')
  if (line === '') return ''
  const longest = longestRun(line)
  const fence = '`'.repeat(longest + 1)
  const space = longest > 0 || /^ | $/.test(line) ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

/**
 * A link. Its text must be Markdown already; its address is one that others gave: what would end it is encoded, and where
 * it is none of the web the text stands alone.
 */
export function markdownLink(text: string, address: string): string {
  if (!/^https?:\/\//i.test(address)) return text
  const target = encodeURI(address.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/%25(?=[0-9a-f]{2})/gi, '%')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
  return `[${text}](${target})`
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

/** A table; every cell must be Markdown already. A bar would end a cell even inside of code, so it is escaped here. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Cuts to at most `limit` UTF-16 units at a code-point boundary, saying how much was left out. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text
  const notice = `\n\n… ${text.length - limit} more characters left out`
  let end = Math.max(0, limit - notice.length - 8)
  const last = text.charCodeAt(end - 1)
  if (last >= 0xd800 && last <= 0xdbff) end -= 1
  return text.slice(0, end) + notice
}
