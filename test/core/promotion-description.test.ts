import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  describePromotion,
  type Difference,
  type ImageChange,
  parseBranchName,
  parseConfig,
  type PromotionSides,
  resolveSides,
} from '@gitops-actions/core'

const NOTHING: Difference = {
  changes: [],
  otherFiles: [],
  changedOnBoth: [],
  conflicts: [],
  filesComplete: true,
}
const SIDES: PromotionSides = resolveSides({ from: '', to: '' }, undefined)
const OWN = { title: undefined, body: undefined }

function change(name: string, from: string, to: string): ImageChange {
  return { file: `${name}.yaml`, image: `ghcr.io/acme/${name}`, from, to }
}

function titleOf(changes: readonly ImageChange[]): string {
  return describePromotion(SIDES, { ...NOTHING, changes }, OWN).title
}

/** What is left of Markdown without its code spans. */
function outsideOfCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
}

describe('title', () => {
  it.each<[readonly ImageChange[], string]>([
    [[], 'Promote staging to main'],
    [[change('api', '1', '2')], 'Promote staging to main: api 1 → 2'],
    [
      [change('api', '1', '2'), { ...change('api', '1', '2'), file: 'b' }],
      'Promote staging to main: api 1 → 2',
    ],
    [[change('api', '', '2'), change('old', '1', '')], 'Promote staging to main: api 2 (new), old removed'],
    [
      [change('api', `sha256:${'a'.repeat(64)}`, `2@sha256:${'b'.repeat(64)}`)],
      'Promote staging to main: api aaaaaaa → 2@bbbbbbb',
    ],
    [
      ['a', 'b', 'c', 'd', 'e'].map((name) => change(name, '1', '2')),
      'Promote staging to main: a 1 → 2, b 1 → 2, c 1 → 2 and 2 more',
    ],
  ])('names %#', (changes, title) => {
    expect(titleOf(changes)).toBe(title)
  })

  it('is ours when nothing visible is left of the one given', () => {
    expect(describePromotion(SIDES, NOTHING, { ...OWN, title: '\u200b\u202e' }).title).toBe(
      'Promote staging to main',
    )
  })

  it('is one line that GitHub takes, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (text) => {
        const { title } = describePromotion(SIDES, NOTHING, { ...OWN, title: `x${text}` })
        expect(title.length).toBeLessThanOrEqual(250)
        expect(title).toBe(title.replace(/\s+/g, ' ').trim())
        expect(title).not.toMatch(/[\p{Cc}\u202e\u2066]/u)
        // No half of a surrogate pair.
        expect(title).not.toMatch(/\p{Cs}/u)
      }),
    )
  })
})

describe('body', () => {
  it('shows sides, images, other files and what may not merge', () => {
    const difference: Difference = {
      changes: [change('api', '1', '2'), change('new', '', '7'), change('old', '3', '')],
      otherFiles: ['README.md'],
      changedOnBoth: ['api.yaml'],
      conflicts: [],
      filesComplete: false,
    }
    const config = parseConfig(
      'version: 1\nenvironments: {live: {branch: env/live}, stage: {branch: stage}}\n',
    )
    const sides = resolveSides({ from: 'stage', to: 'live' }, config)
    expect(describePromotion(sides, difference, { title: undefined, body: '## Mine' }).body).toBe(
      `## Mine

Promotes \`stage\` to \`live\` (branch \`env/live\`).

| Image | From | To | File |
| --- | --- | --- | --- |
| \`ghcr.io/acme/api\` | \`1\` | \`2\` | \`api.yaml\` |
| \`ghcr.io/acme/new\` | *new* | \`7\` | \`new.yaml\` |
| \`ghcr.io/acme/old\` | \`3\` | *removed* | \`old.yaml\` |

Other files that change:

- \`README.md\`

Changed on \`env/live\` too since the branches parted:

- \`api.yaml\`

More files change than the host lists in a comparison: what is shown here is not everything.`,
    )
  })

  it('says so when no image changes', () => {
    expect(describePromotion(SIDES, { ...NOTHING, otherFiles: ['a'] }, OWN).body).toContain(
      'No image changes.',
    )
  })

  it('keeps hostile names inside code spans and rows', () => {
    const hostile = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        '</details>',
        '<img src=x onerror=1>',
        '@everyone',
        '#1',
        '[x](javascript:alert(1))',
        '`` ` ```',
        'a|b\\|c',
        'two\nlines',
        '``` \n/close',
        '\u202eright to left',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (image, version, path) => {
        const { body } = describePromotion(
          SIDES,
          { ...NOTHING, changes: [{ file: path, image, from: version, to: '1' }], otherFiles: [path] },
          OWN,
        )
        expect(outsideOfCode(body)).not.toMatch(/[@<#[\]\\]/)
        expect(body.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(3)
        expect(body.split('\n')).toHaveLength(9)
      }),
    )
  })

  it('fits into what GitHub takes, and counts what it leaves out', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `${'dir/'.repeat(30)}${index}.yaml`)
    const { body, title } = describePromotion(
      SIDES,
      {
        ...NOTHING,
        changes: many.map((file) => ({ file, image: 'ghcr.io/acme/api', from: '1', to: file })),
        otherFiles: many,
        changedOnBoth: many,
      },
      { title: undefined, body: 'x'.repeat(100_000) },
    )
    expect(body.length).toBeLessThan(60_000)
    const rows = body.split('\n').filter((line) => line.startsWith('| `')).length
    expect(body).toContain(`… and ${3000 - rows} more images.`)
    expect(body.match(/^- … and \d+ more$/gm)).toHaveLength(2)
    expect(body).toMatch(/… 80\d\d\d more characters left out/)
    expect(title.length).toBeLessThanOrEqual(250)
  })
})

describe('sides', () => {
  const config = parseConfig(
    'version: 1\nenvironments: {staging: {branch: env/staging}, main: {branch: live}, dir: {path: a}}\n',
  )

  it.each([
    ['', '', undefined, 'staging', 'main'],
    ['', '', config, 'env/staging', 'live'],
    ['a', 'b', config, 'a', 'b'],
    ['env/staging', 'main', config, 'env/staging', 'live'],
  ])('resolve "%s" and "%s"', (from, to, given, source, target) => {
    const sides = resolveSides({ from, to }, given)
    expect([sides.from.branch, sides.to.branch]).toEqual([parseBranchName(source), parseBranchName(target)])
  })

  it.each([
    ['dir', 'main', 'not-a-branch-promotion'],
    ['staging', 'env/staging', 'invalid-input'],
    ['x', '', 'invalid-input'],
    ['refs/heads/x', 'main', 'invalid-branch'],
    ['-x', 'main', 'invalid-branch'],
  ])('refuse "%s" and "%s"', (from, to, code) => {
    expect(() => resolveSides({ from, to }, config)).toThrow(expect.objectContaining({ code }))
  })
})
