const ESC = '\u001b'
const BELL = '\u0007'
/** Colours, cursor movement, titles and links: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const ESCAPE_SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)?|[@-Z\\\\])?`,
  'g',
)
/** All but tab (line breaks have been split away), and what turns the direction of writing round. */
const CONTROL = /(?!\t)\p{Cc}|[\u2028-\u202e\u2066-\u2069]/gu
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/

/**
 * Text for the step's log in which the runner finds no command. The runner obeys `##[name]` anywhere in a line and `::name::` at
 * its start (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs), and people see what terminals obey.
 * Line breaks stay; every other control character goes.
 */
export function sanitizeText(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').split(LINE_BREAK).map(sanitizeLine).join('\n')
}

function sanitizeLine(line: string): string {
  const visible = line.replace(CONTROL, '').replaceAll('##[', '##\u200b[')
  // Something that cannot be skipped as blank or ignorable stands before the colons.
  return /^[\s\u200b\ufeff]*::/.test(visible) ? `| ${visible}` : visible
}
