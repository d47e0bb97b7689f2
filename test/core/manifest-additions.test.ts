import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  applyEdits,
  type Edit,
  parseImageReference,
  planImageChanges,
  type RepositoryFile,
} from '@gitops-actions/core'
import { PatchedText } from '../../packages/core/src/manifest/patched-text.ts'

const load = createRequire(import.meta.url)
const jsYaml = load('js-yaml') as { load(text: string): unknown }
const yaml = load('yaml') as { parse(text: string, options: object): unknown }

const RUNS = Number(process.env.GITOPS_ACTIONS_PROPERTY_RUNS ?? '300')
const FLAGS = { numRuns: RUNS, seed: Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102') }
const NAME = 'ghcr.io/acme/api'

describe('a text that is patched step by step', () => {
  it('tells the edits of the text as it was given', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(steps(), { maxLength: 5 }), (text, all) => {
        const patched = new PatchedText('f', text)
        let direct = text
        for (const step of all) {
          const edits = editsOf(direct, step)
          patched.apply(edits)
          direct = applyEdits(direct, edits)
          expect(patched.text).toBe(direct)
        }
        expect(applyEdits(text, patched.edits())).toBe(direct)
      }),
      FLAGS,
    )
  })
})

describe('a key that is added', () => {
  it('is there as it was wanted, all else as it was, and no byte is gone', () => {
    fc.assert(
      fc.property(maps(), fc.constantFrom(...TAGS), ({ text, selector }, tag) => {
        const plan = (file: RepositoryFile): ReturnType<typeof planImageChanges> =>
          planImageChanges({
            files: [file],
            images: [{ image: parseImageReference(`${NAME}:${tag}`), mutable: false }],
            selectors: [{ file: file.path, selector }],
            pin: 'auto',
            createMissing: true,
          })
        const { edits } = plan(fileOf(text))
        const after = applyEdits(text, edits)
        for (const { before } of edits) expect(before.trim()).toBe('')
        for (const read of READERS) {
          expect(read(after)).toEqual(withTag(read(text), selector.split('.'), tag))
        }
        expect(plan(fileOf(after)).edits).toEqual([])
      }),
      FLAGS,
    )
  })
})

const TAGS = ['1.4.2', '1.10', 'no', '0123', '2024-01-01', 'main'] as const

const READERS = [
  (text: string): unknown => jsYaml.load(text.replace(/^\ufeff/, '')),
  (text: string): unknown => yaml.parse(text, { version: '1.1' }),
  (text: string): unknown => yaml.parse(text, { version: '1.2' }),
]

interface Case {
  readonly text: string
  /** Keys without dots. */
  readonly selector: string
}

/** A map without a tag somewhere in a document, in block or flow style, among other values. */
function maps(): fc.Arbitrary<Case> {
  const others = fc.subarray([
    'pullPolicy: Always # c',
    '"quoted": "x"',
    "single: 'it''s'",
    'count: 2',
    'empty:',
    'list:\n- a\n- b',
    'block: |\n  text: 1\n\n  more',
    'nested:\n  deep: {a: 1}',
    '# a comment',
  ])
  const image = fc.constantFrom(
    `repository: ${NAME}`,
    `repository: "${NAME}"   # where`,
    `repository: '${NAME}'`,
    `image: ${NAME}`,
  )
  const block = fc
    .tuple(others, image, others, fc.nat(3), fc.constantFrom(2, 4))
    .map(([a, b, c, depth, step]) => {
      const unique = [...a, b, ...c.filter((line) => !a.includes(line))]
      return nest(unique.join('\n'), depth, step)
    })
  const flow = fc
    .tuple(
      fc.constantFrom(
        `{ repository: ${NAME} }`,
        `{repository: "${NAME}", a: [1, {b: 2}]}`,
        `{\n  repository: '${NAME}',\n  a: 1, # c\n}`,
        `{ a: {},\n  repository: ${NAME} # c\n  }`,
        `{"repository":"${NAME}","a":1}`,
        `{ repository: ${NAME}, a: }`,
      ),
      fc.nat(2),
      fc.constantFrom('', ' # after'),
    )
    .map(([map, depth, after]): Case => {
      const outer = nest('image: FLOW', depth, 2)
      const text = outer.text.replace('FLOW', map.replaceAll('\n', `\n${' '.repeat(depth * 2)}`) + after)
      return { text, selector: outer.selector.replace(/tag$/, 'image.tag') }
    })
  return fc
    .tuple(fc.oneof(block, flow), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([{ text, selector }, crlf, bom, open]) => {
      const whole = `${bom ? '\ufeff' : ''}${text}${open ? '' : '\n'}`
      return { text: crlf ? whole.replaceAll('\n', '\r\n') : whole, selector }
    })
}

function nest(body: string, depth: number, step: number): Case {
  const keys = Array.from({ length: depth }, (_, level) => `k${level}`)
  const heads = keys.map((key, level) => `${' '.repeat(level * step)}${key}:`)
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(depth * step) + line))
  return { text: [...heads, ...lines].join('\n'), selector: [...keys, 'tag'].join('.') }
}

function withTag(data: unknown, [key = '', ...rest]: readonly string[], tag: string): unknown {
  const map = data as Readonly<Record<string, unknown>>
  return { ...map, [key]: rest.length === 0 ? tag : withTag(map[key], rest, tag) }
}

type Step = readonly { readonly at: number; readonly length: number; readonly text: string }[]

function steps(): fc.Arbitrary<Step> {
  const edit = fc.record({ at: fc.nat(40), length: fc.nat(3), text: fc.string({ maxLength: 4 }) })
  return fc.array(edit, { maxLength: 3 })
}

/** Edits that fit a text, and do not overlap. */
function editsOf(text: string, step: Step): readonly Edit[] {
  const edits: Edit[] = []
  let from = 0
  for (const { at, length, text: after } of [...step].sort((a, b) => a.at - b.at)) {
    const start = Math.max(from, Math.min(at, text.length))
    const end = Math.min(start + length, text.length)
    edits.push({ file: 'f', range: { start, end }, before: text.slice(start, end), after })
    from = end
  }
  return edits
}

function fileOf(text: string): RepositoryFile {
  return { path: 'values.yaml', mode: '100644', oid: '', text }
}
