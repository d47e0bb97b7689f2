import { describe, expect, it } from '@jest/globals'
import {
  type BumpRequest,
  type Comparison,
  parseCommitSha,
  parseFilePattern,
  parseImageReference,
  parseRepositoryName,
  type ReleaseSource,
  renderBumpSummary,
  type SourceRepositories,
  type WantedImage,
} from '@gitops-actions/core'
import { type BumpCase, createBumpCase, wantedImage } from './bump-case.ts'

type Status = Comparison['status'] | undefined

const OLD = 'a'.repeat(40)
const NEW = 'b'.repeat(40)
const API = 'ghcr.io/acme/api'
const DIGEST = `sha256:${'1'.repeat(64)}`

/** A file with the image, whose trailer names its source commit. */
function deployed(
  tag: string,
  trailer = `GitOps-Release: api ${API}:${tag} acme/api@${OLD}`,
): (one: BumpCase) => void {
  return ({ repository }) => {
    repository.push('main', { 'values.yaml': `image: ${API}:${tag}\n` }, `Bump api to ${tag}\n\n${trailer}`)
  }
}

function source(sha = NEW, repository = 'acme/api'): ReleaseSource {
  return { repository: parseRepositoryName(repository), sha: parseCommitSha(sha), ref: 'refs/heads/main' }
}

function incoming(tag: string, from: ReleaseSource | undefined = source()): WantedImage {
  return wantedImage(`${API}:${tag}`, { source: from })
}

/** What the host says of two commits, and what it was asked. */
function sourcesThatSay(status: Status): SourceRepositories & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    compare(repository, base, head) {
      asked.push(`${repository} ${base.slice(0, 1)}...${head.slice(0, 1)}`)
      return Promise.resolve(status)
    },
    defaultBranch: () => Promise.resolve(undefined),
  }
}

function caseWith(status: Status): BumpCase {
  return createBumpCase({ 'values.yaml': '', 'gitops.yaml': CONFIG }, { sources: sourcesThatSay(status) })
}

const RELEASE_OF_WEB = `Bump web\n\nGitOps-Release: web ghcr.io/acme/web:2 acme/web@${OLD}`

const CONFIG = `version: 1
environments:
  dev: { path: apps/dev, tags: any }
  staging: { path: apps/staging, tags: main }
  production: { path: apps/production, tags: semver }
`

describe('the source commits decide', () => {
  it.each<[Status, string, string, string]>([
    ['ahead', 'sha-0000001', 'sha-0000002', 'changed'],
    ['ahead', '1.4.2', '1.4.1', 'changed'],
    ['behind', 'sha-0000001', 'sha-0000002', 'superseded'],
    ['behind', '1.4.1', '1.4.2', 'superseded'],
    ['identical', '1.4.1', '1.4.2', 'changed'],
    ['identical', '1.4.2', '1.4.1', 'superseded'],
    ['identical', 'sha-0000001', 'sha-0000002', 'changed'],
    ['diverged', '1.4.1', '1.4.2', 'changed'],
    ['diverged', '1.4.2', '1.4.1', 'superseded'],
    ['diverged', 'sha-0000001', 'sha-0000002', 'changed'],
    [undefined, '1.4.1', '1.4.2', 'changed'],
    [undefined, '1.4.2', '1.4.2-rc.1', 'superseded'],
    [undefined, 'sha-0000001', 'sha-0000002', 'changed'],
  ])('%s, %s deployed and %s incoming: %s', async (status, from, to, outcome) => {
    const one = caseWith(status)
    deployed(from)(one)
    const report = await one.bump({ wanted: [incoming(to)] })
    expect(report.outcome).toBe(outcome)
    expect(one.repository.text('main', 'values.yaml')).toContain(outcome === 'changed' ? to : from)
  })

  it('asks nobody when the build is of the deployed commit', async () => {
    const sources = sourcesThatSay('behind')
    const one = createBumpCase({ 'values.yaml': '' }, { sources })
    deployed('sha-0000001')(one)
    await one.bump({ wanted: [incoming('sha-0000002', source(OLD))] })
    expect(sources.asked).toEqual([])
  })

  it('asks for the deployed commit against the incoming one', async () => {
    const sources = sourcesThatSay('ahead')
    const one = createBumpCase({ 'values.yaml': '' }, { sources })
    deployed('sha-0000001')(one)
    await one.bump({ wanted: [incoming('sha-0000002')] })
    expect(sources.asked).toEqual(['acme/api a...b'])
  })

  it('reads and commits, and nothing else', async () => {
    const one = caseWith('ahead')
    deployed('sha-0000001')(one)
    await one.bump({ wanted: [incoming('sha-0000002')] })
    expect(one.repository.calls).toEqual(['read main', 'commit main'])
  })
})

describe('where nothing tells the order', () => {
  const SHAS = { wanted: [incoming('sha-0000002')] }

  it.each(['dev', 'staging'])('writes to %s with a warning', async (environment) => {
    const path = `apps/${environment}/values.yaml`
    const one = createBumpCase({ [path]: `image: ${API}:sha-0000001\n`, 'gitops.yaml': CONFIG })
    const origin = { repository: 'acme/api', defaultBranch: 'main' }
    const report = await one.bump({ ...SHAS, files: [], environment, origin })
    expect(report).toMatchObject({ outcome: 'changed' })
    expect(report.notices).toEqual([
      expect.stringMatching(
        /^Whether api sha-0000002 is newer than the deployed sha-0000001 is not known: no commit/,
      ),
    ])
  })

  it.each<[string, Status, ReleaseSource | undefined, RegExp]>([
    ['lines parted', 'diverged', source(), /: bbbbbbb and aaaaaaa of acme\/api are on lines that parted;/],
    [
      'the host does not say',
      undefined,
      source(),
      /: acme\/api could not be seen, or does not have aaaaaaa or bbbbbbb;/,
    ],
    ['the incoming one has no source', 'ahead', undefined, /: nothing says which commit it was built from;/],
  ])('says why, where %s', async (_, status, from, why) => {
    const one = caseWith(status)
    deployed('sha-0000001')(one)
    const wanted = [wantedImage(`${API}:sha-0000002`, { source: from })]
    expect((await one.bump({ wanted })).notices).toEqual([expect.stringMatching(why)])
  })

  it.each(['semver', 'semver-prerelease'])(
    'writes nothing to an environment of releases (%s)',
    async (tags) => {
      const path = 'apps/production/values.yaml'
      const config = CONFIG.replace('tags: semver', `tags: ${tags}`)
      const one = createBumpCase({ [path]: `image: ${API}:main\n`, 'gitops.yaml': config })
      const bump = one.bump({ wanted: [incoming('1.4.2')], files: [], environment: 'production' })
      await expect(bump).rejects.toMatchObject({ code: 'order-unknown' })
      expect(one.repository.calls.filter((call) => call.startsWith('commit'))).toEqual([])
    },
  )
})

describe('a trailer', () => {
  it.each([
    ['of another image', `GitOps-Release: api ghcr.io/acme/other:sha-0000001 acme/api@${OLD}`],
    ['of another version', `GitOps-Release: api ${API}:sha-0000009 acme/api@${OLD}`],
    ['of another source repository', `GitOps-Release: api ${API}:sha-0000001 evil/api@${OLD}`],
    ['of another service', `GitOps-Release: web ${API}:sha-0000001 acme/api@${OLD}`],
    ['outside the last block', `GitOps-Release: api ${API}:sha-0000001 acme/api@${OLD}\n\nand more text`],
    ['without a source', `GitOps-Release: api ${API}:sha-0000001`],
  ])('%s is not believed', async (_, trailer) => {
    const sources = sourcesThatSay('behind')
    const one = createBumpCase({ 'values.yaml': '' }, { sources })
    deployed('sha-0000001', trailer)(one)
    const report = await one.bump({ wanted: [incoming('sha-0000002')] })
    expect(report.outcome).toBe('changed')
    expect(sources.asked).toEqual([])
  })

  it.each([
    ['in another spelling of its repository is', `ACME/Api@${OLD}`, DIGEST, 'superseded'],
    ['of another digest is not', `acme/api@${OLD}`, DIGEST.replaceAll('1', '2'), 'changed'],
  ])('%s believed', async (_, from, digest, outcome) => {
    const one = createBumpCase({ 'values.yaml': '' }, { sources: sourcesThatSay('behind') })
    const message = `Bump api\n\nGitOps-Release: api ${API}:sha-0000001@${DIGEST} ${from}`
    one.repository.push('main', { 'values.yaml': `image: ${API}:sha-0000001@${digest}\n` }, message)
    const wanted = [
      {
        ...incoming('sha-0000002'),
        image: parseImageReference(`${API}:sha-0000002@sha256:${'3'.repeat(64)}`),
      },
    ]
    expect((await one.bump({ wanted })).outcome).toBe(outcome)
  })

  it('that a change by hand made stale is passed over for the one that fits', async () => {
    const one = caseWith('behind')
    deployed('sha-0000001')(one)
    deployed('sha-0000005', `GitOps-Release: api ${API}:sha-0000005 acme/api@${'c'.repeat(40)}`)(one)
    one.repository.push('main', { 'values.yaml': `image: ${API}:sha-0000001\n` }, 'Go back by hand')
    const report = await one.bump({ wanted: [incoming('sha-0000002')] })
    expect(report.outcome).toBe('superseded')
  })

  it('is found in the second parent of a merge', async () => {
    const one = caseWith('behind')
    one.repository.merge(
      'main',
      { 'values.yaml': `image: ${API}:sha-0000001\n` },
      {
        message: 'Merge pull request #1',
        merged: `Bump api\n\nGitOps-Release: api ${API}:sha-0000001 acme/api@${OLD}`,
      },
    )
    expect(await one.bump({ wanted: [incoming('sha-0000002')] })).toMatchObject({ outcome: 'superseded' })
  })

  it('is found in the pull request of a squash merge', async () => {
    const one = caseWith('behind')
    const sha = one.repository.push('main', { 'values.yaml': `image: ${API}:sha-0000001\n` }, 'Bump api (#1)')
    one.repository.squash(sha, [`Bump api\n\nGitOps-Release: api ${API}:sha-0000001 acme/api@${OLD}`])
    expect(await one.bump({ wanted: [incoming('sha-0000002')] })).toMatchObject({ outcome: 'superseded' })
  })

  it('is found in the pull request of a squash merge whose title names none', async () => {
    const one = caseWith('behind')
    const sha = one.repository.push('main', { 'values.yaml': `image: ${API}:1.4.2\n` }, 'Bump api')
    one.repository.squash(sha, [`Bump api\n\nGitOps-Release: api ${API}:1.4.2 acme/api@${OLD}`])
    one.repository.push('main', { 'values.yaml': `image: ${API}:1.4.2\nother: 1\n` }, RELEASE_OF_WEB)
    // By its version alone it would be newer.
    expect(await one.bump({ wanted: [incoming('1.4.3')] })).toMatchObject({ outcome: 'superseded' })
    expect(one.repository.calls.filter((call) => call.startsWith('pulls-of'))).toEqual([`pulls-of ${sha}`])
  })

  it('is looked for in the pull request that a title names, before one that is guessed', async () => {
    const one = caseWith('behind')
    const sha = one.repository.push('main', { 'values.yaml': `image: ${API}:1.4.2\n` }, 'Bump api (#7)')
    one.repository.squash(sha, [`Bump api\n\nGitOps-Release: api ${API}:1.4.2 acme/api@${OLD}`])
    one.repository.push('main', { 'values.yaml': `image: ${API}:1.4.2\nreplicas: 2\n` }, 'Scale up')
    expect(await one.bump({ wanted: [incoming('1.4.3')] })).toMatchObject({ outcome: 'superseded' })
    expect(one.repository.calls.filter((call) => call.startsWith('pulls-of'))).toEqual([`pulls-of ${sha}`])
  })

  it('is looked for in one pull request alone where no title names one', async () => {
    const one = createBumpCase({ 'a.yaml': '', 'b.yaml': '' }, { sources: sourcesThatSay('ahead') })
    one.repository.push('main', { 'a.yaml': `image: ${API}:1.4.1\n` }, 'Change a')
    one.repository.push('main', { 'b.yaml': `image: ${API}:1.4.1\n` }, 'Change b')
    const files = [parseFilePattern('a.yaml'), parseFilePattern('b.yaml')]
    expect(await one.bump({ wanted: [incoming('1.4.2')], files })).toMatchObject({ outcome: 'changed' })
    expect(one.repository.calls.filter((call) => call.startsWith('pulls-of'))).toHaveLength(1)
  })

  it.each<[string, () => BumpCase, Partial<BumpRequest>]>([
    [
      'the history explains the value',
      () => {
        const one = caseWith('ahead')
        deployed('1.4.1')(one)
        return one
      },
      { wanted: [incoming('1.4.2')] },
    ],
    [
      'nothing says what is incoming was built from',
      () => createBumpCase({ 'values.yaml': `image: ${API}:1.4.1\n` }),
      { wanted: [wantedImage(`${API}:1.4.2`)] },
    ],
    [
      'the file is as the repository began',
      () => createBumpCase({ 'values.yaml': `image: ${API}:1.4.1\n` }, { sources: sourcesThatSay('ahead') }),
      { wanted: [incoming('1.4.2')] },
    ],
  ])('is not looked for in pull requests when %s', async (_, create, request) => {
    const one = create()
    expect(await one.bump(request)).toMatchObject({ outcome: 'changed' })
    expect(one.repository.calls).toEqual(['read main', 'commit main'])
  })
})

describe('what is superseded', () => {
  const OLDER: Partial<BumpRequest> = { wanted: [incoming('1.4.0')] }

  it('is written on demand, and the commit says so', async () => {
    const one = caseWith('behind')
    deployed('1.4.1')(one)
    const report = await one.bump({ ...OLDER, allowDowngrade: true })
    expect(report.outcome).toBe('changed')
    expect(renderBumpSummary(report)).toContain(
      'api 1.4.0 was built from an older commit than the deployed 1.4.1: it is written all the same',
    )
    expect(one.repository.messages('main')[0]).toContain(
      'GitOps-Downgrade: api 1.4.0 was built from an older commit than the deployed 1.4.1\nGitOps-Release: api',
    )
  })

  it('does not hold up the other services', async () => {
    const one = caseWith(undefined)
    one.repository.push('main', {
      'values.yaml': `a: { image: '${API}:1.4.2' }\nb: { image: 'ghcr.io/acme/web:1.0.0' }\n`,
    })
    const web = wantedImage('ghcr.io/acme/web:1.1.0')
    const report = await one.bump({ wanted: [incoming('1.4.1'), web] })
    expect(report).toMatchObject({ outcome: 'changed', wanted: [web] })
    expect(report.leftOut).toMatchObject([{ outcome: 'superseded', wanted: { service: 'api' } }])
    expect(one.repository.text('main', 'values.yaml')).toContain('api:1.4.2')
    expect(one.repository.text('main', 'values.yaml')).toContain('web:1.1.0')
    expect(one.repository.messages('main')[0]).not.toContain('GitOps-Release: api')
  })

  it('fault 4: does not overwrite a newer one that came in between', async () => {
    const sources = {
      compare: (_: string, base: string) =>
        Promise.resolve(base === OLD ? ('ahead' as const) : ('behind' as const)),
      defaultBranch: () => Promise.resolve(undefined),
    }
    const racing = createBumpCase({ 'values.yaml': `image: ${API}:sha-0000001\n` }, { sources })
    deployed('sha-0000001')(racing)
    racing.repository.before('commit', () => {
      deployed('sha-0000003', `GitOps-Release: api ${API}:sha-0000003 acme/api@${'c'.repeat(40)}`)(racing)
    })
    expect(await racing.bump({ wanted: [incoming('sha-0000002')] })).toMatchObject({
      outcome: 'superseded',
      attempts: 2,
    })
    expect(racing.repository.text('main', 'values.yaml')).toContain('sha-0000003')
  })

  it('leaves a newer pull request alone', async () => {
    const one = createBumpCase({ 'values.yaml': `image: ${API}:1.4.0\n` })
    await one.bump({ mode: 'pull-request', wanted: [incoming('1.4.2')] })
    const report = await one.bump({ mode: 'pull-request', wanted: [incoming('1.4.1')] })
    expect(report).toMatchObject({ outcome: 'superseded', pull: { number: 1 } })
    expect(one.repository.text('gitops/main/api', 'values.yaml')).toContain('1.4.2')
  })
})
