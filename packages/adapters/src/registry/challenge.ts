/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** Lower-case. */
  readonly scheme: string
  /** Names in lower case; the first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>
}

// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
/** Credentials without a name, such as those of Negotiate; they end the challenge. */
const TOKEN68 = /[0-9A-Za-z._~+/-]+=*(?=[ \t]*(?:,|$))/y
const SPACE = /[ \t]*/y
const SEPARATOR = /[ \t,]*/y
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy
/** More than the grammar allows: registries were seen to leave out the quotes around URLs and scopes. */
const BARE = /[^\s,"]*/y

/**
 * Reads the value of `WWW-Authenticate`: any number of challenges, parted by the same commas as their parameters.
 * Never throws; what cannot be read is skipped. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  const text = new Scanner(header)
  while (!text.done()) {
    text.take(SEPARATOR)
    const word = text.take(TOKEN)
    if (word === '') {
      if (text.take(QUOTED) === '') text.skip()
      continue
    }
    text.take(SPACE)
    if (text.takeCharacter('=')) {
      text.take(SPACE)
      const value = text.peek('"') ? unescape(text.take(QUOTED)) : text.take(BARE)
      const { parameters } = challenges.at(-1) ?? { parameters: new Map<string, string>() }
      const name = word.toLowerCase()
      if (!parameters.has(name)) parameters.set(name, value)
    } else {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() })
      text.take(TOKEN68)
    }
  }
  return challenges
}

function unescape(quoted: string): string {
  const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined)
  return inner.replace(/\\(.)/gs, '$1')
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  done(): boolean {
    return this.#at >= this.#text.length
  }

  peek(character: string): boolean {
    return this.#text[this.#at] === character
  }

  /** What the sticky pattern matches here; empty, and nothing taken, when it does not. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += match.length
    return match
  }

  takeCharacter(character: string): boolean {
    if (!this.peek(character)) return false
    this.#at += 1
    return true
  }

  skip(): void {
    this.#at += 1
  }
}
