import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionRun, ActionStep } from './action-process.ts'
import { deployment, helm, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

const NOBODY = {
  url: 'http://127.0.0.1:1',
  apiUrl: 'http://127.0.0.1:1/api/v3',
  graphqlUrl: 'http://127.0.0.1:1/api/graphql',
}

let world: PromotionWorld

beforeEach(async () => {
  world = await startPromotionWorld()
  await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
})

afterEach(() => world.close())

/** The run failed in the right way. */
function expectFailure(run: ActionRun, message: RegExp): void {
  expect(run.annotations).toEqual([{ level: 'error', message: expect.stringMatching(message) }])
  expect(run.code).toBe(1)
  expect(run.outputs).toEqual({ outcome: 'failed' })
  expect(run.summary.match(/^### /gm)).toEqual(['### '])
  expect(run.summary).toContain('### open-promotion-pr: failed')
  expect(run.stdout + run.stderr).not.toMatch(/^\s+at .*\.js:\d+/m)
}

describe('refused before any request', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no repository', { repository: '' }, /input "repository" is required and was not given; add it/],
    [
      'a URL as repository',
      { repository: 'https://github.com/acme/environments' },
      /input "repository" is "https:\/\/github\.com\/acme\/environments": wanted "owner\/name"/,
    ],
    ['no token', { token: '' }, /input "token" is empty; give a token that can write acme\/environments/],
    ['draft', { draft: 'yes' }, /input "draft" is "yes"; wanted `true` or `false`/],
    ['dry-run', { 'dry-run': '' }, /input "dry-run" is empty; wanted `true` or `false`/],
    ['no config', { config: '' }, /input "config" is required and was not given/],
    [
      'a config outside',
      { config: '../gitops.yaml' },
      /input "config" is "\.\.\/gitops\.yaml", which has a part "\.\.": wanted a path from the root/,
    ],
    ['a CA that is not there', { 'ca-cert': '/nonexistent/ca.pem' }, /ca-cert.*\/nonexistent\/ca\.pem/],
  ])('%s', async (_, inputs, message) => {
    expectFailure(await world.promote(inputs), message)
    expect(world.operations()).toEqual([])
  })

  it('the default token for another repository', async () => {
    const { token } = world
    expectFailure(
      await world.promote({ token }, { token }),
      /the default token of a run in acme\/api cannot write acme\/environments; give the input "token" a token of a GitHub App/,
    )
    expect(world.operations()).toEqual([])
  })
})

it('takes an own token that is not the default one', async () => {
  const run = await world.promote({ token: world.token }, { token: 'ghs_default' })
  expect(run.outputs).toMatchObject({ outcome: 'created', 'checks-will-run': 'yes' })
})

describe('refused after reading', () => {
  it.each<[string, Record<string, string>, Partial<ActionStep>, RegExp]>([
    [
      'a token that GitHub does not know',
      { token: 'ghp_wrong' },
      {},
      /GitHub did not accept the token while reading acme\/environments \(401\).*give a token that is valid/,
    ],
    [
      'a repository that is not there',
      { repository: 'acme/nowhere' },
      {},
      /acme\/nowhere does not exist or the token cannot read it/,
    ],
    [
      'from without to',
      { from: 'staging' },
      {},
      /input "to" is empty, but "from" is "staging": give both, or neither for staging → main/,
    ],
    ['to without from', { to: 'main' }, {}, /input "from" is empty, but "to" is "main"/],
    [
      'a branch that is not there',
      { from: 'stage', to: 'main' },
      {},
      /acme\/environments has no branch "stage" to promote from: create it, or name existing branches/,
    ],
    [
      'a target that is not there',
      { from: 'staging', to: 'production' },
      {},
      /has no branch "production" to promote to/,
    ],
    [
      'the same branch twice',
      { from: 'main', to: 'main' },
      {},
      /are both branch "main", so there is nothing to merge between them: name two different branches/,
    ],
    [
      'a ref for a branch',
      { from: 'refs/heads/staging', to: 'main' },
      {},
      /input "from" is "refs\/heads\/staging": wanted the short name of a branch.*Write "staging"/,
    ],
    [
      'a name that no branch can have',
      { from: 'staging', to: 'a..b' },
      {},
      /input "to" is "a\.\.b": wanted the short name of a branch/,
    ],
    [
      'a configuration that is not there',
      { config: 'delivery.yaml' },
      {},
      /configuration "delivery\.yaml" is not there on the default branch "main" of acme\/environments: correct the input "config"/,
    ],
    [
      'an API where nobody listens',
      {},
      { github: NOBODY },
      /GitHub's API is expected at http:\/\/127\.0\.0\.1:1\/api\/v3 \(GITHUB_API_URL\)/,
    ],
    [
      'an API URL that is none',
      {},
      { env: { GITHUB_API_URL: 'api.github.com' } },
      /GITHUB_API_URL is "api\.github\.com", which is not a URL; wanted what the runner sets/,
    ],
    [
      'an API over plain http',
      {},
      { env: { GITHUB_API_URL: 'http://github.example.com/api/v3' } },
      /http:\/\/github\.example\.com.*https/,
    ],
  ])('%s', async (_, inputs, step, message) => {
    expectFailure(await world.promote(inputs, step), message)
    expect(world.writes()).toEqual([])
  })

  it.each([
    ['that is not YAML', 'version: 1\nenvironments: [\n', /gitops\.yaml/],
    [
      'with an unknown key',
      'version: 1\nenvironment: {}\n',
      /gitops\.yaml:2:1.*"environment".*did you mean "environments"/,
    ],
    ['without a version', 'environments: {}\n', /gitops\.yaml.*has no "version": wanted "version: 1"/],
    ['that is no text', '\u0000'.repeat(3) + '\ud800', /gitops\.yaml/],
  ])('a gitops.yaml %s', async (_, text, message) => {
    await world.commit('main', { 'gitops.yaml': text })
    expectFailure(await world.promote(), message)
    expect(world.writes()).toEqual([])
  })

  it('branches without a common commit', async () => {
    await world.commit('orphan', { 'a.yaml': 'a: 1\n' }, [])
    expectFailure(
      await world.promote({ from: 'orphan', to: 'main' }),
      /"orphan" and "main" of acme\/environments share no commit/,
    )
    expect(world.writes()).toEqual([])
  })

  it('a token that may only read', async () => {
    const { token } = world.github.createToken({
      login: 'reader[bot]',
      kind: 'app',
      permissions: { contents: 'read', metadata: 'read', pull_requests: 'read' },
    })
    const run = await world.promote({ token })
    expect(run.annotations[0]?.message).toMatch(/may not do this on acme\/environments.*pull_requests=write/)
    expect([run.code, run.outputs]).toEqual([1, { outcome: 'failed' }])
    expect(world.pulls()).toEqual([])
  })
})

describe('content that wants to be more than text', () => {
  it('stays text in title, body, summary and log', async () => {
    const tag = '1`|@everyone'
    await world.commit('staging', {
      'apps/<img src=x>.yaml': deployment('evil', 'ghcr.io/acme/evil:1'),
      'apps/`@org`|#1.txt': 'x',
      '::error::owned': 'x',
      'apps/api/values.yaml': helm('1.0.0').replace('"1.0.0"', `'${tag}'`),
    })
    const run = await world.promote()
    expect(run.code).toBe(0)
    const [pull] = world.pulls()
    const body = pull?.body ?? ''
    // Nothing of it stands outside of a code span; the comment at the end holds none of these characters.
    expect(body.split('\n').at(-1)).toMatch(/^<!-- gitops-actions:promotion [^<>@`|]* -->$/)
    const bare = body
      .replace(/\n<!-- .* -->$/, '')
      .replace(/<\/?(?:details|summary)>/g, '')
      .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
    expect(bare).not.toMatch(/[@<#]|owned/)
    expect(body).toContain('`apps/<img src=x>.yaml`')
    expect(body).toContain('`` apps/`@org`')
    expect(pull?.title.split('\n')).toHaveLength(1)
    expect(run.annotations).toEqual([])
    expect(run.summary.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')).not.toMatch(/[@<]|owned/)
  })

  it('fits, however much there is of it', async () => {
    const images = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `apps/${'deep/'.repeat(20)}service-${index}/values.yaml`,
        helm('2.0.0').replace('acme/api', `acme/${'long-'.repeat(20)}${index}`),
      ]),
    )
    await world.commit('staging', images)
    const run = await world.promote({ title: '😀'.repeat(200), body: 'b'.repeat(70_000) })
    expect(run.outputs.outcome).toBe('created')
    const [pull] = world.pulls()
    expect(pull?.body?.length).toBeLessThan(65_536)
    expect(pull?.body).toMatch(/b\n\n… \d+ more characters left out\n\nPromotes `staging`/)
    expect(pull?.body).toMatch(/\|\n\n… and \d+ more images\./)
    expect(pull?.title).toMatch(/^(?:😀)+…$/u)
    expect(JSON.parse(run.outputs.changes ?? '')).toHaveLength(201)
  }, 120_000)
})
