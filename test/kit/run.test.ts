import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'

import { runChild } from './child-action.ts'

const TOKEN = 'ghs_123_canary/canary+canary'

describe('an action that ends', () => {
  it('well: outputs, summary, message, exit 0', async () => {
    const ended = await runChild({ ending: 'changed', token: TOKEN })
    expect(ended.code).toBe(0)
    expect(ended.outputs).toEqual({
      outcome: 'changed',
      'commit-sha': 'abc',
      changes: '[{"a":1}]\nsecond line',
    })
    expect(ended.summary).toBe('### done\n')
    expect(ended.stdout).toMatch(/^wrote abc$/m)
    expect(ended.stderr).toBe('')
  })

  it('neutrally: exit 0 and no summary when there is nothing to say', async () => {
    const ended = await runChild({ ending: 'no-op' })
    expect([ended.code, ended.outputs.outcome, ended.summary]).toEqual([0, 'no-op', ''])
  })

  it('well, with a secret in what it says: shows it nowhere', async () => {
    const ended = await runChild({ ending: 'secret-summary', token: TOKEN })
    expect([ended.code, ended.summary]).toEqual([0, '### wrote ***\n'])
    expect(ended.stdout).toMatch(/^wrote \*\*\*$/m)
  })

  it('neutrally, where an input makes a failure of that: exit 1, and says how it ended', async () => {
    const ended = await runChild({ ending: 'failed-no-op' })
    expect([ended.code, ended.outputs.outcome]).toEqual([1, 'no-op'])
    expect(ended.stdout).toMatch(/^::error::bump-image-tag ended no-op$/m)
  })

  it('with a failing outcome: exit 1, outputs and summary all the same', async () => {
    const ended = await runChild({ ending: 'blocked' })
    expect([ended.code, ended.outputs]).toEqual([1, { outcome: 'blocked-by-policy', attempts: '1' }])
    expect(ended.summary).toBe('### blocked\n')
    expect(ended.stdout).toMatch(/^::error::not a version$/m)
  })

  it('fault 69: by an error of ours: its code and sentence, its cause in the debug log, no command, no secret', async () => {
    const ended = await runChild({ ending: 'refused', token: TOKEN })
    expect([ended.code, ended.outputs.outcome]).toEqual([1, 'failed'])
    expect(ended.stdout).toMatch(
      /^::error::GH013 ##\u200b\[add-mask\]x ::set-output name=a::b \*\*\* \(refused-by-rule\)$/m,
    )
    expect(ended.stdout).toMatch(/^::debug::Error: inner \*\*\*/m)
    expect(ended.summary).toMatch(/^### bump-image-tag: failed$/m)
    expect(ended.summary).toContain('`refused-by-rule`')
    expect(withoutMasks(ended.stdout) + ended.summary + ended.stderr).not.toContain('canary')
  })

  it('by an error that names its outcome', async () => {
    expect((await runChild({ ending: 'other-outcome' })).outputs).toEqual({ outcome: 'held' })
  })

  it('by a defect: says so and how to report it', async () => {
    const ended = await runChild({ ending: 'defect', token: TOKEN })
    expect([ended.code, ended.outputs.outcome]).toEqual([1, 'failed'])
    expect(ended.stdout).toMatch(
      /^::error::a defect of this action: cannot read \*\*\*.*ACTIONS_STEP_DEBUG.*\(internal\)$/m,
    )
    expect(ended.stderr).toBe('')
  })

  it('by an error that nobody handles: as any other defect', async () => {
    const ended = await runChild({ ending: 'unhandled', token: TOKEN })
    expect([ended.code, ended.outputs.outcome, ended.stderr]).toEqual([1, 'failed', ''])
    expect(ended.stdout).toMatch(/^::error::a defect of this action: nobody waits ::error::x \*\*\*/m)
  })

  it('by work that never ends though nothing is left to wait for: as a defect', async () => {
    const ended = await runChild({ ending: 'never', token: TOKEN })
    expect([ended.code, ended.outputs.outcome, ended.stderr]).toEqual([1, 'failed', ''])
    expect(ended.stdout).toMatch(/a defect of this action: the work stopped without an end\. .*\(internal\)/)
  })

  it('with an input missing: names it', async () => {
    const ended = await runChild({})
    expect([ended.code, ended.outputs.outcome]).toEqual([1, 'failed'])
    expect(ended.stdout).toMatch(/^::error::the input "ending" is required and was not given/m)
  })

  it('fault 60: with an output name that could inject entries: refuses', async () => {
    const ended = await runChild({ ending: 'bad-output' })
    expect(ended.code).toBe(1)
    expect(ended.outputs['a=b']).toBeUndefined()
  })

  it('fault 61: with outputs that look like several: writes each as one, whatever it holds', async () => {
    const values = [
      'a\nghadelimiter_0\nchanged=true\noutcome<<EOF\nx\nEOF\n',
      'a\r\nEOF\r\noutcome=changed',
      '\n\n=\n<<\n',
      '::set-output name=outcome::changed',
      'a\u2028outcome=changed\u0085b',
    ]
    const ended = await runChild({ ending: 'hostile-outputs', values: JSON.stringify(values) })
    const outputs = Object.fromEntries(values.map((value, index) => [`value-${index}`, value]))
    expect([ended.code, ended.outputs]).toEqual([0, { ...outputs, outcome: 'no-op' }])
    expect(ended.stdout).toBe('')
  })

  it('fault 34: with too long a summary: cuts it to 1 MiB and says so', async () => {
    const ended = await runChild({ ending: 'huge-summary' })
    expect(ended.code).toBe(0)
    expect(Buffer.byteLength(ended.summary)).toBeLessThanOrEqual(1024 * 1024)
    expect(Buffer.byteLength(ended.summary)).toBeGreaterThan(1024 * 1024 - 100)
    expect(ended.summary).toMatch(/é\n\n… cut here/)
  })

  it('fault 34: by an error that is too long for an annotation: cuts it', async () => {
    const ended = await runChild({ ending: 'huge-error', token: TOKEN })
    const [annotation = ''] = ended.stdout.split('\n').filter((line) => line.startsWith('::error::'))
    expect([ended.code, ended.outputs.outcome]).toEqual([1, 'failed'])
    expect(annotation.length).toBeLessThan(4200)
    expect(annotation).toContain('more characters left out')
  })

  it('without files for outputs and summary: still fails or passes by its outcome', async () => {
    const env = { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '' }
    expect((await runChild({ ending: 'blocked' }, { env })).code).toBe(1)
    expect((await runChild({ ending: 'changed' }, { env })).code).toBe(0)
    const gone = { GITHUB_OUTPUT: '/nonexistent/output', GITHUB_STEP_SUMMARY: '/nonexistent/summary' }
    const ended = await runChild({ ending: 'changed' }, { env: gone })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/the outputs could not be written/)
  })
})

describe('the log', () => {
  it('fault 59: lets no untrusted text become a command', async () => {
    const ended = await runChild({ ending: 'hostile-log', token: TOKEN })
    expect(withoutMasks(ended.stdout).split('\n')).toEqual([
      '::group::Read ::add-mask::x and ##\u200b[add-mask]y more ***',
      '| ::add-mask::a',
      '| ::add-mask::b',
      '|   ::stop-commands::c',
      'mid ##\u200b[add-mask]d ***',
      'apart ***',
      '::warning::warn ##\u200b[add-mask]e%0A| ::add-mask::f',
      '::debug::debug red',
      '::notice::noted ##\u200b[add-mask]g ***',
      '::endgroup::',
      '',
    ])
  })

  it('fault 70: masks a token and the forms in which it travels before anything else', async () => {
    const ended = await runChild({ ending: 'changed', token: TOKEN })
    const masked = ended.stdout.split('\n').filter(isMask)
    expect(masked).toContain(`::add-mask::${TOKEN}`)
    expect(masked).toContain(`::add-mask::${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`)
    expect(masked).toContain(`::add-mask::${encodeURIComponent(TOKEN).replaceAll('%', '%25')}`)
    expect(ended.stdout.startsWith('::add-mask::')).toBe(true)
  })
})

describe('fault 35: a cancelled run', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends its work on %s, with outputs and summary', async (name) => {
    const ended = await runChild(
      { ending: 'polite-wait' },
      { onLine: (line, child) => line.includes('waiting') && child.kill(name) },
    )
    expect([ended.code, ended.outputs]).toEqual([1, { outcome: 'failed' }])
    expect(ended.stdout).toMatch(new RegExp(`the run was cancelled \\(${name}\\)`))
    expect(ended.summary).toContain('`cancelled`')
  })

  it('ends although its work does not listen', async () => {
    const ended = await runChild(
      { ending: 'deaf-wait' },
      { onLine: (line, child) => line.includes('waiting') && child.kill('SIGINT') },
    )
    expect([ended.code, ended.outputs]).toEqual([1, { outcome: 'failed' }])
  })

  it('ends at once on the second signal', async () => {
    const ended = await runChild(
      { ending: 'deaf-wait' },
      {
        onLine: (line, child) => {
          if (line.includes('waiting')) child.kill('SIGINT')
          if (line.includes('received')) child.kill('SIGTERM')
        },
      },
    )
    expect([ended.code, ended.outputs]).toEqual([1, {}])
  })
})

describe('the context', () => {
  const env = {
    GITHUB_REPOSITORY: 'acme/api',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_RUN_ID: '7',
    GITHUB_SERVER_URL: 'https://ghe.example',
    GITHUB_API_URL: 'https://ghe.example/api/v3',
    GITHUB_GRAPHQL_URL: 'https://ghe.example/api/graphql',
  }

  it('is what the host and the event say', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kit-event-'))
    const event = join(directory, 'event.json')
    await writeFile(event, '{"repository":{"default_branch":"main"}}')
    const ended = await runChild({ ending: 'context' }, { env: { ...env, GITHUB_EVENT_PATH: event } })
    await rm(directory, { recursive: true })
    expect(JSON.parse(ended.outputs.context ?? '')).toMatchObject({
      repository: 'acme/api',
      sha: env.GITHUB_SHA,
      ref: 'refs/heads/main',
      eventName: 'push',
      defaultBranch: 'main',
      apiUrl: env.GITHUB_API_URL,
      graphqlUrl: env.GITHUB_GRAPHQL_URL,
      runUrl: 'https://ghe.example/acme/api/actions/runs/7',
    })
  })

  it('fault 76: says when others started the run', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kit-event-'))
    const file = join(directory, 'event.json')
    await writeFile(file, '{"pull_request":{"head":{"repo":{"full_name":"mallory/api"}}}}')
    const ended = await runChild({ ending: 'context' }, { env: { ...env, GITHUB_EVENT_PATH: file } })
    await rm(directory, { recursive: true })
    expect(JSON.parse(ended.outputs.context ?? '')).toMatchObject({ fork: 'mallory/api' })
    expect(ended.stdout).toMatch(/^::warning::This run was started by a pull request of mallory\/api: /m)
  })

  it('fails on an event that is not JSON', async () => {
    const ended = await runChild(
      { ending: 'context' },
      { env: { ...env, GITHUB_EVENT_PATH: fileURLToPath(import.meta.url) } },
    )
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(
      /the event of this run cannot be read \(GITHUB_EVENT_PATH\).*\(no-run-context\)/,
    )
  })

  it.each(['GITHUB_REPOSITORY', 'GITHUB_SHA', 'GITHUB_REF', 'GITHUB_EVENT_NAME'])(
    'fails without %s',
    async (name) => {
      const ended = await runChild({ ending: 'context' }, { env: { ...env, [name]: '' } })
      expect(ended.code).toBe(1)
      expect(ended.stdout).toMatch(new RegExp(`${name} is not set.*\\(no-run-context\\)`))
    },
  )
})

function isMask(line: string): boolean {
  return line.startsWith('::add-mask::')
}

function withoutMasks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isMask(line))
    .join('\n')
}
