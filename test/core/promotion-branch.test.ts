import { describe, expect, it } from '@jest/globals'
import { type CommitSha, parseCommitSha, parseGates, renderPromotionSummary } from '@gitops-actions/core'
import { createMemoryHistory } from './fakes/memory-history.ts'
import { createPromotionCase, type PromotionCase } from './promotion-case.ts'

const [A, B] = ['1'.repeat(40), '2'.repeat(40)]
const FILE = 'apps/api/values.yaml'

function helm(tag: string, more = ''): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: "${tag}"\n${more}`
}

function trailer(tag: string, sha: string): string {
  return `Bump api to ${tag}\n\nGitOps-Release: api ghcr.io/acme/api:${tag} acme/api@${sha}`
}

/** Branch staging is one release of api ahead of main. */
function createCase(
  { next = '1.1.0', config = '' }: { readonly next?: string; readonly config?: string } = {},
  ports: Parameters<typeof createPromotionCase>[1] = {},
): PromotionCase & { readonly introduced: CommitSha } {
  const files = { [FILE]: helm('0.9.0'), ...(config === '' ? {} : { 'gitops.yaml': config }) }
  const created = createPromotionCase(files, ports)
  created.repository.push('main', { [FILE]: helm('1.0.0') }, trailer('1.0.0', A))
  const introduced = created.repository.push('staging', { [FILE]: helm(next) }, trailer(next, B))
  return { ...created, introduced }
}

describe('what keeps a merge out', () => {
  const HOLD =
    'version: 1\nholds:\n  - service: api\n    bad: { tag: 1.1.0 }\n    reason: it leaks\n    until: lifted\n'
  const CONFIG = `version: 1
environments:
  staging: { branch: staging, tags: any }
  production: { branch: main, tags: semver }
  edge: { path: apps, tags: any }
`

  it('is a hold of the target, on the branch of the target', async () => {
    const world = createCase({ config: CONFIG })
    world.repository.push('staging', { '.gitops/holds/production.yaml': HOLD })
    expect(await world.promote({ from: 'staging', to: 'production' })).toMatchObject({ outcome: 'created' })
    world.repository.push('main', { '.gitops/holds/production.yaml': HOLD })
    const writes = world.pulls.calls.length
    const report = await world.promote({ from: 'staging', to: 'production' })
    expect(report).toMatchObject({ outcome: 'blocked-by-gate', pull: { number: 1 } })
    expect(report.reason).toMatch(/held back from the environment "production": it leaks/)
    expect(report.reason).toMatch(/#1 is open all the same: it must not be merged now\.$/)
    expect(world.pulls.calls.slice(writes).filter((call) => !call.startsWith('find'))).toEqual([])
  })

  it('is a hold of any environment that the changed files belong to', async () => {
    const world = createCase({ config: CONFIG.replace('tags: semver', 'tags: any') })
    world.repository.push('main', { '.gitops/holds/edge.yaml': HOLD })
    expect((await world.promote({ from: 'staging', to: 'production' })).reason).toMatch(
      /held back from the environment "edge"/,
    )
  })

  it('is a hold without a configuration, too', async () => {
    const world = createCase()
    world.repository.push('main', { '.gitops/holds/main.yaml': HOLD })
    expect(await world.promote()).toMatchObject({ outcome: 'blocked-by-gate' })
  })

  it('is the policy of the target', async () => {
    const world = createCase({ next: 'sha-0123456', config: CONFIG })
    await expect(world.promote({ from: 'staging', to: 'production' })).rejects.toMatchObject({
      code: 'blocked-by-policy',
      outcome: 'blocked-by-policy',
      message: expect.stringContaining('it takes release versions'),
    })
    expect(world.pulls.open).toEqual([])
  })
})

describe('a merge that takes a service back', () => {
  it.each([
    [
      'by its version',
      createMemoryHistory(),
      /api 0\.8\.0 is an older version than 1\.0\.0, which main runs/,
    ],
    [
      'by its commit',
      createMemoryHistory({ changes: { 'acme/api': { status: 'behind', commits: [], total: 0 } } }),
      /api 0\.8\.0 was built from an older commit than 1\.0\.0, which main runs/,
    ],
  ])('is told %s, and is left to people to merge', async (_, history, sentence) => {
    const world = createCase({ next: '0.8.0' }, { history })
    const report = await world.promote({ autoMerge: 'merge' })
    expect(report).toMatchObject({ outcome: 'created' })
    expect(report.notices.join('\n')).toMatch(sentence)
    expect(report.notices).toContain('Auto-merge is left alone: a person has to merge this.')
    expect(world.pulls.open[0]?.body).toMatch(/^> api 0&?.*this takes it back\.$/m)
    expect(world.pulls.calls.filter((call) => call.startsWith('merge'))).toEqual([])
  })

  it('is none when its commit is newer, whatever the version says', async () => {
    const history = createMemoryHistory({
      changes: { 'acme/api': { status: 'ahead', commits: [], total: 3 } },
    })
    expect((await createCase({ next: '0.8.0' }, { history }).promote()).notices).toEqual([])
  })
})

describe('drift', () => {
  it('is what the target alone has: it stays, and is told', async () => {
    const world = createCase()
    world.repository.push('main', { 'apps/limits.yaml': 'cpu: 2\n', '.gitops/holds/x.yaml': 'version: 1\n' })
    const report = await world.promote()
    expect(report).toMatchObject({ outcome: 'created', targetOnly: ['apps/limits.yaml'] })
    const warning = /⚠️ `main` has changes that `staging` lacks.*:\n\n- `apps\/limits\.yaml`/
    expect(world.pulls.open[0]?.body).toMatch(warning)
    expect(renderPromotionSummary(report)).toMatch(warning)
  })

  it('is no commit that only merges', async () => {
    const world = createCase()
    world.repository.follow('main', 'staging')
    world.repository.push('main', {}, 'Merge branch staging')
    world.repository.push('staging', { [FILE]: helm('1.2.0') }, trailer('1.2.0', B))
    expect((await world.promote()).targetOnly).toEqual([])
  })
})

describe('gates', () => {
  it('want a proof of the head where no service changes', async () => {
    const world = createCase()
    const head = world.repository.push('staging', { [FILE]: helm('1.0.0'), 'apps/limits.yaml': 'cpu: 2\n' })
    const gates = parseGates(['verified'])
    const blocked = await world.promote({ gates })
    expect(blocked).toMatchObject({ outcome: 'blocked-by-gate', services: [] })
    expect(blocked.reason).toContain(
      `commit ${head.slice(0, 7)} has no check run gitops/staging of github-actions`,
    )
    world.checks.add(head)
    expect(await world.promote({ gates })).toMatchObject({ outcome: 'created' })
  })

  it('want none of a service that goes away', async () => {
    const world = createCase({ next: '1.0.0' })
    world.repository.push('staging', { [FILE]: null })
    const report = await world.promote({ gates: parseGates(['verified', 'image']) })
    expect(report).toMatchObject({ outcome: 'created', services: [{ service: 'api', to: undefined }] })
  })

  it('do not let a second run write because time went by', async () => {
    const world = createCase()
    world.checks.add(world.introduced)
    const gates = parseGates([
      'verified',
      'soak=1m',
      'window=daily 00:00-24:00',
      'freeze=2030-01-01..2030-01-02',
    ])
    expect(await world.promote({ gates })).toMatchObject({ outcome: 'created' })
    world.clock.pass(3_600_000)
    expect(await world.promote({ gates })).toMatchObject({ outcome: 'no-op' })
  })
})

describe('text of others', () => {
  it.each([
    ['mentions and HTML', '1`|@everyone <img src=x onerror=y> </details> --> #1 [x](javascript:y)'],
    ['what is not seen, or turns round', '1\u202e\u2066\u200b\u00ad\u2060\ufeff0.1'],
    ['commands of the runner', '1\n::error::owned\r##[error]owned\u2028::set-env name=PATH::x'],
  ])('fault 62: %s in a tag stay one line of text, wherever they are told', async (_, tag) => {
    const world = createCase()
    const text = `image:\n  repository: ghcr.io/acme/api\n  tag: ${JSON.stringify(tag)}\n`
    world.repository.push('staging', { [FILE]: text, [`apps/${tag.replaceAll('/', '')}.txt`]: 'x' })
    const report = await world.promote()
    expect(report.changes).toHaveLength(1)
    const { title = '', body = '' } = world.pulls.open[0] ?? {}
    const summary = renderPromotionSummary(report)
    expect(title.split(/[\r\n\u2028]/)).toHaveLength(1)
    for (const shown of [title, body, summary]) {
      expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028]/u)
      expect(shown).not.toMatch(/^(?:::|##\[)/m)
    }
    const own =
      /<\/?(?:details|summary)>|^<!-- gitops-actions:promotion [^<>]* -->$|^- \[ \]|\[Pull request #1\]\([^()]*\)|^#+ /gm
    for (const shown of [body, summary]) {
      const bare = shown.replace(own, '').replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
      expect(bare).not.toMatch(/[@<]|\]\(|`/)
      expect(
        shown
          .split('\n')
          .filter((line) => line.startsWith('| '))
          .every((line) => line.endsWith(' |')),
      ).toBe(true)
    }
  })
})

describe('a branch with many files', () => {
  it('is explained by the history of each file, not by that of the branch', async () => {
    const world = createCase()
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`conf/${index}.txt`, `${index}`]),
    )
    world.repository.push('staging', many, 'Many files')
    // As GitHub answers where many histories would cost too much: with the newest commit of the branch alone.
    const read = world.repository.read.bind(world.repository)
    world.repository.read = async (request) => {
      const snapshot = await read(request)
      if ((request.files?.length ?? 0) <= 10) return snapshot
      const newest = { sha: snapshot.head, message: 'Many files', parents: [] }
      return { ...snapshot, history: new Map([...snapshot.files.keys()].map((path) => [path, [newest]])) }
    }
    const report = await world.promote()
    expect(report.services).toMatchObject([
      { from: { source: { sha: parseCommitSha(A) } }, to: { introduced: world.introduced } },
    ])
  })
})
