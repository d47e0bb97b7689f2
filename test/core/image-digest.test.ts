import { describe, expect, it } from '@jest/globals'
import { isDigest, parseDigest } from '@gitops-actions/core'
import fc from 'fast-check'
import '../property-seed.ts'

const HEX = '0123456789abcdef'.repeat(4)

describe('digest', () => {
  it('is sha256 and 64 lower-case hex digits', () => {
    expect(parseDigest(`sha256:${HEX}`)).toBe(`sha256:${HEX}`)
    expect(isDigest(`sha256:${HEX}`)).toBe(true)
  })

  it.each([
    '',
    'sha256:',
    HEX,
    `sha256:${HEX.toUpperCase()}`,
    `SHA256:${HEX}`,
    `sha256:${HEX}0`,
    `sha256:${HEX.slice(1)}`,
    `sha256:${HEX.slice(1)}g`,
    `sha512:${HEX}${HEX}`,
    ` sha256:${HEX}`,
    `sha256:${HEX}\n`,
    `sha256:${HEX}\u0000`,
    `sha256:${HEX.slice(1)}\u0660`,
  ])('refuses %j', (text) => {
    expect(isDigest(text)).toBe(false)
    expect(() => parseDigest(text)).toThrow(expect.objectContaining({ code: 'invalid-digest' }))
  })

  it('takes every hex of 32 bytes', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(bytes, (hash) => {
        expect(isDigest(`sha256:${Buffer.from(hash).toString('hex')}`)).toBe(true)
      }),
    )
  })

  it('takes no text that is not one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isDigest(text)).toBe(false)
      }),
    )
  })
})
