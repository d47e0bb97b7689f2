import { describe, expect, it } from '@jest/globals'
import { parseGlob } from '@gitops-actions/core'

describe('a glob', () => {
  it.each([
    ['apps/*/values.yaml', 'apps/api/values.yaml', true],
    ['apps/*/values.yaml', 'apps/a/b/values.yaml', false],
    ['apps/**', 'apps/a/b/values.yaml', true],
    ['apps/**/values.yaml', 'apps/values.yaml', true],
    ['apps/**/values.yaml', 'apps/a/b/values.yaml', true],
    ['**/values.yaml', 'values.yaml', true],
    ['**', 'a/b', true],
    ['a**', 'a/b', false],
    ['a**b', 'axxb', true],
    ['*.yaml', '.hidden.yaml', true],
    ['*.yaml', 'a.yml', false],
    ['*', 'a/b', false],
    ['v?.yaml', 'v1.yaml', true],
    ['v?.yaml', 'v12.yaml', false],
    ['?.yaml', '\u{1f600}.yaml', true],
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[!a-c]x', 'dx', true],
    ['[^a-c]x', 'ax', false],
    ['[!]x', '!x', true],
    ['[id].yaml', 'i.yaml', true],
    ['[id.yaml', '[id.yaml', true],
    ['{a,b}.yaml', 'b.yaml', true],
    ['{a,b/{c,d}}.yaml', 'b/d.yaml', true],
    ['{a,}.yaml', '.yaml', true],
    ['{a}.yaml', '{a}.yaml', true],
    ['{a,b.yaml', '{a,b.yaml', true],
    ['a+(b).yaml', 'a+(b).yaml', true],
    ['a.c', 'abc', false],
    ['A.yaml', 'a.yaml', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
  ])('%s with %s: %s', (pattern, path, expected) => {
    expect(parseGlob(pattern).matches(path)).toBe(expected)
  })

  it.each([
    ['apps/api/values.yaml', undefined],
    ['apps/*/values.yaml', 'apps'],
    ['apps/a{b,c}/x/values.yaml', 'apps'],
    ['*.yaml', ''],
    ['**/x', ''],
    ['a/b/v?.yaml', 'a/b'],
  ])('%s matches below %j alone', (pattern, base) => {
    expect(parseGlob(pattern).base).toBe(base)
  })

  it.each([
    [`${'*a'.repeat(200)}b`, 'a'.repeat(5000)],
    [`${'**/a*/'.repeat(100)}b`, `${'a/'.repeat(2000)}c`],
    [`${'+(a|aa)'.repeat(50)}b`, 'a'.repeat(5000)],
    ['{'.repeat(1000), 'a'],
    ['['.repeat(1000), 'a'],
  ])(
    'fault 56: a pattern that would keep an expression busy for ever is answered at once',
    (pattern, path) => {
      expect(parseGlob(pattern).matches(path)).toBe(false)
    },
  )

  it.each(['{a,b}'.repeat(8), `{${'x,'.repeat(300)}y}`, `${'{a,'.repeat(250)}b${'}'.repeat(250)}`])(
    'fault 56: braces are refused for their alternatives',
    (pattern) => {
      expect(() => parseGlob(pattern)).toThrow(/more than 200 alternatives/)
    },
  )
})
