/**
 * The text with every template action `{{ … }}` overwritten by as many other characters, so that a YAML parser can
 * read what is left and its offsets are offsets in the text as given. A run of actions alone on its lines becomes
 * comments; one inside a line becomes letters. Line breaks stay. Linear in the length of the text.
 */
export function maskTemplates(text: string): string {
  const pieces: string[] = []
  let at = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
    const close = text.indexOf('}}', open + 2)
    if (close < 0) break
    const lineStart = Math.max(text.lastIndexOf('\n', open - 1) + 1, 0)
    const end = endOfActions(text, close + 2)
    const alone = isLineEnd(text, end) && (isBlank(text, lineStart, open) || isTrailingComment(text, open))
    const stop = alone ? end : close + 2
    const action = text.slice(open, stop)
    pieces.push(text.slice(at, open), maskOne(action, alone))
    at = action.includes('\n') && !alone ? open + 2 : stop
  }
  return at === 0 ? text : pieces.join('') + text.slice(at)
}

/** Whether a value is filled in by something else later: Helm and Go templates, `${VAR}` and `$(VAR)`. */
export function isTemplate(value: string): boolean {
  return /\{\{|\$\{|\$\(/.test(value)
}

/** Where a run of actions that follow each other on one line ends. */
function endOfActions(text: string, from: number): number {
  let end = from
  for (;;) {
    let next = end
    while (text[next] === ' ' || text[next] === '\t') next += 1
    if (!text.startsWith('{{', next)) return end
    const close = text.indexOf('}}', next + 2)
    if (close < 0) return end
    end = close + 2
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text[at] !== ' ' && text[at] !== '\ufeff') return false
  return true
}

/** A comment action behind a value gives nothing, so that the value is no template. */
function isTrailingComment(text: string, open: number): boolean {
  return /^[ \t]$/.test(text[open - 1] ?? '') && /^\{\{-? ?\/\*/.test(text.slice(open, open + 6))
}

function isLineEnd(text: string, from: number): boolean {
  let at = from
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at += 1
  return at >= text.length || text[at] === '\n'
}

/** An action inside a line that ends on another line is left: as likely as not it is two braces in a comment. */
function maskOne(action: string, alone: boolean): string {
  if (alone) return asComment(action)
  return action.includes('\n') ? '{{' : asLetters(action)
}

function asComment(text: string): string {
  return text
    .split('\n')
    .map((line) => `#${asLetters(line.slice(1))}`.slice(0, line.length))
    .join('\n')
}

function asLetters(text: string): string {
  return text.replace(/[^\r\n]/g, 'x')
}
