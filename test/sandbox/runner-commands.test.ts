import { describe, expect, it } from '@jest/globals'
import { parseCommand } from '../../packages/sandbox/src/runner/command-grammar.ts'
import { LineSplitter } from '../../packages/sandbox/src/runner/child-process.ts'
import { execute, executeSteps, inJob, job, step } from './runner-world.ts'

const REGISTERED = new Set(['error', 'warning', 'add-mask', 'set-output', 'group'])

describe('the grammars of workflow commands', () => {
  const none = [null, undefined, undefined] as const
  const cases: [
    line: string,
    name: string | null,
    properties: object | undefined,
    data: string | undefined,
  ][] = [
    ['::error::boom', 'error', {}, 'boom'],
    ['  \t::error::boom', 'error', {}, 'boom'],
    ['\u0085\u00a0::error::boom', 'error', {}, 'boom'],
    ['\ufeff::error::boom', ...none],
    ['x::error::boom', ...none],
    ['::ERROR::boom', 'error', {}, 'boom'],
    ['::error file=a.ts,line=3::boom', 'error', { file: 'a.ts', line: '3' }, 'boom'],
    ['::error file=a%2Cb%3Ac%25,,title=x=y,empty=,=none::m', 'error', { file: 'a,b:c%', title: 'x=y' }, 'm'],
    ['::error::a%0Ab%0Dc%25%250A%2C', 'error', {}, 'a\nb\rc%%0A%2C'],
    ['::error:: kept ', 'error', {}, ' kept '],
    ['::error', ...none],
    ['::unknown::x', ...none],
    ['::error::a::b', 'error', {}, 'a::b'],
    ['##[error]boom', 'error', {}, 'boom'],
    ['text before ##[error]boom', 'error', {}, 'boom'],
    ['subject ##[set-output name=a;x=1]v%5D%3B%0A', 'set-output', { name: 'a', x: '1' }, 'v];\n'],
    ['##[unknown]x ##[error]y', ...none],
    ['##[error', ...none],
    ['##\u200b[error]boom', ...none],
    ['::unknown::x ##[error]y', 'error', {}, 'y'],
    ['::error::x ##[warning]y', 'error', {}, 'x ##[warning]y'],
  ]

  it.each(cases)('reads %j', (line, name, properties, data) => {
    const command = parseCommand(line, REGISTERED)
    expect(command === undefined ? null : command.name).toBe(name)
    expect(command?.properties).toEqual(properties)
    expect(command?.data).toBe(data)
  })

  it('sees a line after every line break, also a lone carriage return, however the output is cut', () => {
    const text = 'a\nb\r\nc\rd\n\n\re'
    const whole: string[] = []
    const pieces: string[] = []
    const splitter = new LineSplitter((line) => whole.push(line))
    splitter.push(text)
    splitter.end()
    const bytewise = new LineSplitter((line) => pieces.push(line))
    for (const character of text) bytewise.push(character)
    bytewise.end()
    expect(whole).toEqual(['a', 'b', 'c', 'd', '', '', 'e'])
    expect(pieces).toEqual(whole)
  })
})

describe('commands in the output of a step', () => {
  it('takes them from stdout and stderr and records each', async () => {
    const result = await execute(
      inJob(
        `
- id: all
  run: |
    echo "::warning file=src/a.ts,line=3,title=T::careful%0Anow"
    echo "in the middle ##[error]of a line" >&2
    echo "::set-output name=legacy::value"
    echo "::group::Build"
    echo "::endgroup::"
    printf 'progress\\r::notice::after a carriage return\\n'
    echo "::debug::hidden"
    echo "::add-matcher::matcher.json"
- run: echo "got \${{ steps.all.outputs.legacy }}"`.trim(),
      ),
    )
    const all = step(job(result, 'job'), 'all')
    expect(result.conclusion).toBe('success')
    // stdout and stderr are two pipes: their order is open.
    expect(all.annotations).toHaveLength(3)
    expect(all.annotations).toEqual(
      expect.arrayContaining([
        {
          level: 'warning',
          message: 'careful\nnow',
          properties: { file: 'src/a.ts', line: '3', title: 'T' },
        },
        { level: 'error', message: 'of a line', properties: {} },
        { level: 'notice', message: 'after a carriage return', properties: {} },
      ]),
    )
    expect(all.log.replace('##[error]of a line\n', '')).toContain(
      '##[group]Build\n##[endgroup]\nprogress\n##[notice]after a carriage return\n',
    )
    expect(all.log).not.toContain('##[debug]hidden')
    expect(result.log).toContain('\ngot value\n')
    expect(result.notes).toEqual(['Problem matchers are ignored (add-matcher).'])
    expect(result.commands.map(({ name, form }) => `${form} ${name}`).sort()).toEqual([
      '##[ error',
      ':: add-matcher',
      ':: debug',
      ':: endgroup',
      ':: group',
      ':: notice',
      ':: set-output',
      ':: warning',
    ])
    expect(result.commands.find(({ name }) => name === 'warning')).toEqual({
      job: 'job',
      step: all.name,
      name: 'warning',
      form: '::',
      properties: { file: 'src/a.ts', line: '3', title: 'T' },
      data: 'careful\nnow',
    })
  })

  it('shows debug messages when ACTIONS_STEP_DEBUG is true', async () => {
    const result = await executeSteps("- run: echo '::debug::shown'", {
      secrets: { ACTIONS_STEP_DEBUG: 'true' },
    })
    expect(result.log).toContain('##[debug]shown')
  })

  it('stops at stop-commands until the token, which lasts no longer than its step', async () => {
    const result = await execute(
      inJob(
        `
- run: |
    echo "::stop-commands::secret-word"
    echo "::error::not a command"
    echo "##[error]nor this"
    echo "::SECRET-WORD::"
    echo "::warning::a command again"
    echo "::stop-commands::secret-word"
- run: echo "::warning::next step"`.trim(),
      ),
    )
    expect(result.commands.map(({ name, data }) => `${name} ${data}`)).toEqual([
      'stop-commands secret-word',
      'secret-word ',
      'warning a command again',
      'stop-commands secret-word',
      'warning next step',
    ])
    expect(result.log).toContain('::error::not a command\n##[error]nor this\n::SECRET-WORD::\n')
    expect(job(result, 'job').steps[0]?.annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  it.each([
    ['::stop-commands::', 'it is empty, reserved or itself a command'],
    ['::stop-commands::warning', 'it is empty, reserved or itself a command'],
    ['::stop-commands::pause-logging', 'it is empty, reserved or itself a command'],
    ['::set-env name=A::b', "The command 'set-env' is disabled"],
    ['::add-path::/tmp', "The command 'add-path' is disabled"],
    ['::set-output::no name', "needs the property 'name'"],
    ['::echo::perhaps', "echo can be 'on' or 'off'"],
  ])('fails the step at %s, once it has ended', async (line, reason) => {
    const result = await executeSteps(`- id: bad\n  run: |\n    echo "${line}"\n    echo "A is <$A>"`)
    const bad = step(result, 'bad')
    expect(bad.conclusion).toBe('failure')
    expect(bad.annotations.map(({ message }) => message).join('\n')).toContain(reason)
    expect(bad.log).toContain('A is <>')
  })

  it('echoes commands when told to, but never a mask', async () => {
    const result = await executeSteps(
      '- run: |\n    echo "::echo::on"\n    echo "::set-output name=a::b"\n    echo "::add-mask::hush-hush"\n    echo "::echo::off"\n    echo "::set-output name=c::d"',
    )
    const output = result.log.slice(result.log.indexOf('##[endgroup]'))
    expect(output).toBe('##[endgroup]\n::set-output name=a::b\n::add-mask::***\n')
  })

  it('keeps ten annotations of a level per step, and all lines', async () => {
    const result = await executeSteps(
      '- id: many\n  run: for i in $(seq 12); do echo "::warning::w$i"; echo "::error::e$i"; done',
    )
    const many = step(result, 'many')
    expect(many.annotations.filter(({ level }) => level === 'warning')).toHaveLength(10)
    expect(many.annotations.filter(({ level }) => level === 'error')).toHaveLength(10)
    expect(many.log).toContain('##[warning]w12\n##[error]e12\n')
  })

  it('cuts an annotation at 4,096 characters', async () => {
    const result = await executeSteps(`- id: long\n  run: echo "::error::$(printf 'x%.0s' $(seq 5000))"`)
    expect(step(result, 'long').annotations[0]?.message).toHaveLength(4096)
  })

  it('does not take its own lines for commands', async () => {
    const result = await execute(
      inJob("- run: 'true # ::error::in the script ##[error]too'\n  env: { A: '##[error]x' }"),
    )
    expect(result.commands).toEqual([])
    expect(job(result, 'job').steps[0]?.annotations).toEqual([])
  })
})
