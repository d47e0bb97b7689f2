import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  applyEdits,
  findImages,
  type ImagePlan,
  openManifest,
  parseImageReference,
  planImageChanges,
  replaceScalars,
  type RepositoryFile,
} from '@gitops-actions/core'

const API = 'ghcr.io/acme/api'

/** One row of the fault table: hostile or unusual files, and what becomes of them. */
describe('faults in files', () => {
  it.each([
    ['nine levels of laughs', laughs(9)],
    ['thirty levels of laughs', laughs(30)],
    ['an alias inside its own anchor', 'a: &a [*a, {b: *a}]\n'],
  ])('fault 45: %s are never expanded', (_name, bomb) => {
    expect(edited(`${bomb}image: ${API}:1.0\n`)).toBe(`${bomb}image: ${API}:1.2.0\n`)
  })

  it('fault 45: a hundred thousand aliases are refused before parsing', () => {
    const text = `a: &a 1\nimage: ${API}:1.0\nx: [${'*a,'.repeat(100_000)}]\n`
    expect(refusal(text)).toMatchObject({ code: 'not-editable', message: expect.stringContaining('aliases') })
  })

  it.each([
    ['open flow sequences', `x: ${'['.repeat(100_000)}`],
    ['closed flow sequences', `x: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['open flow maps', `x: ${'{a: '.repeat(100_000)}`],
    ['flow sequences just too deep', `x: ${'['.repeat(101)}${']'.repeat(101)}`],
    ['compact block sequences', `x:\n  ${'- '.repeat(20_000)}y`],
    ['block maps', Array.from({ length: 120 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n')],
  ])('fault 46: %s are a clean error', (_name, text) => {
    expect(refusal(`image: ${API}:1.0\n${text}\n`).message).toMatch(
      /nested (?:too deep|more than 100 levels deep)/,
    )
  })

  it('fault 46: ninety levels are fine', () => {
    const text = `x: ${'['.repeat(90)}${']'.repeat(90)}\nimage: ${API}:1.0\n`
    expect(edited(text)).toBe(text.replace('1.0', '1.2.0'))
  })

  it('fault 47: ten thousand keys in one map are edited, more than two million characters in one document are refused', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `key${index}: 1\n`).join('')
    const text = `${keys}image: ${API}:1.0\n`
    expect(edited(text)).toBe(text.replace('api:1.0', 'api:1.2.0'))
    const large = `x: "${'x'.repeat(2 * 1024 * 1024)}"\nimage: ${API}:1.0\n`
    expect(refusal(large)).toMatchObject({
      code: 'not-editable',
      message: expect.stringContaining('Split the file'),
    })
  })

  it.each([
    ['that all are the same', () => 'a: 1\n'],
    ['that look like the names of images', (index: number) => `a${index}Repository: b\n`],
  ])('fault 47: twenty thousand keys %s take no longer than others', (_name, line) => {
    const keys = Array.from({ length: 20_000 }, (_value, index) => line(index)).join('')
    const text = `${keys}image: ${API}:1.0\n`
    expect(edited(text)).toBe(text.replace('api:1.0', 'api:1.2.0'))
  })

  it('fault 47: an image is told to be missing among two hundred thousand keys', () => {
    const keys = Array.from({ length: 200_000 }, (_value, index) => `k${index}: 1\n`).join('')
    expect(refusal(`api: {}\n${keys}`)).toMatchObject({ code: 'image-not-in-files' })
  })

  it('fault 52: of a key that stands there very often a few lines are named', () => {
    const text = `image: ${API}:1.0\n`.repeat(5000)
    expect(refusal(text).message).toContain('(lines 1, 2, 3, 4, 5 and 4995 more)')
  })

  it('fault 47: only the documents that speak of the image are parsed', () => {
    const other = `---\nx: "${'x'.repeat(3 * 1024 * 1024)}\n`
    const text = `${other}---\nimage: ${API}:1.0\n`
    expect(edited(text)).toBe(text.replace('1.0', '1.2.0'))
  })

  it('fault 48: keys of the prototype are keys like others', () => {
    const text = ['__proto__', 'constructor', 'toString']
      .map((key) => `${key}: {image: "${API}:1.0"}\n`)
      .join('')
    expect(edited(text)).toBe(text.replaceAll('1.0', '1.2.0'))
    expect(plan('__proto__: {polluted: 1.0}\n', '1.2.0', ['__proto__.polluted']).changes).toHaveLength(1)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it.each([
    ...[
      '1.10',
      '1e3',
      '12e4567',
      '0123',
      '0x1F',
      'no',
      'null',
      '2024-01-01',
      '12345678901234567890',
      '1_000',
      'y',
      '07',
      '1.',
    ],
  ])('fault 49: the tag %s is written in quotes', (tag) => {
    const text = `image:\n  repository: ${API}\n  tag: latest\n`
    expect(edited(text, tag)).toBe(text.replace('latest', `"${tag}"`))
    const single = text.replace('latest', "'latest'")
    expect(edited(single, tag)).toBe(single.replace('latest', tag))
  })

  it.each(['1.2.0', 'v1.2', 'main', 'sha-1234567', '1.2.3-rc.1', 'a1b2c3d'])(
    'fault 49: the tag %s stays plain',
    (tag) => {
      const text = `image:\n  repository: ${API}\n  tag: latest\n`
      expect(edited(text, tag)).toBe(text.replace('latest', tag))
    },
  )

  it.each([
    ['CRLF', `# c\r\nimage: ${API}:1.0 # d\r\n`],
    ['a byte order mark', `\ufeffimage: ${API}:1.0\n`],
    ['no final line break', `image: ${API}:1.0`],
    ['tabs in comments', `#\ta\t\nimage: ${API}:1.0\t#\tb\n`],
    ['long lines', `image: ${API}:1.0\nx: ${'word '.repeat(500)}\n`],
    ['odd flow maps', `{ image :  "${API}:1.0"  ,\n\n  a : [ 1,2 , ] }\n`],
    [
      'anchors, tags and comments everywhere',
      `--- # a\n!!map &m # b\nimage: !!str &i ${API}:1.0 # c\n# d\n... # e\n`,
    ],
    ['directives', `%YAML 1.2\n%TAG !e! tag:example.com,2000:\n---\nimage: ${API}:1.0\na: !e!x y\n`],
    ['an explicit key', `? image\n: ${API}:1.0\n`],
    ['emoji and other planes', `# 🎉\n"🎉": "\\U0001F389 𝒳" # ﷺ\nimage: ${API}:1.0\n`],
  ])('fault 50: a file with %s is kept byte by byte', (_name, text) => {
    expect(edited(text)).toBe(text.replace('1.0', '1.2.0'))
  })

  it.each([
    ['an alias', `v: &v 1.0\nimage: {repository: ${API}, tag: *v}\n`, 'change its anchor at line 1'],
    ['a merged value', `m: &m {tag: 1.0}\nimage: {repository: ${API}, <<: *m}\n`, 'merge key'],
    ['a literal block', `image:\n  repository: ${API}\n  tag: |\n    1.0\n`, 'block scalar'],
    [
      'a folded block of two lines',
      `image:\n  repository: ${API}\n  tag: >-\n    1.0\n    2.0\n`,
      'block scalar',
    ],
    [
      'a block with its own indentation',
      `image:\n  repository: ${API}\n  tag: |2-\n    1.0\n`,
      'block scalar',
    ],
    ['a number by its tag', `image: {repository: ${API}, tag: !!float 1.0}\n`, 'carries the tag'],
    ['a foreign tag', `image: {repository: ${API}, tag: !vault 1.0}\n`, 'carries the tag !vault'],
  ])('fault 51: %s is refused with line, column and reason', (_name, text, says) => {
    const error = refusal(text)
    expect(error.code).toBe('not-editable')
    expect(error.message).toMatch(/^values\.yaml:\d+:\d+: /)
    expect(error.message).toContain(says)
  })

  it('fault 51: an anchor is edited where it is, and says which lines change along', () => {
    const text = `image: &i\n  repository: ${API}\n  tag: &t 1.0\nother: *i\nthird: {<<: *i}\nlabel: *t\n`
    expect(edited(text)).toBe(text.replace('1.0', '1.2.0'))
    expect(plan(text).changes).toEqual([
      { file: 'values.yaml', path: 'image.tag', from: '1.0', to: '1.2.0', aliases: [4, 5, 6] },
    ])
  })

  it.each([
    ['a key that stands twice', 'image: {tag: 1.0, tag: 1.1}\n', 'image.tag', 'more than once (lines 1, 1)'],
    [
      'a parent that stands twice',
      'image: {tag: 1.0}\nimage: {tag: 1.1}\n',
      'image.tag',
      'more than once (lines 1, 2)',
    ],
    ['an absent key', 'image: {tag: 1.0}\n', 'image.version', 'The nearest that are there: image.tag.'],
    ['several documents', 'tag: 1.0\n---\ntag: 1.0\n', 'tag', 'fits 2 documents'],
    ['several items', 'a: [{k: 1, t: 1.0}, {k: 1, t: 1.0}]\n', 'a[k=1].t', 'fits 2 items'],
    ['an index behind the end', 'a: [1.0]\n', 'a[1]', 'The nearest that are there: a[0].'],
    ['a map', 'a: {b: 1.0}\n', 'a', 'names a map or a list without an image'],
  ])('fault 52: %s is never guessed at', (_name, text, selector, says) => {
    expect(() => plan(text, '1.2.0', [selector])).toThrow(says)
  })

  it('fault 53: the same value is no change, whatever its quotes', () => {
    const text = `a: {image: "${API}:1.2.0"}\nb: {image: '${API}:1.2.0'}\nc: {image: ${API}:1.2.0}\n`
    const result = plan(text)
    expect(result.edits).toEqual([])
    expect(result.unchanged.map(({ path }) => path)).toEqual(['a.image', 'b.image', 'c.image'])
  })

  it.each([
    ['a symbolic link', { mode: '120000' as const, text: 'other.yaml' }, 'symbolic link'],
    ['a submodule', { mode: '160000' as const, text: undefined }, 'submodule'],
    ['bytes that are not UTF-8', { mode: '100644' as const, text: undefined }, 'not valid UTF-8'],
    ['UTF-16', { mode: '100644' as const, text: '\ufffe\0i\0m' }, 'UTF-16'],
  ])('fault 54: %s is refused', (_name, file, says) => {
    const files: RepositoryFile[] = [{ path: 'values.yaml', oid: '', ...file }]
    const run = (): unknown =>
      planImageChanges({
        files,
        images: [{ image: parseImageReference(`${API}:1.2.0`), mutable: false }],
        selectors: [{ file: 'values.yaml', selector: 'image.tag' }],
        pin: 'auto',
      })
    expect(thrownBy(run)).toMatchObject({ code: 'not-editable', message: expect.stringContaining(says) })
    expect(findImages(files)).toEqual([])
  })

  it('fault 54: an encrypted value is refused', () => {
    const text = `image:\n  repository: ${API}\n  tag: ENC[AES256_GCM,data:xx,iv:xx,tag:xx,type:str]\n`
    expect(refusal(text)).toMatchObject({
      code: 'not-editable',
      message: expect.stringContaining('encrypted'),
    })
  })

  it('fault 55: a template that no YAML parser can read is passed over, and alone it is an error', () => {
    const template = `image: ${API}:1.0\n{{ if .x }}\nimage: ${API}:1.1\n  {{ else }\n: : [\n`
    expect(refusal(template)).toMatchObject({
      code: 'image-not-in-files',
      message: expect.stringContaining('Passed over'),
    })
  })

  it.each(['1.0\nevil: true', '1.0" # ', '1.0: x', '1.0 #', '${{ github.token }}', '-1', ''])(
    'fault 57: the tag %j is refused before it can reach a file',
    (tag) => {
      const image = { ...parseImageReference(API), tag }
      const files = [fileOf(`image: ${API}:1.0\n`)]
      const run = (): unknown => planImageChanges({ files, images: [{ image, mutable: false }], pin: 'auto' })
      expect(thrownBy(run).code).toBe('invalid-image')
    },
  )

  describe.each([
    ['of a small document', ''],
    ['of a large document, of which the part around it tells', 'more:\n  - a\n'.repeat(50)],
  ])('fault 58: an edit %s', (_size, rest) => {
    it.each([
      ['a key more than the value', { start: 0, end: 9 }, 'a: 1\nb: 2'],
      ['the quotes of another value', { start: 5, end: 10 }, 'b: "2'],
      ['the comment behind it', { start: 8, end: 13 }, '"2" #'],
    ])('that would also change %s is not made', (_name, range, source) => {
      const manifest = openManifest(fileOf(`a: 1\nb: "2" # c\nimage: ghcr.io/acme/api:1.0\n${rest}`))
      const [place] = findImages([manifest.file])
      const [slot] = place?.slots ?? []
      if (slot === undefined) throw new Error('no image was found')
      const scalar = { ...slot.scalar, range, source }
      const error = thrownBy(() =>
        replaceScalars(manifest, [
          { scalar, value: 'x # y' },
          { scalar: slot.scalar, value: 'z' },
        ]),
      )
      expect(['edit-not-exact', 'edit-conflict']).toContain(error.code)
      expect(error.kind).toBe('internal')
    })

    it('that would take the line break along is not made', () => {
      const text = `image: ghcr.io/acme/api:1.0\nother: b\n${rest}`
      const manifest = openManifest(fileOf(text))
      const [slot] = findImages([manifest.file])[0]?.slots ?? []
      if (slot === undefined) throw new Error('no image was found')
      const range = { start: slot.scalar.range.start, end: text.indexOf('other') }
      const scalar = { ...slot.scalar, range, source: text.slice(range.start, range.end) }
      expect(thrownBy(() => replaceScalars(manifest, [{ scalar, value: 'z' }])).code).toBe('edit-not-exact')
    })
  })

  it('fault 58: an edit made for another text is not applied', () => {
    const { edits } = plan(`image: ${API}:1.0\n`)
    expect(thrownBy(() => applyEdits(`images: ${API}:1.0\n`, edits)).code).toBe('edit-conflict')
    expect(thrownBy(() => applyEdits(`image: ${API}:1.0\n`, [...edits, ...edits])).code).toBe('edit-conflict')
  })
})

function laughs(levels: number): string {
  const first = 'a0: &a0 [x, x]\n'
  const rest = Array.from(
    { length: levels },
    (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`,
  )
  return first + rest.join('')
}

function fileOf(text: string): RepositoryFile {
  return { path: 'values.yaml', mode: '100644', oid: '', text }
}

function plan(text: string, tag = '1.2.0', selectors: readonly string[] = []): ImagePlan {
  return planImageChanges({
    files: [fileOf(text)],
    images: [{ image: parseImageReference(`${API}:${tag}`), mutable: false }],
    selectors: selectors.map((selector) => ({ file: 'values.yaml', selector })),
    pin: 'auto',
  })
}

function edited(text: string, tag?: string): string {
  return applyEdits(text, plan(text, tag).edits)
}

function refusal(text: string): ActionError {
  return thrownBy(() => plan(text))
}

function thrownBy(run: () => unknown): ActionError {
  try {
    run()
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('wanted an ActionError, and nothing was thrown')
}
