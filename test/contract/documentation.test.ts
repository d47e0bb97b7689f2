import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  applyEdits,
  parseConfig,
  parseImageReference,
  parseSelector,
  planImageChanges,
} from '@gitops-actions/core'
import { actionNames, root, sourceFiles } from './source-files.ts'

const OTHERS = /(^|\/)(node_modules|dist|lib|fixtures|coverage|\.git|\.cache)\//
const HEADINGS = ['## Status', '## Context', '## Decision', '## Consequences']

const pages = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !OTHERS.test(path))
  .sort()

function read(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** The YAML examples of a page. */
function blocksOf(page: string): readonly string[] {
  return [...read(page).matchAll(/```yaml\n([^]*?\n)```/g)].map((match) => match[1] ?? '')
}

/** Links to files of this repository, as written. */
function linksOf(page: string): readonly string[] {
  return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^https?:/.test(target))
}

/** The anchors GitHub gives to headings. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(pages)('%s', (page) => {
  it('links to what there is', () => {
    const broken = linksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(root + target)) return true
      return anchor !== undefined && !anchorsOf(target).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

describe('decisions', () => {
  const records = readdirSync(`${root}docs/adr`).filter((name) => name !== 'README.md')

  it.each(records)('%s has a number, a title and four headings', (name) => {
    const text = read(`docs/adr/${name}`)
    const [, title = ''] = /^# (\d+)\. .+$/m.exec(text) ?? []
    expect(title.padStart(4, '0')).toBe(name.slice(0, 4))
    expect([...text.matchAll(/^##.*$/gm)].map(String)).toEqual(HEADINGS)
  })

  it('are all in the index', () => {
    expect(linksOf('docs/adr/README.md')).toEqual(records.sort())
  })
})

describe('the README', () => {
  it('shows a workflow of twenty lines at most', () => {
    const [workflow = ''] = blocksOf('README.md')
    expect(workflow).toContain('jobs:')
    expect(workflow.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })
})

describe('gitops.yaml and manifests', () => {
  it('shows configurations that the actions read', () => {
    const examples = [
      ...blocksOf('docs/configuration.md').filter((text) => text.includes('environments:')),
      read('examples/environment/gitops.yaml'),
    ]
    expect(examples.map((text) => parseConfig(text).environments.length)).toEqual([3, 2, 2])
  })

  it('shows forms of Helm values that are all found and changed', () => {
    const [text = ''] = blocksOf('docs/manifests.md')
    const file = { path: 'values.yaml', mode: '100644' as const, oid: '0'.repeat(40), text }
    const image = { image: parseImageReference('ghcr.io/acme/api:1.5.0'), mutable: false }
    const { edits } = planImageChanges({ files: [file], images: [image], pin: 'tag' })
    const places = [...text.matchAll(/1\.4\.2/g)].length
    expect(places).toBeGreaterThan(4)
    expect(applyEdits(text, edits)).toBe(text.replaceAll('1.4.2', '1.5.0'))
  })

  it('shows selectors that can be read', () => {
    const selectors = ['docs/configuration.md', 'docs/manifests.md'].flatMap((page) =>
      [...read(page).matchAll(/^\| `([^`]+#[^`]+)` /gm)].map((match) => match[1] ?? ''),
    )
    expect(selectors.length).toBeGreaterThan(8)
    for (const selector of selectors) expect(() => parseSelector(selector)).not.toThrow()
  })
})

describe.each(actionNames())('the README of %s', (name) => {
  const text = read(`actions/${name}/README.md`)

  it('has an example that uses it', () => {
    expect(text).toMatch(new RegExp(`\`\`\`yaml\\n[^]*?uses: \\S+/actions/${name}@v1`))
  })

  it('names no error code that no source knows', () => {
    const known = sourceFiles('packages', `actions/${name}`)
      .map((source) => source.text)
      .join('\n')
    const [section = ''] = /^## When it ends with an error\n[^]*?(?=^## )/m.exec(text) ?? []
    const cells = [...section.matchAll(/^\| (`[^|]+`) +\|/gm)].map((match) => match[1] ?? '')
    const codes = cells.flatMap((cell) => cell.split(', ')).map((code) => code.replaceAll('`', ''))
    expect(codes.filter((code) => !known.includes(`'${code}'`))).toEqual([])
  })
})
