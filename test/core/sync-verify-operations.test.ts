import { describe, expect, it } from '@jest/globals'
import { ActionError } from '@gitops-actions/core'
import { AT_OLD, createWorld, OLD, operationAt, OURS, type Step } from './sync-world.ts'

describe('a comparison older than the operation, row 83', () => {
  const stale: readonly Step[] = [{ at: 0, state: { reconciledAt: 500 } }]

  it('is asked for once, with a hard refresh', async () => {
    const { verify, agent } = createWorld({
      scripts: { api: stale },
      afterHardRefresh: { reconciledAt: 3_000 },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed', duration: 13 })
    expect(agent.asked.filter(({ refresh }) => refresh === 'hard').map(({ at }) => at)).toEqual([3_000])
  })

  it('is given a moment first: the agent compares by itself after most operations', async () => {
    const quick: readonly Step[] = [...stale, { at: 2_000, state: { reconciledAt: 1_500 } }]
    const { verify, agent } = createWorld({ scripts: { api: quick }, events: true })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed', duration: 12 })
    expect(agent.asked.filter(({ refresh }) => refresh === 'hard')).toEqual([])
  })

  it('goes on after an answered hard refresh, though the time stays old for ever', async () => {
    const { verify, agent } = createWorld({ scripts: { api: stale } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.asked.filter(({ refresh }) => refresh === 'hard')).toHaveLength(1)
  })

  it('is asked for again after another operation', async () => {
    const { verify, agent } = createWorld({
      scripts: {
        api: [
          ...stale,
          { at: 4_000, state: { operation: operationAt(OURS, { finishedAt: 4_000 }), reconciledAt: 500 } },
        ],
      },
      events: true,
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.asked.filter(({ refresh }) => refresh === 'hard')).toHaveLength(2)
  })

  it('is not taken for new when the hard refresh is not answered', async () => {
    const error = new ActionError('agent-refused', 'deadline', { kind: 'transient' })
    const { verify, agent } = createWorld({ scripts: { api: stale }, failing: { refresh: 'hard', error } })
    await expect(verify({ timeout: 60_000 })).resolves.toMatchObject({
      outcome: 'timeout',
      reason: expect.stringContaining('not compared since its sync ended'),
    })
    expect(agent.asked.filter(({ refresh }) => refresh === 'hard')).toHaveLength(1)
  })
})

describe('operations', () => {
  const failed = { operation: operationAt(OURS, { phase: 'failed', message: 'quota exceeded' }) }

  it('of ours that failed end it at once: row 82', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: failed }] } })
    await expect(verify()).resolves.toMatchObject({
      outcome: 'sync-failed',
      duration: 0,
      reason: 'api: the sync of aaaaaaa failed: quota exceeded',
      cause: 'the sync of aaaaaaa failed: quota exceeded',
    })
  })

  it('of an older revision that failed say nothing', async () => {
    const { verify } = createWorld({
      scripts: {
        api: [
          { at: 0, state: { ...AT_OLD, operation: operationAt(OLD, { phase: 'failed', message: 'old' }) } },
          { at: 30_000 },
        ],
      },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('may be missing: row 86, the revision moves without one', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: { operation: undefined } }] } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })
})

describe('a comparison that fails', () => {
  const broken = { errors: ['ComparisonError: connection refused'], revisions: [], sync: 'unknown' } as const

  it('is tried once more, and passes when that mends it', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: broken }] },
      afterHardRefresh: { errors: [], revisions: [OURS], sync: 'synced' },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('is final when it lasts, and fails again then', async () => {
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: broken }] } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'sync-failed', duration: 10 })
    expect(agent.asked.map(({ refresh }) => refresh)).toEqual(['normal', 'hard', 'none', 'normal'])
  })

  it('is final at once where nothing need last', async () => {
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: broken }] } })
    await expect(verify({ stableFor: 0 })).resolves.toMatchObject({ outcome: 'sync-failed', duration: 0 })
    expect(agent.asked.map(({ refresh }) => refresh)).toEqual(['normal', 'hard'])
  })

  it('while Git could not be reached is none of ours: the agent is asked again before it is believed', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: broken }, { at: 9_000 }] } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('is one of ours only after it has lasted, when it comes a second time', async () => {
    const { verify } = createWorld({
      scripts: {
        api: [
          { at: 0, state: broken },
          { at: 5_000, state: AT_OLD },
          { at: 15_000, state: broken },
          { at: 23_000 },
        ],
      },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('that is not answered the second time is believed as it was', async () => {
    const failing = {
      refresh: 'hard',
      error: new ActionError('unreachable', 'no answer', { kind: 'transient' }),
    } as const
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: broken }] }, failing })
    await expect(verify()).resolves.toMatchObject({ outcome: 'sync-failed', duration: 10 })
  })
})

describe('sync windows, row 92', () => {
  const window = 'the sync window "0 22 * * *" for 8h denies syncs now'

  it('end it at once while the old revision is live', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] }, window })
    await expect(verify()).resolves.toMatchObject({
      outcome: 'blocked-by-window',
      duration: 0,
      cause: expect.stringContaining('0 22 * * *'),
    })
  })

  it('end it at once while ours is seen and not synced', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: { sync: 'out-of-sync', operation: operationAt(OLD) } }] },
      window,
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'blocked-by-window', duration: 0 })
  })

  it('are not asked for when ours is live', async () => {
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0 }] }, window })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.windowsAsked).toEqual([])
  })

  it('are not asked for while a sync runs', async () => {
    const running = { ...AT_OLD, operation: operationAt(OLD, { phase: 'running', finishedAt: undefined }) }
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: running }] }, window })
    await expect(verify({ timeout: 30_000 })).resolves.toMatchObject({ outcome: 'timeout' })
    const requested = { ...AT_OLD, operationRequested: true }
    const asked = createWorld({ scripts: { api: [{ at: 0, state: requested }] }, window })
    await expect(asked.verify({ timeout: 30_000 })).resolves.toMatchObject({ outcome: 'timeout' })
    expect([...agent.windowsAsked, ...asked.agent.windowsAsked]).toEqual([])
  })

  it('are asked for when one of several sources is old', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: { revisions: [OURS, OLD] } }] },
      window,
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'blocked-by-window' })
  })

  it('that cannot be read now are no reason to stop, those that are refused are', async () => {
    const outage = new ActionError('unreachable', 'cut', { kind: 'transient' })
    const passing = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }, { at: 20_000 }] } })
    passing.agent.blockingWindow = () => Promise.reject(outage)
    await expect(passing.verify()).resolves.toMatchObject({ outcome: 'deployed' })
    const refusal = new ActionError('agent-refused', 'no')
    const ending = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    ending.agent.blockingWindow = () => Promise.reject(refusal)
    await expect(ending.verify()).rejects.toBe(refusal)
  })

  it('are asked for by who would sync', async () => {
    const { verify, agent } = createWorld({
      scripts: { api: [{ at: 0, state: { ...AT_OLD, automated: false } }] },
    })
    await verify({ timeout: 20_000 })
    expect(new Set(agent.windowsAsked)).toEqual(new Set(['api manual']))
  })
})

describe('sync: true', () => {
  const manual: Step['state'] = { ...AT_OLD, automated: false }
  const synced = { revisions: [OURS], operation: operationAt(OURS) }

  it('asks once', async () => {
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: manual }] }, afterSync: synced })
    await expect(verify({ sync: true })).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.syncsAsked).toEqual(['api'])
  })

  it('asks once though nothing comes of it', async () => {
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: manual }] } })
    await expect(verify({ sync: true })).resolves.toMatchObject({ outcome: 'timeout' })
    expect(agent.syncsAsked).toEqual(['api'])
  })

  it('leaves an application alone that syncs by itself, or is synced', async () => {
    const automated = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    await automated.verify({ sync: true, timeout: 30_000 })
    expect(automated.agent.syncsAsked).toEqual([])
    const rolling = createWorld({
      scripts: {
        api: [
          { at: 0, state: { automated: false, health: { status: 'progressing', message: '' } } },
          { at: 20_000, state: { automated: false } },
        ],
      },
    })
    await expect(rolling.verify({ sync: true })).resolves.toMatchObject({ outcome: 'deployed' })
    expect(rolling.agent.syncsAsked).toEqual([])
  })

  it('leaves an application alone whose sync runs, or is asked for', async () => {
    for (const state of [
      { ...manual, operation: operationAt(OLD, { phase: 'running', finishedAt: undefined }) },
      { ...manual, operationRequested: true },
    ] as const) {
      const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state }] } })
      await verify({ sync: true, timeout: 30_000 })
      expect(agent.syncsAsked).toEqual([])
    }
  })

  it('waits while another operation is in progress, and asks then: row 91', async () => {
    const { verify, agent } = createWorld({
      scripts: { api: [{ at: 0, state: manual }] },
      syncs: [{ kind: 'in-progress' }, { kind: 'in-progress' }, { kind: 'requested' }],
      afterSync: synced,
    })
    await expect(verify({ sync: true })).resolves.toMatchObject({ outcome: 'deployed', duration: 30 })
    expect(agent.syncsAsked).toHaveLength(3)
  })

  it('tries a failed sync of ours once more', async () => {
    const failed = {
      automated: false,
      operation: operationAt(OURS, { phase: 'failed', message: 'quota' }),
    } as const
    const mended = createWorld({ scripts: { api: [{ at: 0, state: failed }] }, afterSync: synced })
    await expect(mended.verify({ sync: true })).resolves.toMatchObject({ outcome: 'deployed' })
    const again = createWorld({ scripts: { api: [{ at: 0, state: failed }] } })
    await expect(again.verify({ sync: true })).resolves.toMatchObject({ outcome: 'sync-failed' })
    expect(again.agent.syncsAsked).toEqual(['api'])
  })

  it('is not repeated when its answer is lost: it may have gone through', async () => {
    const { verify, agent, log } = createWorld({
      scripts: { api: [{ at: 0, state: manual }, { at: 20_000 }] },
      syncs: [new ActionError('unreachable', 'cut', { kind: 'transient' })],
    })
    await expect(verify({ sync: true })).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.syncsAsked).toEqual(['api'])
    expect(log.lines.join('\n')).toContain('warning: api: the sync that was asked for was not answered')
  })

  it('ends at the window that refuses it', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: manual }] },
      syncs: [{ kind: 'blocked-by-window', window: 'the sync was refused: blocked' }],
    })
    await expect(verify({ sync: true })).resolves.toMatchObject({
      outcome: 'blocked-by-window',
      reason: expect.stringContaining('the sync was refused: blocked'),
    })
  })

  it('fails when the token may not sync', async () => {
    const refused = new ActionError('agent-refused', 'The token may not sync')
    const { verify, clock } = createWorld({ scripts: { api: [{ at: 0, state: manual }] }, syncs: [refused] })
    await expect(verify({ sync: true })).rejects.toBe(refused)
    expect(clock.pending).toBe(0)
  })
})
