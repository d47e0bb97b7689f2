import { describe, expect, it } from '@jest/globals'
import { SecretMasker } from '../../packages/sandbox/src/runner/masks.ts'
import { executeSteps, execute, inJob, job, step } from './runner-world.ts'

describe('masks', () => {
  const secret = `p"a's<&>s w%rd`
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const cases: [form: string, text: string][] = [
    ['the value', secret],
    ['base64', base64(secret)],
    ['base64 behind one byte', base64(`:${secret}`).slice(4)],
    ['base64 behind two bytes', base64(`u:${secret}`).slice(4)],
    ['a JSON string', JSON.stringify(secret)],
    ['a URI component', encodeURIComponent(secret).replaceAll("'", '%27')],
    ['XML', 'p&quot;a&apos;s&lt;&amp;&gt;s w%rd'],
    ['an expression', secret.replaceAll("'", "''")],
    ['a command line', secret.replaceAll('"', '\\"')],
  ]

  it.each(cases)('hides %s', (_form, text) => {
    const masker = new SecretMasker()
    masker.add(secret)
    const masked = masker.mask(`<<${text}>>`)
    expect(masked).toContain('***')
    expect(masked).not.toContain(text)
  })

  it('hides each line of a secret of several lines', () => {
    const masker = new SecretMasker()
    masker.add('-----BEGIN KEY-----\nMIIEow\r\n\n-----END KEY-----\n')
    expect(masker.mask('a MIIEow b -----END KEY-----')).toBe('a *** b ***')
    expect(masker.mask('nothing')).toBe('nothing')
  })

  it('puts one mark for secrets that overlap or touch', () => {
    const masker = new SecretMasker()
    masker.add('abcdef')
    masker.add('defghi')
    expect(masker.mask('<abcdefghi> <abcdefabcdef> <abc>')).toBe('<***> <***> <abc>')
  })

  it('is empty when it was given nothing to hide', () => {
    const masker = new SecretMasker()
    masker.add('')
    masker.add(' \n ')
    expect(masker.mask('a b\n')).toBe('a b\n')
  })

  it('applies to log, names, annotations and summaries of a run, not to commands and outputs', async () => {
    const result = await execute(
      inJob(
        `
- id: leak
  name: With \${{ secrets.KEY }}
  run: |
    echo "key \${{ secrets.KEY }} token \${{ github.token }}"
    echo "::warning file=$KEY::found $KEY"
    echo "# $KEY" >> "$GITHUB_STEP_SUMMARY"
    echo "leak=$KEY" >> "$GITHUB_OUTPUT"
    word=fresh
    echo "::add-mask::$word value"
    echo "this is a $word value"
  env: { KEY: "\${{ secrets.KEY }}" }`.trim(),
      ),
      { secrets: { KEY: 'kettle-black' } },
    )
    const leak = step(job(result, 'job'), 'leak')
    expect(JSON.stringify([leak.log, leak.name, leak.summary, leak.annotations])).not.toMatch(
      /kettle-black|ghs_job|fresh value/,
    )
    expect(leak.log).toContain('key *** token ***\n##[warning]found ***\nthis is a ***\n')
    expect(leak.summary).toBe('# ***\n')
    expect(leak.name).toBe('With ***')
    expect(leak.outputs).toEqual({ leak: 'kettle-black' })
    expect(result.commands.map(({ data }) => data)).toEqual(['found kettle-black', 'fresh value'])
  })

  it('gives log events that are masked', async () => {
    const lines: string[] = []
    await executeSteps('- run: echo kettle-black', {
      secrets: { KEY: 'kettle-black' },
      onEvent: (event) => {
        if (event.type === 'log') lines.push(event.line)
      },
    })
    expect(lines).toEqual([
      '##[group]Run echo ***',
      'echo ***',
      'shell: ' + (lines[2]?.slice(7) ?? ''),
      '##[endgroup]',
      '***',
    ])
  })
})
