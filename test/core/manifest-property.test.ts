import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  applyEdits,
  findImages,
  openManifest,
  parseImageReference,
  planImageChanges,
  replaceScalars,
  type RepositoryFile,
} from '@gitops-actions/core'

const load = createRequire(import.meta.url)
const jsYaml = load('js-yaml') as { loadAll(text: string): unknown[] }
const yaml = load('yaml') as {
  parseAllDocuments(text: string, options: object): { errors: unknown[]; toJS(): unknown }[]
}

/** Cases of each property; the default keeps the suite quick. */
const RUNS = Number(process.env.GITOPS_ACTIONS_PROPERTY_RUNS ?? '1000')
const NAME = 'ghcr.io/acme/api'
const OLD = `${NAME}:0.0.1-old`
const FLAGS = { numRuns: RUNS, seed: Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102') }

describe('edits of random documents', () => {
  it('write exactly the wanted reference into every place and leave every other byte', () => {
    fc.assert(
      fc.property(documents(), tags(), (pieces, tag) => {
        const wanted = `${NAME}:${tag}`
        const before = render(pieces, OLD)
        const files = [fileOf(before)]
        const images = [{ image: parseImageReference(wanted), mutable: false }]
        const after = applyEdits(before, planImageChanges({ files, images, pin: 'auto' }).edits)
        expect(after).toBe(render(pieces, wanted))
        expectSameData(after, before, OLD, wanted)
      }),
      FLAGS,
    )
  })

  it('write exactly the wanted tag, quoted where a loader would take it for something else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TAG_PLACES), tags(), (place, tag) => {
        const before = place.replace('TAG', OLD_TAG)
        const files = [fileOf(before)]
        const images = [{ image: parseImageReference(`${NAME}:${tag}`), mutable: false }]
        const after = applyEdits(before, planImageChanges({ files, images, pin: 'auto' }).edits)
        const [head = '', tail = ''] = place.split(/["']?TAG["']?/)
        expect(after.startsWith(head) && after.endsWith(tail)).toBe(true)
        expectSameData(after, before, OLD_TAG, tag)
      }),
      FLAGS,
    )
  })

  it('write any string that YAML can hold', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(fc.constantFrom(...TAG_PLACES), strings(), (place, value) => {
        const before = place.replace('TAG', OLD_TAG)
        const manifest = openManifest(fileOf(before))
        const slots = findImages([manifest.file]).flatMap((image) => image.slots)
        const edits = replaceScalars(
          manifest,
          slots.map(({ scalar }) => ({ scalar, value })),
        )
        expectSameData(applyEdits(before, edits), before, OLD_TAG, value)
      }),
      FLAGS,
    )
  })
})

const OLD_TAG = '0.0.1-old'
const TAG_PLACES = [
  `image:\n  repository: ${NAME}\n  tag: TAG # c\n  pullPolicy: Always\n`,
  `image:\n  repository: ${NAME}\n  tag: "TAG"\t# c\n`,
  `image:\r\n    tag:   'TAG'\r\n    repository: ${NAME}`,
  `{image: {repository: ${NAME}, tag: TAG}, list: [a, b]}\n`,
  `\ufeff[{image: {tag: TAG,repository: "${NAME}"}}]\n`,
  `image: {"tag":"TAG","repository":"${NAME}"}\nafter: [no, "no"]`,
  `? image\n: tag: TAG\n  repository: ${NAME}\n`,
  `- - image: &i\n      repository: ${NAME}\n      tag: !!str TAG\n`,
]

type Piece = string | { readonly quote: '' | '"' | "'" }

const SCALARS = [
  '1',
  '1.10',
  'yes',
  '~',
  '',
  '"a # b"',
  "'it''s'",
  '!!str 5',
  'a b',
  '{}',
  '[]',
  '"\\u00e9 🎉"',
  '2024-01-01',
  '&x 1',
  'x: y'.replace(': ', ':'),
]
const COMMENTS = ['', ' # note', '\t#tab', '   # 🎉 "quoted" {x}']

/** Documents as lists of pieces: text, and places for a reference. */
function documents(): fc.Arbitrary<readonly Piece[]> {
  const document = fc.array(entry(), { minLength: 1, maxLength: 4 })
  return fc
    .tuple(
      fc.constantFrom('\n', '\r\n'),
      fc.array(document, { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([eol, parts, bom, trimmed]) => {
      const lines = parts.flatMap((entries, index) => [
        ...(index === 0 ? [] : [['---'] as Piece[]]),
        ...entries.flatMap((make, position) => make(`k${position}`, 0)),
      ])
      const pieces = lines.flatMap((line, index): Piece[] =>
        index === lines.length - 1 && trimmed ? line : [...line, eol],
      )
      return bom ? ['\ufeff', ...pieces] : pieces
    })
    .filter((pieces) => pieces.some((piece) => typeof piece !== 'string'))
}

type MakeLines = (key: string, indent: number) => Piece[][]

function entry(depth = 0): fc.Arbitrary<MakeLines> {
  const place: fc.Arbitrary<Piece> = fc
    .constantFrom('' as const, '"' as const, "'" as const)
    .map((quote) => ({ quote }))
  const comment = fc.constantFrom(...COMMENTS)
  const image = fc
    .tuple(place, comment)
    .map(([at, note]): MakeLines => (key, indent) => [[`${' '.repeat(indent)}${key}Image: `, at, note]])
  const flow = fc
    .tuple(fc.array(place, { maxLength: 3 }), comment)
    .map(([places, note]): MakeLines => (key, indent) => [
      [
        `${' '.repeat(indent)}${key}: {`,
        ...places.flatMap((at, index): Piece[] => [`k${index}:  {image: `, at, ` , other: [1, "x"]}, `]),
        `last: 1}${note}`,
      ],
    ])
  const scalar = fc
    .tuple(fc.constantFrom(...SCALARS), comment)
    .map(([text, note]): MakeLines => (key, indent) => [
      [`${' '.repeat(indent)}${key}: ${text}${text === '' ? '' : note}`],
    ])
  const blank = fc.constantFrom('', '# a comment: {image: x}').map((text): MakeLines => () => [[text]])
  const block = fc
    .array(fc.constantFrom('image: ghcr.io/acme/api:1', 'text', ''), { minLength: 1, maxLength: 3 })
    .map((lines): MakeLines => (key, indent) => [
      [`${' '.repeat(indent)}${key}: |`],
      ...['first', ...lines].map((line): Piece[] => [line === '' ? '' : `${' '.repeat(indent + 2)}${line}`]),
    ])
  const list = fc
    .array(place, { minLength: 1, maxLength: 3 })
    .map((places): MakeLines => (key, indent) => [
      [`${' '.repeat(indent)}${key}:`],
      ...places.map((at, index): Piece[] => [`${' '.repeat(indent)}- {name: n${index}, image: `, at, '}']),
    ])
  const leaf = fc.oneof(image, image, flow, scalar, blank, block, list)
  if (depth >= 2) return leaf
  const nested = fc
    .tuple(fc.array(entry(depth + 1), { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 2, 4))
    .map(([makes, step]): MakeLines => (key, indent) => [
      [`${' '.repeat(indent)}${key}:`],
      [`${' '.repeat(indent + step)}anchor: true`],
      ...makes.flatMap((make, index) => make(`n${index}`, indent + step)),
    ])
  return fc.oneof(leaf, nested)
}

function render(pieces: readonly Piece[], reference: string): string {
  const text = pieces.map((piece) =>
    typeof piece === 'string' ? piece : `${piece.quote}${reference}${piece.quote}`,
  )
  return text.join('')
}

function tags(): fc.Arbitrary<string> {
  const tricky = fc.constantFrom(
    '1.10',
    '1e3',
    '0123',
    '0x1F',
    'no',
    'null',
    'Y',
    '2024-01-01',
    '1_000',
    '12e4567',
    '0o7',
    '_',
    '1.',
    '0b1',
  )
  return fc.oneof(
    tricky,
    fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,20}$/),
    fc.stringMatching(/^[0-9_][0-9._e-]{0,8}$/),
  )
}

/** Everything but half surrogate pairs and what reads as a template. */
function strings(): fc.Arbitrary<string> {
  const awkward = fc.constantFrom(
    '',
    ' ',
    '\n',
    ': ',
    ' #',
    '- ',
    "'",
    '"',
    '\\',
    '\t',
    '\u0085',
    '\u2028',
    '\ufeff',
    '{',
    ',',
    '%',
    '@',
    '---',
    '...',
    '&a',
    '*a',
    '!!int 1',
    '🎉',
    '=',
    '<<',
  )
  return fc
    .array(fc.oneof(awkward, fc.string({ maxLength: 4, unit: 'grapheme' })), { maxLength: 5 })
    .map((parts) => parts.join('').replace(/\{\{+/g, '{'))
}

function expectSameData(after: string, before: string, from: string, to: string): void {
  for (const read of [readJsYaml, readYaml('1.1'), readYaml('1.2')]) {
    expect(read(after)).toEqual(replaceDeep(read(before), from, to))
  }
}

function readJsYaml(text: string): unknown {
  return jsYaml.loadAll(text.replace(/^\ufeff/, ''))
}

function readYaml(version: '1.1' | '1.2'): (text: string) => unknown {
  return (text) =>
    yaml.parseAllDocuments(text, { version, logLevel: 'silent' }).map((document) => {
      expect(document.errors).toEqual([])
      return document.toJS()
    })
}

function replaceDeep(value: unknown, from: string, to: string): unknown {
  if (value === from) return to
  if (Array.isArray(value)) return value.map((item) => replaceDeep(item, from, to))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceDeep(item, from, to)]))
}

function fileOf(text: string): RepositoryFile {
  return { path: 'values.yaml', mode: '100644', oid: '', text }
}
