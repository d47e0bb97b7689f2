import { describe, expect, it } from '@jest/globals'

import { ActionError, markdownText } from '@gitops-actions/core'
import {
  checkWriteToken,
  createInputs,
  createSecrets,
  cutBytes,
  sanitizeText,
  type Inputs,
} from '@gitops-actions/kit'

function inputs(value: string): Inputs {
  return createInputs((name) => (name === 'thing' ? value : ''))
}

describe('inputs', () => {
  it.each([
    ['text', '  a b ', (given: Inputs) => given.text('thing'), 'a b'],
    ['text, absent', '', (given: Inputs) => given.text('thing'), ''],
    ['optional text, absent', ' ', (given: Inputs) => given.optionalText('thing'), undefined],
    ['multiline', ' a\n b\n', (given: Inputs) => given.multiline('thing'), ' a\n b\n'],
    ['list', 'a\r\n\n  b=c # d\n# no\n', (given: Inputs) => given.list('thing'), ['a', 'b=c # d']],
    ['boolean', ' True', (given: Inputs) => given.boolean('thing'), true],
    ['boolean', 'false', (given: Inputs) => given.boolean('thing'), false],
    ['choice', 'auto', (given: Inputs) => given.choice('thing', ['auto', 'tag']), 'auto'],
    ['duration', '1h30m', (given: Inputs) => given.duration('thing'), 5_400_000],
    ['integer', '-3', (given: Inputs) => given.integer('thing', { min: -3, max: 3 }), -3],
  ])('%s %j', (_, value, read, expected) => {
    expect(read(inputs(value))).toEqual(expected)
  })

  it.each([
    [
      'required text',
      '',
      (given: Inputs) => given.requiredText('thing'),
      /"thing" is required and was not given/,
    ],
    [
      'boolean',
      'yes',
      (given: Inputs) => given.boolean('thing'),
      /"thing" is "yes"; wanted `true` or `false`/,
    ],
    ['boolean', '', (given: Inputs) => given.boolean('thing'), /"thing" is empty; wanted `true`/],
    [
      'choice',
      'Auto',
      (given: Inputs) => given.choice('thing', ['auto', 'tag']),
      /is "Auto"; wanted one of `auto`, `tag`/,
    ],
    ['duration', '10', (given: Inputs) => given.duration('thing'), /"thing" is "10": wanted a duration/],
    [
      'integer',
      '1.5',
      (given: Inputs) => given.integer('thing', { min: 0, max: 9 }),
      /a whole number from 0 to 9/,
    ],
    ['integer', '10', (given: Inputs) => given.integer('thing', { min: 0, max: 9 }), /is "10"/],
    ['integer', '1e1', (given: Inputs) => given.integer('thing', { min: 0, max: 99 }), /is "1e1"/],
    [
      'integer',
      'x'.repeat(500),
      (given: Inputs) => given.integer('thing', { min: 0, max: 9 }),
      /is "x{80}…"/,
    ],
  ])('refuse a %s of %j', (_, value, read, message) => {
    const act = (): unknown => read(inputs(value))
    expect(act).toThrow(ActionError)
    expect(act).toThrow(message)
    expect(act).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })
})

describe('fault 59: sanitizeText', () => {
  it.each([
    ['plain', 'plain'],
    ['a::b::c', 'a::b::c'],
    ['::error::x', '| ::error::x'],
    [' \t::error::x', '|  \t::error::x'],
    ['\u00a0::error::x', '| \u00a0::error::x'],
    ['\u200b::error::x', '| \u200b::error::x'],
    ['\u0000::error::x', '| ::error::x'],
    ['\u001b[0m::error::x', '| ::error::x'],
    ['a\r::error::x', 'a\n| ::error::x'],
    ['a\u2028::error::x', 'a\n| ::error::x'],
    ['#\u0007#[add-mask]x', '##\u200b[add-mask]x'],
    ['##\u001b[31m[add-mask]x', '##\u200b[add-mask]x'],
    ['a ##[add-mask]x ##[group]y', 'a ##\u200b[add-mask]x ##\u200b[group]y'],
    ['\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007', 'link'],
    ['one\u202etwo', 'onetwo'],
    ['a\tb', 'a\tb'],
  ])('%j', (text, expected) => {
    expect(sanitizeText(text)).toBe(expected)
  })
})

describe('secrets', () => {
  it('fault 70: hide every form in which they travel', () => {
    const announced: string[] = []
    const secrets = createSecrets((secret) => announced.push(secret))
    secrets.mask('p&ss "word"', 'robot')
    const pair = Buffer.from('robot:p&ss "word"').toString('base64')
    const url = encodeURIComponent('p&ss "word"')
    expect(announced).toEqual(expect.arrayContaining(['p&ss "word"', pair, url, 'p&ss \\"word\\"']))
    expect(secrets.redact(`a ${pair} b ${url} c p&ss "word"`)).toBe('a *** b *** c ***')
  })

  it('fault 69: are hidden also where somebody cut them', () => {
    const secrets = createSecrets(() => undefined)
    secrets.mask('correct-horse-battery-staple', 'robot')
    const pair = Buffer.from('robot:correct-horse-battery-staple').toString('base64')
    expect(secrets.redact('no correct-horse-bat… here, correct-horse')).toBe('no ***… here, ***')
    expect(secrets.redact(`Basic ${pair.slice(0, 20)}… ${pair.slice(0, 30)}`)).toBe('Basic ***… ***')
    expect(secrets.redact('correct-hors')).toBe('***')
    expect(secrets.redact('correct-hor')).toBe('correct-hor')
  })

  it('fault 70: are hidden in a summary, where they are spelled as inert Markdown', () => {
    const secrets = createSecrets(() => undefined)
    secrets.mask('ghs_canary-4711+x/y', 'robot')
    const pair = Buffer.from('robot:ghs_canary-4711+x/y').toString('base64')
    for (const text of ['ghs_canary-4711+x/y', `Basic ${pair}`, 'it says: ghs_canary-4711+x']) {
      const summary = secrets.redact(markdownText(text))
      expect(summary).toContain('***')
      expect(summary).not.toMatch(/canary|4711/)
      expect(summary).not.toContain(markdownText(pair))
    }
  })

  it('leave the armour of a key, and words that begin like a short secret', () => {
    const secrets = createSecrets(() => undefined)
    secrets.mask('-----BEGIN KEY-----\nabcdefghijklmnop\n-----END KEY-----\n')
    secrets.mask('production')
    const text = '-----BEGIN KEY of productio'
    expect(secrets.redact(text)).toBe(text)
  })

  it('fault 29: hide a token of 700 characters whole and in base64', () => {
    const announced: string[] = []
    const secrets = createSecrets((secret) => announced.push(secret))
    const token = `ghs_17_${'a'.repeat(230)}.${'B'.repeat(230)}.${'0'.repeat(230)}`
    secrets.mask(token)
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    const alone = Buffer.from(token).toString('base64')
    expect(announced).toEqual(expect.arrayContaining([token, basic, alone, alone.replace(/=+$/, '')]))
    expect(secrets.redact(`${token} ${basic} ${alone}`)).toBe('*** *** ***')
  })

  it('hide the lines of a key but not its armour', () => {
    const announced: string[] = []
    createSecrets((secret) => announced.push(secret)).mask(
      '-----BEGIN KEY-----\nabcdefghijkl\n-----END KEY-----\n',
    )
    expect(announced).toContain('abcdefghijkl')
    expect(announced).not.toContain('-----BEGIN KEY-----')
  })

  it('are nothing when empty, and announced once', () => {
    const announced: string[] = []
    const secrets = createSecrets((secret) => announced.push(secret))
    secrets.mask('')
    secrets.mask(' \n')
    expect(announced).toEqual([])
    secrets.mask('something')
    const once = announced.length
    secrets.mask('something')
    expect(announced).toHaveLength(once)
  })
})

describe('checkWriteToken', () => {
  const given = { token: 'a', defaultToken: 'a', target: 'acme/env', own: 'acme/api' }

  it('refuses the default token for another repository', () => {
    expect(() => {
      checkWriteToken(given)
    }).toThrow(/default token of a run in acme\/api cannot write acme\/env/)
  })

  it.each([
    ['its own repository, in any case', { target: 'Acme/API' }],
    ['another token', { token: 'b' }],
    ['an unknown default', { defaultToken: '' }],
  ])('accepts %s', (_, change) => {
    expect(() => {
      checkWriteToken({ ...given, ...change })
    }).not.toThrow()
  })

  it('refuses no token at all', () => {
    expect(() => {
      checkWriteToken({ ...given, token: '' })
    }).toThrow(/input "token" is empty/)
  })
})

describe('cutBytes', () => {
  it.each([100, 101, 102, 103, 104])('fault 34: cuts at a code point within %i bytes', (limit) => {
    const cut = cutBytes('😀'.repeat(100), limit)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit)
    expect(cut).toMatch(/^(😀)+\n\n… cut here/u)
  })
})
