import { describe, expect, it } from '@jest/globals'
import { readPairs, SUMMARY_LIMIT } from '../../packages/sandbox/src/runner/file-commands.ts'
import { executeSteps, step } from './runner-world.ts'

describe('entries of a command file', () => {
  const cases: [text: string, entries: [string, string][]][] = [
    ['', []],
    [
      'a=1\nb=two words\n',
      [
        ['a', '1'],
        ['b', 'two words'],
      ],
    ],
    ['a=1=2', [['a', '1=2']]],
    ['a=', [['a', '']]],
    ['a=x<<y', [['a', 'x<<y']]],
    ['\n\na=1\n\n', [['a', '1']]],
    [
      'a<<EOF\nline 1\nline=2\n\nEOF\nb=1',
      [
        ['a', 'line 1\nline=2\n'],
        ['b', '1'],
      ],
    ],
    ['a<<EOF\nEOF\n', [['a', '']]],
    ['a<<E=F\nx\nE=F', [['a', 'x']]],
    ['a<<EOF\n EOF\nEOF', [['a', ' EOF']]],
    [
      'a=1\r\nb<<E\r\nx\r\nE\r\n',
      [
        ['a', '1\r'],
        ['b', 'x\r'],
      ],
    ],
    ['a b =1', [['a b ', '1']]],
  ]

  it.each(cases)('reads %j', (text, entries) => {
    expect([...readPairs(text)]).toEqual(entries)
  })

  it.each([
    ['plain text', 'neither name=value nor name<<delimiter'],
    ['=value', 'the name is empty'],
    ['<<EOF\nx\nEOF', 'must not be empty'],
    ['a<<\nx\n', 'must not be empty'],
    ['a<<EOF\nx\nEOF \n', "closing delimiter 'EOF' was not found"],
  ])('refuses %j', (text, reason) => {
    expect(() => [...readPairs(text)]).toThrow(reason)
  })

  it('gives out what stands before a bad line', () => {
    const seen: string[] = []
    expect(() => {
      for (const [name] of readPairs('a=1\nbad\nb=2')) seen.push(name)
    }).toThrow("'bad'")
    expect(seen).toEqual(['a'])
  })
})

describe('command files of a step', () => {
  it('carries outputs, environment and PATH on to later steps', async () => {
    const result = await executeSteps(
      `
- id: first
  run: |
    printf 'json<<EOF\\n{"a":\\n1}\\nEOF\\n' >> "$GITHUB_OUTPUT"
    echo "COLOUR=red" >> "$GITHUB_ENV"
    mkdir -p bin other
    printf '#!/bin/sh\\necho tool of %s\\n' bin > bin/my-tool
    printf '#!/bin/sh\\necho tool of %s\\n' other > other/my-tool
    chmod +x bin/my-tool other/my-tool
    echo "$PWD/bin" >> "$GITHUB_PATH"
    echo "COLOUR now <$COLOUR>"
- run: echo "$PWD/other" >> "$GITHUB_PATH"
- run: |
    my-tool
    echo "$COLOUR and \${{ env.COLOUR }} and \${{ fromJSON(steps.first.outputs.json).a }}"
- run: echo "step wins $COLOUR"
  env: { COLOUR: blue }`.trim(),
    )
    expect(result.conclusion).toBe('success')
    expect(result.log).toContain('COLOUR now <>')
    expect(result.log).toContain('tool of other\nred and red and 1\n')
    expect(result.log).toContain('step wins blue\n')
  })

  it('refuses NODE_OPTIONS and goes on', async () => {
    const result = await executeSteps(
      '- id: env\n  run: echo "node_options=--require evil" >> "$GITHUB_ENV"\n- run: echo "<$NODE_OPTIONS>"',
    )
    expect(step(result, 'env').annotations).toEqual([
      { level: 'error', message: "'node_options' cannot be set through GITHUB_ENV.", properties: {} },
    ])
    expect(result.log).toContain('\n<>\n')
    expect(result.conclusion).toBe('success')
  })

  it('does not let a step change GITHUB_ and RUNNER_ variables', async () => {
    const result = await executeSteps(
      '- run: printf "GITHUB_REF=evil\\nRUNNER_TEMP=/evil\\nCI=no\\n" >> "$GITHUB_ENV"\n- run: echo "$GITHUB_REF $CI <${RUNNER_TEMP%%/jobs*}>"\n  env: { GITHUB_REPOSITORY: evil/evil }',
    )
    expect(result.log).toMatch(/refs\/heads\/main no <\/[^e][^\n]*>/)
  })

  it('fails a step whose file is malformed, with the entries before applied', async () => {
    const result = await executeSteps(
      '- id: bad\n  run: printf "good=1\\nbad line\\nlate=2\\n" >> "$GITHUB_OUTPUT"',
    )
    const bad = step(result, 'bad')
    expect(bad.conclusion).toBe('failure')
    expect(bad.outputs).toEqual({ good: '1' })
    expect(bad.annotations.map(({ message }) => message)).toEqual([
      "The file command 'output' cannot be processed.",
      "Invalid format 'bad line': neither name=value nor name<<delimiter.",
    ])
  })

  it('applies the files of a failed step', async () => {
    const result = await executeSteps(
      '- id: failed\n  run: echo "a=1" >> "$GITHUB_OUTPUT"; exit 1\n- if: failure()\n  run: echo "a is ${{ steps.failed.outputs.a }}"',
    )
    expect(result.log).toContain('a is 1')
  })

  it('is not disturbed by a step that removes its files', async () => {
    const result = await executeSteps('- run: rm -f "$GITHUB_OUTPUT" "$GITHUB_ENV" "$GITHUB_STEP_SUMMARY"')
    expect(result.conclusion).toBe('success')
  })

  it.each([
    [SUMMARY_LIMIT, SUMMARY_LIMIT, 0],
    [SUMMARY_LIMIT + 1, 0, 1],
  ])('takes a summary of up to 1 MiB and drops a larger one (%i bytes)', async (size, kept, errors) => {
    const result = await executeSteps(
      `- id: sum\n  run: head -c ${size} /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"`,
    )
    const sum = step(result, 'sum')
    expect(sum.summary).toHaveLength(kept)
    expect(sum.annotations).toHaveLength(errors)
    expect(sum.conclusion).toBe('success')
  })
})
