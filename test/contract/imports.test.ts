import { describe, expect, it } from '@jest/globals'
import { type SourceFile, localImports, sourceFiles } from './source-files.ts'

/** Which packages a folder may import by name: docs/adr/0001-layout-and-paths.md. */
const ALLOWED: Record<string, RegExp> = {
  'packages/core': /^yaml$/,
  'packages/adapters': /^(@gitops-actions\/core|@actions\/exec|@octokit\/rest|undici|yaml|node:.+)$/,
  'packages/kit': /^(@gitops-actions\/core|@actions\/core|@actions\/github|node:.+)$/,
  'packages/sandbox':
    /^(@actions\/expressions|@actions\/workflow-parser|@octokit\/graphql-schema|ajv|ajv-formats|graphql|yaml|node:.+)(\/.+)?$/,
  actions: /^@gitops-actions\/(core|adapters|kit)$/,
}

const files = sourceFiles('packages', 'actions')

describe('import rule', () => {
  it.each(Object.entries(ALLOWED))('%s imports only what it may', (folder, allowed) => {
    const own = files.filter((file) => file.path.startsWith(`${folder}/`))
    expect(own.length).toBeGreaterThan(0)
    const refused = own.flatMap((file) =>
      file.imports
        .filter((target) => !target.startsWith('.') && !allowed.test(target))
        .map((target) => `${file.path} imports ${target}`),
    )
    expect(refused).toEqual([])
  })

  it('keeps relative imports inside their package', () => {
    const home = (path: string): string => path.split('/').slice(0, 2).join('/')
    const leaks = files.flatMap((file) =>
      localImports(file)
        .filter((target) => home(target) !== home(file.path))
        .map((target) => `${file.path} imports ${target}`),
    )
    expect(leaks).toEqual([])
  })

  it('has no circular imports', () => {
    expect(findCycle(files)).toEqual([])
  })
})

describe('core', () => {
  const core = files.filter((file) => file.path.startsWith('packages/core/'))

  it.each(['Date.now(', 'Math.random(', 'new Date()', 'performance.', 'process.', 'globalThis.'])(
    'never uses %s',
    (forbidden) => {
      const users = core
        .filter((file) => withoutComments(file.text).includes(forbidden))
        .map((file) => file.path)
      expect(users).toEqual([])
    },
  )
})

describe('files', () => {
  it('can be read in one sitting: at most 400 lines', () => {
    const long = [...files, ...sourceFiles('test', 'bench')]
      .filter((file) => file.text.split('\n').length > 401)
      .map((file) => file.path)
    expect(long).toEqual([])
  })

  it('are named after what they hold', () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|shared|types)\.ts$/.test(file.path),
    )
    expect(drawers.map((file) => file.path)).toEqual([])
  })

  it('keep main.ts of an action at most 60 lines', () => {
    const long = files.filter(
      (file) => /^actions\/[^/]+\/main\.ts$/.test(file.path) && file.text.split('\n').length > 61,
    )
    expect(long.map((file) => file.path)).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}

/** The first circle of imports that is found, as a list of paths; empty when there is none. Types count too. */
function findCycle(sources: readonly SourceFile[]): string[] {
  const graph = new Map(sources.map((file) => [file.path, localImports(file)]))
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    const seen = trail.indexOf(path)
    if (seen >= 0) return [...trail.slice(seen), path]
    if (done.has(path)) return []
    for (const target of graph.get(path) ?? []) {
      const cycle = visit(target, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  for (const path of graph.keys()) {
    const cycle = visit(path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
