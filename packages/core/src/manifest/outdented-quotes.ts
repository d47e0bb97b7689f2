const MISSING = /^Missing closing (["'])quote/

/**
 * The text in which a string in quotes, whose further lines stand no deeper than its key, is one line: its line breaks are
 * blanks, so that offsets stay. YAML forbids such lines and the readers of Kubernetes, Argo CD and Flux take them; they look for
 * the closing quote alone. Undefined when the error is another one, or when no closing quote follows.
 * @param message what the parser says
 * @param from where it says that the string ends
 */
export function joinOutdentedQuotes(text: string, message: string, from: number): string | undefined {
  const quote = MISSING.exec(message)?.[1]
  const end = quote === undefined ? -1 : closingQuote(text, quote, from)
  const lines = text.slice(from, end)
  if (end < 0 || !lines.includes('\n')) return undefined
  return text.slice(0, from) + lines.replace(/[\r\n]/g, ' ') + text.slice(end)
}

/** https://yaml.org/spec/1.2.2/#731-double-quoted-style, https://yaml.org/spec/1.2.2/#732-single-quoted-style */
function closingQuote(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at
      at += 1
    }
  }
  return -1
}
