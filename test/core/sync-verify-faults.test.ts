import { describe, expect, it } from '@jest/globals'
import { ActionError } from '@gitops-actions/core'
import { AT_OLD, createWorld, OLD, type Step } from './sync-world.ts'

describe('time', () => {
  it('runs out with both revisions and what was seen last', async () => {
    const { verify, clock, agent } = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    await expect(verify({ timeout: 90_000 })).resolves.toMatchObject({
      outcome: 'timeout',
      duration: 90,
      reason:
        'After 1m30s aaaaaaa is not proved to be live: api: at revision bbbbbbb (older), wanted aaaaaaa.',
    })
    expect(agent.causesAsked).toEqual([])
    expect([clock.pending, agent.watching]).toEqual([0, 0])
  })

  it('runs out though the agent does not answer any more', async () => {
    const { verify, clock, agent } = createWorld({
      scripts: {
        api: [
          { at: 0, state: AT_OLD },
          { at: 5_000, silent: true },
        ],
      },
    })
    await expect(verify({ timeout: 90_000 })).resolves.toMatchObject({ outcome: 'timeout', duration: 90 })
    expect(clock.pending).toBe(0)
    expect(agent.asked.map(({ at }) => at)).toEqual([0, 10_000])
  })

  it('runs out though the agent never answered', async () => {
    const { verify, clock } = createWorld({ scripts: { api: [{ at: 0, silent: true }] } })
    await expect(verify()).rejects.toMatchObject({ code: 'timeout', outcome: 'timeout' })
    expect(clock.pending).toBe(0)
  })

  it('runs out though the host of the repository does not answer', async () => {
    const { verify, commits } = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    commits.compare = () => new Promise(() => undefined)
    await expect(verify()).resolves.toMatchObject({
      outcome: 'timeout',
      reason: expect.stringContaining('its revisions are not compared yet'),
    })
  })

  it('is over when it is over: nothing is asked or said after that', async () => {
    const { verify, commits, clock, agent, log } = createWorld({
      scripts: { api: [{ at: 0, state: { ...AT_OLD, automated: false } }] },
    })
    commits.compare = () =>
      new Promise((resolve) => {
        clock.at(90_000, () => {
          resolve({ status: 'behind', mergeBase: OLD, files: [], filesComplete: true })
        })
      })
    await expect(verify({ timeout: 60_000, sync: true })).resolves.toMatchObject({ outcome: 'timeout' })
    while (clock.pending > 0) await new Promise(setImmediate)
    expect(clock.elapsed).toBe(90_000)
    await new Promise(setImmediate)
    expect([agent.syncsAsked, log.lines, clock.pending]).toEqual([[], [], 0])
  })

  it('ends at once when the run is cancelled, and leaves no timer', async () => {
    const { verify, clock, agent } = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    const cancelled = new Promise<never>((_, reject) => {
      clock.at(12_345, () => {
        reject(new ActionError('cancelled', 'the run was cancelled'))
      })
    })
    await expect(verify({}, cancelled)).rejects.toMatchObject({ code: 'cancelled' })
    expect(clock.elapsed).toBe(12_345)
    await new Promise(setImmediate)
    expect([clock.pending, agent.watching]).toEqual([0, 0])
  })
})

describe('answers that fail', () => {
  const outage = new ActionError('unreachable', 'connection refused', { kind: 'transient' })
  const gone = new ActionError('application-not-found', 'no application "api"')

  it('in the middle of a wait are passed over', async () => {
    const { verify, log } = createWorld({
      scripts: { api: [{ at: 0, state: AT_OLD }, { at: 5_000, error: outage }, { at: 95_000 }] },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
    expect(log.lines).toContain('api: could not be read, trying again: connection refused')
    expect(log.lines.filter((line) => line.startsWith('warning'))).toEqual([])
  })

  it('are no sign of stability, and are not asked for without rest', async () => {
    const script: readonly Step[] = [{ at: 0 }, { at: 5_000, error: outage }, { at: 42_000 }]
    const { verify, agent } = createWorld({ scripts: { api: script } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed', duration: 50 })
    expect(agent.asked.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000])
  })

  it('at the beginning end it', async () => {
    const { verify, clock } = createWorld({ scripts: { api: [{ at: 0, error: outage }] } })
    await expect(verify()).rejects.toBe(outage)
    expect(clock.pending).toBe(0)
  })

  it('to the first refresh alone are passed over', async () => {
    const failing = { refresh: 'normal', error: outage } as const
    const { verify, log } = createWorld({ scripts: { api: [{ at: 0 }] }, failing })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
    expect(log.lines[0]).toMatch(/^warning: api: its refresh was not answered/)
  })

  it('that say twice that it is gone are believed: row 95', async () => {
    const { verify, clock } = createWorld({
      scripts: {
        api: [
          { at: 0, state: AT_OLD },
          { at: 5_000, error: gone },
        ],
      },
    })
    await expect(verify()).rejects.toBe(gone)
    expect(clock.elapsed).toBe(20_000)
  })

  it('that say once that it is gone are not: an ApplicationSet may make it anew', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: AT_OLD }, { at: 5_000, error: gone }, { at: 15_000 }] },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('that refuse the token end it at once: row 97', async () => {
    const expired = new ActionError('agent-unauthorized', 'expired')
    const { verify, clock } = createWorld({
      scripts: {
        api: [
          { at: 0, state: AT_OLD },
          { at: 5_000, error: expired },
        ],
      },
    })
    await expect(verify()).rejects.toBe(expired)
    expect(clock.elapsed).toBe(10_000)
  })
})
