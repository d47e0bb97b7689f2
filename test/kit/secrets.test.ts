import { describe, expect, it } from '@jest/globals'
import { ActionError } from '@gitops-actions/core'
import { checkWriteToken, createSecrets, cutBytes } from '@gitops-actions/kit'

const SECRET = 'canary?secret&of"ours'

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

describe('fault 70: a secret', () => {
  it.each([
    ['as it is', SECRET],
    ['with blanks around it', ` ${SECRET}\n`],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify({ a: SECRET })],
    ['in base64', base64(SECRET)],
    ['in base64 without padding', base64(SECRET).replace(/=+$/, '')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['as a token for git', base64(`x-access-token:${SECRET}`)],
    ['as a password', base64(`robot$ci:${SECRET}`)],
    ['cut in its midst', `it began with ${SECRET.slice(0, 14)}`],
  ])('is hidden %s', (_, text) => {
    const secrets = createSecrets(() => undefined)
    expect(secrets.mask(`${SECRET}\n`, 'robot$ci')).toBe(`${SECRET}\n`)
    const shown = secrets.redact(text)
    expect(shown).toContain('***')
    expect(shown).not.toContain('canary?secr')
    expect(shown).not.toContain(base64(SECRET).slice(0, 8))
    expect(shown).not.toContain(base64(`robot$ci:${SECRET}`).slice(-12, -4))
  })

  it('is told to the runner in each of its forms, once', () => {
    const told: string[] = []
    const secrets = createSecrets((form) => told.push(form))
    secrets.mask(SECRET)
    secrets.mask(SECRET)
    secrets.mask('  ')
    expect(told).toEqual([...new Set(told)])
    expect(told).toContain(SECRET)
    expect(told).not.toContain('')
    expect(secrets.redact('nothing')).toBe('nothing')
  })

  it('that is within another leaves nothing of the longer one', () => {
    for (const order of [
      ['hunter', 'hunter2-and-more'],
      ['hunter2-and-more', 'hunter'],
    ]) {
      const secrets = createSecrets(() => undefined)
      for (const one of order) secrets.mask(one)
      expect(secrets.redact('is hunter2-and-more')).toBe('is ***')
    }
  })

  it('of several lines is hidden line by line, and its armour and short lines are not', () => {
    const secrets = createSecrets(() => undefined)
    secrets.mask('-----BEGIN KEY-----\n  aGVsbG8gd29ybGQ\n12345678\n}\n-----END KEY-----\n')
    expect(secrets.redact('a aGVsbG8gd29ybGQ b')).toBe('a *** b')
    expect(secrets.redact('12345678')).toBe('***')
    expect(secrets.redact('{ }')).toBe('{ }')
    expect(secrets.redact('-----BEGIN KEY-----')).toBe('-----BEGIN KEY-----')
  })
})

describe('a summary that is too long', () => {
  it.each([
    ['a', 100],
    ['é', 100],
    ['😀', 101],
    ['😀', 102],
    ['😀', 103],
  ])('of %s is cut to %d bytes, at no half of a character', (unit, limit) => {
    const cut = cutBytes(unit.repeat(200), limit)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit)
    expect(Buffer.byteLength(cut)).toBeGreaterThan(limit - 4)
    expect(cut).not.toContain('\ufffd')
    expect(cut).toContain('cut here')
  })

  it('is whole where it just fits', () => {
    expect(cutBytes('é'.repeat(50), 100)).toBe('é'.repeat(50))
  })
})

describe('the token that writes', () => {
  const request = { token: 'own', defaultToken: 'own', target: 'acme/environments', own: 'acme/api' }
  it.each([
    ['the own repository', { target: 'ACME/Api' }, undefined],
    ['another one with a token of its own', { token: 'other' }, undefined],
    ['another one, where the default token is not known', { defaultToken: '' }, undefined],
    ['another one with the default token', {}, 'default-token'],
    ['one without any', { token: '' }, 'missing-token'],
  ])('may write %s: %j', (_, change, code) => {
    const ended = ((): unknown => {
      try {
        checkWriteToken({ ...request, ...change })
        return undefined
      } catch (error) {
        return error instanceof ActionError ? error.code : error
      }
    })()
    expect(ended).toBe(code)
  })
})
