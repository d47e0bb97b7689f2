import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Clock } from '../../packages/sandbox/src/index.ts'
import { execute, executeSteps, inJob, job, step } from './runner-world.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-test-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** Resolves once a file exists: the step under test has come that far. */
async function reached(name: string): Promise<void> {
  while (!existsSync(join(directory, name))) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A clock whose waits of the given length end when the file appears; other waits never end. */
function clockAt(length: number, file: string): Clock {
  return {
    now: () => 0,
    wait: (ms) => (ms === length ? reached(file) : new Promise(() => undefined)),
  }
}

/** Whether a process is still there after a while: one that was killed ends when the system gets to it. */
async function isRunning(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(join(directory, pidFile), 'utf8'))
  for (let look = 0; look < 2000; look += 1) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z ')
    if (status.includes(') Z ')) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

/** A script that ignores polite signals, has a child of the same kind, and says when it is there. */
const STUBBORN = `trap '' INT TERM; (trap '' INT TERM; echo $BASHPID > "$DIR/child"; while :; do sleep 1; done) & echo $$ > "$DIR/parent"; until [ -s "$DIR/child" ]; do :; done; touch "$DIR/ready"; while :; do sleep 1; done`

describe('timeout-minutes', () => {
  it('ends a step with its whole process group and fails it; the job goes on by its conditions', async () => {
    const result = await executeSteps(
      `- id: slow\n  timeout-minutes: 3\n  run: ${JSON.stringify(STUBBORN)}\n- if: failure()\n  run: echo cleaned up`,
      { env: { DIR: directory }, clock: clockAt(180_000, 'ready') },
    )
    expect(step(result, 'slow')).toMatchObject({ outcome: 'failure', conclusion: 'failure' })
    expect(step(result, 'slow').annotations[0]?.message).toMatch(
      /^The action '.*' has timed out after 3 minutes\.$/s,
    )
    expect(result.log).toContain('\ncleaned up\n')
    expect([await isRunning('parent'), await isRunning('child')]).toEqual([false, false])
  })

  it('cancels a job', async () => {
    const result = await execute(
      `
on: push
jobs:
  slow:
    runs-on: x
    timeout-minutes: 7
    steps:
      - id: slow
        run: touch "$DIR/ready"; exec sleep 60
      - run: echo next
      - { if: always(), run: echo always }
`,
      { env: { DIR: directory }, clock: clockAt(420_000, 'ready') },
    )
    const slow = job(result, 'slow')
    expect(slow.steps.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'skipped', 'success'])
    expect(slow.annotations[0]?.message).toBe('The job has exceeded the maximum execution time of 7 minutes.')
    expect([slow.conclusion, result.conclusion]).toEqual(['cancelled', 'cancelled'])
  })
})

describe('cancellation', () => {
  it('ends children at once, then runs always() steps, post steps and always() jobs', async () => {
    const controller = new AbortController()
    const run = execute(
      `
on: push
jobs:
  one:
    runs-on: x
    steps:
      - uses: acme/tools/stages@v1
      - id: stages
        uses: acme/tools/stages@v1
        with: { label: second }
      - run: ${JSON.stringify(STUBBORN)}
      - run: echo next
      - { if: cancelled(), run: echo saw the cancellation }
      - { if: failure(), run: echo no failure }
  two: { needs: one, runs-on: x, steps: [{ run: echo two }] }
  three: { needs: one, if: always(), runs-on: x, steps: [{ if: always(), run: 'echo three after \${{ needs.one.result }}' }] }
  four: { runs-on: x, steps: [{ run: echo four }] }
`,
      { env: { DIR: directory }, signal: controller.signal },
    )
    await reached('ready')
    controller.abort()
    const result = await run
    expect(result.conclusion).toBe('cancelled')
    expect(Object.fromEntries(result.jobs.map(({ id, conclusion }) => [id, conclusion]))).toEqual({
      one: 'cancelled',
      two: 'skipped',
      three: 'cancelled',
      four: 'cancelled',
    })
    expect(result.log).toContain('##[error]The operation was canceled.')
    expect(result.log).toContain('\nsaw the cancellation\n')
    expect(result.log).toContain('\nthree after cancelled\n')
    expect(result.log).not.toMatch(/\n(next|no failure|two|four)\n/)
    // Their post-if is `success() || failure()`: neither holds.
    expect(
      job(result, 'one')
        .steps.filter(({ stage }) => stage === 'post')
        .map(({ conclusion }) => conclusion),
    ).toEqual(['skipped', 'skipped'])
    expect([await isRunning('parent'), await isRunning('child')]).toEqual([false, false])
  })

  it('lets an always() step that runs go on until the clean-up time is over', async () => {
    const controller = new AbortController()
    const run = executeSteps(
      `- id: going\n  if: always()\n  run: touch "$DIR/ready"; until [ -e "$DIR/cancelled" ]; do sleep 0.01; done; touch "$DIR/late"; exec sleep 60`,
      { env: { DIR: directory }, signal: controller.signal, cleanupTime: 1234, clock: clockAt(1234, 'late') },
    )
    await reached('ready')
    controller.abort()
    await writeFile(join(directory, 'cancelled'), '')
    const result = await run
    expect(existsSync(join(directory, 'late'))).toBe(true)
    expect(step(result, 'going').conclusion).toBe('cancelled')
  })

  it('runs nothing when it comes first', async () => {
    const result = await execute(inJob('- run: echo never'), { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ conclusion: 'cancelled', log: '' })
    expect(job(result, 'job')).toMatchObject({ conclusion: 'cancelled', steps: [] })
  })
})

describe('what a job leaves behind', () => {
  it('is ended: background children, also in a session of their own', async () => {
    const result = await executeSteps(
      `- run: |\n    setsid sh -c 'echo $$ > "$DIR/child"; exec sleep 60' > /dev/null 2>&1 &\n    sh -c 'echo $$ > "$DIR/parent"; exec sleep 60' > /dev/null 2>&1 &\n    until [ -s "$DIR/child" ] && [ -s "$DIR/parent" ]; do sleep 0.01; done\n- run: kill -0 "$(cat "$DIR/child")" && echo still there in the next step`,
      { env: { DIR: directory } },
    )
    expect(result.log).toContain('\nstill there in the next step\n')
    expect([await isRunning('parent'), await isRunning('child')]).toEqual([false, false])
  })

  it('does not hold a step whose child keeps its output open', async () => {
    const result = await executeSteps('- run: sleep 60 & echo started\n- run: echo next')
    expect(result.conclusion).toBe('success')
    expect(result.log).toContain('\nstarted\n')
  })

  it('is no temporary directory; a given one is kept', async () => {
    const result = await executeSteps('- run: echo "$GITHUB_WORKSPACE"')
    const workspace = /^\/.*$/m.exec(result.log.slice(result.log.indexOf('##[endgroup]')))?.[0] ?? ''
    expect(workspace).toMatch(/^\/.+\/api\/api$/)
    expect(existsSync(workspace)).toBe(false)
    await executeSteps('- run: touch "$GITHUB_WORKSPACE/kept"', { directory })
    expect(await readdir(join(directory, 'jobs', '1-job', 'work', 'api', 'api'))).toEqual(['kept'])
  })
})

describe('events of a run', () => {
  it('tell of jobs, steps and lines as they come', async () => {
    const events: string[] = []
    const clock: Clock = {
      now: (() => {
        let now = 0
        return () => (now += 10)
      })(),
      wait: () => new Promise(() => undefined),
    }
    await executeSteps('- name: Hello\n  run: echo hi\n- if: "false"\n  run: echo no', {
      clock,
      onEvent: (event) => {
        events.push(event.type === 'log' ? `log ${event.line}` : JSON.stringify(event))
      },
    })
    expect(events.filter((line) => !line.startsWith('log shell'))).toEqual([
      '{"type":"job-start","job":"job","name":"job"}',
      '{"type":"step-start","job":"job","step":"Hello","stage":"main"}',
      'log ##[group]Run echo hi',
      'log echo hi',
      'log ##[endgroup]',
      'log hi',
      '{"type":"step-end","job":"job","step":"Hello","stage":"main","conclusion":"success","duration":10}',
      '{"type":"step-end","job":"job","step":"Run echo no","stage":"main","conclusion":"skipped","duration":10}',
      '{"type":"job-end","job":"job","name":"job","conclusion":"success","duration":50}',
    ])
  })
})

describe('outside of the tests', () => {
  it('loads under plain Node without any preparation', async () => {
    const source = new URL('../../packages/sandbox/src/runner/run-workflow.ts', import.meta.url).href
    const script = `
      const { runWorkflow } = await import(process.env.SOURCE)
      const result = await runWorkflow({
        workflow: { text: 'on: push\\njobs:\\n  a: { runs-on: x, steps: [{ run: echo inner }] }' },
        event: { name: 'push' },
        github: { serverUrl: 'http://127.0.0.1:1', apiUrl: '', graphqlUrl: '', repository: 'a/b', token: 'token' },
      })
      console.log('ended with ' + result.conclusion)`
    const result = await executeSteps(
      `- id: node\n  run: '"$NODE" --input-type=module --disable-warning=ExperimentalWarning -e "$SCRIPT"'`,
      { env: { NODE: process.execPath, SCRIPT: script, SOURCE: source } },
    )
    expect(step(result, 'node').log).toContain('\nended with success\n')
  })
})
