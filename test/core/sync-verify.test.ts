import { describe, expect, it } from '@jest/globals'
import { parseImageReference, type VerifyReport } from '@gitops-actions/core'
import { AT_OLD, createWorld, linearHistory, NEWER, OLD, operationAt, OURS, type Step } from './sync-world.ts'

/** `argocd app wait`, in short: the first state that is synced and healthy is the answer. */
function isNaivelyDone({ state }: Step): boolean {
  return (state?.sync ?? 'synced') === 'synced' && (state?.health?.status ?? 'healthy') === 'healthy'
}

describe('what is told while revisions are compared', () => {
  const sick = { health: { status: 'degraded', message: 'back-off' } } as const

  /** The host of the repository takes a while to say that the newer commit contains ours; meanwhile the pods begin to crash. */
  function slowHost(stableFor: number): Promise<VerifyReport> {
    const { verify, commits, clock } = createWorld({
      scripts: {
        api: [
          { at: 0, state: { revisions: [NEWER] } },
          { at: 500, state: sick },
        ],
      },
      events: true,
    })
    const history = linearHistory()
    commits.compare = async (base, head) => {
      await clock.sleep(1_000)
      return history.compare(base, head)
    }
    return verify({ stableFor, timeout: 60_000 })
  }

  it.each([0, 10_000])('is judged before anything is good: stable for %d ms', async (stableFor) => {
    await expect(slowHost(stableFor)).resolves.toMatchObject({ outcome: 'degraded' })
  })

  it('is no proof when the time is over: nobody has judged it', async () => {
    const { verify, commits } = createWorld({
      scripts: { api: [{ at: 0 }, { at: 9_000, state: { ...sick, revisions: [NEWER] } }] },
      events: true,
    })
    commits.compare = () => new Promise(() => undefined)
    await expect(verify({ timeout: 20_000 })).resolves.toMatchObject({ outcome: 'timeout' })
  })
})

describe('the old revision, pain 1', () => {
  const script: readonly Step[] = [
    { at: 0, state: AT_OLD },
    { at: 45_000, state: { revisions: [OURS], sync: 'out-of-sync', operation: operationAt(OLD) } },
    { at: 46_000, state: { operation: operationAt(OURS, { phase: 'running', finishedAt: undefined }) } },
    { at: 48_000, state: { health: { status: 'progressing', message: '0 of 1 updated' } } },
    { at: 60_000 },
  ]

  it('is waited out, where the naive rule is green at the first look', async () => {
    expect(script.findIndex(isNaivelyDone)).toBe(0)
    const { verify, agent, clock } = createWorld({ scripts: { api: script } })
    const { outcome, duration, applications } = await verify()
    expect(outcome).toBe('deployed')
    expect(agent.asked.length).toBeGreaterThan(6)
    expect(duration).toBe(70)
    expect(applications).toEqual([
      {
        application: 'api',
        verdict: 'deployed',
        detail: 'runs revision aaaaaaa',
        revision: OURS,
        url: 'https://argocd.example.com/applications/argocd/api',
        images: ['ghcr.io/acme/api:1.2.0'],
        directories: [],
      },
    ])
    expect([clock.pending, agent.watching]).toEqual([0, 0])
  })

  it('is known the moment an event tells, without a question', async () => {
    const { verify, agent } = createWorld({ scripts: { api: script }, events: true })
    const { outcome, duration } = await verify({ stableFor: 0, interval: 600_000, timeout: 3_600_000 })
    expect([outcome, duration]).toEqual(['deployed', 60])
    expect(agent.asked).toEqual([{ name: 'api', refresh: 'normal', at: 0 }])
  })

  it('is compared with Git anew now and then, and only when asked to', async () => {
    const asking = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    await asking.verify({ timeout: 100_000 })
    const refreshed = asking.agent.asked.filter(({ refresh }) => refresh === 'normal').map(({ at }) => at)
    expect(refreshed).toEqual([0, 30_000, 60_000, 90_000])
    const quiet = createWorld({ scripts: { api: [{ at: 0, state: AT_OLD }] } })
    await quiet.verify({ timeout: 100_000, refresh: false })
    expect(new Set(quiet.agent.asked.map(({ refresh }) => refresh))).toEqual(new Set(['none']))
  })

  it('is compared with Git while it is old, not while the new one starts', async () => {
    const starting = { health: { status: 'progressing', message: '' } } as const
    const { verify, agent } = createWorld({ scripts: { api: [{ at: 0, state: starting }] } })
    await verify({ timeout: 100_000 })
    expect(agent.asked.filter(({ refresh }) => refresh === 'normal')).toHaveLength(1)
  })

  it('costs one compare call, however long it lasts', async () => {
    const { verify, commits } = createWorld({ scripts: { api: script } })
    await verify()
    expect(commits.asked).toEqual(['a...b'])
  })

  it('logs what changes and nothing twice', async () => {
    const { verify, log } = createWorld({ scripts: { api: script }, events: true })
    await verify()
    expect(log.lines).toEqual([
      '    time  application  verdict                 detail',
      '    0.0s  api          waiting                 at revision bbbbbbb (older), wanted aaaaaaa',
      '   45.0s  api          waiting                 at revision aaaaaaa, its sync status is out-of-sync',
      '   46.0s  api          waiting                 at revision aaaaaaa, its sync is running',
      '   48.0s  api          waiting                 at revision aaaaaaa, its health is progressing: 0 of 1 updated',
      '   60.0s  api          deployed                runs revision aaaaaaa',
    ])
  })

  it('is proved stable by what is seen at the end of that time, not by silence', async () => {
    const relapse: readonly Step[] = [
      { at: 0 },
      { at: 9_000, state: { health: { status: 'degraded', message: 'crash loop' } } },
    ]
    const { verify } = createWorld({ scripts: { api: relapse } })
    await expect(verify({ interval: 60_000 })).resolves.toMatchObject({ outcome: 'degraded', duration: 20 })
  })
})

describe('another commit, pain 2', () => {
  it('that holds our change is as good as ours', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: { revisions: [NEWER] } }] } })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed-by-descendant', cause: '' })
  })

  it('that changed our files again wins', async () => {
    const { verify, commits } = createWorld({
      scripts: {
        api: [
          { at: 0, state: AT_OLD },
          { at: 20_000, state: { revisions: [NEWER] } },
        ],
      },
    })
    commits.compare = (base, head) =>
      Promise.resolve({
        status: head === OLD ? 'behind' : 'ahead',
        mergeBase: OURS,
        files: ['api.yaml'],
        filesComplete: true,
      })
    const { outcome, reason } = await verify()
    expect(outcome).toBe('superseded')
    expect(reason).toBe(
      'A newer release won: api: revision ccccccc contains aaaaaaa and changed the same files again.',
    )
  })

  it('does not beat us by an old image while it is not synced', async () => {
    const { verify } = createWorld({
      scripts: {
        api: [
          {
            at: 0,
            state: { revisions: [NEWER], sync: 'out-of-sync', images: ['ghcr.io/acme/api:1.1.0'] },
          },
          { at: 30_000, state: { revisions: [NEWER] } },
        ],
      },
    })
    const images = [parseImageReference('ghcr.io/acme/api:1.2.0')]
    await expect(verify({ images })).resolves.toMatchObject({ outcome: 'deployed-by-descendant' })
  })
})

describe('health', () => {
  const degraded = { health: { status: 'degraded', message: 'exceeded its progress deadline' } } as const

  it('may flap: row 84', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: degraded }, { at: 8_000 }] },
      events: true,
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed', duration: 18 })
  })

  it('that stays degraded is an end, with the cause that the agent knows', async () => {
    const { verify, agent, clock } = createWorld({
      scripts: { api: [{ at: 0, state: degraded }] },
      cause: 'Pod api-1: ImagePullBackOff: Back-off pulling image "acme/api:9"',
    })
    const { outcome, reason, cause, duration } = await verify()
    expect({ outcome, reason, duration }).toEqual({
      outcome: 'degraded',
      reason: 'api: at revision aaaaaaa, its health is degraded: exceeded its progress deadline',
      duration: 10,
    })
    expect(cause).toMatch(/^Pod api-1: ImagePullBackOff/)
    expect([clock.pending, agent.watching]).toEqual([0, 0])
  })

  it('has what was observed for a cause when the agent does not know', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: degraded }] } })
    await expect(verify()).resolves.toMatchObject({
      cause: 'at revision aaaaaaa, its health is degraded: exceeded its progress deadline',
    })
  })

  it('of the old revision says nothing about ours', async () => {
    const { verify } = createWorld({
      scripts: { api: [{ at: 0, state: { ...AT_OLD, ...degraded } }, { at: 40_000 }] },
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed' })
  })

  it('must hold: a good moment between two bad ones is none', async () => {
    const { verify } = createWorld({
      scripts: {
        api: [
          { at: 0 },
          { at: 5_000, state: { health: { status: 'progressing', message: '' } } },
          { at: 9_000 },
        ],
      },
      events: true,
    })
    await expect(verify()).resolves.toMatchObject({ outcome: 'deployed', duration: 19 })
  })
})

describe('images', () => {
  const images = [parseImageReference('ghcr.io/acme/worker:1.2.0')]

  it('that nothing runs keep it from green', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0 }] } })
    await expect(verify({ images })).resolves.toMatchObject({
      outcome: 'timeout',
      cause: 'api: runs revision aaaaaaa, but no application runs ghcr.io/acme/worker:1.2.0 yet',
    })
  })

  it('that nothing runs keep a descendant from green as well', async () => {
    const { verify } = createWorld({ scripts: { api: [{ at: 0, state: { revisions: [NEWER] } }] } })
    await expect(verify({ images })).resolves.toMatchObject({ outcome: 'timeout' })
  })

  it('may be run by any of the applications, and stay stable from then on', async () => {
    const { verify, log } = createWorld({
      scripts: {
        api: [{ at: 0 }],
        worker: [
          { at: 0, state: { images: [] } },
          { at: 30_000, state: { images: ['ghcr.io/acme/worker:1.2.0'] } },
        ],
      },
      events: true,
    })
    const applications = ['api', 'worker'].map((name) => ({ name, namespace: undefined }))
    await expect(verify({ images, applications })).resolves.toMatchObject({
      outcome: 'deployed',
      duration: 40,
    })
    expect(log.lines.filter((line) => line.includes('  api   '))).toHaveLength(2)
  })
})

describe('several applications', () => {
  const applications = ['api', 'worker'].map((name) => ({ name, namespace: undefined }))

  it('are asked about each by itself: events of one do not hide the silence of another', async () => {
    const chatty = Array.from({ length: 40 }, (_, index) => ({
      at: index * 3_000,
      state: { ...AT_OLD, health: { status: 'progressing', message: `${index}` } } as const,
    }))
    const { verify, agent } = createWorld({
      scripts: { api: [...chatty, { at: 120_000 }], worker: [{ at: 0, state: AT_OLD }] },
      events: true,
    })
    await verify({ applications, timeout: 118_000, refresh: false })
    const polls = agent.asked.filter(({ at }) => at > 0)
    expect(polls.map(({ name }) => name)).toEqual(Array.from({ length: 11 }, () => 'worker'))
  })

  it('share what is known of the commits', async () => {
    const { verify, commits } = createWorld({
      scripts: { api: [{ at: 0, state: AT_OLD }], worker: [{ at: 0, state: AT_OLD }] },
    })
    await verify({ applications, timeout: 30_000 })
    expect(commits.asked).toEqual(['a...b'])
  })

  it('end together: one that fails decides', async () => {
    const { verify } = createWorld({
      scripts: {
        api: [{ at: 0 }],
        worker: [
          { at: 0, state: AT_OLD },
          { at: 20_000, state: { operation: operationAt(OURS, { phase: 'failed' }) } },
        ],
      },
    })
    const { outcome, applications: told } = await verify({ applications })
    expect(outcome).toBe('sync-failed')
    expect(told.map(({ application, verdict }) => [application, verdict])).toEqual([
      ['api', 'deployed'],
      ['worker', 'sync-failed'],
    ])
  })
})
