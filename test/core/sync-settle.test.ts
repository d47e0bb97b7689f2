import { describe, expect, it } from '@jest/globals'
import { combine, type Settled, type Standing, type Verdict } from '@gitops-actions/core'
import { OURS } from './sync-world.ts'

const WINDOW = { revision: OURS, timeout: 60_000, stableFor: 10_000 }
const IN_TIME = 30_000

/** Seen to be so for `long` milliseconds. */
function standing(verdict: Verdict, long: number, label = 'api'): Standing {
  return { state: { label }, verdict, since: 1_000, judged: 1_000 + long }
}

const GOOD: Verdict = { kind: 'deployed', detail: 'runs revision aaaaaaa' }
const CONTAINED: Verdict = { kind: 'deployed-by-descendant', detail: 'runs revision ccccccc' }
const BEATEN: Verdict = { kind: 'superseded', detail: 'revision ccccccc changed the same files again' }
const BEHIND: Verdict = { kind: 'waiting', detail: 'at revision bbbbbbb, wanted aaaaaaa', on: 'revision' }
const ROLLING: Verdict = { kind: 'waiting', detail: 'its health is progressing', on: 'health' }
const SICK: Verdict = { kind: 'degraded', detail: 'its health is degraded' }
const PAUSED: Verdict = { kind: 'suspended', detail: 'its health is suspended' }
const FAILED: Verdict = { kind: 'sync-failed', detail: 'the sync of aaaaaaa failed: quota', of: 'operation' }
const CLOSED: Verdict = { kind: 'blocked-by-window', detail: 'the sync window is closed now' }

const FINAL: readonly {
  name: string
  standings: readonly Standing[]
  now?: number
  outcome: Settled['outcome']
  culprit?: string
}[] = [
  { name: 'good long enough', standings: [standing(GOOD, 10_000)], outcome: 'deployed' },
  {
    name: 'the least certain of the good names the outcome',
    standings: [standing(GOOD, 10_000), standing(CONTAINED, 10_000, 'worker')],
    outcome: 'deployed-by-descendant',
  },
  {
    name: 'one superseded',
    standings: [
      standing(GOOD, 10_000),
      standing(BEATEN, 10_000, 'worker'),
      standing(CONTAINED, 10_000, 'web'),
    ],
    outcome: 'superseded',
  },
  { name: 'a failed sync at once', standings: [standing(FAILED, 0)], outcome: 'sync-failed' },
  {
    name: 'a closed window at once, however well the others are',
    standings: [standing(GOOD, 10_000), standing(CLOSED, 0, 'worker')],
    outcome: 'blocked-by-window',
  },
  {
    name: 'degraded for too long',
    standings: [standing(GOOD, 0), standing(SICK, 10_000, 'worker')],
    outcome: 'degraded',
    culprit: 'worker',
  },
  {
    name: 'suspended for too long',
    standings: [standing(PAUSED, 10_000)],
    outcome: 'suspended',
    culprit: 'api',
  },
  {
    name: 'degraded when the time is over, however short',
    standings: [standing(SICK, 0)],
    now: 60_000,
    outcome: 'degraded',
    culprit: 'api',
  },
  { name: 'the time is over', standings: [standing(BEHIND, 50_000)], now: 60_000, outcome: 'timeout' },
  {
    name: 'the time is over while one rolls out',
    standings: [standing(GOOD, 10_000), standing(ROLLING, 0, 'worker')],
    now: 60_000,
    outcome: 'timeout',
    culprit: 'worker',
  },
  {
    name: 'good in the very last moment is not stable',
    standings: [standing(GOOD, 9_999)],
    now: 60_000,
    outcome: 'timeout',
  },
  {
    name: 'good and stable when the time is over',
    standings: [standing(GOOD, 10_000)],
    now: 60_000,
    outcome: 'deployed',
  },
]

describe('combine', () => {
  it.each(FINAL)('$name → $outcome', ({ standings, now, outcome, culprit }) => {
    expect(combine(standings, WINDOW, now ?? IN_TIME, 0)).toMatchObject({ kind: 'final', outcome, culprit })
  })

  it.each([
    { name: 'a good one was not seen for long enough', standings: [standing(GOOD, 9_999)] },
    { name: 'one of the good ones is young', standings: [standing(GOOD, 20_000), standing(CONTAINED, 0)] },
    { name: 'a degraded one may recover', standings: [standing(SICK, 9_999)] },
    {
      name: 'one is behind, however stable the others are',
      standings: [standing(GOOD, 20_000), standing(BEHIND, 0)],
    },
  ])('stays open while $name', ({ standings }) => {
    expect(combine(standings, WINDOW, 29_999, 0)).toEqual({ kind: 'open', left: 30_001 })
  })

  it('is immediate with a stability of zero', () => {
    const window = { ...WINDOW, stableFor: 0 }
    expect(combine([standing(GOOD, 0)], window, 1_000, 0)).toMatchObject({ outcome: 'deployed' })
    expect(combine([standing(SICK, 0)], window, 1_000, 0)).toMatchObject({ outcome: 'degraded' })
  })

  it('names in a timeout the wanted revision, and what was seen last of each that is missing', () => {
    const standings = [standing(GOOD, 0, 'web'), standing(BEHIND, 0), standing(ROLLING, 0, 'worker')]
    const cause = 'api: at revision bbbbbbb, wanted aaaaaaa; worker: its health is progressing'
    expect(combine(standings, WINDOW, 60_000, 0)).toMatchObject({
      reason: `After 1m aaaaaaa is not proved to be live: ${cause}.`,
      cause,
    })
  })

  it('says when only stability was missing', () => {
    expect(combine([standing(GOOD, 9_000)], WINDOW, 60_000, 0)).toMatchObject({
      reason: expect.stringContaining('good, but not yet for 10s'),
    })
  })
})
