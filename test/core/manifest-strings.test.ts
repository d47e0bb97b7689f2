import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { applyEdits, parseImageReference, planImageChanges, type RepositoryFile } from '@gitops-actions/core'
import { alignString, encodeInString } from '../../packages/core/src/manifest/string-text.ts'

const load = createRequire(import.meta.url)
const jsYaml = load('js-yaml') as { load(text: string): unknown }
const yaml = load('yaml') as { parse(text: string, options: object): unknown }

const RUNS = Number(process.env.GITOPS_ACTIONS_PROPERTY_RUNS ?? '300')
const FLAGS = { numRuns: RUNS, seed: Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102') }
const NAME = 'ghcr.io/acme/api'
const OLD = '0.0.1-old'

describe('YAML inside a string of a manifest', () => {
  it('changes in the bytes of the tag alone, however the string is written', () => {
    fc.assert(
      fc.property(strings(), tags(), ({ source, eol }, tag) => {
        const before = application(source, eol)
        const images = [{ image: parseImageReference(`${NAME}:${tag}`), mutable: false }]
        // By a selector, for a name that is broken or escaped in the middle is not found by its name.
        const selectors = [{ file: 'app.yaml', selector: 'spec.source.helm.values' }]
        const { edits } = planImageChanges({ files: [fileOf(before)], images, selectors, pin: 'auto' })
        const after = applyEdits(before, edits)
        expect(edits).toHaveLength(1)
        expect(edits[0]?.before).not.toContain('repository')
        expect(edits[0]?.after).toContain(tag)
        for (const read of [readJsYaml, readYaml('1.1'), readYaml('1.2')]) {
          expect(read(after)).toEqual(replaceDeep(read(before), tag))
        }
      }),
      FLAGS,
    )
  })

  it.each([
    ['double', 'a: \\"b\\"\\n', 'a: "b"\n', 'a: "b"\n'],
    ['double', '\\x61\\u003a\\U00000020b', 'a: b', 'a: b'],
    ['double', '\\ud83c\\udf89: 🎉', '🎉: 🎉', '🎉: 🎉'],
    ['double', 'a: \\\n   b\n  c', 'a: b c', 'a: b c'],
    ['single', "a: ''b''\n\n  c", "a: 'b'\nc", "a: 'b'\nc"],
    ['folded', '  a: b\n  c\n\n    d\n', 'a: b c\n\n  d\n', 'a: b c\n\n  d\n'],
  ] as const)('is laid beside a string in %s style: %j', (style, source, value, text) => {
    expect(alignString(source, value, style)?.text).toBe(text)
  })

  it('is found in the bytes that give it', () => {
    const aligned = alignString('a: \\"b\\"', 'a: "b"', 'double')
    expect(aligned?.rangeOf(3, 6)).toEqual({ start: 3, end: 8 })
    expect(aligned?.rangeOf(4, 5)).toEqual({ start: 5, end: 6 })
    expect(aligned?.rangeOf(2, 2)).toEqual({ start: 2, end: 2 })
  })

  it.each([
    ['double', 'a: b', 'a: c'],
    ['double', 'a: b', 'a: b c'],
    ['double', 'a: \\U00110000', 'a: x'],
    ['folded', 'a: b c', 'a: b'],
  ] as const)('is not guessed at when the characters differ (%s, %j, %j)', (style, source, value) => {
    expect(alignString(source, value, style)).toBeUndefined()
  })

  it('is written in the style of the string', () => {
    expect(encodeInString('"1.10"', 'double')).toBe('\\"1.10\\"')
    expect(encodeInString("'1.10'", 'single')).toBe("''1.10''")
    expect(encodeInString('"1.10"', 'folded')).toBe('"1.10"')
  })
})

/** Values with one tag; those of one line also for the styles that fold lines. */
const LINES = [
  `{ image: { repository: ${NAME}, tag: ${OLD} }, other: ["a", 'it''s'] }`,
  `{ image: { tag: "${OLD}", repository: '${NAME}' }, empty: , list: [1, 2.0, ~] }`,
  `image: { tag: '${OLD}', repository: ${NAME}, note: "a \\"b\\" c" }`,
]
const BLOCKS = [
  `# 🎉 "quoted" it's\nimage:\n  repository: ${NAME}\n  tag: ${OLD} # c\nother: "a # b"\n`,
  `image: { repository: ${NAME},\n  tag: '${OLD}' }\n\nlist:\n- a\n-  b: |\n    text: ${NAME}\n`,
  `a:\r\n  image: x\r\nimage:\r\n  tag: "${OLD}"\r\n  repository: ${NAME}\r\n`.replace('\timage', '  image'),
]

interface Written {
  readonly source: string
  readonly eol: string
}

function strings(): fc.Arbitrary<Written> {
  const eol = fc.constantFrom('\n', '\r\n')
  const choices = fc.array(fc.nat(11), { minLength: 1, maxLength: 60 })
  const double = fc.tuple(fc.constantFrom(...LINES, ...BLOCKS), choices, eol).map(([text, choose, end]) => ({
    source: doubleQuoted(text, choose, end),
    eol: end,
  }))
  const single = fc.tuple(fc.constantFrom(...LINES), choices, eol).map(([text, choose, end]) => ({
    source: `'${folded(text.replaceAll("'", "''"), choose, end)}'`,
    eol: end,
  }))
  const block = fc
    .tuple(fc.constantFrom(...LINES), choices, eol, fc.constantFrom('>', '>-', '>+ # c'))
    .map(([text, choose, end, header]) => ({
      source: `${header}${end}${INDENT}${folded(text, choose, end)}`,
      eol: end,
    }))
  const indented = fc
    .tuple(fc.constantFrom(...BLOCKS), eol, fc.constantFrom('>', '>-', '>+'))
    .map(([text, end, header]) => ({
      source: `${header}${end}${INDENT}# more indented lines are kept${end}${end}${indentedLines(text, end)}`,
      eol: end,
    }))
  return fc.oneof(double, single, block, indented)
}

const INDENT = '        '

/** Escapes at random what may be escaped, and breaks the line at random. */
function doubleQuoted(text: string, choices: readonly number[], eol: string): string {
  let source = ''
  let broken = false
  for (const [at, character] of Array.from(text).entries()) {
    const choice = choices[at % choices.length] ?? 11
    const code = character.charCodeAt(0)
    if (character === '\n') source += '\\n'
    else if (character === '\r') source += '\\r'
    else if (character === '"' || character === '\\') source += `\\${character}`
    else if (broken && character === ' ') source += '\\ '
    else if (choice === 0 && code < 256 && code > 32) source += `\\x${code.toString(16).padStart(2, '0')}`
    else if (choice === 1 && code < 256 && code > 32) source += `\\u${code.toString(16).padStart(4, '0')}`
    else source += character
    broken = choice === 2
    if (broken) source += `\\${eol}${INDENT}`
  }
  return `"${source}"`
}

/** A space may become a line break, where no quotes stand. */
function folded(text: string, choices: readonly number[], eol: string): string {
  return text.replace(/(?<=[,{}\]]) (?=\S)/g, (_, at: number) =>
    (choices[at % choices.length] ?? 11) < 4 ? `${eol}${INDENT}` : ' ',
  )
}

function indentedLines(text: string, eol: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => (line === '' ? '' : `${INDENT}  ${line}`))
    .join(eol)
}

function application(source: string, eol: string): string {
  const lines = [
    'apiVersion: argoproj.io/v1alpha1 # c',
    'kind: Application',
    'spec:',
    '  source:',
    '    helm:',
    `      values: ${source}`,
    '  project: "a b"',
  ]
  return lines.join(eol)
}

function tags(): fc.Arbitrary<string> {
  const tricky = fc.constantFrom('1.10', '1e3', '0123', 'no', 'null', '2024-01-01', '1_000', '0o7')
  return fc.oneof(tricky, fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,20}$/))
}

function readJsYaml(text: string): unknown {
  const outer = jsYaml.load(text)
  return [withoutValues(outer), jsYaml.load(valuesOf(outer))]
}

function readYaml(version: '1.1' | '1.2'): (text: string) => unknown {
  return (text) => {
    const outer = yaml.parse(text, { version })
    return [withoutValues(outer), yaml.parse(valuesOf(outer), { version })]
  }
}

function valuesOf(outer: unknown): string {
  return (outer as { spec: { source: { helm: { values: string } } } }).spec.source.helm.values
}

function withoutValues(outer: unknown): string {
  return JSON.stringify(outer).replace(JSON.stringify(valuesOf(outer)), '')
}

function replaceDeep(value: unknown, tag: string): unknown {
  if (value === OLD) return tag
  if (Array.isArray(value)) return value.map((item) => replaceDeep(item, tag))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceDeep(item, tag)]))
}

function fileOf(text: string): RepositoryFile {
  return { path: 'app.yaml', mode: '100644', oid: '', text }
}
