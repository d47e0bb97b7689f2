import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionRun } from './action-process.ts'
import { ENVIRONMENTS, helm, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
let head: string

beforeEach(async () => {
  world = await startPromotionWorld()
  head = await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
})

afterEach(() => world.close())

function judge(inputs: Record<string, string> = {}, from = ENVIRONMENTS): Promise<ActionRun> {
  const event = {
    pull_request: {
      number: 7,
      html_url: `${world.github.url}/${ENVIRONMENTS}/pull/7`,
      head: { sha: head, ref: 'staging', repo: { full_name: from } },
      base: { ref: 'main', repo: { full_name: ENVIRONMENTS } },
    },
    repository: { full_name: ENVIRONMENTS },
  }
  return world.promote(
    { mode: 'status', 'wait-for-gates': 'false', ...inputs },
    {
      repository: ENVIRONMENTS,
      eventName: 'pull_request',
      event,
    },
  )
}

describe('as a required check', () => {
  it('fails until the environment before is verified, and writes nothing', async () => {
    const red = await judge()
    expect([red.code, red.outputs.outcome]).toEqual([1, 'blocked-by-gate'])
    expect(red.annotations).toEqual([
      {
        level: 'error',
        message: expect.stringMatching(/must not be merged yet: a gate is closed: "verified"/),
      },
    ])
    expect(red.summary).toContain('⛔ closed')
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const made = await fetch(`${world.github.apiUrl}/repos/${ENVIRONMENTS}/check-runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'gitops/staging',
        head_sha: head,
        status: 'completed',
        conclusion: 'success',
      }),
    })
    expect(made.status).toBe(201)
    const before = world.writes().length
    const green = await judge()
    expect([green.code, green.outputs.outcome, green.outputs['pull-request-number']]).toEqual([
      0,
      'no-op',
      '7',
    ])
    expect(world.writes()).toHaveLength(before)
  })

  it('fault 138: refuses what comes from a fork before it asks anybody', async () => {
    world.operations()
    const run = await judge({}, 'eve/environments')
    expect([run.code, run.outputs.outcome]).toEqual([1, 'failed'])
    expect(run.annotations.at(-1)?.message).toMatch(/judges nothing that comes from a fork.*\(fork-event\)/)
    expect(world.operations()).toEqual([])
  })

  it('refuses runs that no pull request started', async () => {
    const run = await world.promote({ mode: 'status' }, { repository: ENVIRONMENTS })
    expect(run.annotations.at(-1)?.message).toMatch(
      /started by "push": run it "on: pull_request".*\(invalid-event\)/,
    )
  })
})
