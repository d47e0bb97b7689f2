import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  deployment,
  ENVIRONMENTS,
  helm,
  type PromotionWorld,
  startPromotionWorld,
} from './promotion-world.ts'

const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}'
const QUERY = 'query repository'
const THREE = 'query repository+repository+repository'
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'

const DIGEST = `sha256:${'0a'.repeat(32)}`

let world: PromotionWorld

beforeEach(async () => {
  world = await startPromotionWorld()
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
    const services = [
      { service: 'api', image: 'ghcr.io/acme/api', from: '1.0.0', to: '1.1.0' },
      { service: 'one', image: 'ghcr.io/acme/one', from: '1', to: `2@${DIGEST}` },
      { service: 'two', image: 'ghcr.io/acme/two', from: '1', to: '2' },
      { service: 'new', image: 'quay.io/acme/new', from: '', to: '7' },
    ]
    expect(run.outputs).toEqual({
      outcome: 'created',
      'pull-request-number': '1',
      'pull-request-url': url,
      'merge-commit-sha': '',
      changes: JSON.stringify(changes),
      services: JSON.stringify(services),
      gates: '[]',
      'checks-will-run': 'yes',
      promotions: JSON.stringify([
        {
          to: 'main',
          outcome: 'created',
          'pull-request-number': '1',
          'pull-request-url': url,
          'merge-commit-sha': '',
        },
      ]),
    })
    const [pull] = world.pulls()
    expect(pull).toMatchObject({
      head: 'staging',
      base: 'main',
      draft: false,
      labels: ['promotion', 'team/api'],
    })
    expect(pull?.title).toBe('Promote staging to main: api 1.0.0 → 1.1.0, one 1 → 2, two 1 → 2 and 1 more')
    const [above = '', marker = ''] = pull?.body?.split('\n\n<!-- ') ?? []
    expect(above).toBe(
      [
        'Released on **Tuesday**.',
        '',
        'Promotes `staging` to `main`.',
        '',
        '| Service | From | To | Commits |',
        '| --- | --- | --- | --- |',
        '| `api` | `1.0.0` | `1.1.0` |  |',
        '| `one` | `1` | `2` `sha256:0a0a0a0a0a0a` |  |',
        '| `two` | `1` | `2` |  |',
        '| `new` | *new* | `7` |  |',
        '',
        '<details><summary>Files</summary>',
        '',
        '| Image | From | To | File |',
        '| --- | --- | --- | --- |',
        '| `ghcr.io/acme/api` | `1.0.0` | `1.1.0` | `apps/api/values.yaml` |',
        `| \`ghcr.io/acme/one\` | \`1\` | \`2@${DIGEST}\` | \`apps/jobs.yaml\` |`,
        '| `ghcr.io/acme/two` | `1` | `2` | `apps/jobs.yaml` |',
        '| `quay.io/acme/new` | *new* | `7` | `apps/new.yaml` |',
        '',
        '</details>',
        '',
        'Other files that change:',
        '',
        '- `README.md`',
        '',
        '- [ ] The versions above are the ones to promote',
        '- [ ] The other files may change along with them',
        '- [ ] Somebody watches the deployment after the merge',
      ].join('\n'),
    )
    expect(marker).toMatch(/^gitops-actions:promotion \{"version":1,.*\} -->$/)
    expect(run.log).toContain(
      'From staging (branch staging) to main (branch main):\n  api 1.0.0 → 1.1.0\n  one 1 → 2',
    )
    expect(run.summary).toContain('### open-promotion-pr: created')
    expect(run.summary).toContain(`[Pull request #1](${url})`)
    expect(run.summary).toContain('| `ghcr.io/acme/api` | `1.0.0` | `1.1.0` | `apps/api/values.yaml` |')
    expect(world.operations().sort()).toEqual([COMPARE, CREATE, LABELS, QUERY, THREE].sort())
    expect(await world.heads()).toEqual(heads)
  })

  it('follows three releases', async () => {
    await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
    const outcomes: (string | undefined)[] = []
    for (const tag of ['1.2.0', '1.3.0', '1.4.0']) {
      await world.commit('staging', { 'apps/api/values.yaml': helm(tag) })
      outcomes.push((await world.promote()).outputs.outcome)
    }
    expect(outcomes).toEqual(['created', 'updated', 'updated'])
    expect(world.pulls()).toHaveLength(1)
    const [pull] = world.pulls()
    expect(pull?.title).toBe('Promote staging to main: api 1.0.0 → 1.4.0')
    expect(pull?.body).toContain('| `ghcr.io/acme/api` | `1.0.0` | `1.4.0` | `apps/api/values.yaml` |')
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
    expect(world.operations().sort()).toEqual([COMPARE, QUERY, THREE].sort())
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
      'merge-commit-sha': '',
      changes: '[]',
      services: '[]',
      gates: '[]',
      'checks-will-run': '',
      promotions: JSON.stringify([
        {
          to: 'main',
          outcome: 'no-op',
          'pull-request-number': '',
          'pull-request-url': '',
          'merge-commit-sha': '',
        },
      ]),
    })
    expect(run.code).toBe(0)
    expect(world.operations().sort()).toEqual([COMPARE, QUERY, QUERY].sort())
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
    ['opened', () => Promise.resolve(), 'A pull request would be opened.'],
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
