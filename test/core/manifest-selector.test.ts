import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type FileSelector,
  formatPath,
  parseImageReference,
  parseSelector,
  planImageChanges,
  type RepositoryFile,
  type Segment,
} from '@gitops-actions/core'
import '../property-seed.ts'

const key = (name: string): Segment => ({ kind: 'key', key: name })
const index = (at: number): Segment => ({ kind: 'index', index: at })
const match = (name: string, value: string): Segment => ({ kind: 'match', key: [name], value })

describe('selectors', () => {
  it.each<readonly [string, string, readonly Segment[]]>([
    ['values.yaml#image.tag', 'values.yaml', [key('image'), key('tag')]],
    [
      'a/kustomization.yaml#images[name=ghcr.io/acme/api].newTag',
      'a/kustomization.yaml',
      [key('images'), match('name', 'ghcr.io/acme/api'), key('newTag')],
    ],
    ['f#a[0][12].b', 'f', [key('a'), index(0), index(12), key('b')]],
    ['f#[0].a', 'f', [index(0), key('a')]],
    ['f#"a.b"."c\\"d".\'it\'\'s\'', 'f', [key('a.b'), key('c"d'), key("it's")]],
    ['f#a["x y"="1, 2"]', 'f', [key('a'), match('x y', '1, 2')]],
    [
      'f#a[metadata.name=b:5000/c=d]',
      'f',
      [key('a'), { kind: 'match', key: ['metadata', 'name'], value: 'b:5000/c=d' }],
    ],
    ['f#0', 'f', [key('0')]],
    ['f#über.名前', 'f', [key('über'), key('名前')]],
    ['f#a.b#c', 'f', [key('a'), key('b#c')]],
  ])('%s is read', (text, file, path) => {
    expect(parseSelector(text)).toEqual({ file, documents: [], path, text })
  })

  it.each([
    'f#{kind=Deployment,metadata.name="a b"}.spec.x',
    "f#{kind=Deployment,metadata.name='a b'}spec.x",
  ])('%s names documents by their content', (text) => {
    expect(parseSelector(text)).toMatchObject({
      documents: [
        { key: ['kind'], value: 'Deployment' },
        { key: ['metadata', 'name'], value: 'a b' },
      ],
      path: [key('spec'), key('x')],
    })
  })

  it.each([
    ['values.yaml', 'wanted a file, "#" and a path'],
    ['#image.tag', 'wanted a file, "#" and a path'],
    ['f#', 'wanted a path such as "image.tag" at character 3, found the end'],
    ['f#a.', 'wanted a key at character 5'],
    ['f#a..b', 'wanted a key at character 5, found "."'],
    ['f#.a', 'wanted a key at character 3'],
    ['f#a b', 'wanted "." at character 4, found " "'],
    ['f#a[', 'wanted an index or "key=value"'],
    ['f#a[]', 'wanted an index or "key=value"'],
    ['f#a[0', 'wanted "=" at character 6, found the end'],
    ['f#a[b]', 'wanted "=" at character 6'],
    ['f#a[b=]', 'wanted a value at character 7'],
    ['f#a[b=c', 'wanted "]"'],
    ['f#a[-1]', 'wanted "="'],
    ['f#a]', 'wanted "."'],
    ['f#{a=b.c', 'wanted'],
    ['f#{}a', 'wanted an index or "key=value"'],
    ['f#"a', 'wanted a key'],
    ['f#"\\x"', 'is not a JSON string'],
    [`f#${'a.'.repeat(200)}a`, 'at most 100 steps'],
  ])('%s is refused', (text, says) => {
    expect(() => parseSelector(text)).toThrow(says)
  })

  it('come back from what they are written as', () => {
    const text = fc.string({ minLength: 1, maxLength: 8 })
    const segment = fc.oneof(
      text.map(key),
      fc.nat(1000).map(index),
      fc
        .tuple(fc.array(text, { minLength: 1, maxLength: 3 }), text)
        .map(([keys, value]): Segment => ({ kind: 'match', key: keys, value })),
    )
    const run = fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (path) => {
      expect(parseSelector(`f#${formatPath(path)}`).path).toEqual(path)
    })
    expect(() => {
      fc.assert(run, { numRuns: 500 })
    }).not.toThrow()
  })
})

describe('the selectors of the documentation', () => {
  it.each(documentedSelectors())('%s is one', (selector) => {
    expect(parseSelector(selector).text).toBe(selector)
  })
})

/** First cells of tables that hold a file, `#` and a path. */
function documentedSelectors(): readonly string[] {
  return ['manifests.md', 'configuration.md'].flatMap((name) => {
    const text = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
    return [...text.matchAll(/^\| `([^`|#]+#[^`|]+)`/gm)].map(([, selector]) => selector ?? '')
  })
}

describe('selectors of files that do not name the image', () => {
  const images = ['ghcr.io/acme/api:1.2.0', 'ghcr.io/acme/web:2.0.0'].map((image) => ({
    image: parseImageReference(image),
    mutable: false,
  }))
  const file: RepositoryFile = {
    path: 'f.yaml',
    mode: '100644',
    oid: '',
    text: 'api: {tag: 1.0}\nweb: {tag: 1.0}\n',
  }
  const plan = (selectors: readonly FileSelector[]): readonly string[] =>
    planImageChanges({ files: [file], images, selectors, pin: 'auto' }).changes.map(
      ({ path, to }) => `${path}=${to}`,
    )

  it('say which of several images they are for', () => {
    const selectors = images.map(({ image }) => ({
      file: 'f.yaml',
      selector: `${image.name.slice(13)}.tag`,
      image,
    }))
    expect(plan(selectors)).toEqual(['api.tag=1.2.0', 'web.tag=2.0.0'])
  })

  it('are refused when they do not say it', () => {
    expect(() => plan([{ file: 'f.yaml', selector: 'api.tag' }])).toThrow('several are wanted')
  })

  it('are refused for a file that is not there', () => {
    expect(() => plan([{ file: 'g.yaml', selector: 'api.tag' }])).toThrow('names a file that does not exist')
  })
})
