import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Challenge, parseChallenges } from '../../packages/adapters/src/registry/challenge.ts'
import '../property-seed.ts'

/** `[scheme, parameters]` of every challenge. */
function read(header: string): readonly (readonly [string, Record<string, string>])[] {
  return parseChallenges(header).map(plain)
}

function plain({ scheme, parameters }: Challenge): readonly [string, Record<string, string>] {
  return [scheme, Object.fromEntries(parameters)]
}

const HUB = { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' }

describe('fault 117: a WWW-Authenticate header', () => {
  it.each<[string, string, readonly (readonly [string, Record<string, string>])[]]>([
    [
      'as Docker Hub sends it',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"',
      [['bearer', { ...HUB, scope: 'repository:library/nginx:pull' }]],
    ],
    [
      'with commas inside quotes',
      'Bearer realm="https://r/token",scope="repository:a/b:pull,push repository:c/d:pull"',
      [['bearer', { realm: 'https://r/token', scope: 'repository:a/b:pull,push repository:c/d:pull' }]],
    ],
    [
      'without a scope',
      'Bearer realm="https://auth.docker.io/token", service="registry.docker.io"',
      [['bearer', HUB]],
    ],
    [
      'with odd spaces',
      '  Bearer   realm = "x" ,\t service\t=\t"y"  ',
      [['bearer', { realm: 'x', service: 'y' }]],
    ],
    [
      'with empty list elements',
      ',, Bearer realm="x",,,service="y",',
      [['bearer', { realm: 'x', service: 'y' }]],
    ],
    ['with names in upper case', 'BEARER REALM="x",Service="y"', [['bearer', { realm: 'x', service: 'y' }]]],
    [
      'with escaped quotes',
      'Basic realm="say \\"hi\\" \\\\ there"',
      [['basic', { realm: 'say "hi" \\ there' }]],
    ],
    [
      'with a comma and an equals sign in quotes',
      'Basic realm="a, Bearer realm=b"',
      [['basic', { realm: 'a, Bearer realm=b' }]],
    ],
    ['with an empty value', 'Basic realm="", charset="UTF-8"', [['basic', { realm: '', charset: 'UTF-8' }]]],
    ['with a token for a value', 'Basic realm=registry', [['basic', { realm: 'registry' }]]],
    [
      'with a bare URL, which the grammar forbids',
      'Bearer realm=https://r.example/token?a=b,service=r',
      [['bearer', { realm: 'https://r.example/token?a=b', service: 'r' }]],
    ],
    [
      'with several challenges',
      'Basic realm="r", Bearer realm="https://r/token",service="s", Negotiate',
      [
        ['basic', { realm: 'r' }],
        ['bearer', { realm: 'https://r/token', service: 's' }],
        ['negotiate', {}],
      ],
    ],
    [
      'with token68 credentials',
      'Negotiate oRQwEqADCgEAoQsGCSqGSIb3EgECAg==, Basic realm="r"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'r' }],
      ],
    ],
    ['with a scheme alone', 'Negotiate', [['negotiate', {}]]],
    ['with a repeated parameter', 'Bearer realm="first",realm="second"', [['bearer', { realm: 'first' }]]],
    ['with an unclosed quote', 'Bearer realm="https://r/token', [['bearer', { realm: 'https://r/token' }]]],
    ['with a backslash at the end', 'Bearer realm="abc\\', [['bearer', { realm: 'abc\\' }]]],
    ['with parameters before any scheme', 'realm="x", Basic realm="y"', [['basic', { realm: 'y' }]]],
    [
      'with a name that every object has',
      'Basic constructor="x",__proto__="y"',
      [['basic', { constructor: 'x', ['__proto__']: 'y' }]],
    ],
    ['that is empty', '', []],
    ['that is noise', '"=,;\\ ??', []],
    [
      'with an error',
      'Bearer realm="r",error="insufficient_scope"',
      [['bearer', { realm: 'r', error: 'insufficient_scope' }]],
    ],
  ])('%s', (_, header, expected) => {
    expect(read(header)).toEqual(expected)
  })

  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,9}$/)
  const value = fc.string({ maxLength: 20 })
  const challenge = fc.tuple(
    word,
    fc.uniqueArray(fc.tuple(word, value), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name.toLowerCase(),
    }),
  )
  const space = fc.constantFrom('', ' ', '\t', '  ')

  it('is read as it was written, whatever the values and the spaces', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), space, (challenges, blank) => {
        const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
        const header = challenges
          .map(([scheme, parameters]) => {
            const list = parameters.map(([name, text]) => `${name}${blank}=${blank}${quote(text)}`)
            return `${scheme} ${list.join(`${blank},${blank}`)}`
          })
          .join(`${blank},${blank}`)
        const wanted = challenges.map(([scheme, parameters]) => ({
          scheme: scheme.toLowerCase(),
          parameters: new Map(parameters.map(([name, text]) => [name.toLowerCase(), text])),
        }))
        expect(parseChallenges(header)).toEqual(wanted)
      }),
      { numRuns: 1000 },
    )
  })

  it('never breaks the parser', () => {
    const noise = fc.string({ unit: fc.constantFrom(...Array.from('abB ="\\,;=\t\n:/é\u0000')) })
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), (header) => {
        for (const { scheme, parameters } of parseChallenges(header)) {
          expect(scheme).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/)
          for (const name of parameters.keys()) expect(name).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('takes time in proportion to its length', () => {
    for (const piece of ['a', 'a ', 'a=', '"', '\\"', '"\\', 'a="', 'a=b,', ' ', '=='])
      expect(parseChallenges(piece.repeat(100_000)).length).toBeLessThanOrEqual(100_000)
  })
})
