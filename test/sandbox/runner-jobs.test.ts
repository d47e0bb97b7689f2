import { describe, expect, it } from '@jest/globals'
import type { RunEvent } from '../../packages/sandbox/src/index.ts'
import { execute, host, inJob, job } from './runner-world.ts'

/** A workflow of jobs with an `if`, `needs` and an exit status each. */
function chain(jobs: Record<string, { needs?: string; condition?: string; status?: number }>): string {
  const lines = Object.entries(jobs).flatMap(([id, { needs, condition, status = 0 }]) => [
    `  ${id}:`,
    '    runs-on: ubuntu-latest',
    ...(needs === undefined ? [] : [`    needs: ${needs}`]),
    ...(condition === undefined ? [] : [`    if: ${condition}`]),
    `    steps: [{ run: exit ${status} }]`,
  ])
  return ['on: push', 'jobs:', ...lines].join('\n')
}

describe('needs', () => {
  it('orders jobs and passes results and outputs', async () => {
    const order: string[] = []
    const result = await execute(
      `
on: push
jobs:
  last:
    needs: [first, second]
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ needs.first.outputs.version }} \${{ needs.second.result }} \${{ toJSON(needs.first.outputs) }}"
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
  first:
    runs-on: ubuntu-latest
    outputs:
      version: v\${{ steps.v.outputs.number }}
      empty: \${{ steps.v.outputs.none }}
      secret: \${{ secrets.KEY }}
    steps:
      - id: v
        run: echo number=7 >> "$GITHUB_OUTPUT"
`,
      {
        secrets: { KEY: 'kettle-black' },
        onEvent: (event: RunEvent) => {
          if (event.type === 'job-start' || event.type === 'job-end') order.push(`${event.type} ${event.job}`)
        },
      },
    )
    expect(order).toEqual(['first', 'second', 'last'].flatMap((id) => [`job-start ${id}`, `job-end ${id}`]))
    expect(job(result, 'first').outputs).toEqual({ version: 'v7' })
    expect(job(result, 'first').annotations[0]?.message).toBe(
      "Skip output 'secret' since it may contain secret.",
    )
    expect(result.log).toContain('v7 success {\n  "version": "v7"\n}')
  })

  it.each<[string, Parameters<typeof chain>[0], Record<string, string>, string]>([
    [
      'skips what needs a failed job',
      { a: { status: 1 }, b: { needs: 'a' } },
      { a: 'failure', b: 'skipped' },
      'failure',
    ],
    [
      'runs failure() and always() after a failure, also of an ancestor',
      {
        a: { status: 1 },
        b: { needs: 'a' },
        c: { needs: 'b', condition: 'failure()' },
        d: { needs: 'b', condition: 'always()' },
      },
      { a: 'failure', b: 'skipped', c: 'success', d: 'success' },
      'failure',
    ],
    [
      'skips after a skipped ancestor, even behind a job that ran',
      { a: { condition: 'false' }, b: { needs: 'a', condition: 'always()' }, c: { needs: 'b' } },
      { a: 'skipped', b: 'success', c: 'skipped' },
      'success',
    ],
    [
      'skips failure() when all is well',
      { a: {}, b: { needs: 'a', condition: 'failure()' } },
      { a: 'success', b: 'skipped' },
      'success',
    ],
    [
      'lets a condition look at results',
      {
        a: { status: 1 },
        b: { needs: 'a', condition: "${{ !cancelled() && needs.a.result == 'failure' }}" },
      },
      { a: 'failure', b: 'success' },
      'failure',
    ],
    [
      'is skipped when every job is',
      { a: { condition: "github.ref == 'refs/heads/no'" } },
      { a: 'skipped' },
      'skipped',
    ],
  ])('%s', async (_title, jobs, conclusions, conclusion) => {
    const result = await execute(chain(jobs))
    expect(Object.fromEntries(result.jobs.map(({ id, conclusion: word }) => [id, word]))).toEqual(conclusions)
    expect(result.conclusion).toBe(conclusion)
  })

  it('refuses an unknown job and a circle', async () => {
    await expect(execute(chain({ a: {}, b: { needs: 'c' } }))).rejects.toThrow(/unknown job/)
    await expect(execute(chain({ a: { needs: 'b' }, b: { needs: 'a' }, c: {} }))).rejects.toThrow(
      /not a valid workflow/,
    )
  })

  it('fails the job whose outputs are above 1 MB', async () => {
    const result = await execute(`
on: push
jobs:
  big:
    runs-on: ubuntu-latest
    outputs: { big: '\${{ steps.a.outputs.big }}' }
    steps:
      - id: a
        run: echo "big=$(head -c 600000 /dev/zero | tr '\\0' x)" >> "$GITHUB_OUTPUT"
`)
    expect(job(result, 'big').conclusion).toBe('failure')
    expect(job(result, 'big').annotations[0]?.message).toContain("above 1 MB at 'big'")
  })
})

describe('a job', () => {
  it('gets a token for its permissions, and the secrets and variables of its environment', async () => {
    const asked: unknown[] = []
    const result = await execute(
      `
on: push
permissions: { contents: read }
jobs:
  plain: { runs-on: x, steps: [{ run: 'echo "\${{ vars.PLACE }} \${{ secrets.PLACE_KEY == github.token }} \${{ github.token == secrets.GITHUB_TOKEN }}"' }] }
  staging:
    needs: plain
    runs-on: x
    environment: { name: "\${{ github.ref_name == 'main' && 'staging' }}" }
    permissions: write-all
    steps: [{ run: 'echo "\${{ vars.PLACE }} <\${{ secrets.PLACE_KEY }}> \${{ secrets.PLACE_KEY == vars.EXPECTED }}"' }]
`,
      {
        vars: { PLACE: 'repository', EXPECTED: 'key-of-staging' },
        environments: {
          staging: { vars: { PLACE: 'environment' }, secrets: { PLACE_KEY: 'key-of-staging' } },
        },
        github: host({
          token: (permissions, id) => {
            asked.push([id, permissions])
            return `token-of-${id}`
          },
        }),
      },
    )
    expect(asked).toEqual([
      ['plain', { contents: 'read' }],
      ['staging', 'write-all'],
    ])
    expect(result.log).toContain('\nrepository false true\n')
    expect(result.log).toContain('\nenvironment <***> true\n')
  })

  it('sees the event and the run in the github context and its event file', async () => {
    const event = {
      name: 'pull_request',
      sha: 'b'.repeat(40),
      payload: {
        number: 7,
        action: 'opened',
        pull_request: { head: { ref: 'feature/x' }, base: { ref: 'main' } },
        sender: { login: 'hubot', id: 42 },
      },
    }
    const result = await execute(
      {
        text: inJob(
          '- run: |\n    echo "${{ github.ref }} ${{ github.ref_name }} ${{ github.head_ref }}>$GITHUB_BASE_REF $GITHUB_ACTOR $GITHUB_ACTOR_ID $GITHUB_SHA"\n    echo "$GITHUB_WORKFLOW_REF run $GITHUB_RUN_ID"\n    cat "$GITHUB_EVENT_PATH"',
        ),
        path: '/x/.github/workflows/ci.yml',
      },
      { event, github: host({ runId: 99 }) },
    )
    expect(result.log).toContain(`refs/pull/7/merge 7/merge feature/x>main hubot 42 ${'b'.repeat(40)}\n`)
    expect(result.log).toContain('acme/api/.github/workflows/ci.yml@refs/pull/7/merge run 99\n')
    expect(result.log).toContain('"action": "opened"')
  })

  it('does not support containers and services, and notes concurrency', async () => {
    await expect(
      execute('on: push\njobs:\n  a: { runs-on: x, container: debian, steps: [{ run: "true" }] }'),
    ).rejects.toThrow("'container'")
    const result = await execute(
      'on: push\nconcurrency: one\njobs:\n  a: { runs-on: x, steps: [{ run: "true" }] }',
    )
    expect(result.notes).toEqual([expect.stringContaining("'concurrency' is ignored")])
  })

  it('fails when its environment cannot be evaluated, without running a step', async () => {
    const result = await execute(
      "on: push\njobs:\n  a:\n    runs-on: x\n    env: { A: \"${{ fromJSON('{') }}\" }\n    steps: [{ run: 'echo ran' }]",
    )
    expect(job(result, 'a')).toMatchObject({ conclusion: 'failure', steps: [] })
    expect(job(result, 'a').annotations[0]?.message).toContain('fromJson')
  })
})
