import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  execute,
  executeSteps,
  fixture,
  fixtureActions,
  host,
  inJob,
  job,
  push,
  step,
} from './runner-world.ts'

async function reportOf(steps: string, options = {}): Promise<Record<string, string>> {
  const result = await executeSteps(steps, options)
  return JSON.parse(step(result, 'report').outputs.environment ?? '{}') as Record<string, string>
}

describe('a JavaScript action', () => {
  it('gets its inputs, with defaults, under the names the runner makes', async () => {
    const environment = await reportOf(
      '- id: report\n  uses: acme/tools/report@v2\n  with: { plain: 1.50, Two Words: "", needed: "${{ github.sha }}" }',
    )
    expect(
      Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('INPUT_'))),
    ).toEqual({
      INPUT_PLAIN: '1.5',
      INPUT_TWO_WORDS: '',
      'INPUT_KEBAB-CASE': 'acme/api',
      INPUT_TOKEN: 'ghs_job_token_of_the_run',
      INPUT_NEEDED: 'a'.repeat(40),
      INPUT_OLD: '',
    })
  })

  it('warns of unknown and deprecated inputs and passes them on; required ones are not enforced', async () => {
    const result = await executeSteps(
      '- id: report\n  uses: acme/tools/report@v2\n  with: { wrong: x, old: y }',
    )
    const report = step(result, 'report')
    expect(report.annotations.map(({ level, message }) => [level, message])).toEqual([
      [
        'warning',
        "Unexpected input(s) 'wrong', valid inputs are ['plain', 'two words', 'kebab-case', 'token', 'needed', 'old']",
      ],
      ['warning', "Input 'old' has been deprecated with message: use plain"],
    ])
    expect(report.outputs.environment).toContain('"INPUT_WRONG":"x"')
    expect(report.conclusion).toBe('success')
  })

  it("runs in a clean environment: the runner's variables, env, and what the options allow", async () => {
    process.env.LEAKED_BY_THE_PARENT = 'yes'
    const environment = await reportOf('- id: report\n  uses: acme/tools/report@v2\n  env: { OWN: "1" }', {
      env: { ALLOWED: 'yes' },
    })
    delete process.env.LEAKED_BY_THE_PARENT
    const own = Object.keys(environment).filter((name) => !/^(GITHUB|RUNNER|INPUT)_/.test(name))
    expect(own.filter((name) => name !== 'TMPDIR').sort()).toEqual([
      'ALLOWED',
      'CI',
      'HOME',
      'LANG',
      'OWN',
      'PATH',
    ])
    expect(environment).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: 'report',
      GITHUB_ACTION_REPOSITORY: 'acme/tools',
      GITHUB_ACTION_REF: 'v2',
      GITHUB_API_URL: 'http://127.0.0.1:1/api/v3',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_JOB: 'job',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REPOSITORY: 'acme/api',
      GITHUB_REPOSITORY_OWNER: 'acme',
      RUNNER_ENVIRONMENT: 'github-hosted',
    })
    expect(environment.HOME).not.toBe(process.env.HOME)
    expect(environment.GITHUB_WORKSPACE).toBe(environment.PWD ?? environment.GITHUB_WORKSPACE)
    expect(environment).not.toHaveProperty('GITHUB_TOKEN')
    expect(environment).not.toHaveProperty('ACTIONS_ID_TOKEN_REQUEST_URL')
  })

  it('can ask for an OIDC token when the permissions say so', async () => {
    const idToken = { url: 'http://127.0.0.1:1/oidc', requestToken: 'request-token' }
    const result = await execute(
      `on: push\npermissions: { id-token: write }\n${inJob('- run: echo "$ACTIONS_ID_TOKEN_REQUEST_URL"').replace(/^on:.*\n/, '')}`,
      { github: host({ idToken }) },
    )
    expect(result.log).toContain('\nhttp://127.0.0.1:1/oidc\n')
  })

  it('runs pre before everything, post after it in reverse, with the state between them', async () => {
    const result = await executeSteps(
      `
- run: echo between
- uses: acme/tools/stages@v1
  with: { label: one }
- name: Second
  uses: acme/tools/stages@v1
  with: { label: "two \${{ env.LATE }}" }
- run: echo "LATE=late" >> "$GITHUB_ENV"
- uses: acme/tools/stages@v1
  if: 'false'
  with: { label: three }`.trim(),
    )
    expect(result.steps.map(({ name, stage, conclusion }) => `${stage} ${name} ${conclusion}`)).toEqual([
      'pre Pre Run acme/tools/stages@v1 success',
      'pre Pre Second success',
      'pre Pre Run acme/tools/stages@v1 success',
      'main Run echo between success',
      'main Run acme/tools/stages@v1 success',
      'main Second success',
      'main Run echo "LATE=late" >> "$GITHUB_ENV" success',
      'main Run acme/tools/stages@v1 skipped',
      'post Post Run acme/tools/stages@v1 success',
      'post Post Second success',
      'post Post Run acme/tools/stages@v1 success',
    ])
    expect(result.log.split('\n').filter((line) => line.includes('state='))).toEqual([
      'pre one state=',
      'pre two  state=',
      'pre three state=',
      'main one state=pre>',
      'main two  state=pre>',
      // It began with its pre, so its post runs although its main was skipped.
      'post three state=pre>',
      'post two late state=pre>main>',
      'post one state=pre>main>',
    ])
  })

  it.each([
    ['pre', ['skipped', 'success']],
    ['main', ['failure', 'success']],
    ['post', ['success', 'failure']],
  ])('fails the job when its %s fails', async (stage, conclusions) => {
    const result = await executeSteps(`- id: s\n  uses: acme/tools/stages@v1\n  with: { fail: ${stage} }`)
    expect(result.steps.filter((entry) => entry.stage !== 'pre').map(({ conclusion }) => conclusion)).toEqual(
      conclusions,
    )
    expect(result.conclusion).toBe('failure')
  })

  it('uses the Node of the options', async () => {
    const result = await executeSteps('- id: report\n  uses: acme/tools/report@v2', { node: '/no/such/node' })
    expect(step(result, 'report').annotations[0]?.message).toContain("'/no/such/node' could not be started")
  })
})

describe('a composite action', () => {
  it('has steps, inputs and outputs of its own and shares the environment of the job', async () => {
    const result = await executeSteps(
      `
- id: c
  uses: acme/tools/composite@v1
  with: { who: moon }
- run: echo "\${{ steps.c.outputs.greeting }}, $MARK, <\${{ steps.greet.outputs.text }}>"`.trim(),
    )
    expect(result.log).toContain('\nhello moon, from composite, <>\n')
    expect(result.log).toContain(
      `path is ${fixture('actions/composite')} and ${fixture('actions/composite')}\n`,
    )
    expect(result.steps.map(({ name }) => name)).toEqual([
      'Run acme/tools/composite@v1',
      'Run echo "hello moon, $MARK, <>"',
      'Post Run acme/tools/stages@v1',
    ])
    expect(step(result, 'c').summary).toBe('main nested\n')
  })

  it('fails with its steps, which go on as their conditions say', async () => {
    const result = await executeSteps(
      '- id: c\n  uses: acme/tools/composite@v1\n  with: { fail: true }\n- run: echo next',
    )
    expect(step(result, 'c').conclusion).toBe('failure')
    expect(step(result, 'c').log).toContain('\ncomposite saw the failure\n')
    expect(step(result, 'c').log).not.toContain('\nafter failure\n')
    expect(step(result, 'c').annotations.map(({ message }) => message)).toEqual([
      'Process completed with exit code 3.',
    ])
    expect(result.steps[1]?.conclusion).toBe('skipped')
  })
})

describe('where an action comes from', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runner-test-'))
    const actions = {
      docker: 'runs: { using: docker, image: Dockerfile }',
      old: 'runs: { using: node16, main: index.js }',
      broken: 'runs: { using: node24, main: index.js, wrong: 1 }',
    }
    for (const [name, runs] of Object.entries(actions)) {
      await mkdir(join(directory, name))
      await writeFile(join(directory, name, 'action.yml'), `name: x\ndescription: x\n${runs}\n`)
    }
  })
  afterAll(() => rm(directory, { recursive: true }))

  it.each(['acme/unknown@v1', 'actions/setup-node@v4', 'docker://debian:12', 'docker/build-push-action@v6'])(
    'refuses %s before anything runs',
    async (uses) => {
      const started: string[] = []
      const run = execute(inJob(`- run: "true"\n- uses: ${uses}`), {
        onEvent: (event) => {
          started.push(event.type)
        },
      })
      await expect(run).rejects.toThrow(`'uses: ${uses}' cannot run in the sandbox`)
      expect(started).toEqual([])
    },
  )

  it('takes a directory of the workspace, and says so when nothing is there', async () => {
    const present = await executeSteps(
      `- run: cp -r "$FIXTURES" tools\n- id: report\n  uses: ./tools/report`,
      {
        env: { FIXTURES: fixture('actions') },
      },
    )
    expect(step(present, 'report').conclusion).toBe('success')
    expect(step(present, 'report').outputs.environment).not.toContain('GITHUB_ACTION_REPOSITORY')
    const missing = await executeSteps('- id: report\n  uses: ./tools/report')
    expect(step(missing, 'report').annotations[0]?.message).toContain("Can't find 'action.yml'")
    expect(missing.conclusion).toBe('failure')
  })

  it('prefers a ref that was given exactly, and lets the options stand in for a local path', async () => {
    const actions = {
      ...fixtureActions(),
      'acme/tools/report@v9': fixture('actions/stages'),
      './here': fixture('actions/report'),
    }
    const result = await executeSteps(
      '- id: nine\n  uses: acme/tools/report@v9\n- id: report\n  uses: ./here',
      { actions },
    )
    expect(step(result, 'nine').log).toContain('main unnamed')
    expect(step(result, 'report').conclusion).toBe('success')
  })

  it.each([
    ['docker', "runs using 'docker'"],
    ['old', "runs using 'node16'"],
    ['broken', 'is not a valid action'],
  ])('fails the job of an action that is %s', async (name, reason) => {
    const result = await execute(inJob('- uses: acme/x@v1'), { actions: { 'acme/x': join(directory, name) } })
    expect(job(result, 'job').conclusion).toBe('failure')
    expect(result.log).toContain(reason)
  })
})

describe('the event', () => {
  it('is given to actions as a file', async () => {
    const payload = { head_commit: { message: 'first line\n\nbody' } }
    const result = await executeSteps('- run: cat "$GITHUB_EVENT_PATH"', { event: push({ payload }) })
    expect(result.log).toContain('"message": "first line\\n\\nbody"')
  })
})
