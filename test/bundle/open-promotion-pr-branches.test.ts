import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ENVIRONMENTS, FILES, helm, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

let world: PromotionWorld

beforeEach(async () => {
  world = await startPromotionWorld()
  await world.commit('staging', {})
})

afterEach(() => world.close())

describe('histories', () => {
  it('opens nothing after a squash merge of the same content', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    await world.promote()
    await world.merge('staging', 'main', 'squash')
    const run = await world.promote()
    expect(run.outputs).toMatchObject({ outcome: 'no-op', 'pull-request-number': '' })
    expect(world.pulls()).toHaveLength(1)
  })

  it('refuses a release after a squash merge, which git cannot merge, and names the setting', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    await world.merge('staging', 'main', 'squash')
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.2.0') })
    const run = await world.promote()
    expect(run.outputs).toMatchObject({ outcome: 'conflict', 'pull-request-number': '' })
    expect(run.code).toBe(1)
    const [error] = run.annotations
    expect(error?.message).toContain(
      'ghcr.io/acme/api in apps/api/values.yaml (staging: 1.2.0, main: 1.1.0, before: 1.0.0)',
    )
    expect(error?.message).toContain('allow merge commits alone (Settings, General, Pull Requests)')
    expect(world.writes()).toEqual([])
  })

  it('shows no hotfix of the target as a change', async () => {
    await world.commit('main', {
      'apps/jobs.yaml': FILES['apps/jobs.yaml'].replace('acme/one:1', 'acme/one:1-hotfix'),
    })
    await world.commit('staging', {
      'apps/api/values.yaml': helm('1.1.0'),
      'apps/jobs.yaml': FILES['apps/jobs.yaml'].replace(/two:1\n$/, 'two:2\n'),
    })
    const run = await world.promote()
    expect(run.outputs.outcome).toBe('created')
    const changes = JSON.parse(run.outputs.changes ?? '') as { image: string; from: string; to: string }[]
    expect(changes.map(({ image, from, to }) => [image, from, to])).toEqual([
      ['ghcr.io/acme/api', '1.0.0', '1.1.0'],
      ['ghcr.io/acme/two', '1', '2'],
    ])
    expect(world.pulls()[0]?.body).toContain(
      'Changed on `main` too since the branches parted:\n\n- `apps/jobs.yaml`',
    )
  })

  it('says when the pull request that it opened cannot be merged', async () => {
    await world.commit('main', { 'apps/api/values.yaml': helm('1.0.0', 'replicas: 3\n') })
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0', 'replicas: 9\n') })
    const run = await world.promote()
    expect(run.outputs).toMatchObject({ outcome: 'conflict', 'pull-request-number': '1' })
    expect(run.code).toBe(1)
    expect(run.annotations.map(({ message }) => message).join()).toMatch(
      /#1 was opened\. It cannot be merged: both branches changed apps\/api\/values\.yaml .* Merge branch "main" into "staging"/,
    )
  })

  it('says that a file is missing from the list when there are more than GitHub tells', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 305 }, (_, index) => [`conf/${String(index).padStart(3, '0')}.txt`, `${index}\n`]),
    )
    await world.commit('staging', { ...many, 'apps/api/values.yaml': helm('1.1.0') })
    const run = await world.promote()
    expect(run.outputs.outcome).toBe('created')
    const body = world.pulls()[0]?.body ?? ''
    expect(body).toContain('`1.0.0` | `1.1.0`')
    expect(body).toMatch(/- … and \d+ more/)
    expect(body).toContain('More files change than the host lists')
    expect(run.summary).toContain('More files change than the host lists')
  })

  it('takes no pull request of a fork for its own', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    const { github } = world
    await github.createRepository('acme/fork', { parent: ENVIRONMENTS })
    const { token } = github.createToken({ login: 'ann' })
    const opened = await fetch(`${github.apiUrl}/repos/${ENVIRONMENTS}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        title: 'Mine',
        head: 'acme:staging',
        head_repo: 'acme/fork',
        base: 'main',
        body: 'my own',
      }),
    })
    expect(opened.status).toBe(201)
    const run = await world.promote()
    expect(run.outputs).toMatchObject({ outcome: 'created', 'pull-request-number': '2' })
    expect(world.pulls()[0]).toMatchObject({ title: 'Mine', body: 'my own', state: 'open' })
  })
})

describe('environments of gitops.yaml', () => {
  const CONFIG =
    'version: 1\nenvironments:\n  staging: {branch: env/staging}\n  production: {branch: env/production, from: staging}\n  edge: {path: environments/edge}\n'

  beforeEach(async () => {
    await world.git.deleteRef('refs/heads/staging', (await world.heads()).staging ?? '')
    await world.commit('main', { 'gitops.yaml': CONFIG })
    await world.commit('env/production', {})
    await world.commit('env/staging', { 'apps/api/values.yaml': helm('1.1.0') })
  })

  it('are promoted by their names', async () => {
    const run = await world.promote({ from: 'staging', to: 'production' })
    expect(run.outputs.outcome).toBe('created')
    const [pull] = world.pulls()
    expect(pull).toMatchObject({ head: 'env/staging', base: 'env/production' })
    expect(pull?.title).toBe('Promote staging to production: api 1.0.0 → 1.1.0')
    expect(pull?.body).toContain(
      'Promotes `staging` (branch `env/staging`) to `production` (branch `env/production`).',
    )
  })

  it('stand beside plain branches', async () => {
    await world.promote({ from: 'env/staging', to: 'production' })
    expect(world.pulls()[0]).toMatchObject({ head: 'env/staging', base: 'env/production' })
  })

  it.each([
    [
      'is also a branch',
      'staging',
      'production',
      /"staging", which is an environment of gitops\.yaml \(branch "env\/staging"\) and also a branch of acme\/environments: write "env\/staging"/,
      { staging: {} },
    ],
    [
      'is not there',
      'stagin',
      'production',
      /"stagin", which is neither an environment of gitops\.yaml \(it has staging, production, edge\) nor a branch .* Did you mean "staging"\? .*\(unknown-environment\)/,
      {},
    ],
    ['is a directory', 'staging', 'edge', /"edge" is a directory .*\(not-a-branch-promotion\)/, {}],
    [
      'is the same branch',
      'staging',
      'env/staging',
      /"from" \(staging\) and "to" \(env\/staging\) are both branch "env\/staging"/,
      {},
    ],
  ])('are refused when one %s', async (_, from, to, message, branches) => {
    for (const [branch, files] of Object.entries(branches)) await world.commit(branch, files)
    const run = await world.promote({ from, to })
    expect(run.outputs).toEqual({ outcome: 'failed' })
    expect(run.code).toBe(1)
    expect(run.annotations.map(({ message: text }) => text)).toEqual([expect.stringMatching(message)])
    expect(world.writes()).toEqual([])
  })
})

describe('tokens', () => {
  it('warns that checks wait when the pull request is opened with the default token', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const run = await world.promote({ token }, { token, repository: ENVIRONMENTS })
    expect(run.outputs).toMatchObject({ outcome: 'created', 'checks-will-run': 'approval-required' })
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('wait until somebody approves them') },
    ])
  })

  it('names the setting and the link where Actions may not create pull requests', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    world.github.describe(ENVIRONMENTS).settings.actionsMayCreatePullRequests = false
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const run = await world.promote({ token }, { token, repository: ENVIRONMENTS })
    expect(run.outputs).toEqual({ outcome: 'failed' })
    expect(run.code).toBe(1)
    expect(run.annotations[0]?.message).toContain('Settings, Actions, General, Workflow permissions')
    expect(run.annotations[0]?.message).toContain(`/${ENVIRONMENTS}/compare/main...staging?expand=1`)
    expect(Object.keys(await world.heads())).toEqual(['main', 'staging'])
  })

  it('never shows the token', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    const run = await world.promote({}, { env: { ACTIONS_STEP_DEBUG: 'true', RUNNER_DEBUG: '1' } })
    const shown = run.log.replace(/^::add-mask::.*$/gm, '') + run.summary + JSON.stringify(run.outputs)
    expect(shown).not.toContain(world.token)
  })
})
