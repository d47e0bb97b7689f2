import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['packages', 'actions']
const CODE = /(?:ActionError|refuse|notFound)\(\s*'([a-z]+(?:-[a-z]+)*)'/g
/** Where the reason for a refusal of a bump is found: what users meet, and the table has to explain. */
const EXPLAINED = ['packages/core/src/manifest', 'packages/core/src/bump']
/** A mistake of ours, which no user can mend, and what promotions alone end with. */
const OTHERS = new Set(['edit-conflict', 'selector-not-a-value'])

const readme = readFileSync(join(ROOT, 'actions/bump-image-tag/README.md'), 'utf8')
const table = readme.slice(readme.indexOf('## When it ends with an error'), readme.indexOf('## Inputs'))
const codes = [...table.matchAll(/^\| (.+?) +\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code = '']) => code),
)

describe('the codes of errors in the README of bump-image-tag', () => {
  it('are there', () => {
    expect(codes.length).toBeGreaterThan(40)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it.each(codes)('%s is one that something throws', (code) => {
    expect(literals()).toContain(code)
  })

  it.each([...new Set(EXPLAINED.flatMap(thrownBelow))].filter((code) => !OTHERS.has(code)))(
    '%s is explained',
    (code) => {
      expect(codes.includes(code) || code.startsWith('invalid-')).toBe(true)
    },
  )
})

let known: ReadonlySet<string> | undefined

/** Every string in the sources that can be a code. */
function literals(): ReadonlySet<string> {
  known ??= new Set(
    SOURCES.flatMap(textsBelow).flatMap((text) =>
      [...text.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, literal = '']) => literal),
    ),
  )
  return known
}

function thrownBelow(directory: string): readonly string[] {
  return textsBelow(directory).flatMap((text) => [...text.matchAll(CODE)].map(([, code = '']) => code))
}

function textsBelow(directory: string): readonly string[] {
  return readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter(({ parentPath }) => !/node_modules|\/lib(?:\/|$)/.test(parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}
