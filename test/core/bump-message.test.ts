import { describe, expect, it } from '@jest/globals'
import {
  bumpOutputs,
  bumpTitle,
  commitMessage,
  parseFilePattern,
  parseReleaseTrailers,
  pullRequestBody,
  pullRequestBranch,
  renderBumpSummary,
} from '@gitops-actions/core'
import { createBumpCase, sourceOf, wantedImage } from './bump-case.ts'
import { createMemoryRegistry } from './fakes/memory-registry.ts'

const DIGEST = `sha256:${'c'.repeat(64)}`
const OTHER = `sha256:${'d'.repeat(64)}`
const API = wantedImage(`ghcr.io/acme/api:1.4.2@${DIGEST}`, { source: sourceOf('acme/api') })
const WEB = wantedImage('ghcr.io/acme/web:2.0.0')

describe('the commit message', () => {
  const trailer = `GitOps-Release: api ghcr.io/acme/api:1.4.2@${DIGEST} acme/api@${'5'.repeat(40)}`
  it.each<[name: string, text: string | undefined, headline: string, body: string]>([
    ['without text', undefined, 'Bump api to 1.4.2 in dev', trailer],
    ['of one line', 'Ship it', 'Ship it', trailer],
    ['of several', 'Ship it\n\nAt last.', 'Ship it', `At last.\n\n${trailer}`],
    [
      'with trailers of its own',
      'Ship it\n\nSigned-off-by: A <a@b.c>',
      'Ship it',
      `Signed-off-by: A <a@b.c>\n\n${trailer}`,
    ],
    [
      'that forges a trailer',
      'Ship it\n\nGitOps-Release: api evil/api:1\n gitops-hold: x',
      'Ship it',
      trailer,
    ],
    ['of a forged trailer alone', 'GitOps-Release: api evil/api:1', 'Bump api to 1.4.2 in dev', trailer],
    ['of blanks', ' \n ', 'Bump api to 1.4.2 in dev', trailer],
    [
      'with a forged trailer behind a carriage return',
      'Ship it\rGitOps-Release: api evil/api:1',
      'Ship it',
      trailer,
    ],
  ])('%s', (_name, text, headline, body) => {
    const message = commitMessage([API], 'dev', text)
    expect(message).toEqual({ headline, body })
    expect(parseReleaseTrailers(`${message.headline}\n\n${message.body}`)).toEqual([
      expect.objectContaining({ service: 'api', image: API.image }),
    ])
  })

  it('is cut where a headline is too long, at no half of a character', () => {
    const { headline } = commitMessage([API], undefined, `${'x'.repeat(198)}😀😀`)
    expect(headline).toBe(`${'x'.repeat(198)}…`)
  })
})

describe('the title', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => wantedImage(`acme/${name}:1.0.0`))
  it.each([
    ['Bump api to 1.4.2', [API], undefined],
    ['Bump api to 1.4.2 in production', [API], 'production'],
    ['Bump api, web in dev', [API, WEB], 'dev'],
    ['Bump a, b, c and 2 more', many, undefined],
    ['Bump api to sha256:cccccccccccc', [wantedImage(`ghcr.io/acme/api@${DIGEST}`)], undefined],
  ])('is "%s"', (expected, wanted, environment) => {
    expect(bumpTitle(wanted, environment)).toBe(expected)
  })

  it('is never longer than GitHub takes', () => {
    const long = ['a', 'b', 'c'].map((name) => wantedImage('acme/api:1.0.0', { service: name.repeat(100) }))
    expect(bumpTitle(long, 'e'.repeat(63))).toHaveLength(200)
  })
})

describe('the branch of a pull request', () => {
  const branchOf = (names: readonly string[], environment?: string): string =>
    pullRequestBranch(
      { wanted: names.map((service) => wantedImage('acme/api:1.0.0', { service })), environment },
      'main',
    )

  it.each([
    [['api'], undefined, 'gitops/main/api'],
    [['api'], 'staging', 'gitops/staging/api'],
    [['web', 'api'], 'staging', 'gitops/staging/api+web'],
    [['api', 'api'], 'staging', 'gitops/staging/api'],
    [['a..b', 'c.lock'], 'staging', 'gitops/staging/a.+b+c+lock'],
  ])('of %j in %s is %s', (names, environment, expected) => {
    expect(branchOf(names, environment)).toBe(expected)
  })

  it('is another for other services, however many there are', () => {
    const names = Array.from({ length: 40 }, (_, index) => `service-${index}`)
    const one = branchOf(names)
    const other = branchOf([...names.slice(1), 'service-x'])
    expect(one).toMatch(/^gitops\/main\/40-services\+[0-9a-f]{8}$/)
    expect(other).toMatch(/^gitops\/main\/40-services\+[0-9a-f]{8}$/)
    expect(other).not.toBe(one)
    expect(branchOf([...names].reverse())).toBe(one)
    expect(branchOf(['a-b', 'c'])).not.toBe(branchOf(['a', 'b-c']))
  })
})

describe('the body of a pull request', () => {
  it('fault 62: shows what changes, and nothing in it is alive', () => {
    const change = {
      file: 'a|b`c.yaml',
      path: 'x["<img src=x>"]',
      from: '</details> [x](javascript:1) @everyone\n# big',
      to: '1.4.2',
    }
    expect(pullRequestBody([API, WEB], [change])).toBe(
      [
        '| Service | Image | Version | Source |',
        '| --- | --- | --- | --- |',
        '| `api` | `ghcr.io/acme/api` | `1.4.2` | `acme/api@5555555` |',
        '| `web` | `ghcr.io/acme/web` | `2.0.0` |  |',
        '',
        '| File | Path | From | To |',
        '| --- | --- | --- | --- |',
        '| `` a\\|b`c.yaml `` | `x["<img src=x>"]` | `</details> [x](javascript:1) @everyone # big` | `1.4.2` |',
      ].join('\n'),
    )
  })

  it('fault 34: is cut where GitHub would refuse it, and says so', () => {
    const change = { file: 'f'.repeat(500), path: 'p', from: '1', to: '2' }
    const body = pullRequestBody(
      [API],
      Array.from({ length: 500 }, () => change),
    )
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body).toMatch(/… \d+ more characters left out$/)
  })
})

describe('the report', () => {
  it('has every output for every outcome', async () => {
    const names = [
      'attempts',
      'branch',
      'changed',
      'changes',
      'commit-sha',
      'pull-request-number',
      'pull-request-url',
      'verified',
    ]
    const { bump } = createBumpCase()
    for (const change of [{ dryRun: true }, { mode: 'pull-request' as const }, {}, {}]) {
      const report = await bump(change)
      expect(Object.keys(bumpOutputs(report)).sort()).toEqual(names)
      expect(renderBumpSummary(report)).toMatch(new RegExp(`^### bump-image-tag: ${report.outcome}\\n`))
    }
  })

  it.each([
    ['changed', undefined, 'true'],
    ['created', undefined, 'true'],
    ['updated', true, 'true'],
    ['no-op', undefined, 'false'],
    ['superseded', undefined, 'false'],
    ['dry-run', undefined, 'false'],
    ['failed', undefined, 'false'],
    ['failed', false, 'true'],
  ] as const)('of %s, verified %s, says that something changed: %s', async (outcome, verified, changed) => {
    const report = { ...(await createBumpCase().bump({ dryRun: true })), outcome, verified }
    expect(bumpOutputs(report)).toMatchObject({
      changed,
      verified: verified === undefined ? '' : String(verified),
    })
  })

  it('tells attempts, verification and notices', async () => {
    const { bump, repository } = createBumpCase()
    repository.before('commit', () => repository.push('main', { 'other.yaml': 'a: 1\n' }))
    const summary = renderBumpSummary({ ...(await bump()), notices: ['<b>no</b>'], verified: false })
    expect(summary).toContain('not verified · 2 attempts')
    expect(summary).toContain('- &#60;b&#62;no&#60;/b&#62;')
  })
})

describe('images that are looked up', () => {
  const bumpWith = (
    images: Readonly<Record<string, string>>,
    reference: string,
    pin: 'auto' | 'digest' = 'auto',
    text = 'image: ghcr.io/acme/api:1.4.1\n',
  ): { ended: Promise<unknown>; text: () => string | undefined } => {
    const { bump, repository } = createBumpCase(
      { 'values.yaml': text },
      { registry: createMemoryRegistry(images) },
    )
    return {
      ended: bump({ wanted: [wantedImage(reference)], pin, files: [parseFilePattern('values.yaml')] }),
      text: () => repository.text('main', 'values.yaml'),
    }
  }

  it('must be there', async () => {
    const { ended, text } = bumpWith({}, 'ghcr.io/acme/api:1.4.2')
    await expect(ended).rejects.toMatchObject({ code: 'image-not-found' })
    expect(text()).toContain('1.4.1')
  })

  it('must be what they were', async () => {
    const { ended } = bumpWith({ 'ghcr.io/acme/api:1.4.2': OTHER }, `ghcr.io/acme/api:1.4.2@${DIGEST}`)
    await expect(ended).rejects.toMatchObject({ code: 'digest-mismatch' })
  })

  it('may have a tag that was moved when the digest alone is written', async () => {
    const images = { 'ghcr.io/acme/api:1.4.2': OTHER, 'ghcr.io/acme/api:old': DIGEST }
    const { ended, text } = bumpWith(images, `ghcr.io/acme/api:1.4.2@${DIGEST}`, 'digest')
    await expect(ended).resolves.toMatchObject({ outcome: 'changed' })
    expect(text()).toBe(`image: ghcr.io/acme/api@${DIGEST}\n`)
  })

  it('give their digest to a place that holds one', async () => {
    const images = { 'ghcr.io/acme/api:1.4.2': DIGEST }
    const { ended, text } = bumpWith(
      images,
      'ghcr.io/acme/api:1.4.2',
      'auto',
      `image: ghcr.io/acme/api:1.4.1@${OTHER}\n`,
    )
    await expect(ended).resolves.toMatchObject({ outcome: 'changed' })
    expect(text()).toBe(`image: ghcr.io/acme/api:1.4.2@${DIGEST}\n`)
  })
})

describe('an anchor that changes', () => {
  const files = { 'values.yaml': 'api: { image: &api ghcr.io/acme/api:1.4.1 }\nworker:\n  image: *api\n' }

  it.each(['commit', 'pull-request'] as const)('names the lines that change along (%s)', async (mode) => {
    const { bump, log, pulls } = createBumpCase(files)
    const report = await bump({ mode, wanted: [API] })
    const summary = renderBumpSummary(report)
    expect(summary).toContain('| `values.yaml` | `api.image` (anchor: also line 3) |')
    expect(log.lines.join('\n')).toContain('aliases at line 3 change along')
    const bodies = pulls.open.map(({ body }) => body)
    for (const body of bodies) expect(body).toContain('`api.image` (anchor: also line 3)')
    expect(bodies).toHaveLength(mode === 'commit' ? 0 : 1)
  })
})
