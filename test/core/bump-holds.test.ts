import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type Comparison,
  formatHolds,
  type Hold,
  parseCommitSha,
  parseDigest,
  parseFilePattern,
  parseHolds,
  parseRepositoryName,
  type SourceRepositories,
} from '@gitops-actions/core'
import { type BumpCase, createBumpCase, wantedImage } from './bump-case.ts'
import { createMemoryRepository, withMode } from './fakes/memory-repository.ts'

const API = 'ghcr.io/acme/api'
const BAD = 'b'.repeat(40)
const GOOD = 'a'.repeat(40)
const DIGEST = `sha256:${'5'.repeat(64)}`
const OTHER_DIGEST = `sha256:${'6'.repeat(64)}`
const PATH = '.gitops/holds/production.yaml'

const HOLDS = `version: 1
holds:
  - service: api
    bad: { digest: '${DIGEST}', tag: 1.5.0, source: acme/api@${BAD} }
    good: { source: acme/api@${GOOD} }
    reason: it loses orders
    until: newer
`

function sourcesThatSay(status: Comparison['status'] | undefined): SourceRepositories {
  return {
    compare: (_, base) => Promise.resolve(base === BAD ? status : undefined),
    defaultBranch: () => Promise.resolve(undefined),
  }
}

function caseWith(holds: string, status?: Comparison['status'], deployed = `${API}:1.4.0`): BumpCase {
  const files = { 'environments/production/values.yaml': `image: ${deployed}\n`, [PATH]: holds }
  return createBumpCase(files, { sources: sourcesThatSay(status) })
}

function incoming(reference: string, sha: string): ReturnType<typeof wantedImage> {
  const source = {
    repository: parseRepositoryName('acme/api'),
    sha: parseCommitSha(sha),
    ref: 'refs/heads/main',
  }
  return wantedImage(reference, { source })
}

describe('a hold', () => {
  it.each<[string, string, string, Comparison['status'] | undefined]>([
    ['its digest', `${API}:1.6.0@${DIGEST}`, 'c'.repeat(40), 'ahead'],
    ['its version', `${API}:1.5.0`, 'c'.repeat(40), 'ahead'],
    ['its source', `${API}:1.4.9`, BAD, undefined],
    ['a source behind it', `${API}:1.4.9`, 'c'.repeat(40), 'behind'],
    ['a source that cannot be compared', `${API}:1.4.9`, 'c'.repeat(40), undefined],
  ])('blocks %s', async (_, reference, sha, status) => {
    const one = caseWith(HOLDS, status)
    const bump = one.bump({ wanted: [incoming(reference, sha)], environment: 'production', files: [] })
    await expect(bump).rejects.toMatchObject({ code: 'held', outcome: 'held' })
    await expect(bump).rejects.toThrow(/it loses orders\. Release a newer version\./)
    expect(one.repository.calls).toEqual(['read main'])
  })

  it.each<[string, string, string, Comparison['status'] | undefined]>([
    ['the restored release', `${API}:1.4.1`, GOOD, 'behind'],
    ['a newer version', `${API}:1.5.1`, 'c'.repeat(40), undefined],
    ['a line that parted from it', `${API}:1.4.9`, 'c'.repeat(40), 'diverged'],
  ])('lets in %s', async (_, reference, sha, status) => {
    const one = caseWith(HOLDS, status)
    const report = await one.bump({
      wanted: [incoming(reference, sha)],
      environment: 'production',
      files: [],
    })
    expect(report.outcome).toBe('changed')
  })

  const OTHER = 'c'.repeat(40)
  const held = (bad: string, until: string): string =>
    `version: 1\nholds:\n  - { service: api, bad: ${bad}, reason: it loses orders, until: ${until} }\n`
  const bySource = `{ source: acme/api@${BAD} }`

  it.each<[string, string, string, string | undefined, Comparison['status'] | undefined, boolean]>([
    ['by source, a newer version of its past', HOLDS, `${API}:1.5.1`, OTHER, 'behind', false],
    [
      'until it is lifted, a newer version of its past',
      HOLDS.replace('newer', 'lifted'),
      `${API}:1.5.1`,
      OTHER,
      'behind',
      true,
    ],
    [
      'until it is lifted, a newer version of the same commit, which nobody compares',
      HOLDS.replace('newer', 'lifted'),
      `${API}:1.5.1`,
      BAD,
      undefined,
      true,
    ],
    ['by source alone, a later commit', held(bySource, 'lifted'), `${API}:1.4.9`, OTHER, 'ahead', false],
    [
      'by source alone, what nobody knows the source of',
      held(bySource, 'lifted'),
      `${API}:1.4.9`,
      undefined,
      'behind',
      false,
    ],
    [
      'by source, a repository in another spelling',
      HOLDS.replace('acme/api@b', 'Acme/API@b'),
      `${API}:1.4.9`,
      BAD,
      undefined,
      true,
    ],
    [
      'by source, the past of another repository',
      HOLDS.replace('acme/api@b', 'acme/web@b'),
      `${API}:1.4.9`,
      OTHER,
      'behind',
      false,
    ],
    ['by tag alone, another tag', held('{ tag: main-1 }', 'lifted'), `${API}:main-2`, OTHER, 'behind', false],
    ['by tag alone, that tag', held('{ tag: main-1 }', 'lifted'), `${API}:main-1`, OTHER, 'ahead', true],
    [
      'by digest alone, that digest',
      held(`{ digest: '${DIGEST}' }`, 'newer'),
      `${API}@${DIGEST}`,
      OTHER,
      'ahead',
      true,
    ],
    [
      'by digest alone, another digest',
      held(`{ digest: '${DIGEST}' }`, 'newer'),
      `${API}@${OTHER_DIGEST}`,
      OTHER,
      'behind',
      false,
    ],
    [
      'of another service',
      HOLDS.replace('service: api', 'service: web'),
      `${API}:1.5.0`,
      BAD,
      'behind',
      false,
    ],
  ])('%s', async (_, holds, reference, sha, status, blocks) => {
    const one = caseWith(
      holds,
      status,
      reference.includes('@') ? `${API}@sha256:${'4'.repeat(64)}` : undefined,
    )
    const wanted = [sha === undefined ? wantedImage(reference) : incoming(reference, sha)]
    const ended = await one.bump({ wanted, environment: 'production', files: [] }).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error instanceof ActionError ? error.outcome : error),
    )
    expect(ended).toBe(blocks ? 'held' : 'changed')
  })

  it('says when it ends by itself', async () => {
    const one = caseWith(held('{ tag: 1.5.0 }', "'2999-01-02T03:04:05Z'"))
    const bump = one.bump({ wanted: [wantedImage(`${API}:1.5.0`)], environment: 'production', files: [] })
    await expect(bump).rejects.toThrow(/it loses orders\. It ends at 2999-01-02T03:04:05\.000Z\.$/)
  })

  it('that is lifted by hand blocks until then', async () => {
    const one = caseWith(HOLDS.replace('until: newer', 'until: lifted'), 'behind')
    const bump = one.bump({
      wanted: [incoming(`${API}:1.4.9`, 'c'.repeat(40))],
      environment: 'production',
      files: [],
    })
    await expect(bump).rejects.toThrow(/Take the entry out of \.gitops\/holds\/production\.yaml/)
  })

  it('of the base counts, whatever the branch of the pull request says', async () => {
    const path = 'environments/production/values.yaml'
    const one = createBumpCase({ [path]: `image: ${API}:1.3.0\n` })
    const run = (tag: string, sha: string): Promise<unknown> =>
      one.bump({
        wanted: [incoming(`${API}:${tag}`, sha)],
        environment: 'production',
        files: [],
        mode: 'pull-request',
      })
    expect(await run('1.4.0', GOOD)).toMatchObject({ outcome: 'created' })
    one.repository.push('gitops/production/api', { [PATH]: HOLDS })
    expect(await run('1.5.0', BAD)).toMatchObject({ outcome: 'updated' })
    one.repository.push('main', { [PATH]: HOLDS })
    await expect(run('1.5.0', BAD)).rejects.toMatchObject({ outcome: 'held' })
  })

  it('ends at its time', async () => {
    const one = caseWith(HOLDS.replace('until: newer', "until: '2000-01-01T00:00:00Z'"), 'behind')
    const wanted = [incoming(`${API}:1.4.9`, 'c'.repeat(40))]
    expect(await one.bump({ wanted, environment: 'production', files: [] })).toMatchObject({
      outcome: 'changed',
    })
  })

  it('of the environment that the files belong to holds whatever names them', async () => {
    const config =
      'version: 1\nenvironments:\n  production: { path: environments/production, tags: semver }\n'
    const files = {
      'environments/production/values.yaml': `image: ${API}:1.4.0\n`,
      [PATH]: HOLDS,
      'gitops.yaml': config,
    }
    const one = createBumpCase(files, { sources: sourcesThatSay('behind') })
    const bump = one.bump({
      wanted: [incoming(`${API}:1.5.0`, BAD)],
      files: [parseFilePattern('environments/production/values.yaml')],
    })
    await expect(bump).rejects.toMatchObject({ outcome: 'held' })
  })

  it('that is a link stops the run, wherever it leads', async () => {
    const files = { 'environments/production/values.yaml': `image: ${API}:1.4.0\n`, [PATH]: 'none.yaml' }
    const repository = withMode(createMemoryRepository(files), PATH, '120000')
    const { bump } = createBumpCase({}, { repository })
    const run = bump({ wanted: [wantedImage(`${API}:1.6.0`)], environment: 'production', files: [] })
    await expect(run).rejects.toMatchObject({ code: 'invalid-config' })
    await expect(run).rejects.toThrow(`${PATH} is not a regular file`)
    expect(repository.text('main', 'environments/production/values.yaml')).toContain('1.4.0')
  })

  it('that cannot be read stops the run', async () => {
    const one = caseWith('version: 1\nholds:\n  - service: api\n    badd: {}\n    reason: x\n')
    const bump = one.bump({ wanted: [wantedImage(`${API}:1.6.0`)], environment: 'production', files: [] })
    await expect(bump).rejects.toThrow(
      `${PATH}:4:5: "holds[0].badd" is not a key that is known here: did you mean "bad"?`,
    )
    expect(one.repository.calls).toEqual(['read main'])
  })
})

describe('the file of holds', () => {
  const hold: Hold = {
    service: 'api',
    bad: {
      digest: parseDigest(DIGEST),
      tag: '1.10',
      source: { repository: parseRepositoryName('acme/api'), sha: parseCommitSha(BAD) },
    },
    good: undefined,
    reason: 'it says: "no" # really',
    until: { kind: 'time', at: new Date('2026-01-02T03:04:05Z') },
  }

  it.each<[string, Hold]>([
    ['for a time', hold],
    ['until a newer one', { ...hold, until: { kind: 'newer' } }],
    ['of a digest alone', { ...hold, bad: { ...hold.bad, tag: undefined, source: undefined } }],
    ['of a tag alone', { ...hold, bad: { ...hold.bad, digest: undefined, source: undefined } }],
    ['of a source alone', { ...hold, bad: { ...hold.bad, digest: undefined, tag: undefined } }],
    [
      'that brought another back',
      { ...hold, good: { repository: parseRepositoryName('acme/api'), sha: parseCommitSha(GOOD) } },
    ],
  ])('is read back as it is written: %s', (_, one) => {
    expect(parseHolds(formatHolds([hold, one]), PATH)).toEqual([hold, one])
  })

  it('that does not say when it ends is lifted by hand', () => {
    const [one] = parseHolds(
      'version: 1\nholds:\n  - { service: api, bad: { tag: 1.2.3 }, reason: x }\n',
      PATH,
    )
    expect(one?.until).toEqual({ kind: 'lifted' })
  })

  it.each([
    ['', 'the file is empty'],
    ['holds: []\n', 'says no version that is known'],
    ['version: 1\nholds: {}\n', 'is not a list'],
    ['version: 1\nholds:\n  - service: api\n    reason: x\n', 'has no "bad"'],
    ['version: 1\nholds:\n  - service: api\n    bad: {}\n    reason: x\n', 'names nothing'],
    [
      'version: 1\nholds:\n  - service: api\n    bad: { source: nowhere }\n    reason: x\n',
      'owner/name@<commit>',
    ],
    ['version: 1\nholds:\n  - service: api\n    bad: { digest: abc }\n    reason: x\n', 'sha256:'],
    [
      'version: 1\nholds:\n  - service: api\n    bad: { tag: 1.2.3 }\n    reason: x\n    until: soon\n',
      '"newer", "lifted"',
    ],
    ...['2026-01-02', '2026-13-02T03:04:05Z', '2026-02-30T03:04:05Z', '2026-01-02T03:04:05+01:00'].map(
      (time) => [
        `version: 1\nholds:\n  - { service: api, bad: { tag: 1.2.3 }, reason: x, until: '${time}' }\n`,
        'or a time in UTC',
      ],
    ),
    ['version: 1\nholds:\n  - { service: api, bad: { tag: 1.2.3 } }\n', 'has no "reason"'],
    ['version: 1\nholds:\n  - { service: api, bad: { tag: 1.2.3 }, reason: " " }\n', 'is empty'],
    ['version: 1\nholds:\n  - { service: ../api, bad: { tag: 1.2.3 }, reason: x }\n', 'which cannot be one'],
    ...[`acme/api@${BAD}@${BAD}`, `acme@${BAD}`, `a/b/c@${BAD}`, 'acme/api@main'].map((source) => [
      `version: 1\nholds:\n  - { service: api, bad: { source: '${source}' }, reason: x }\n`,
      'owner/name@<commit>',
    ]),
  ])('%j is refused: %s', (text, reason) => {
    expect(() => parseHolds(text, PATH)).toThrow(reason)
  })
})
