import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { root } from './source-files.ts'

/** A row of the table of faults. */
interface Row {
  readonly number: number
  readonly cells: readonly string[]
  /** Test files that the row links to, from the root. */
  readonly files: readonly string[]
}

const PAGE = 'docs/faults.md'
const rows = readRows(readFileSync(root + PAGE, 'utf8'))
const proofs = readProofs()

function readRows(markdown: string): readonly Row[] {
  return [...markdown.matchAll(/^\| *(\d+) *\|(.*)\|$/gm)].map(([, number, rest = '']) => ({
    number: Number(number),
    cells: rest.split('|').map((cell) => cell.trim()),
    files: [...rest.matchAll(/\]\(\.\.\/(test\/[^)]+\.test\.ts)\)/g)].map(([, file = '']) => file),
  }))
}

/** The test files whose titles begin with the number of a fault (and of several: `fault 1, fault 2`), by the number. */
function readProofs(): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>()
  for (const file of readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.ts')) continue
    const text = readFileSync(join(root, 'test', file), 'utf8')
    for (const [, title = ''] of text.matchAll(/['"`](fault \d+(?:, fault \d+)*): /g)) {
      for (const [number] of title.matchAll(/\d+/g)) {
        const files = found.get(Number(number)) ?? new Set<string>()
        found.set(Number(number), files.add(`test/${file}`))
      }
    }
  }
  return found
}

describe('the table of faults', () => {
  it('has each number once, in order, and every one from 1 to 80', () => {
    const numbers = rows.map(({ number }) => number)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(numbers.filter((number) => number <= 80)).toEqual(
      Array.from({ length: 80 }, (_, index) => index + 1),
    )
  })

  it('says of each fault what it is, what is done about it, and where that is proven or why not', () => {
    const incomplete = rows.filter(
      ({ cells, files }) =>
        cells.length !== 3 ||
        cells.includes('') ||
        (files.length === 0 && !/^(?:Not yet|Does not apply): /.test(cells[2] ?? '')),
    )
    expect(incomplete).toEqual([])
  })

  it('names only files that hold a test of that number', () => {
    const wrong = rows.flatMap(({ number, files }) =>
      files.filter((file) => proofs.get(number)?.has(file) !== true).map((file) => `${number}: ${file}`),
    )
    expect(wrong).toEqual([])
  })

  it('has a row that names a proof for every number that a test has', () => {
    const proven = new Set(rows.filter(({ files }) => files.length > 0).map(({ number }) => number))
    const missing = [...proofs].filter(([number]) => !proven.has(number))
    expect(missing.map(([number, files]) => `${number}: ${[...files].join(', ')}`)).toEqual([])
  })

  it('has no test that is left out or only planned', () => {
    const asleep = [...new Set([...proofs.values()].flatMap((files) => [...files]))].filter((file) =>
      /\b(?:it|test|describe)\.(?:skip|todo|only)\(\s*['"`]fault /.test(readFileSync(root + file, 'utf8')),
    )
    expect(asleep).toEqual([])
  })
})
