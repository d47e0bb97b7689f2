import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import { formatHolds, parseHolds } from '@gitops-actions/core'

const ROOT = new URL('../../', import.meta.url)
const PATH = '.gitops/holds/production.yaml'
const fromSandbox = createRequire(new URL('packages/sandbox/package.json', ROOT))
const { Ajv } = fromSandbox('ajv') as {
  Ajv: new () => { compile(schema: object): (data: unknown) => boolean }
}
const yaml = createRequire(import.meta.url)('yaml') as { parse(text: string): unknown }

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8')
}

const matchesSchema = new Ajv().compile(JSON.parse(read('docs/holds.schema.json')) as object)

/** One hold of the service `api`, with these lines. */
function holdOf(...lines: string[]): string {
  return ['version: 1', 'holds:', '  - service: api', ...lines.map((line) => `    ${line}`)].join('\n')
}

function isParsed(text: string): boolean {
  try {
    parseHolds(text, PATH)
    return true
  } catch {
    return false
  }
}

describe('the schema of holds', () => {
  it.each([
    ['version: 1', true],
    ['version: 1\nholds: []', true],
    [holdOf('bad: { tag: "1.5.0" }', 'reason: it loses orders'), true],
    [holdOf(`bad: { source: acme/api@${'a'.repeat(40)} }`, 'reason: x', 'until: lifted'), true],
    [holdOf(`bad: { digest: "sha256:${'a'.repeat(64)}" }`, 'reason: x', 'until: newer'), true],
    [holdOf('bad: { tag: "1.5.0" }', 'reason: x', 'until: "2026-01-02T03:04:05Z"'), true],
    [holdOf('bad: { tag: "1.5.0" }', `good: { source: acme/api@${'a'.repeat(40)} }`, 'reason: x'), true],
    ['version: 2', false],
    ['holds: []', false],
    ['version: 1\nhold: []', false],
    ['version: 1\nholds: {}', false],
    [holdOf('bad: { tag: "1.5.0" }'), false],
    [holdOf('reason: x'), false],
    [holdOf('bad: {}', 'reason: x'), false],
    [holdOf('bad: { tag: "1.5.0" }', 'reason: " "'), false],
    [holdOf('bad: { tag: "" }', 'reason: x'), false],
    [holdOf('bad: { digest: "sha256:abc" }', 'reason: x'), false],
    [holdOf('bad: { source: acme/api }', 'reason: x'), false],
    [holdOf('bad: { source: acme/api@main }', 'reason: x'), false],
    [holdOf('bad: { tag: "1.5.0", why: x }', 'reason: x'), false],
    [holdOf('bad: { tag: "1.5.0" }', 'good: acme/api', 'reason: x'), false],
    [holdOf('bad: { tag: "1.5.0" }', 'reason: x', 'until: soon'), false],
  ])('and the parser agree on %j: %s', (text, valid) => {
    expect([matchesSchema(yaml.parse(text)), isParsed(text)]).toEqual([valid, valid])
  })

  it('takes what is written', () => {
    const written = formatHolds(parseHolds(exampleOf('docs/holds.md'), PATH))
    expect(matchesSchema(yaml.parse(written))).toBe(true)
  })
})

describe('the guide to holds', () => {
  it('shows a file that the parser and the schema take', () => {
    const example = exampleOf('docs/holds.md')
    expect(parseHolds(example, PATH)).toMatchObject([
      { service: 'api', bad: { tag: '1.5.0' }, reason: 'it loses orders', until: { kind: 'newer' } },
    ])
    expect(matchesSchema(yaml.parse(example))).toBe(true)
  })
})

/** The first YAML example of a page. */
function exampleOf(page: string): string {
  return /```yaml\n([^]*?\n)```/.exec(read(page))?.[1] ?? ''
}
