import { ActionError } from '../report/error.ts'

/** A pattern of paths. */
export interface Glob {
  /** The directory below which alone something can match, `''` for the root; undefined for a path without wildcards. */
  readonly base: string | undefined
  matches(path: string): boolean
}

/** One step of a part; characters are code points. */
type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'run' }
  | {
      readonly kind: 'set'
      readonly negated: boolean
      readonly ranges: readonly (readonly [string, string])[]
    }

/** `**` stands for any number of parts, none among them. */
type Part = '**' | readonly Token[]

const WILDCARD = /[*?[{]/
const MAX_ALTERNATIVES = 200

/**
 * Reads a glob:
 *
 * | written | stands for |
 * | --- | --- |
 * | `*` | any characters of one part |
 * | `**` | any parts, when it is a part of its own; else as `*` |
 * | `?` | one character |
 * | `[a-z]`, `[!a-z]` | one character of the set, or none of it |
 * | `{a,b}` | one of these |
 *
 * Hidden files are files like others; brackets and braces that are not closed stand for themselves. Matching takes steps in the order
 * of pattern times path, for both may come from somebody who means harm: a regular expression made of `*a*a*a*b` takes hours.
 * @throws ActionError `invalid-input` for more than 200 alternatives
 */
export function parseGlob(pattern: string): Glob {
  const alternatives = expandBraces(pattern).map((alternative) => alternative.split('/').map(readPart))
  return {
    base: WILDCARD.test(pattern) ? baseOf(pattern) : undefined,
    matches(path) {
      const parts = path.split('/').map((part) => Array.from(part))
      return alternatives.some((alternative) => matchParts(alternative, parts))
    },
  }
}

function baseOf(pattern: string): string {
  const parts = pattern.split('/')
  return parts
    .slice(
      0,
      parts.findIndex((part) => WILDCARD.test(part)),
    )
    .join('/')
}

function matchParts(pattern: readonly Part[], path: readonly (readonly string[])[]): boolean {
  /** Whether the pattern so far can have used up so many parts of the path. */
  let used = [true, ...path.map(() => false)]
  for (const part of pattern) {
    if (part === '**') {
      const first = used.indexOf(true)
      used = used.map((_, count) => first >= 0 && count >= first)
    } else {
      const before = used
      used = [
        false,
        ...path.map((characters, index) => before[index] === true && matchPart(part, characters)),
      ]
    }
  }
  return used.at(-1) === true
}

/** Of several runs only the last is ever made longer: whatever the earlier ones took is as good as anything else. */
function matchPart(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0
  let at = 0
  let run: { readonly next: number; end: number } | undefined
  while (at < characters.length) {
    const current = tokens[token]
    if (current?.kind === 'run') {
      token += 1
      run = { next: token, end: at }
    } else if (current !== undefined && accepts(current, characters[at] ?? '')) {
      token += 1
      at += 1
    } else if (run === undefined) {
      return false
    } else {
      run.end += 1
      at = run.end
      token = run.next
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === 'run')
}

function accepts(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'any':
      return true
    case 'character':
      return token.character === character
    case 'set':
      return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated
    case 'run':
      return false
  }
}

function readPart(text: string): Part {
  if (text === '**') return '**'
  const tokens: Token[] = []
  for (let rest = text; rest !== '';) {
    const written = /^\*+|^\[[!^]?[^\]]+\]|^./su.exec(rest)?.[0] ?? rest
    tokens.push(readToken(written))
    rest = rest.slice(written.length)
  }
  return tokens
}

function readToken(written: string): Token {
  if (written.startsWith('*')) return { kind: 'run' }
  if (written === '?') return { kind: 'any' }
  if (written.length < 3) return { kind: 'character', character: written }
  const negated = written.length > 3 && /^\[[!^]/.test(written)
  const ranges = [...written.slice(negated ? 2 : 1, -1).matchAll(/(.)-(.)|./gsu)].map(
    ([single, from = single, to = single]) => [from, to] as const,
  )
  return { kind: 'set', negated, ranges }
}

/** Every way to choose one of each `{a,b}`; they may stand inside one another. */
function expandBraces(pattern: string): readonly string[] {
  const group = firstGroup(pattern)
  if (group === undefined) return [pattern]
  const before = pattern.slice(0, group.start)
  const choices = group.choices.flatMap(expandBraces)
  const rests = expandBraces(pattern.slice(group.end))
  if (choices.length * rests.length > MAX_ALTERNATIVES) {
    throw new ActionError(
      'invalid-input',
      `The glob ${JSON.stringify(pattern.slice(0, 80))} in "files" has more than ${MAX_ALTERNATIVES} alternatives: write fewer braces, or several lines.`,
    )
  }
  return choices.flatMap((choice) => rests.map((rest) => before + choice + rest))
}

interface Group {
  readonly start: number
  /** Behind the closing brace. */
  readonly end: number
  readonly choices: readonly string[]
}

/** The first brace that is closed and has a comma of its own. */
function firstGroup(pattern: string): Group | undefined {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    const choices: string[] = []
    let [depth, from] = [1, start + 1]
    for (let at = from; at < pattern.length && depth > 0; at += 1) {
      const character = pattern[at]
      if (character === '{') depth += 1
      if (character === '}') depth -= 1
      if (depth > 1 || (depth === 1 && character !== ',')) continue
      choices.push(pattern.slice(from, at))
      from = at + 1
    }
    if (depth === 0 && choices.length > 1) return { start, end: from, choices }
  }
  return undefined
}
