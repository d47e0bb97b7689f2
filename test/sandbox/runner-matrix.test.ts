import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Value } from '../../packages/sandbox/src/runner/expressions.ts'
import { expandMatrix } from '../../packages/sandbox/src/runner/matrix.ts'
import { execute, job } from './runner-world.ts'

describe('matrix', () => {
  const cases: [title: string, matrix: Value, combinations: Value[]][] = [
    ['one axis', { v: [1, 2] }, [{ v: 1 }, { v: 2 }]],
    [
      'a product in order',
      { a: [1, 2], b: ['x', 'y'] },
      [
        { a: 1, b: 'x' },
        { a: 1, b: 'y' },
        { a: 2, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    ['exclude', { a: [1, 2], b: ['x', 'y'], exclude: [{ a: 1, b: 'y' }, { a: 2 }] }, [{ a: 1, b: 'x' }]],
    ['include alone', { include: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }]],
    ['include that is new', { a: [1], include: [{ a: 2, c: true }] }, [{ a: 1 }, { a: 2, c: true }]],
    [
      'the example of the documentation',
      {
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      },
      [
        { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
        { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
        { fruit: 'pear', animal: 'cat', color: 'pink' },
        { fruit: 'pear', animal: 'dog', color: 'green' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    ],
    [
      'objects',
      {
        s: [
          { n: 'a', p: 1 },
          { n: 'b', p: 2 },
        ],
        exclude: [{ s: { n: 'b' } }],
      },
      [{ s: { n: 'a', p: 1 } }],
    ],
  ]

  it.each(cases)('expands %s', (_title, matrix, combinations) => {
    expect(expandMatrix(matrix)).toEqual(combinations)
  })

  it.each<[string, Value, string]>([
    ['an axis that is no list', { a: 'x' }, "'strategy.matrix.a' must be a list"],
    ['an empty axis', { a: [] }, 'at least one value'],
    ['nothing left', { a: [1], exclude: [{ a: 1 }] }, 'gives no combination'],
    [
      'too many',
      { a: Array.from({ length: 17 }, (_, i) => i), b: Array.from({ length: 17 }, (_, i) => i) },
      'gives 289 jobs',
    ],
    ['no mapping', 'x', 'must be a mapping'],
  ])('refuses %s', (_title, matrix, reason) => {
    expect(() => expandMatrix(matrix)).toThrow(reason)
  })

  it('runs each combination with its contexts; the last output wins', async () => {
    const result = await execute(
      `
on: push
jobs:
  build:
    name: Build
    runs-on: ubuntu-latest
    strategy:
      matrix:
        service: [api, web]
        include: [{ service: web, port: 80 }]
    outputs:
      service: \${{ matrix.service }}
      only-\${{ matrix.service }}: ''
    steps:
      - run: echo "\${{ matrix.service }}:\${{ matrix.port }} \${{ strategy.job-index }}/\${{ strategy.job-total }}"
  after:
    needs: build
    name: After \${{ github.ref_name }}
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "last \${{ needs.build.outputs.service }}"' }]
`.replace("      only-${{ matrix.service }}: ''\n", ''),
    )
    expect(result.jobs.map(({ name, matrix }) => [name, matrix])).toEqual([
      ['Build (api)', { service: 'api' }],
      ['Build (web, 80)', { service: 'web', port: 80 }],
      ['After main', null],
    ])
    expect(result.log).toContain('\napi: 0/2\n')
    expect(result.log).toContain('\nweb:80 1/2\n')
    expect(result.log).toContain('\nlast web\n')
  })

  it.each([
    ['stops the others when one fails', '', ['failure', 'cancelled', 'cancelled']],
    ['goes on without fail-fast', 'fail-fast: false', ['failure', 'success', 'success']],
  ])('%s', async (_title, setting, conclusions) => {
    const result = await execute(`
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      ${setting}
      matrix: { n: [1, 2, 3] }
    steps: [{ run: 'test \${{ matrix.n }} -ne 1' }]
`)
    expect(result.jobs.map(({ conclusion }) => conclusion)).toEqual(conclusions)
    expect(result.conclusion).toBe('failure')
  })

  it('fails the job when the matrix cannot be expanded', async () => {
    const result = await execute(`
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { n: "\${{ fromJSON('[]') }}" } }
    steps: [{ run: 'true' }]
`)
    expect(job(result, 'build').annotations[0]?.message).toContain('at least one value')
    expect(result.conclusion).toBe('failure')
  })
})

describe('parallel jobs', () => {
  it('overlap when allowed: each waits for the other', async () => {
    const meet = `
on: push
jobs:
  a: { runs-on: x, steps: [{ run: 'mkfifo "$MEET/a" "$MEET/b"; echo 1 > "$MEET/a"; cat "$MEET/b"' }] }
  b: { runs-on: x, steps: [{ run: 'until [ -p "$MEET/b" ]; do sleep 0.01; done; cat "$MEET/a"; echo 1 > "$MEET/b"' }] }
`
    const directory = await mkdtemp(join(tmpdir(), 'runner-test-'))
    const result = await execute(meet, { parallel: 2, env: { MEET: directory } })
    await rm(directory, { recursive: true })
    expect(result.conclusion).toBe('success')
  })
})
