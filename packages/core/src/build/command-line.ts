import { ActionError } from '../report/error.ts'

/** What a shell would act on; here it would silently be an argument. */
const SHELL_WORDS = ['|', '||', '&', '&&', ';', '>', '>>', '<', '2>', '2>&1']

/**
 * Splits a command into its program and arguments. Blanks and line breaks part arguments; quotes of both kinds hold them
 * together, a backslash takes the next character as it is (in single quotes it is one). No shell runs, so there are no
 * variables, pipes and redirections: what looks like one is refused. Empty for an empty text.
 * @throws ActionError `invalid-command`, naming the input
 */
export function parseCommand(input: string, text: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  let quoted = false
  const finish = (): void => {
    if (word !== undefined) words.push(quoted ? word : checked(input, word))
    word = undefined
    quoted = false
  }
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '\\' && quote !== "'") {
      index += 1
      // At the end of a line it joins the next one.
      if (text.charAt(index) !== '\n') word = (word ?? '') + text.charAt(index)
      quoted = true
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      quoted = true
      word ??= ''
    } else if (/\s/.test(character)) {
      finish()
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== undefined) throw refuse(input, `a ${quote === '"' ? 'double' : 'single'} quote is not closed`)
  finish()
  return words
}

function checked(input: string, word: string): string {
  if (SHELL_WORDS.includes(word) || word.endsWith(';') || /\$[({A-Za-z_]|`/.test(word))
    throw refuse(
      input,
      `"${word}" is for a shell, and none runs: put the command into a script and name that`,
    )
  return word
}

function refuse(input: string, what: string): ActionError {
  return new ActionError('invalid-command', `Input "${input}": ${what}.`)
}
