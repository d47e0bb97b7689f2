import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  describePromotion,
  parseBranchName,
  parseCommitSha,
  parseConfig,
  parseImageReference,
  parseRepositoryName,
  type PromotionStory,
  resolveSides,
  type ServiceChange,
  type ServiceChangelog,
  type SourceCommit,
} from '@gitops-actions/core'
import '../property-seed.ts'

/** What the guide shows: made by this very test. */
const EXAMPLE = new URL('../../docs/promotion-example.md', import.meta.url)
const OWN = { title: undefined, body: undefined }
const [OLD, NEW] = [parseCommitSha('1'.repeat(40)), parseCommitSha('2'.repeat(40))]
const API = parseRepositoryName('acme/api')

function story(change: Partial<PromotionStory> = {}): PromotionStory {
  return {
    from: { name: 'staging', where: '' },
    to: { name: 'main', where: '' },
    changes: [],
    otherFiles: [],
    changedOnBoth: [],
    targetOnly: [],
    values: [],
    filesComplete: true,
    services: [],
    changelogs: new Map(),
    gates: [],
    remarks: [],
    serverUrl: 'https://github.example',
    ...change,
  }
}

/** Versions as `tag` or `tag@digest`; empty for none. */
function service(name: string, from: string, to: string): ServiceChange {
  const version = (text: string): ServiceChange['to'] => {
    if (text === '') return undefined
    const separator = text.startsWith('@') ? '' : ':'
    return {
      image: parseImageReference(`ghcr.io/acme/${name}${separator}${text}`),
      source: undefined,
      introduced: undefined,
    }
  }
  return { service: name, from: version(from), to: version(to) }
}

function digest(digit: string): string {
  return `@sha256:${digit.repeat(64)}`
}

function commit(subject: string, change: Partial<SourceCommit> = {}): SourceCommit {
  return { sha: NEW, subject, author: 'ann', url: `https://github.example/acme/api/commit/${NEW}`, ...change }
}

function changelog(
  commits: readonly SourceCommit[],
  change: Partial<ServiceChangelog> = {},
): ServiceChangelog {
  return {
    repository: API,
    base: OLD,
    head: NEW,
    status: 'ahead',
    commits,
    count: commits.length,
    more: false,
    authors: new Set(commits.map(({ author }) => author)).size,
    detail: 'full',
    ...change,
  }
}

/** The changelogs of the services in their order; undefined for none. */
function logsOf(
  services: readonly ServiceChange[],
  ...logs: readonly ServiceChangelog[]
): ReadonlyMap<ServiceChange, ServiceChangelog> {
  return new Map(
    services.flatMap((each, index) => {
      const log = logs[index]
      return log === undefined ? [] : [[each, log] as const]
    }),
  )
}

function titleOf(services: readonly ServiceChange[]): string {
  return describePromotion(story({ services }), OWN).title
}

/** What is left of Markdown without its code spans, comments of ours and folded sections. */
function outsideOfCode(markdown: string): string {
  return markdown
    .replace(/<\/?(?:details|summary)>/g, '')
    .replace(/<!-- gitops-actions:promotion [^>]* -->/, '')
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
    .replace(/- \[ \]/g, '')
}

describe('title', () => {
  it.each<[readonly ServiceChange[], string]>([
    [[], 'Promote staging to main'],
    [[service('api', '1', '2')], 'Promote staging to main: api 1 → 2'],
    [[service('api', '', '2'), service('old', '1', '')], 'Promote staging to main: api 2 (new), old removed'],
    [[service('api', digest('a'), `2${digest('b')}`)], 'Promote staging to main: api aaaaaaa → 2'],
    [
      [service('api', `2${digest('a')}`, `2${digest('b')}`)],
      'Promote staging to main: api 2@aaaaaaa → 2@bbbbbbb',
    ],
    [
      ['a', 'b', 'c', 'd', 'e'].map((name) => service(name, '1', '2')),
      'Promote staging to main: a 1 → 2, b 1 → 2, c 1 → 2 and 2 more',
    ],
  ])('names %#', (services, title) => {
    expect(titleOf(services)).toBe(title)
  })

  it('is ours when nothing visible is left of the one given', () => {
    expect(describePromotion(story(), { ...OWN, title: '\u200b\u202e' }).title).toBe(
      'Promote staging to main',
    )
  })

  it('is made from a template', () => {
    const given = story({ services: [service('api', '1', '2')] })
    const title = 'chore: {count} to {to} from {from} ({services}) {other}'
    expect(describePromotion(given, { ...OWN, title }).title).toBe(
      'chore: 1 to main from staging (api 1 → 2) {other}',
    )
  })

  it('is one line that GitHub takes, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (text) => {
        const { title } = describePromotion(story(), { ...OWN, title: `x${text}` })
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
  it('says what may not merge, and what could not be listed', () => {
    const { body } = describePromotion(
      story({ otherFiles: ['a.yaml'], changedOnBoth: ['a.yaml'], filesComplete: false }),
      OWN,
    )
    expect(body).toContain('Changed on `main` too since the branches parted:\n\n- `a.yaml`')
    expect(body).toContain('More files change than the host lists')
  })

  it('shows services, commits, files, gates and what may not merge', () => {
    const services = [service('api', '1.1.0', `1.2.0${digest('b')}`), service('web', '3.4.0', '3.4.1')]
    const { body } = describePromotion(
      story({
        from: { name: 'staging', where: '`environments/staging`' },
        to: { name: 'production', where: '`environments/production`' },
        services,
        changelogs: logsOf(
          services,
          changelog([
            commit('feat!: drop the first version of the API'),
            commit('Update dependencies'),
            commit('fix: close idle connections (#81)', { author: 'ben' }),
          ]),
          changelog([], { count: 4, authors: 1, detail: 'counts' }),
        ),
        changes: [
          { file: 'environments/production/api.yaml', image: 'ghcr.io/acme/api', from: '1.1.0', to: '1.2.0' },
          { file: 'environments/production/web.yaml', image: 'ghcr.io/acme/web', from: '3.4.0', to: '3.4.1' },
        ],
        otherFiles: ['environments/production/alerts.yaml'],
        remarks: [
          'worker runs in staging and not in production: add it there once, or promote its file with "files".',
        ],
        gates: [
          { gate: 'verified', open: true, reason: 'api is verified in staging; web is verified in staging' },
          {
            gate: 'window=Mon-Thu 09:00-16:00 Europe/Berlin',
            open: true,
            reason: 'it is inside',
          },
        ],
      }),
      { title: undefined, body: 'Releases of the week to {to}.' },
    )
    expect(`${body}\n`).toBe(readFileSync(EXAMPLE, 'utf8'))
  })

  it('says so when no image changes', () => {
    expect(describePromotion(story({ otherFiles: ['a'] }), OWN).body).toContain('No image changes.')
  })

  it.each([
    [changelog([commit('a')], { status: 'behind' }), '⚠️ an older commit'],
    [changelog([commit('a')], { status: 'diverged' }), '1 commit, ⚠️ another line'],
    [
      changelog([], { count: 300, more: true, authors: 4, detail: 'counts' }),
      'at least 300 commits by 4 people',
    ],
  ])('counts commits: %#', (log, text) => {
    const services = [service('api', '1', '2')]
    const { body } = describePromotion(story({ services, changelogs: logsOf(services, log) }), OWN)
    expect(body).toContain(`| ${text} |`)
  })

  it('fault 62: keeps hostile text inside code spans, rows and lines', () => {
    const hostile = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        '</details>',
        '--><img src=x onerror=1>',
        '@everyone',
        '#1',
        '[x](javascript:alert(1))',
        '`` ` ```',
        'a|b\\|c',
        'two\nlines',
        '``` \n/close',
        'Fixes acme/api#12',
        '::error::no',
        '\u202eright to left',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (subject, author, path) => {
        const services = [service('api', '1', '2')]
        const { body } = describePromotion(
          story({
            services,
            changelogs: logsOf(services, changelog([commit(subject, { author })])),
            changes: [{ file: path, image: 'ghcr.io/acme/api', from: '1', to: '2' }],
            otherFiles: [path],
            remarks: [subject],
            gates: [{ gate: subject, open: false, reason: author }],
          }),
          OWN,
        )
        const bare = outsideOfCode(body)
        const links = /\[[^[\]<>]*\]\(https:\/\/github\.example\/[^()\s]*\)/g
        expect(
          bare
            .replace(links, '')
            .replace(/^#{3} /gm, '')
            .replace(/^> /gm, ''),
        ).not.toMatch(/[@<[\]\\]|(?<!&)#/)
        expect(body.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(9)
        expect(body.split('\n').filter((line) => line.startsWith('- ('))).toHaveLength(0)
        expect(body.split('\n').at(-1)).toMatch(/^<!-- gitops-actions:promotion [^>]* -->$/)
      }),
    )
  })

  it('fault 34: fits into what GitHub takes, and counts what it leaves out', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `${'dir/'.repeat(30)}${index}.yaml`)
    const services = Array.from({ length: 400 }, (_, index) => service(`api${index}`, '1', '2'))
    const commits = Array.from({ length: 250 }, (_, index) => commit(`😀 ${'long '.repeat(40)}${index}`))
    const { body, title } = describePromotion(
      story({
        services,
        changelogs: logsOf(services, ...services.map(() => changelog(commits, { count: 900 }))),
        changes: many.map((file) => ({ file, image: 'ghcr.io/acme/api', from: '1', to: file })),
        otherFiles: many,
        changedOnBoth: many,
        targetOnly: many,
        remarks: many.map((name) => `@${'[*]'.repeat(100)} ${name}`),
        gates: many.map((name) => ({ gate: `check=${name}`, open: true, reason: name })),
      }),
      { title: undefined, body: 'x'.repeat(100_000) },
    )
    expect(body.length).toBeLessThan(65_536)
    expect(body).toContain('more images.')
    expect(body).toMatch(/… and \d+ more\. \[All changes/)
    expect(body.match(/^- … and \d+ more$/gm)).toHaveLength(3)
    expect(body).toMatch(/^> … and \d+ more\.$/m)
    expect(body).toMatch(/… and \d+ more gates\./)
    expect(body).toMatch(/… \d+ more characters left out/)
    expect(body.match(/<details>/g)).toHaveLength(1)
    // Each part has its share: the last line is there, whole.
    const [, json = ''] =
      /^<!-- gitops-actions:promotion (\{.*\}) -->$/.exec(body.split('\n').at(-1) ?? '') ?? []
    expect(JSON.parse(json)).toMatchObject({ from: 'staging', count: 400 })
    expect(body).not.toMatch(/\p{Cs}/u)
    expect(title.length).toBeLessThanOrEqual(250)
  })
})

describe('the comment for machines', () => {
  it('holds every text, and none that ends it, mentions or hides', () => {
    const evil = '--> --!> @everyone `x` | \u202e\u200b<!-- \u00e9'
    const services = [service('api', '1', '2')].map((each) => ({ ...each, service: evil }))
    const { body } = describePromotion(story({ from: { name: evil, where: '' }, services }), OWN)
    const last = body.split('\n').at(-1) ?? ''
    const [, json = ''] = /^<!-- gitops-actions:promotion (.*) -->$/.exec(last) ?? []
    expect(json).toMatch(/^[\x20-\x7e]*$/)
    expect(json).not.toMatch(/[<>@`|&]/)
    expect(JSON.parse(json)).toEqual({
      version: 1,
      from: evil,
      to: 'main',
      count: 1,
      services: [{ service: evil, from: '1', to: '2' }],
    })
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
