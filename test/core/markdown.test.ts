import { describe, expect, it } from '@jest/globals'
import { cutLine, markdownCode, markdownLink, markdownTable, markdownText } from '@gitops-actions/core'

describe('fault 62: untrusted text as Markdown', () => {
  it.each([
    ['a mention', '@acme/admins', /@/],
    ['an issue', 'see #1', /(?<!&)#1|&#35;1/],
    ['an issue by another name', 'fixes gh-12', /gh(?:-|&#45;)1/i],
    ['a mention after rendering', '@octocat', /&#64;o/],
    ['an image', '![x](y)', /[![\]()]/],
    ['HTML', '</details><img src=x>', /[<>]/],
    ['code', '`x`', /`/],
    ['a cell', 'a | b', /\|/],
    ['an address', 'https://evil.example/', /:\/\//],
    ['an address without a scheme', 'WWW.evil.example', /www\./i],
    ['a second line', 'a\r\n# b', /[\r\n]/],
    ['an escape sequence', '\u001b[31m', /\p{Cc}/u],
  ])('holds no %s', (_name, text, forbidden) => {
    expect(markdownText(text)).not.toMatch(forbidden)
  })

  it('reads as it did, once rendered', () => {
    const text = 'api (1.2.0): https://a.b/c?d=e#f by @x & <y> | 50% www.z'
    const rendered = markdownText(text).replace(/&#(\d+);/g, (_all, code) =>
      String.fromCodePoint(Number(code)),
    )
    expect(rendered.replaceAll('\u200b', '')).toBe(text)
  })
})

describe('fault 62: untrusted text as code', () => {
  it.each([
    ['x', '`x`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
    [' x', '`  x `'],
    ['', ''],
    ['a\nb', '`a b`'],
  ])('%j is %j', (text, code) => {
    expect(markdownCode(text)).toBe(code)
  })

  it('stays inside of its fence however many backticks there are', () => {
    expect(markdownCode('` '.repeat(300_000))).toMatch(/^`` .* ``$/)
  })

  it('ends no cell', () => {
    expect(markdownTable(['A'], [[markdownCode('a|b')]])).toBe('| A |\n| --- |\n| `a\\|b` |')
  })
})

describe('fault 62: the address of a link', () => {
  it.each([
    ['https://x.example/a/b?c=d#e', '[text](https://x.example/a/b?c=d#e)'],
    ['https://x.example/a%2Fb', '[text](https://x.example/a%2Fb)'],
    [
      'https://x.example/a)[y](javascript:alert(1)',
      '[text](https://x.example/a%29%5By%5D%28javascript:alert%281%29)',
    ],
    ['https://x.example/a b\n<img>|`', '[text](https://x.example/a%20b%0A%3Cimg%3E%7C%60)'],
    ['https://x.example/\ud800', '[text](https://x.example/%EF%BF%BD)'],
    ['javascript:alert(1)', 'text'],
    ['//x.example', 'text'],
    ['', 'text'],
  ])('%j becomes %s', (address, link) => {
    expect(markdownLink('text', address)).toBe(link)
  })
})

describe('a line that is cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['two\n  lines\there ', 20, 'two lines here'],
    ['0123456789', 10, '0123456789'],
    ['0123456789a', 10, '012345678…'],
    ['01234567\u{1f600}9', 10, '01234567…'],
  ])('%j at %d is %j', (text, limit, line) => {
    expect(cutLine(text, limit)).toBe(line)
  })
})
