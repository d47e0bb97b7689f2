import { describe, expect, it } from '@jest/globals'
import { ActionError, parseImageReference } from '@gitops-actions/core'
import { AT_OLD, createWorld, NEWER, OLD, operationAt, OURS, type Step } from './sync-world.ts'

const SHOP = { namespace: undefined, selector: 'part-of=shop' }
const applications = [SHOP]

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `argocd/app-${index}`)
}

function scriptsOf(labels: readonly string[], script: readonly Step[]): Record<string, readonly Step[]> {
  return Object.fromEntries(labels.map((label) => [label, script]))
}

describe('a selector', () => {
  const moving: readonly Step[] = [{ at: 0, state: AT_OLD }, { at: 45_000 }]
  const labels = names(200)

  it('of 200 applications costs one list for each tick, and no question of its own for any', async () => {
    const { verify, agent, commits, clock } = createWorld({
      scripts: scriptsOf(labels, moving),
      selected: { 'part-of=shop': labels },
    })
    const { outcome, applications: told, duration } = await verify({ applications, refresh: false })
    expect([outcome, told.length, duration]).toEqual(['deployed', 200, 60])
    expect(agent.asked).toEqual([])
    expect(agent.listsAsked.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000])
    expect(commits.asked).toEqual(['a...b'])
    expect([clock.pending, agent.watching]).toEqual([0, 0])
  })

  it('of 200 applications is known the moment the last event tells', async () => {
    const { verify, agent } = createWorld({
      scripts: scriptsOf(labels, moving),
      selected: { 'part-of=shop': labels },
      events: true,
    })
    const request = { applications, refresh: false, stableFor: 0, interval: 300_000 }
    await expect(verify(request)).resolves.toMatchObject({ outcome: 'deployed', duration: 45 })
    expect(agent.listsAsked).toHaveLength(1)
  })

  it('has those refreshed that are behind, once each and then a little at a time', async () => {
    const { verify, agent } = createWorld({
      scripts: { ...scriptsOf(labels, [{ at: 0, state: AT_OLD }]), 'argocd/app-7': [{ at: 0 }] },
      selected: { 'part-of=shop': labels },
    })
    await verify({ applications, timeout: 100_000 })
    const refreshed = agent.asked.filter(({ refresh }) => refresh === 'normal')
    expect(new Set(refreshed.map(({ name }) => name)).size).toBe(199)
    expect(agent.asked.filter(({ name }) => name === 'argocd/app-7')).toEqual([])
    // After the first round there is at most one in a second, and none before its comparison is half a minute old.
    expect(refreshed.length).toBeLessThanOrEqual(199 + 71)
    expect(refreshed.length).toBeGreaterThan(199)
  })

  it('asks for windows a few at a time, and one that is closed ends it at once', async () => {
    const options = {
      scripts: scriptsOf(labels, [{ at: 0, state: AT_OLD }]),
      selected: { 'part-of=shop': labels },
    }
    const open = createWorld(options)
    await open.verify({ applications, refresh: false, timeout: 20_000 })
    expect(open.agent.windowsAsked.length).toBeLessThanOrEqual(4 * 21)
    expect(new Set(open.agent.windowsAsked).size).toBe(open.agent.windowsAsked.length)
    const closed = createWorld({ ...options, window: 'the window denies syncs now' })
    await expect(closed.verify({ applications, refresh: false })).resolves.toMatchObject({
      outcome: 'blocked-by-window',
      duration: 0,
    })
    expect(closed.agent.windowsAsked).toHaveLength(4)
  })

  it('has every window asked about in the end, and again after half a minute', async () => {
    const few = labels.slice(0, 10)
    const { verify, agent } = createWorld({
      scripts: scriptsOf(few, [{ at: 0, state: AT_OLD }]),
      selected: { 'part-of=shop': few },
    })
    await verify({ applications, refresh: false, timeout: 50_000 })
    for (const label of few) {
      expect(agent.windowsAsked.filter((asked) => asked === `${label} automatic`)).toHaveLength(2)
    }
  })

  it('that finds nothing yet waits for what an ApplicationSet makes', async () => {
    const late: readonly Step[] = [{ at: 0, absent: true }, { at: 25_000, state: AT_OLD }, { at: 40_000 }]
    const { verify } = createWorld({
      scripts: { 'argocd/api': late },
      selected: { 'part-of=shop': ['argocd/api'] },
      events: true,
    })
    await expect(verify({ applications })).resolves.toMatchObject({ outcome: 'deployed', duration: 50 })
  })

  it('that never finds anything is no success', async () => {
    const { verify } = createWorld({ scripts: {}, selected: {} })
    await expect(verify({ applications, timeout: 60_000 })).resolves.toMatchObject({
      outcome: 'timeout',
      reason: expect.stringContaining('no application matches selector=part-of=shop'),
    })
  })

  it('that finds nothing keeps another that does from green', async () => {
    const { verify } = createWorld({
      scripts: { 'argocd/api': [{ at: 0 }] },
      selected: { 'part-of=shop': ['argocd/api'] },
    })
    const both = [SHOP, { namespace: undefined, selector: 'part-of=mail' }]
    await expect(verify({ applications: both, timeout: 60_000 })).resolves.toMatchObject({
      outcome: 'timeout',
      cause: 'no application matches selector=part-of=mail',
    })
  })

  it('lets go of what is deleted, and is judged by the rest', async () => {
    const { verify, log } = createWorld({
      scripts: {
        'argocd/api': [{ at: 0, state: AT_OLD }, { at: 40_000 }],
        'argocd/old': [
          { at: 0, state: AT_OLD },
          { at: 15_000, absent: true },
        ],
      },
      selected: { 'part-of=shop': ['argocd/api', 'argocd/old'] },
    })
    const { outcome, applications: told } = await verify({ applications })
    expect([outcome, told.map(({ application }) => application)]).toEqual(['deployed', ['argocd/api']])
    expect(log.lines).toContain('argocd/old: is gone')
  })

  it('fails by the first that fails', async () => {
    const { verify } = createWorld({
      scripts: {
        'argocd/api': [{ at: 0 }],
        'argocd/web': [
          { at: 0, state: { operation: operationAt(OURS, { phase: 'failed', message: 'quota' }) } },
        ],
      },
      selected: { 'part-of=shop': ['argocd/api', 'argocd/web'] },
    })
    await expect(verify({ applications })).resolves.toMatchObject({ outcome: 'sync-failed', duration: 0 })
  })

  it('ends degraded when one stays so, whatever the others wait for', async () => {
    const { verify } = createWorld({
      scripts: {
        'argocd/api': [{ at: 0, state: AT_OLD }],
        'argocd/web': [{ at: 0, state: { health: { status: 'degraded', message: 'crash loop' } } }],
      },
      selected: { 'part-of=shop': ['argocd/api', 'argocd/web'] },
    })
    await expect(verify({ applications })).resolves.toMatchObject({ outcome: 'degraded', duration: 10 })
  })

  it('is proved stable by a list at the end of that time', async () => {
    const relapse: readonly Step[] = [
      { at: 0 },
      { at: 9_000, state: { health: { status: 'progressing', message: '' } } },
      { at: 12_000 },
    ]
    const { verify, agent } = createWorld({
      scripts: { 'argocd/api': relapse },
      selected: { 'part-of=shop': ['argocd/api'] },
    })
    const { duration } = await verify({ applications, interval: 60_000, timeout: 600_000 })
    expect(duration).toBe(80)
    expect(agent.listsAsked.map(({ at }) => at)).toEqual([0, 10_000, 70_000, 80_000])
  })
})

describe('an expected count', () => {
  it('is waited for, whatever is there already', async () => {
    const { verify } = createWorld({
      scripts: {
        'argocd/api': [{ at: 0 }],
        'argocd/web': [{ at: 0, absent: true }, { at: 33_000 }],
      },
      selected: { 'part-of=shop': ['argocd/api', 'argocd/web'] },
    })
    await expect(verify({ applications, expectedCount: 2 })).resolves.toMatchObject({
      outcome: 'deployed',
      duration: 50,
    })
  })

  it('that is not reached is told', async () => {
    const { verify } = createWorld({
      scripts: { 'argocd/api': [{ at: 0 }] },
      selected: { 'part-of=shop': ['argocd/api'] },
    })
    await expect(verify({ applications, expectedCount: 3, timeout: 60_000 })).resolves.toMatchObject({
      outcome: 'timeout',
      cause: '1 of 3 applications exist',
    })
  })

  it('lets named applications appear late', async () => {
    const late: readonly Step[] = [{ at: 0, absent: true }, { at: 25_000 }]
    const { verify } = createWorld({ scripts: { api: late } })
    await expect(verify({ expectedCount: 1 })).resolves.toMatchObject({ outcome: 'deployed', duration: 40 })
  })

  it('does not count what was deleted in between', async () => {
    const script: readonly Step[] = [{ at: 0, state: AT_OLD }, { at: 12_000, absent: true }, { at: 55_000 }]
    const { verify } = createWorld({ scripts: { api: script }, events: true })
    await expect(verify({ expectedCount: 1 })).resolves.toMatchObject({ outcome: 'deployed', duration: 65 })
  })
})

describe('many names', () => {
  const labels = names(8).map((label) => label.replace('argocd/', ''))
  const named = labels.map((name) => ({ name, namespace: undefined }))

  it('are asked about together', async () => {
    const { verify, agent } = createWorld({
      scripts: scriptsOf(labels, [{ at: 0, state: AT_OLD }, { at: 15_000 }]),
    })
    await expect(verify({ applications: named, refresh: false })).resolves.toMatchObject({
      outcome: 'deployed',
      duration: 30,
    })
    expect(agent.asked).toEqual([])
    expect(agent.listsAsked[0]?.of).toBe(labels.join(' '))
  })

  it('of which one does not exist fail at once, with its reason', async () => {
    const { verify } = createWorld({
      scripts: { ...scriptsOf(labels, [{ at: 0 }]), 'app-3': [{ at: 0, absent: true }] },
    })
    await expect(verify({ applications: named })).rejects.toMatchObject({
      code: 'application-not-found',
      message: 'no app-3',
    })
  })

  it('of which one is deleted and stays so fail, and not when it comes again: row 95', async () => {
    const gone: readonly Step[] = [
      { at: 0, state: AT_OLD },
      { at: 12_000, absent: true },
    ]
    const lost = createWorld({
      scripts: { ...scriptsOf(labels, [{ at: 0 }]), 'app-3': gone },
      events: true,
    })
    await expect(lost.verify({ applications: named })).rejects.toMatchObject({ message: 'no app-3' })
    const back = createWorld({
      scripts: { ...scriptsOf(labels, [{ at: 0 }]), 'app-3': [...gone, { at: 13_000 }] },
      events: true,
    })
    await expect(back.verify({ applications: named })).resolves.toMatchObject({ outcome: 'deployed' })
  })
})

describe('lists that fail', () => {
  const outage = new ActionError('unreachable', 'connection refused', { kind: 'transient' })
  const selected = { 'part-of=shop': ['argocd/api'] }

  it('are passed over in the middle, for as long as they may pass', async () => {
    const { verify, log } = createWorld({
      scripts: { 'argocd/api': [{ at: 0, state: AT_OLD }, { at: 45_000 }] },
      selected,
      failingLists: { from: 5_000, until: 41_000, error: outage },
    })
    await expect(verify({ applications, refresh: false })).resolves.toMatchObject({ outcome: 'deployed' })
    expect(log.lines).toContain('the applications could not be listed, trying again: connection refused')
  })

  it('end it at the beginning', async () => {
    const { verify } = createWorld({
      scripts: {},
      selected,
      failingLists: { from: 0, until: 1, error: outage },
    })
    await expect(verify({ applications })).rejects.toBe(outage)
  })

  it('end it at once when the token is not accepted any more', async () => {
    const expired = new ActionError('agent-unauthorized', 'expired')
    const { verify, clock } = createWorld({
      scripts: { 'argocd/api': [{ at: 0, state: AT_OLD }] },
      selected,
      failingLists: { from: 5_000, until: 999_000, error: expired },
    })
    await expect(verify({ applications, refresh: false })).rejects.toBe(expired)
    expect(clock.elapsed).toBe(10_000)
  })
})

describe('images of pods that have ended', () => {
  const images = [parseImageReference('ghcr.io/acme/api:1.2.0')]
  const both = ['ghcr.io/acme/api:1.1.0', 'ghcr.io/acme/api:1.2.0']

  it('do not keep ours from green', async () => {
    const { verify, agent } = createWorld({
      scripts: { api: [{ at: 0, state: { images: both } }] },
      running: () => ['ghcr.io/acme/api:1.2.0'],
    })
    await expect(verify({ images })).resolves.toMatchObject({ outcome: 'deployed', duration: 10 })
    expect(agent.runningAsked).toEqual(['api'])
  })

  it('do not make a descendant supersede ours', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: { revisions: [NEWER], images: both } }] },
      running: () => ['ghcr.io/acme/api:1.2.0'],
    })
    await expect(verify({ images })).resolves.toMatchObject({ outcome: 'deployed-by-descendant' })
  })

  it('are asked about again while they seem to run', async () => {
    let rounds = 0
    const { verify, agent } = createWorld({
      scripts: { api: [{ at: 0, state: { images: both } }] },
      running: () => ((rounds += 1) < 4 ? both : ['ghcr.io/acme/api:1.2.0']),
    })
    await expect(verify({ images })).resolves.toMatchObject({ outcome: 'deployed' })
    expect(agent.runningAsked).toHaveLength(4)
  })

  it('are not asked about when ours does not run at all', async () => {
    const { verify, agent } = createWorld({
      scripts: { api: [{ at: 0, state: { images: ['ghcr.io/acme/api:1.1.0'] } }] },
      running: () => [],
    })
    await verify({ images, timeout: 60_000 })
    expect(agent.runningAsked).toEqual([])
  })
})

describe('an agent that tries again by itself', () => {
  const failing = {
    revisions: [OLD],
    operation: operationAt(OURS, { phase: 'failed', willRetry: true, message: 'no CRD' }),
  }

  it('is believed when the failure lasts: row 101', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: failing }] } })
    await expect(verify()).resolves.toMatchObject({
      outcome: 'sync-failed',
      duration: 10,
      cause: 'the sync of aaaaaaa failed: no CRD',
    })
  })

  it('is given the time to mend it', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: failing }, { at: 9_000 }] } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })
})
