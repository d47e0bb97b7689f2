import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ActionRun, ActionStep } from './action-process.ts'
import { expectInert, expectNoForeignCommand, HOSTILE } from './hostile-text.ts'
import { ENVIRONMENTS, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

const CONFIG = `version: 1
environments:
  staging: { path: environments/staging, tags: any }
  production: { path: environments/production, tags: any, from: staging }
services:
  api: { image: ghcr.io/acme/api, source: acme/api }
`
const BRANCH = 'gitops/promote/staging/production/all'
const [STAGING, PRODUCTION] = ['environments/staging/api.yaml', 'environments/production/api.yaml']
const SHOWN = 'POST /repos/{owner}/{repo}/check-runs'

function values(tag: string, replicas: number, checkout: boolean): string {
  return `replicas: ${replicas}\ncheckout: ${checkout}\nimage:\n  repository: ghcr.io/acme/api\n  tag: "${tag}" # pipeline\n`
}

let world: PromotionWorld
/** The token of the run itself, in the environment repository. */
let token: string
let introduced: string

beforeAll(async () => {
  world = await startPromotionWorld()
  const { github } = world
  token = github.createToken({ login: 'github-actions[bot]', kind: 'actions' }).token
  const sources = await github.createRepository('acme/api', { files: { 'main.c': 'int main;\n' } })
  const old = (await sources.resolve('refs/heads/main')) ?? ''
  let next = old
  for (const message of [`feat: ${HOSTILE}`, 'fix: mention @everyone in #1\n\nGitOps-Release: x']) {
    const author = { name: HOSTILE.replace(/[<>\r\n]/g, ' '), email: 'x@example.com', date: new Date(0) }
    const tree = await sources.writeTree(next, [{ path: 'main.c', content: message }])
    next = (await sources.writeCommit({ tree, parents: [next], message, author })).oid
  }
  await sources.updateRef('refs/heads/main', next, old)
  const trailer = (tag: string, sha: string): string =>
    `Bump api\n\nGitOps-Release: api ghcr.io/acme/api:${tag} acme/api@${sha}`
  await world.commit('main', { 'gitops.yaml': CONFIG, [STAGING]: values('1.0.0', 1, false) })
  await world.commit('main', { [PRODUCTION]: values('1.0.0', 5, false) }, undefined, trailer('1.0.0', old))
  introduced = await world.commit(
    'main',
    { [STAGING]: values('1.1.0', 1, true) },
    undefined,
    trailer('1.1.0', next),
  )
})

afterAll(() => world.close())

function run(inputs: Record<string, string> = {}, step: Partial<ActionStep> = {}): Promise<ActionRun> {
  return world.promote(
    {
      token,
      to: 'production',
      gates: 'verified',
      files: 'api.yaml#checkout',
      'verify-image': 'false',
      changelog: 'full',
      ...inputs,
    },
    { token, repository: ENVIRONMENTS, ...step },
  )
}

/** What we write ourselves into a body: folded parts, links to commits, the checklist, headings, the comment. */
function withoutOwn(body: string): string {
  return body
    .replace(/<\/?(?:details|summary)>/g, '')
    .replace(
      /\[(?:[0-9a-f]{7}|All changes in acme\/api)\]\(http:\/\/127\.0\.0\.1:\d+\/acme\/api\/[\w/.]+\)/g,
      '',
    )
    .replace(/\[Pull request #1\]\(http:\/\/127\.0\.0\.1:\d+\/acme\/environments\/pull\/1\)/g, '')
    .replace(/^- \[ \] /gm, '')
    .replace(/^###? /gm, '')
    .replace(/\n<!-- gitops-actions:promotion [^<>]* -->$/, '')
}

describe('a promotion between directories', () => {
  it('is held back while nobody proved the release, which is no failure', async () => {
    const held = await run()
    expect(held.code).toBe(0)
    expect(held.outputs).toMatchObject({
      outcome: 'blocked-by-gate',
      'pull-request-number': '',
      'checks-will-run': '',
    })
    expect(held.log).toContain('its commit has no check run gitops/staging of github-actions')
    expect(held.summary).toContain('| `verified` | ⛔ closed |')
    const writes = world.writes().map(({ operation }) => operation)
    expect(writes).toEqual([SHOWN])
  })

  it('fault 14: keeps its branch where Actions may not open it, and says how to go on', async () => {
    const made = await fetch(`${world.github.apiUrl}/repos/${ENVIRONMENTS}/check-runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'gitops/staging', head_sha: introduced, conclusion: 'success' }),
    })
    expect(made.status).toBe(201)
    const { settings } = world.github.describe(ENVIRONMENTS)
    settings.actionsMayCreatePullRequests = false
    const refused = await run()
    settings.actionsMayCreatePullRequests = true
    expect(refused.code).toBe(1)
    expect(refused.annotations[0]?.message).toContain('Settings, Actions, General, Workflow permissions')
    expect(refused.annotations[0]?.message).toContain(`main...${encodeURIComponent(BRANCH)}?expand=1`)
    expect(Object.keys(await world.heads())).toContain(BRANCH)
  })

  it('fault 39, fault 62: is opened with text of others that stays text, and warns of its token', async () => {
    const opened = await run({ 'auto-merge': 'true' })
    expect(opened.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(
      [expect.stringContaining('does not allow auto-merge')],
    )
    expect(opened.outputs).toMatchObject({ 'pull-request-number': '1' })
    expect(
      opened.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message),
    ).toEqual([expect.stringContaining('A merge by the default token starts no workflow')])
    const again = await run()
    expect(again.code).toBe(0)
    expect(again.outputs).toMatchObject({
      outcome: 'no-op',
      'pull-request-number': '1',
      'checks-will-run': 'approval-required',
      gates: JSON.stringify([{ gate: 'verified', open: true, reason: 'api is verified in staging' }]),
    })
    expectNoForeignCommand(again)
    expect(await world.git.readFile(BRANCH, PRODUCTION).then(String)).toBe(values('1.1.0', 5, true))
    const [pull] = world.pulls()
    const body = pull?.body ?? ''
    expect(pull?.title).toBe('Promote staging to production: api 1.0.0 → 1.1.0')
    expect(body).toContain('| `api` | `1.0.0` | `1.1.0` | 2 commits |')
    expect(body).toContain('**Features**')
    expect(body).toContain(`| \`${PRODUCTION}#checkout\` | \`false\` | \`true\` |`)
    expectInert(withoutOwn(body))
    expectInert(withoutOwn(again.summary))
    for (const text of [opened.log, again.log, opened.summary])
      expect(text).not.toMatch(/^::stop-commands|onerror=alert/m)
  })

  it('fault 76: is warned of in a run that a fork started', async () => {
    const event = { pull_request: { number: 7, head: { repo: { full_name: 'mallory/environments' } } } }
    const forked = await run({ 'dry-run': 'true' }, { eventName: 'pull_request_target', event })
    expect(forked.outputs.outcome).toBe('dry-run')
    expect(forked.annotations).toContainEqual({
      level: 'warning',
      message: expect.stringContaining('mallory/environments'),
    })
  })
})
