import { describe, expect, it } from '@jest/globals'
import {
  type Comparison,
  parseCommitSha,
  parseFilePattern,
  type ReleaseSource,
  type SourceRepositories,
} from '@gitops-actions/core'
import { createBumpCase, sourceOf, wantedImage } from './bump-case.ts'

const FILE = 'kustomization.yaml'
const files = [parseFilePattern(FILE)]
const DIGEST = `sha256:${'d'.repeat(64)}`
const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)]

function kustomization(...entries: string[]): Record<string, string> {
  return { [FILE]: `resources: [base]\nimages:\n${entries.map((entry) => `  - ${entry}\n`).join('')}` }
}

describe('create-missing', () => {
  it('is off: an image that no place holds is an error, and nothing is written', async () => {
    const { bump, repository } = createBumpCase(kustomization('{ name: ghcr.io/acme/web, newTag: 1.0.0 }'))
    await expect(bump({ files })).rejects.toMatchObject({ code: 'image-not-in-files' })
    expect(repository.calls).toEqual(['read main'])
  })

  it('adds the image in the style of the file, in one commit with its trailer, and once', async () => {
    const before = kustomization('{ name: ghcr.io/acme/web, newTag: 1.0.0 }')
    const { bump, repository } = createBumpCase(before)
    const report = await bump({ files, createMissing: true })
    expect(report).toMatchObject({
      outcome: 'changed',
      changes: [{ file: FILE, path: 'images[1]', from: '', to: '1.4.2' }],
    })
    const entry = '  - { name: ghcr.io/acme/api, newTag: 1.4.2 }\n'
    expect(repository.text('main', FILE)).toBe(`${before[FILE]}${entry}`)
    expect(await bump({ files, createMissing: true })).toMatchObject({ outcome: 'no-op', changes: [] })
  })

  it('writes nothing in a dry run', async () => {
    const before = kustomization('{ name: ghcr.io/acme/web, newTag: 1.0.0 }')
    const { bump, repository } = createBumpCase(before)
    const report = await bump({ files, createMissing: true, dryRun: true })
    expect(report).toMatchObject({ outcome: 'dry-run', changes: [{ path: 'images[1]' }] })
    expect(repository.text('main', FILE)).toBe(before[FILE])
  })

  it.each([
    ['behind', 'superseded'],
    ['ahead', 'changed'],
  ] as const)('completes an entry only with a build that is not older (%s)', async (relation, outcome) => {
    const sources = sourcesThatSay(relation)
    const { bump, repository } = createBumpCase(kustomization('{ name: ghcr.io/acme/api, newTag: 1.4.1 }'), {
      sources,
    })
    await bump({ files, wanted: [{ ...wantedImage('ghcr.io/acme/api:1.4.2'), source: source(NEW) }] })
    const edge = { ...wantedImage(`ghcr.io/acme/api:edge@${DIGEST}`), mutable: true, source: source(OLD) }
    const report = await bump({ files, wanted: [edge], createMissing: true })
    expect(report.outcome).toBe(outcome)
    expect(repository.text('main', FILE)?.includes(DIGEST)).toBe(outcome === 'changed')
  })
})

function source(sha: string): ReleaseSource {
  return { ...sourceOf('acme/api'), sha: parseCommitSha(sha) }
}

/** A host that says this of every two commits. */
function sourcesThatSay(status: Comparison['status']): SourceRepositories {
  return { compare: () => Promise.resolve(status), defaultBranch: () => Promise.resolve(undefined) }
}
