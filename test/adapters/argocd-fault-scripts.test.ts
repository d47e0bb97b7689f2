import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseImageReference, type VerifyRequest } from '@gitops-actions/core'
import type { ApplicationSource, Observation, StreamEffect } from '@gitops-actions/sandbox'
import { NEWER, OLD, OURS, sha } from '../core/sync-world.ts'
import {
  at,
  DIVERGED,
  operationAt,
  REPOSITORY,
  REWRITTEN,
  type ScriptWorld,
  SOURCE,
  specOf,
  startScriptWorld,
  statusAt,
  times,
} from './argocd-scripts.ts'

let world: ScriptWorld

beforeEach(async () => {
  world = await startScriptWorld()
})

afterEach(async () => {
  await world.close()
})

const HEALTH = (status: string, message?: string): { health: { status: string; message?: string } } => ({
  health: { status, ...(message === undefined ? {} : { message }) },
})
const STUCK = times(1, at(OLD))
const CHART = { repoURL: 'https://charts.example.com', chart: 'service', targetRevision: '4.1.0' }
const VALUES = { repoURL: REPOSITORY.replace('.git', '/'), targetRevision: 'main', ref: 'values' }

/** What is compared of three sources: a chart, and our repository twice. */
function several(...revisions: readonly string[]): Observation {
  const sources: ApplicationSource[] = [CHART, SOURCE, VALUES]
  const sync = { status: 'Synced', revisions: [...revisions], comparedTo: statusAt(OURS).sync.comparedTo }
  const syncResult = { revision: '', source: { repoURL: '' }, revisions: [...revisions] }
  return {
    spec: specOf({ sources }),
    status: statusAt(OURS, { sync, operationState: operationAt(OURS, { syncResult }) }),
  }
}

const HYDRATOR = {
  drySource: { repoURL: REPOSITORY, path: 'apps/api', targetRevision: 'main' },
  syncSource: { targetBranch: 'env/staging', path: 'apps/api' },
}

/** A dry commit of ours, as the hydrator rendered it. */
function hydrated(dry: string, commit: string): Observation {
  const spec = { ...specOf({}), sourceHydrator: HYDRATOR }
  const sourceHydrator = {
    lastSuccessfulOperation: { drySHA: dry, hydratedSHA: commit, sourceHydrator: HYDRATOR },
  }
  return { spec, status: statusAt(commit, { sourceHydrator }) }
}

/** Still at the old commit, and told why not at this one. */
function failedHydration(dry: string): Observation {
  const before = hydrated(OLD, sha('8'))
  const currentOperation = {
    drySHA: dry,
    phase: 'Failed',
    message: 'helm template failed',
    startedAt: '2026-01-02T03:04:00Z',
    finishedAt: '2026-01-02T03:04:05Z',
    sourceHydrator: HYDRATOR,
  }
  const sourceHydrator = { ...before.status?.sourceHydrator, currentOperation }
  return { ...before, status: statusAt(sha('8'), { sourceHydrator }) }
}

interface Script {
  readonly title: string
  readonly steps: readonly Observation[]
  readonly change?: Partial<VerifyRequest>
  readonly outcome: string
  readonly says?: RegExp
}

/** Of each the rule "Synced and Healthy" is green at its first look. */
const SCRIPTS: readonly Script[] = [
  {
    title: 'fault 81: green at the old revision for ten looks, then ours',
    steps: [...times(10, at(OLD)), at(OURS)],
    outcome: 'deployed',
    says: /runs revision aaaaaaa/,
  },
  {
    title: 'fault 82: a hook failed after the sync, so that all is synced and healthy',
    steps: [
      at(OURS, { operationState: operationAt(OURS, { phase: 'Failed', message: 'PostSync hook failed' }) }),
    ],
    outcome: 'sync-failed',
    says: /the sync of aaaaaaa failed: PostSync hook failed/,
  },
  {
    title: 'fault 83: the comparison stays older than the sync',
    steps: [at(OURS, { reconciledAt: '2026-01-02T03:04:01Z' })],
    outcome: 'deployed',
  },
  {
    title: 'fault 84: healthy for a moment, then degraded for good',
    steps: [at(OURS), at(OURS, HEALTH('Degraded', 'back-off'))],
    change: { stableFor: 4_000 },
    outcome: 'degraded',
    says: /its health is degraded: back-off/,
  },
  {
    title: 'fault 84: healthy, degraded for a moment, healthy',
    steps: [at(OURS), ...times(2, at(OURS, HEALTH('Degraded'))), at(OURS)],
    change: { stableFor: 20_000, timeout: 120_000 },
    outcome: 'deployed',
  },
  {
    title: 'fault 85: a revision that diverged from ours',
    steps: [at(DIVERGED)],
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /at revision ddddddd \(diverged\), wanted aaaaaaa/,
  },
  {
    title: 'fault 85: a later commit that contains ours',
    steps: [at(OLD), at(NEWER)],
    outcome: 'deployed-by-descendant',
    says: /runs revision ccccccc, which contains aaaaaaa/,
  },
  {
    title: 'fault 85: a later commit that brought another image',
    steps: [at(OLD), at(REWRITTEN, { summary: { images: ['ghcr.io/acme/api:1.2.0'] } })],
    change: { images: [parseImageReference('ghcr.io/acme/api:1.1.0')] },
    outcome: 'superseded',
    says: /brought ghcr\.io\/acme\/api:1\.2\.0/,
  },
  {
    title: 'fault 85: a later commit that left our files alone, and the old image still runs',
    steps: [at(OLD), at(NEWER, { summary: { images: ['ghcr.io/acme/api:1.2.0'] } })],
    change: { images: [parseImageReference('ghcr.io/acme/api:1.1.0')], timeout: 10_000 },
    outcome: 'timeout',
    says: /still runs ghcr\.io\/acme\/api:1\.2\.0/,
  },
  {
    title: 'fault 82: a sync that was only shown and would fail has not failed',
    steps: [at(OLD), dryRun(), at(OURS)],
    outcome: 'deployed',
  },
  {
    title: 'fault 86: the revision moves without a sync',
    steps: [at(OLD), at(OURS, { operationState: operationAt(OLD) })],
    outcome: 'deployed',
  },
  {
    title: 'fault 87: the revision does not move, because of manifest-generate-paths',
    steps: [{ ...at(OLD), annotations: { 'argocd.argoproj.io/manifest-generate-paths': '/apps/api' } }],
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /manifest-generate-paths passes commits over that leave \/apps\/api alone/,
  },
  {
    title: 'fault 88: of several sources only one is at ours',
    steps: [several('4.1.0', OURS, OLD), several('4.1.0', OURS, OURS)],
    outcome: 'deployed',
  },
  {
    title: 'fault 88: the first source of several is not ours',
    steps: [several(OURS, OLD, OLD)],
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /at revision bbbbbbb \(older\)/,
  },
  {
    title: 'fault 89: the hydrator made other commits of ours',
    steps: [hydrated(OLD, sha('8')), hydrated(OURS, sha('9'))],
    outcome: 'deployed',
    says: /runs revision aaaaaaa/,
  },
  {
    title: 'fault 89: the hydrator cannot render ours',
    steps: [hydrated(OLD, sha('8')), failedHydration(OURS)],
    change: { stableFor: 3_000 },
    outcome: 'sync-failed',
    says: /the sync of aaaaaaa failed: it could not be hydrated: helm template failed/,
  },
  {
    title: 'fault 89: the hydrator cannot render another commit than ours',
    steps: [hydrated(OLD, sha('8')), failedHydration(OLD), hydrated(OURS, sha('9'))],
    outcome: 'deployed',
  },
  {
    title: 'fault 91: a sync of ours is still running',
    steps: [...times(3, running()), at(OURS)],
    outcome: 'deployed',
  },
  {
    title: 'fault 94: a phase that nobody knows is no end',
    steps: [at(OURS, { operationState: operationAt(OURS, { phase: 'Queued' }) })],
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /its sync is running/,
  },
  {
    title: 'fault 94: a health that nobody knows is not ready, and has not failed',
    steps: [at(OLD), at(OURS, HEALTH('Weird'))],
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /its health is unknown: Argo CD says "Weird"/,
  },
  {
    title: 'fault 99: the time is over',
    steps: STUCK,
    change: { timeout: 10_000 },
    outcome: 'timeout',
    says: /at revision bbbbbbb \(older\), wanted aaaaaaa/,
  },
]

/** Of ours somebody asked what a sync would do; what is compared is not synced yet. */
function dryRun(): Observation {
  const operation = { sync: { revision: OURS, dryRun: true } }
  return at(OLD, { operationState: { ...operationAt(OURS), operation, phase: 'Failed', message: 'quota' } })
}

/** Its pods are those of before. */
function running(): Observation {
  const { operation, startedAt } = operationAt(OURS)
  return at(OURS, { operationState: { operation, startedAt, phase: 'Running' } })
}

describe('a script that fools the rule "Synced and Healthy"', () => {
  it.each(SCRIPTS)('$title', async ({ steps, change, outcome, says }) => {
    expect(await world.naive(steps)).toBe(1)
    world.play(steps)
    const report = await world.verify(change)
    expect(report.outcome).toBe(outcome)
    expect(report.applications.map(({ detail }) => detail).join('\n')).toMatch(says ?? /./)
    const hard = world.argocd.requests.filter(({ query }) => query.get('refresh') === 'hard')
    expect(hard.length).toBeLessThanOrEqual(1)
  })

  it('fault 83: asks for one hard refresh', async () => {
    world.play([at(OURS, { reconciledAt: '2026-01-02T03:04:01Z' })])
    await world.verify()
    const asked = world.argocd.requests.map(({ query }) => query.get('refresh'))
    expect(asked.filter((refresh) => refresh === 'hard')).toHaveLength(1)
  })

  it('fault 92: a closed window, at once, with the window', async () => {
    expect(await world.naive(STUCK)).toBe(1)
    const api = world.play(STUCK)
    api.faults.set({ syncWindow: { kind: 'deny', schedule: '0 22 * * *', duration: '8h' } })
    const report = await world.verify()
    expect(report.outcome).toBe('blocked-by-window')
    expect(report.reason).toContain('the sync window "0 22 * * *" for 8h denies syncs now')
    expect(report.duration).toBeLessThan(60)
  })

  it.each<StreamEffect>([
    { kind: 'cut', afterBytes: 17 },
    { kind: 'cut', afterBytes: 900 },
    { kind: 'cut-inside-character' },
    { kind: 'silent', afterEvents: 1 },
    { kind: 'end', afterEvents: 1 },
    { kind: 'unauthorized', afterEvents: 1 },
    { kind: 'pieces', bytes: 1 },
    { kind: 'duplicates' },
  ])('fault 93: the stream fails for ever: $kind', async (effect) => {
    const steps = [...times(3, at(OLD, HEALTH('Healthy', '… 😀'))), at(OURS)]
    expect(await world.naive(steps)).toBe(1)
    world.argocd.faults.stream({ effect })
    world.play(steps)
    expect(await world.verify()).toMatchObject({ outcome: 'deployed' })
  })

  it('fault 95: it is deleted, and made anew at ours', async () => {
    expect(await world.naive(STUCK)).toBe(1)
    world.play(STUCK)
    const verifying = world.verify({ interval: 2_000 })
    await until(() => world.log.lines.some((line) => line.includes('waiting')))
    world.play([at(OURS)])
    expect(await verifying).toMatchObject({ outcome: 'deployed' })
  })

  it('fault 97: the token is taken away in the middle', async () => {
    expect(await world.naive(STUCK)).toBe(1)
    world.play(STUCK)
    const verifying = world.verify({}, world.argocd.createToken({ subject: 'other' }))
    const ended = verifying.catch((error: unknown) => error)
    await until(() => world.log.lines.some((line) => line.includes('waiting')))
    world.argocd.revokeToken('other')
    expect(await ended).toMatchObject({ code: 'agent-unauthorized' })
  })

  it('fault 98: no resource tells its health, and the tree knows the pod', async () => {
    const resources = [
      { version: 'v1', group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api', status: 'Synced' },
    ]
    const pod = {
      version: 'v1',
      kind: 'Pod',
      namespace: 'shop',
      name: 'api-1',
      uid: 'p1',
      health: { status: 'Degraded', message: 'Back-off pulling image "ghcr.io/acme/api:1.1.0"' },
    }
    const sick = at(OURS, { ...HEALTH('Degraded'), resources, resourceHealthSource: 'appTree' })
    const steps = [at(OURS), { ...sick, resourceTree: { nodes: [pod] } }]
    expect(await world.naive(steps)).toBe(1)
    world.play(steps)
    const report = await world.verify({ stableFor: 2_000 })
    expect(report.outcome).toBe('degraded')
    expect(report.cause).toContain('Back-off pulling image')
    expect(report.cause).toContain('Pod api-1')
  })

  it('fault 99: says what was seen last, and where to look', async () => {
    world.play([at(OURS, { ...HEALTH('Progressing'), resources: [] })])
    const report = await world.verify({ timeout: 8_000 })
    expect(report).toMatchObject({
      outcome: 'timeout',
      applications: [{ application: 'api', url: `${world.argocd.url}/applications/argocd/api` }],
    })
    expect(report.reason).toContain('its health is progressing')
  })
})

describe('an answer that is none', () => {
  it('fault 90: 403, which a missing application is answered with as well', async () => {
    await expect(world.verify()).rejects.toMatchObject({
      code: 'application-not-found',
      message: expect.stringMatching(/"api" is missing, or the token may not see it/),
    })
  })

  it('fault 96: a login page with status 200', async () => {
    world.play([at(OURS)])
    world.argocd.faults.request({ effect: { kind: 'login-page' } })
    await expect(world.verify()).rejects.toMatchObject({ code: 'agent-invalid-answer' })
  })
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
