import { expect } from '@jest/globals'
import type { ActionRun } from './action-process.ts'

/** What somebody who can write a branch would put there: commands of the runner, Markdown, HTML, mentions, control characters. */
export const HOSTILE = [
  '::add-mask::staging',
  '##[add-mask]staging',
  '::stop-commands::x',
  '%0A::set-output name=changed::true',
  '\u2028::save-state name=x::owned\u0085::group::owned\u2029##[set-env name=PATH;]owned',
  '\u001b[31m\u202e\u2066\u001b]8;;http://127.0.0.1:1/\u0007\u009b2J',
  '`` ` ``` | [x](javascript:alert(1)) ![x](http://127.0.0.1:1/x) </details><img src=x onerror=alert(1)> #1',
].join('\r::error::owned\n##[error]owned ')

/**
 * The commands that the runner finds in a log: `::name::` at the start of a line, `##[name]` anywhere.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function commandsIn(log: string): readonly string[] {
  return log.split(/\r\n|[\r\n\u2028\u2029\u0085]/).flatMap((line) => {
    const [, name, value] = /^[\s\ufeff\u200b]*::([^:\s]+)[^:]*::(.*)$/.exec(line) ?? []
    const old = [...line.matchAll(/##\[([^\]]*)\]/g)].map((command) => `##${command[1] ?? ''}`)
    return [...(name === undefined ? [] : [name === 'error' ? `error ${value ?? ''}` : name]), ...old]
  })
}

/** Markdown without its code spans: in what is left nothing of others may be alive. */
function outsideCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
}

/** In Markdown nothing of others is alive. */
export function expectInert(markdown: string): void {
  const own = /\[pull request #\d+\]\(http:\/\/127\.0\.0\.1:\d+\/[\w/-]+\)/g
  const live = outsideCode(markdown.replaceAll(own, ''))
  expect(live).not.toMatch(/<\w|<\/|\]\(|@everyone|!\[|\n#(?!## bump)/)
  expect(live).not.toContain('`')
  // eslint-disable-next-line no-control-regex
  expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/)
}

const OUTPUTS = [
  'attempts',
  'branch',
  'changed',
  'changes',
  'checks-will-run',
  'commit-sha',
  'gates',
  'merge-commit-sha',
  'outcome',
  'promotions',
  'pull-request-number',
  'pull-request-url',
  'services',
  'verified',
]

/** The run said nothing to the runner but what our own kit says, and exactly these errors. */
export function expectNoForeignCommand(run: ActionRun, ...errors: RegExp[]): void {
  const found = commandsIn(run.log)
  expect([...new Set(found.filter((command) => !command.startsWith('error ')))].sort()).toEqual(
    ['add-mask', 'debug', 'endgroup', 'group', 'warning'].filter((name) => found.includes(name)),
  )
  const spoken = found.filter((command) => command.startsWith('error '))
  expect(spoken).toHaveLength(errors.length)
  for (const [index, error] of errors.entries()) expect(spoken[index]).toMatch(error)
  expect(run.log).not.toMatch(/^[\s\ufeff\u200b]*::[\w-]+[^:\n]*::owned/m)
  expect(run.environment).toBe('')
  expect(run.state).toEqual({})
  expect(Object.keys(run.outputs).filter((name) => !OUTPUTS.includes(name))).toEqual([])
  // Only secrets are masked: a mask on "staging" would blot out half of the log.
  expect(run.stdout).not.toMatch(/^::add-mask::staging/m)
}
