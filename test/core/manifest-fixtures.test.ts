import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  applyEdits,
  type Edit,
  type ImagePlan,
  parseImageReference,
  parseSelector,
  type Pin,
  planImageChanges,
  type RepositoryFile,
  type ScalarChange,
} from '@gitops-actions/core'

/** `before/` becomes `after/`, or the error is thrown; without `after/` and error nothing changes. */
interface Case {
  readonly images: readonly string[]
  readonly mutable?: boolean
  readonly pin?: Pin
  readonly createMissing?: boolean
  readonly selectors?: readonly string[]
  readonly changes?: readonly ScalarChange[]
  readonly unchanged?: readonly string[]
  readonly problems?: readonly string[]
  readonly error?: { readonly code: string; readonly says: readonly string[] }
}

const ROOT = join(import.meta.dirname, '../fixtures/manifest')

const CASES = readdirSync(ROOT).sort()

describe('image changes in whole files', () => {
  it.each(CASES.filter((name) => !isRefused(name)))('%s', (name) => {
    const { changes, unchanged, problems = [] } = readCase(name)
    const before = readTree(join(ROOT, name, 'before'))
    const result = plan(name, before)
    const edited = [...before].map(([path, text]) => [path, applyEdits(text, editsOf(result, path))] as const)
    expect(Object.fromEntries(edited)).toEqual(Object.fromEntries(readTree(join(ROOT, name, 'after'))))
    expect(result).toMatchObject({
      changes: changes ?? result.changes,
      unchanged: unchanged?.map((path) => ({ path })) ?? result.unchanged,
    })
    for (const problem of problems) expect(result.problems.join('\n')).toContain(problem)
  })

  it.each(CASES.filter(isRefused))('%s', (name) => {
    const { code, says } = readCase(name).error ?? { code: '', says: [] }
    const thrown = refusal(() => plan(name, readTree(join(ROOT, name, 'before'))))
    expect(thrown.code).toBe(code)
    for (const text of says) expect(thrown.message).toContain(text)
  })
})

function readCase(name: string): Case {
  return JSON.parse(readFileSync(join(ROOT, name, 'case.json'), 'utf8')) as Case
}

function isRefused(name: string): boolean {
  return readCase(name).error !== undefined
}

function plan(name: string, before: ReadonlyMap<string, string>): ImagePlan {
  const { images, mutable, pin, selectors, createMissing } = readCase(name)
  const files = [...before].map(([path, text]): RepositoryFile => ({ path, mode: '100644', oid: '', text }))
  return planImageChanges({
    files,
    images: images.map((image) => ({ image: parseImageReference(image), mutable: mutable ?? false })),
    selectors: (selectors ?? []).map((selector) => {
      const { file } = parseSelector(selector)
      return { file, selector: selector.slice(file.length + 1) }
    }),
    pin: pin ?? 'auto',
    createMissing: createMissing ?? false,
  })
}

function editsOf(result: ImagePlan, path: string): readonly Edit[] {
  return result.edits.filter(({ file }) => file === path)
}

function refusal(run: () => unknown): ActionError {
  try {
    run()
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('wanted an ActionError, and nothing was thrown')
}

function readTree(directory: string): ReadonlyMap<string, string> {
  if (!existsSync(directory)) return new Map()
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(directory.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}
