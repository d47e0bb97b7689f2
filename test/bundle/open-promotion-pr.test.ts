import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ENVIRONMENTS, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const LIST = 'GET /repos/{owner}/{repo}/pulls'
const UPDATE = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}'
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}'
const QUERY = 'query repository'
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

const DIGEST = `sha256:${'0a'.repeat(32)}`

function helm(tag: string, more = ''): string {
  return `# values\nimage:\n  repository: ghcr.io/acme/api\n  tag: "${tag}"   # pipeline\n${more}`
}

function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n`
}

const FILES = {
  'apps/api/values.yaml': helm('1.0.0'),
  'apps/jobs.yaml': [
    deployment('one', 'ghcr.io/acme/one:1'),
    deployment('two', 'ghcr.io/acme/two:1'),
    deployment('three', 'ghcr.io/acme/two:1'),
  ].join('---\n'),
}

let world: PromotionWorld

beforeEach(async () => {
  world = await startPromotionWorld(FILES)
  await world.commit('staging', {})
})

afterEach(() => world.close())

describe('one pull request', () => {
  it('is opened with a table of the image changes, and no branch is written', async () => {
    await world.commit('staging', {
      'apps/api/values.yaml': helm('1.1.0'),
      'apps/jobs.yaml': [
        deployment('one', `ghcr.io/acme/one:2@${DIGEST}`),
        deployment('two', 'ghcr.io/acme/two:1'),
        deployment('three', 'ghcr.io/acme/two:2'),
      ].join('---\n'),
      'apps/new.yaml': deployment('new', 'quay.io/acme/new:7'),
      'README.md': 'Read me.\n',
    })
    const heads = await world.heads()
    const run = await world.promote({ body: 'Released on **Tuesday**.', labels: 'promotion\nteam/api' })
    expect(run.annotations).toEqual([])
    expect(run.code).toBe(0)
    const url = `${world.github.url}/${ENVIRONMENTS}/pull/1`
    const changes = [
      { file: 'apps/api/values.yaml', image: 'ghcr.io/acme/api', from: '1.0.0', to: '1.1.0' },
      { file: 'apps/jobs.yaml', image: 'ghcr.io/acme/one', from: '1', to: `2@${DIGEST}` },
      { file: 'apps/jobs.yaml', image: 'ghcr.io/acme/two', from: '1', to: '2' },
      { file: 'apps/new.yaml', image: 'quay.io/acme/new', from: '', to: '7' },
    ]
    expect(run.outputs).toEqual({
      outcome: 'created',
      'pull-request-number': '1',
      'pull-request-url': url,
      changes: JSON.stringify(changes),
      'checks-will-run': 'yes',
    })
    const [pull] = world.pulls()
    expect(pull).toMatchObject({
      head: 'staging',
      base: 'main',
      draft: false,
      labels: ['promotion', 'team/api'],
    })
    expect(pull?.title).toBe(
      'Promote staging to main: api 1.0.0 → 1.1.0, one 1 → 2@0a0a0a0, two 1 → 2 and 1 more',
    )
    expect(pull?.body).toBe(
      [
        'Released on **Tuesday**.',
        '',
        'Promotes `staging` to `main`.',
        '',
        '| Image | From | To | File |',
        '| --- | --- | --- | --- |',
        '| `ghcr.io/acme/api` | `1.0.0` | `1.1.0` | `apps/api/values.yaml` |',
        `| \`ghcr.io/acme/one\` | \`1\` | \`2@${DIGEST}\` | \`apps/jobs.yaml\` |`,
        '| `ghcr.io/acme/two` | `1` | `2` | `apps/jobs.yaml` |',
        '| `quay.io/acme/new` | *new* | `7` | `apps/new.yaml` |',
        '',
        'Other files that change:',
        '',
        '- `README.md`',
      ].join('\n'),
    )
    expect(run.summary).toContain('### open-promotion-pr: created')
    expect(run.summary).toContain(`[Pull request #1](${url})`)
    expect(run.summary).toContain('| `ghcr.io/acme/api` | `1.0.0` | `1.1.0` | `apps/api/values.yaml` |')
    expect(world.operations().sort()).toEqual([COMPARE, LIST, CREATE, LABELS, QUERY, QUERY, QUERY].sort())
    expect(await world.heads()).toEqual(heads)
  })

  it('follows three releases', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    const outcomes: (string | undefined)[] = []
    for (const tag of ['1.2.0', '1.3.0', '1.4.0']) {
      await world.commit('staging', { 'apps/api/values.yaml': helm(tag) })
      outcomes.push((await world.promote({ labels: 'promotion' })).outputs.outcome)
    }
    expect(outcomes).toEqual(['created', 'updated', 'updated'])
    expect(world.pulls()).toHaveLength(1)
    const [pull] = world.pulls()
    expect(pull?.title).toBe('Promote staging to main: api 1.0.0 → 1.4.0')
    expect(pull?.body).toContain('| `ghcr.io/acme/api` | `1.0.0` | `1.4.0` | `apps/api/values.yaml` |')
    expect(pull?.labels).toEqual(['promotion'])
  })

  it('is left alone while it is current: reads only', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    // As GitHub stores it: one line, no blanks around, and CRLF from a browser.
    await world.promote({ title: ' Ship  it\t', body: 'one\r\ntwo' })
    const before = world.writes().length
    world.operations()
    const run = await world.promote({ title: ' Ship  it\t', body: 'one\ntwo' })
    expect(run.outputs).toMatchObject({
      outcome: 'no-op',
      'pull-request-number': '1',
      'checks-will-run': 'yes',
    })
    expect(run.code).toBe(0)
    expect(world.operations().sort()).toEqual([COMPARE, LIST, QUERY, QUERY, QUERY].sort())
    expect(world.writes()).toHaveLength(before)
    expect(world.pulls()[0]?.title).toBe('Ship it')
  })

  it('is closed with a comment when nothing is left, and no branch goes with it', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    await world.promote()
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.0.0') })
    const heads = await world.heads()
    const run = await world.promote()
    expect(run.outputs).toMatchObject({
      outcome: 'closed',
      'pull-request-number': '1',
      'checks-will-run': '',
    })
    expect(run.code).toBe(0)
    expect(world.pulls()[0]?.state).toBe('closed')
    expect(world.github.describe(ENVIRONMENTS).comments.map(({ body }) => body)).toEqual([
      'Closed: `main` already holds everything of `staging`.',
    ])
    expect(await world.heads()).toEqual(heads)
    expect((await world.promote()).outputs).toMatchObject({ outcome: 'no-op', 'pull-request-number': '' })
  })

  it('is not opened when the branches are the same: three reads', async () => {
    const run = await world.promote()
    expect(run.outputs).toEqual({
      outcome: 'no-op',
      'pull-request-number': '',
      'pull-request-url': '',
      changes: '[]',
      'checks-will-run': '',
    })
    expect(run.code).toBe(0)
    expect(world.operations().sort()).toEqual([COMPARE, LIST, QUERY].sort())
  })

  it('is made once although the answer to its making is lost', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    world.github.faults.next(CREATE, { afterActing: { status: 502 } })
    const run = await world.promote({ labels: 'promotion' })
    expect(run.outputs).toMatchObject({ outcome: 'created', 'pull-request-number': '1' })
    expect(world.pulls().map(({ labels }) => labels)).toEqual([['promotion']])
  })

  it('is a draft, with whom and what the host takes; what it refuses are warnings', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    world.github.describe(ENVIRONMENTS).collaborators.add('ann')
    const run = await world.promote({ draft: 'true', reviewers: 'ann\nnobody', assignees: 'nobody' })
    expect(run.outputs.outcome).toBe('created')
    expect(run.code).toBe(0)
    expect(world.pulls()[0]).toMatchObject({ draft: true, reviewers: ['ann'], assignees: [] })
    const messages = run.annotations.map(({ level, message }) => `${level}: ${message}`)
    expect(messages).toEqual([
      `warning: "nobody" cannot be assigned in ${ENVIRONMENTS}`,
      expect.stringMatching(/^warning: "nobody" was not asked for a review/),
    ])
    expect(run.summary).toContain('was not asked for a review')
  })
})

describe('dry-run', () => {
  it.each([
    ['opened', async () => {}, 'A pull request would be opened.'],
    ['updated', () => world.promote({ title: 'Old' }), 'Pull request #1 would be updated.'],
    ['left alone', () => world.promote(), 'Pull request #1 would be left as it is.'],
  ])('tells what would be %s, and writes nothing', async (_, prepare, sentence) => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    await prepare()
    const before = world.writes().length
    const run = await world.promote({ 'dry-run': 'true' })
    expect(run.outputs).toMatchObject({ outcome: 'dry-run', 'checks-will-run': '' })
    expect(run.outputs.changes).toContain('"to":"1.1.0"')
    expect(run.code).toBe(0)
    expect(run.log).toContain(sentence)
    expect(world.writes()).toHaveLength(before)
  })

  it('tells that a pull request would be closed', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    await world.promote()
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.0.0') })
    const before = world.writes().length
    const run = await world.promote({ 'dry-run': 'true' })
    expect(run.outputs).toMatchObject({ outcome: 'dry-run', 'pull-request-number': '1' })
    expect(run.log).toContain('Pull request #1 would be closed.')
    expect(world.writes()).toHaveLength(before)
  })
})

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
