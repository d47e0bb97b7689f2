import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['packages', 'actions']
const CODE = /(?:ActionError|refuse|notFound)\(\s*'([a-z]+(?:-[a-z]+)*)'/g

/** An action, and where the reasons for its refusals are found: what users meet, and the table of its README has to explain. */
interface Explained {
  readonly action: string
  readonly folders: readonly string[]
  /** Fewer would say that the table was not found. */
  readonly least: number
}

const EXPLAINED: readonly Explained[] = [
  {
    action: 'bump-image-tag',
    folders: ['packages/core/src/manifest', 'packages/core/src/bump'],
    least: 40,
  },
  {
    action: 'build-and-push',
    folders: [
      ...['packages/core/src/build', 'packages/core/src/image'],
      ...['builders', 'registry', 'scan', 'workspace', 'release'].map(
        (name) => `packages/adapters/src/${name}`,
      ),
    ],
    least: 40,
  },
]
/** A mistake of ours, which no user can mend, and what promotions alone end with. */
const OTHERS = new Set(['edit-conflict', 'internal', 'selector-not-a-value'])

describe.each(EXPLAINED)('the codes of errors in the README of $action', ({ action, folders, least }) => {
  const codes = codesIn(readFileSync(join(ROOT, 'actions', action, 'README.md'), 'utf8'))

  it('are there', () => {
    expect(codes.length).toBeGreaterThan(least)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it.each(codes)('%s is one that something throws', (code) => {
    expect(literals()).toContain(code)
  })

  it.each([...new Set(folders.flatMap(thrownBelow))].filter((code) => !OTHERS.has(code)))(
    '%s is explained',
    (code) => {
      expect(codes.includes(code) || code.startsWith('invalid-')).toBe(true)
    },
  )
})

function codesIn(readme: string): readonly string[] {
  const table = readme.slice(readme.indexOf('## When it ends with an error'), readme.indexOf('## Inputs'))
  return [...table.matchAll(/^\| (.+?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code = '']) => code),
  )
}

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
