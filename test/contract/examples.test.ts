import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { createInputs, type Inputs } from '@gitops-actions/kit'
import { parseAllDocuments } from 'yaml'
import { readInputs as readBuild } from '../../actions/build-and-push/inputs.ts'
import { readInputs as readBump } from '../../actions/bump-image-tag/inputs.ts'
import { readInputs as readPromotion } from '../../actions/open-promotion-pr/inputs.ts'
import { readInputs as readSync } from '../../actions/verify-sync/inputs.ts'
import { root } from './source-files.ts'

const READERS: Readonly<Record<string, (inputs: Inputs) => unknown>> = {
  'build-and-push': (inputs) => readBuild(inputs, {}),
  'bump-image-tag': readBump,
  'open-promotion-pr': readPromotion,
  'verify-sync': readSync,
}

/** What stands for an expression of an example: as what a run would have there. */
const EXPRESSIONS: readonly (readonly [RegExp, string])[] = [
  [/matrix\.merge|inputs\.dry|== |!= |&&/, 'true'],
  [/matrix\.gates/, 'verified'],
  [/matrix\.(from|to)|environment/, 'staging'],
  [/github\.repository(?!_owner)/, 'acme/api'],
  [/outputs\.release/, ''],
  [/sha/i, '1'.repeat(40)],
  [/SERVER|_URL/, 'https://argocd.example.com'],
  [/.*/, 'acme'],
]

interface Step {
  readonly uses: string
  readonly given: ReadonlyMap<string, string>
}

const pages = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(md|ya?ml)$/.test(path))
  .filter((path) => /^(README\.md|docs\/|examples\/|actions\/[^/]+\/README\.md)/.test(path))
  .sort()

const steps = pages.flatMap((page) => stepsOf(page).map((step) => ({ page, ...step })))

describe('examples', () => {
  it('are found', () => {
    expect(new Set(steps.map(({ uses }) => uses)).size).toBe(Object.keys(READERS).length)
    expect(steps.length).toBeGreaterThan(15)
  })

  it.each(steps.map((step, index) => ({ ...step, index })))(
    'give inputs that the action takes: $uses in $page ($index)',
    ({ uses, given }) => {
      const defaults = defaultsOf(uses)
      const inputs = createInputs((name) => given.get(name) ?? defaults.get(name) ?? '')
      expect([...given.keys()].filter((name) => !defaults.has(name))).toEqual([])
      expect(() => READERS[uses]?.(inputs)).not.toThrow()
    },
  )
})

/** The steps of a page, or of the YAML blocks of a page, that use an action of this repository. */
function stepsOf(page: string): readonly Step[] {
  const text = readFileSync(root + page, 'utf8')
  const blocks = page.endsWith('.md')
    ? [...text.matchAll(/^( *)```yaml\n([^]*?\n)\1```/gm)].map(([, , block = '']) => block)
    : [text]
  return blocks.flatMap((block) =>
    parseAllDocuments(block).flatMap((document) =>
      'errors' in document && document.errors.length === 0 ? find(document.toJS() as unknown) : [],
    ),
  )
}

function find(value: unknown): readonly Step[] {
  if (Array.isArray(value)) return value.flatMap(find)
  if (typeof value !== 'object' || value === null) return []
  const { uses, with: given } = value as { uses?: unknown; with?: unknown }
  const [, name] = typeof uses === 'string' ? (/gitops-actions\/actions\/([a-z-]+)@/.exec(uses) ?? []) : []
  const own =
    name === undefined ? [] : [{ uses: name, given: new Map(Object.entries(given ?? {}).map(filled)) }]
  return [...own, ...Object.values(value).flatMap(find)]
}

function filled([name, value]: readonly [string, unknown]): readonly [string, string] {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [name, text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => valueOf(expression))]
}

function valueOf(expression: string): string {
  return EXPRESSIONS.find(([pattern]) => pattern.test(expression))?.[1] ?? ''
}

function defaultsOf(action: string): ReadonlyMap<string, string> {
  const [document] = parseAllDocuments(readFileSync(`${root}actions/${action}/action.yml`, 'utf8'))
  const { inputs } = (document?.toJS() ?? {}) as { inputs?: Record<string, { default?: unknown }> }
  return new Map(
    Object.entries(inputs ?? {}).map(([name, { default: value }]) =>
      filled([name, value === undefined ? '' : value]),
    ),
  )
}
