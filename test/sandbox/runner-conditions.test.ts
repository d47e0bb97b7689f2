import { describe, expect, it } from '@jest/globals'
import { evaluateExpression, toText, type Value } from '../../packages/sandbox/src/runner/expressions.ts'
import { execute, executeSteps, inJob, job, step } from './runner-world.ts'

describe('expressions', () => {
  const contexts = {
    github: { ref: 'refs/heads/main', event: { commits: [{ id: 'a' }, { id: 'b' }] } },
    env: { EMPTY: '' },
    matrix: { os: 'linux', flags: [1, 2] },
    secrets: { Mixed_Case: 's' },
  }
  const cases: [expression: string, value: Value][] = [
    ["github.ref == 'REFS/HEADS/MAIN'", true],
    ["startsWith(github.ref, 'refs/heads/') && 'yes' || 'no'", 'yes'],
    ["endsWith(github.ref, 'x') || contains('abc', 'B')", true],
    ["contains(github.event.commits.*.id, 'b')", true],
    ["format('{0}-{1} {{}}', 'a', 2)", 'a-2 {}'],
    ["join(matrix.flags, '+')", '1+2'],
    ['fromJSON(\'{"a":[true,null,1.5]}\').a[2]', 1.5],
    ['toJSON(matrix.flags)', '[\n  1,\n  2\n]'],
    ['github.missing.deeper', null],
    ["inputs.anything == ''", true],
    ['secrets.MIXED_CASE', 's'],
    ["'it''s a ''quote'''", "it's a 'quote'"],
    ['1 == true', true],
    ["'3' > 2", true],
    ["!env.EMPTY && 'empty'", 'empty'],
  ]

  it.each(cases)('evaluates %s', (expression, value) => {
    expect(evaluateExpression(expression, { contexts })).toEqual(value)
  })

  it.each([
    ["hashFiles('**/go.sum')", 'hashFiles() is not supported by the sandbox runner'],
    ['success()', "success() can only be used in an 'if'"],
    ["fromJSON('{')", 'fromJson'],
    ['nothing.like.this', "'nothing.like.this'"],
    ['1 +', "'1 +'"],
  ])('refuses %s', (expression, reason) => {
    expect(() => evaluateExpression(expression, { contexts })).toThrow(reason)
  })

  it.each<[Value, string]>([
    [null, ''],
    [true, 'true'],
    [1.5, '1.5'],
    [{ a: 1 }, 'Object'],
    [[1], 'Array'],
  ])('turns %j into text as GitHub does', (value, text) => {
    expect(toText(value)).toBe(text)
  })
})

describe('the if of a step', () => {
  const table: [condition: string, afterSuccess: string, afterFailure: string][] = [
    ['', 'success', 'skipped'],
    ['success()', 'success', 'skipped'],
    ['failure()', 'skipped', 'success'],
    ['always()', 'success', 'success'],
    ['cancelled()', 'skipped', 'skipped'],
    ['!cancelled()', 'success', 'success'],
    ["github.ref == 'refs/heads/main'", 'success', 'skipped'],
    ["${{ github.ref == 'refs/heads/main' }}", 'success', 'skipped'],
    ["github.ref == 'refs/heads/other'", 'skipped', 'skipped'],
    ["always() && steps.before.outcome == 'failure'", 'skipped', 'success'],
    ["failure() && steps.before.conclusion == 'failure'", 'skipped', 'success'],
    ["env.OWN == 'yes'", 'success', 'skipped'],
    ["always() && job.status == 'failure'", 'skipped', 'success'],
    ["'success()'", 'success', 'skipped'],
    ["''", 'skipped', 'skipped'],
  ]

  it.each(table)('%j', async (condition, afterSuccess, afterFailure) => {
    const steps = (status: number): string =>
      [
        '- id: before',
        `  run: exit ${status}`,
        '- id: after',
        ...(condition === '' ? [] : [`  if: ${JSON.stringify(condition)}`]),
        '  env: { OWN: "yes" }',
        '  run: "true"',
      ].join('\n')
    const [passed, failed] = [await executeSteps(steps(0)), await executeSteps(steps(1))]
    expect([step(passed, 'after').conclusion, step(failed, 'after').conclusion]).toEqual([
      afterSuccess,
      afterFailure,
    ])
    expect([passed.conclusion, failed.conclusion]).toEqual(['success', 'failure'])
  })

  it('fails the step when it cannot be evaluated', async () => {
    const result = await executeSteps("- id: bad\n  if: fromJSON('{')\n  run: echo never")
    expect(step(result, 'bad')).toMatchObject({ conclusion: 'failure', outcome: 'failure' })
    expect(step(result, 'bad').annotations[0]?.message).toContain('fromJson')
    expect(result.log).not.toContain('\nnever')
  })

  it('is checked with the whole file before anything runs', async () => {
    await expect(execute(inJob('- if: nonsense.x == 1\n  run: "true"'))).rejects.toThrow(/nonsense/)
    await expect(execute('on: push\njobs: {}')).rejects.toThrow(/not a valid workflow/)
    await expect(execute('on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n')).rejects.toThrow(/stepz/)
    await expect(execute('a: [\n')).rejects.toThrow(/not a valid workflow/)
  })
})

describe('failure and continue-on-error', () => {
  it('tells outcome from conclusion', async () => {
    const result = await executeSteps(
      `
- id: soft
  run: exit 7
  continue-on-error: \${{ github.ref == 'refs/heads/main' }}
- run: echo "outcome=\${{ steps.soft.outcome }} conclusion=\${{ steps.soft.conclusion }}"`.trim(),
    )
    expect(step(result, 'soft')).toMatchObject({ outcome: 'failure', conclusion: 'success' })
    expect(step(result, 'soft').annotations[0]?.message).toBe('Process completed with exit code 7.')
    expect(result.log).toContain('outcome=failure conclusion=success')
    expect(result.conclusion).toBe('success')
  })

  it('lets a job fail without failing the run', async () => {
    const result = await execute(`
on: push
jobs:
  soft:
    runs-on: ubuntu-latest
    continue-on-error: true
    steps: [{ run: exit 1 }]
  after:
    needs: soft
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "soft was \${{ needs.soft.result }}"' }]
`)
    expect(job(result, 'soft')).toMatchObject({ outcome: 'failure', conclusion: 'success' })
    expect(result.log).toContain('soft was success')
    expect(result.conclusion).toBe('success')
  })
})

describe('run steps', () => {
  it.each([
    ['bash without pipefail by default', '', 'false | true; echo reached', 'success'],
    ['bash with pipefail when named', 'bash', 'false | true', 'failure'],
    ['-e in any case', '', 'false; echo not reached', 'failure'],
    ['sh', 'sh', 'test -z "$BASH_VERSION"', 'success'],
    ["a command line of one's own", 'env MARK=1 bash -u {0}', 'test "$MARK" = 1', 'success'],
    ['an unknown shell', 'fish', 'true', 'failure'],
  ])('runs %s', async (_title, shell, script, conclusion) => {
    const line = shell === '' ? '' : `\n  shell: ${shell}`
    expect((await executeSteps(`- run: ${JSON.stringify(script)}${line}`)).conclusion).toBe(conclusion)
  })

  it('takes defaults from job and workflow, and env from all three levels', async () => {
    const result = await execute(`
on: push
env: { A: workflow, B: workflow, C: workflow, N: 1, T: true }
defaults: { run: { shell: sh, working-directory: a } }
jobs:
  job:
    runs-on: ubuntu-latest
    env: { B: 'job of \${{ github.repository }}', C: job }
    defaults: { run: { working-directory: b } }
    steps:
      - run: mkdir -p b c
        working-directory: .
      - run: echo "$A $B $C $N $T in $(basename "$PWD") <$BASH_VERSION>"
        env: { C: 'step after \${{ env.B }}' }
      - run: basename "$PWD"
        working-directory: c
        shell: bash
      - run: 'true'
        id: nowhere
        working-directory: d
`)
    expect(result.log).toContain('workflow job of acme/api step after job of acme/api 1 true in b <>\n')
    expect(result.log).toContain('\nc\n')
    expect(step(job(result, 'job'), 'nowhere').annotations[0]?.message).toMatch(
      /working directory '.*\/d' does not exist/,
    )
  })

  it('gives a script exactly the text of the file, whatever its YAML form', async () => {
    const result = await executeSteps(
      `
- id: script
  shell: bash
  run: |
    cat > out.txt <<'EOT'
      indented \${{ github.repository }}
    plain
    EOT
    printf '%s' "$(cat out.txt)" | od -An -c | tr -d ' \\n'
- run: >-
    echo folded
    \${{ github.job }}
- run: "echo quoted
    \${{ github.job }}"`.trim(),
    )
    expect(step(result, 'script').log).toContain('indentedacme/api\\nplain')
    expect(result.log).toContain('\nfolded job\n')
    expect(result.log).toContain('\nquoted job\n')
  })

  it('fails a step whose program cannot be started', async () => {
    const result = await executeSteps("- id: gone\n  run: 'true'\n  shell: no-such-shell {0}")
    expect(step(result, 'gone').annotations[0]?.message).toContain("'no-such-shell' could not be started")
  })
})
