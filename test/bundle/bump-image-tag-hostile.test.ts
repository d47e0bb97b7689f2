import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from './action-process.ts'
import { ENVIRONMENTS, startBumpWorld, type BumpWorld } from './bump-world.ts'

/** What somebody who can write a branch would put there: commands of the runner, Markdown, HTML, mentions, control characters. */
const HOSTILE = [
  '::add-mask::staging',
  '##[add-mask]staging',
  '::stop-commands::x',
  '%0A::set-output name=changed::true',
  '\u001b[31m\u202e',
  '`` ` ``` | [x](javascript:alert(1)) ![x](http://127.0.0.1:1/x) </details><img src=x onerror=alert(1)> #1',
].join('\r::error::owned\n##[error]owned ')

const PATH = 'environments/staging/a`b|c <img src=x> [x](y) @everyone.yaml'

async function inWorld(tell: (world: BumpWorld) => Promise<void>): Promise<void> {
  const world = await startBumpWorld((registry) => ({
    [PATH]: `# ${HOSTILE.replaceAll(/[^ -~]/g, ' ')}\nimage:\n  repository: ${registry}/acme/api\n  tag: ${JSON.stringify(HOSTILE)}\n`,
  }))
  try {
    await tell(world)
  } finally {
    await world.close()
  }
}

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

function expectInert(markdown: string): void {
  const live = outsideCode(markdown)
  expect(live).not.toMatch(/<\w|<\/|\]\(|@everyone|!\[|\n#(?!## bump)/)
  expect(live).not.toContain('`')
  // eslint-disable-next-line no-control-regex
  expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/)
}

function expectNoForeignCommand(run: ActionRun, ...errors: RegExp[]): void {
  const found = commandsIn(run.log)
  expect([...new Set(found.filter((command) => !command.startsWith('error ')))].sort()).toEqual(
    ['add-mask', 'debug', 'endgroup', 'group', 'warning'].filter((name) => found.includes(name)),
  )
  const spoken = found.filter((command) => command.startsWith('error '))
  expect(spoken).toHaveLength(errors.length)
  for (const [index, error] of errors.entries()) expect(spoken[index]).toMatch(error)
  // Only secrets are masked: a mask on "staging" would blot out half of the log.
  expect(run.stdout).not.toMatch(/^::add-mask::staging/m)
}

describe('text of others', () => {
  it.concurrent('in a value and in a path is no command of the runner, and inert in the summary', () =>
    inWorld(async (world) => {
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.outputs.outcome).toBe('changed')
      expectNoForeignCommand(run)
      expectInert(run.summary)
      expect(JSON.parse(run.outputs.changes ?? '')).toEqual([
        { file: PATH, path: 'image.tag', from: HOSTILE, to: '1.4.2' },
      ])
      expect(Object.keys(run.outputs).sort()).toEqual([
        'attempts',
        'branch',
        'changed',
        'changes',
        'commit-sha',
        'outcome',
        'pull-request-number',
        'pull-request-url',
        'verified',
      ])
      const [message = ''] = await world.messages()
      expect(message).not.toContain('owned')
    }),
  )

  it.concurrent('is inert in the body of a pull request', () =>
    inWorld(async (world) => {
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        environment: 'staging',
        mode: 'pull-request',
      })
      expect(run.outputs.outcome).toBe('created')
      expectNoForeignCommand(run)
      const [pull] = world.github.describe(ENVIRONMENTS).pulls.values()
      expectInert(pull?.body ?? '')
      expect(pull?.title).toBe('Bump api to 1.4.2 in staging')
      const again = await world.bump({
        release: world.release('api', '1.4.2'),
        environment: 'staging',
        mode: 'pull-request',
      })
      expect(again.outputs.outcome).toBe('no-op')
    }),
  )

  it.concurrent('in the subject of another commit, and in an error, is no command either', () =>
    inWorld(async (world) => {
      world.github.faults.next('mutation createCommitOnBranch', {
        moveBranch: {
          repository: ENVIRONMENTS,
          branch: 'main',
          path: PATH,
          content: `image:\n  repository: ${JSON.stringify(`evil/${HOSTILE}`)}\n  tag: 1.4.1\n`,
          message: HOSTILE,
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'failed' })
      expectNoForeignCommand(run, /image-not-in-files/)
      expectInert(run.summary)
    }),
  )

  it.concurrent('that GitHub repeats in a refusal is no command', () =>
    inWorld(async (world) => {
      world.github.faults.next('query repository', {
        instead: { status: 200, body: { errors: [{ type: 'FORBIDDEN', message: HOSTILE }] } },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.code).toBe(1)
      expectNoForeignCommand(run, /permission-denied/)
      expectInert(run.summary)
    }),
  )

  it.concurrent('shows the token and the password nowhere', () =>
    inWorld(async (world) => {
      world.github.faults.next('query repository', {
        instead: {
          status: 200,
          body: { errors: [{ type: 'FORBIDDEN', message: `no ${world.token} here` }] },
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      const shown = run.log.replaceAll(/^::add-mask::.*$/gm, '') + run.summary + JSON.stringify(run.outputs)
      expect(shown).toContain('no *** here')
      expect(shown).not.toContain(world.token)
      expect(shown).not.toContain('canary-pass-4711')
    }),
  )
})
