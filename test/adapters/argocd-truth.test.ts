import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createAncestry, parseImageReference, type VerifyReport, verifySync } from '@gitops-actions/core'
import { createFakeClock } from '../core/sync-clock.ts'
import { createFakeCommits, createFakeLog, NEVER, sha } from '../core/sync-world.ts'
import {
  type CommitPlan,
  createTruthWorld,
  type Happening,
  NAME,
  type Story,
  type Truth,
  type TruthWorld,
} from './argocd-truth-world.ts'

/** More of them by hand: GITOPS_ACTIONS_PROPERTY_RUNS=20000. */
const RUNS = Number(process.env.GITOPS_ACTIONS_PROPERTY_RUNS ?? '300')
const SEED = Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102')

const SHAS = [sha('b'), sha('a'), sha('c'), sha('d')]
const TIMEOUT = 300_000
/** How long what is well may go unnoticed: comparisons are asked for every half a minute, and wait for one another. */
const NOTICED = 120_000

interface Trial extends Story {
  readonly stableFor: number
  readonly refresh: boolean
  readonly sync: boolean
  readonly withImages: boolean
}

const often = (word: 'well'): fc.Arbitrary<CommitPlan['rollout']> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(word) },
    { weight: 1, arbitrary: fc.constantFrom('sick', 'flaps') },
  )
const mostly = fc.integer({ min: 0, max: 5 }).map((number) => number < 5)

const commitPlan = fc.record({
  changes: fc.constantFrom('image', 'config', 'both', 'nothing'),
  touches: fc.boolean(),
  rollout: often('well'),
  syncs: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'hook-fails' as const) },
  ),
  renders: mostly,
})

/** Each commit builds on the one before; what leaves the files of ours alone leaves our image alone. */
function commitsOf(
  plans: readonly (typeof commitPlan extends fc.Arbitrary<infer T> ? T : never)[],
): CommitPlan[] {
  const commits: CommitPlan[] = []
  for (const [index, { changes, touches, ...rest }] of plans.entries()) {
    const before = commits.at(-1) ?? { image: 0, config: 0 }
    const mayChangeImage = index < 2 || touches
    commits.push({
      ...rest,
      touches: index < 2 || touches,
      sha: SHAS[index] ?? '',
      image: before.image + (mayChangeImage && changes !== 'config' && changes !== 'nothing' ? 1 : 0),
      config: before.config + (changes === 'config' || changes === 'both' ? 1 : 0),
      ...(index === 0 ? ({ rollout: 'well', syncs: 'well', renders: true } as const) : {}),
    })
  }
  return commits
}

const moment = fc.integer({ min: 0, max: 120_000 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    at: moment,
    kind: fc.constantFrom<'push' | 'rollback' | 'partial-sync' | 'dry-run' | 'sync' | 'poll'>(
      'push',
      'push',
      'rollback',
      'partial-sync',
      'dry-run',
      'sync',
      'poll',
    ),
  }),
  fc.record({
    at: moment,
    kind: fc.constantFrom<'crash' | 'outage'>('crash', 'outage'),
    lasts: fc.integer({ min: 500, max: 60_000 }),
  }),
)

const trial: fc.Arbitrary<Trial> = fc
  .record({
    plans: fc.array(commitPlan, { minLength: 3, maxLength: 4 }),
    pushed: fc.integer({ min: -1, max: 20_000 }),
    happenings: fc.array(happening, { maxLength: 6 }),
    layout: fc.constantFrom('single', 'several', 'hydrated'),
    automated: mostly,
    keepsImage: mostly.map((isMost) => !isMost),
    compares: fc.integer({ min: 2, max: 4_000 }),
    syncs: fc.integer({ min: 10, max: 60_000 }),
    notices: fc.integer({ min: 1, max: 2_000 }),
    starts: fc.integer({ min: 10, max: 20_000 }),
    travels: fc.integer({ min: 1, max: 500 }),
    stableFor: fc.constantFrom(10_000, 10_000, 30_000),
    refresh: mostly,
    sync: fc.boolean(),
    withImages: fc.boolean(),
  })
  .map(({ plans, pushed, happenings, ...rest }) => ({
    ...rest,
    // Where Argo CD is told to leave an image alone nothing but the images can tell.
    withImages: rest.withImages || rest.keepsImage,
    commits: commitsOf(plans).map((commit) => ({
      ...commit,
      // Argo CD forgets which commit an older hydrated one was made of, and with it what a failed hook was of.
      syncs: rest.layout === 'hydrated' && commit.syncs === 'hook-fails' ? 'well' : commit.syncs,
    })),
    // Argo CD itself looks at Git now and then.
    happenings: [
      { at: Math.max(0, pushed), kind: 'push' } as const,
      ...happenings,
      ...[60_000, 120_000, 180_000, 240_000].map((at) => ({ at, kind: 'poll' }) as const),
    ],
  }))

/** Whether a commit still holds our change. */
function keeperOf({ commits, withImages, keepsImage }: Trial): (index: number) => boolean {
  return (index) =>
    withImages
      ? keepsImage || commits[index]?.image === commits[1]?.image
      : index === 1 || !commits.slice(2, index + 1).some(({ touches }) => touches)
}

async function play(one: Trial): Promise<{ report: VerifyReport; world: TruthWorld; end: number }> {
  const clock = createFakeClock()
  const world = createTruthWorld(one, clock, keeperOf(one))
  const history = one.commits.map((commit) => ({
    sha: sha(commit.sha.charAt(0)),
    files: [commit.touches ? 'apps/api/values.yaml' : 'apps/api/other.yaml'],
  }))
  const report = await verifySync(
    {
      applications: [NAME],
      expectedCount: undefined,
      revision: SHAS[1] ?? '',
      images: one.withImages ? [parseImageReference(imageOf(one.commits[1]))] : [],
      timeout: TIMEOUT,
      interval: 10_000,
      stableFor: one.stableFor,
      refresh: one.refresh,
      sync: one.sync,
    },
    {
      agent: world.agent,
      ancestry: createAncestry(SHAS[1] ?? '', createFakeCommits(history)),
      clock,
      log: createFakeLog(),
      cancelled: NEVER,
    },
  )
  return { report, world, end: clock.elapsed }
}

function imageOf(commit: CommitPlan | undefined): string {
  return `ghcr.io/acme/api:1.${commit?.image ?? 0}.0`
}

/** How long what happens in the cluster takes until it is told: two comparisons that wait for one another, and the ways. */
function lagOf({ compares, notices, travels }: Trial): number {
  return notices + 3 * compares + 3 * travels + 10
}

/** Whether something was true at some moment of a span. */
function wasTrue(
  truths: readonly Truth[],
  from: number,
  until: number,
  of: (one: Truth) => boolean,
): boolean {
  return truths.some(
    (one, index) => of(one) && one.at <= until && (truths[index + 1]?.at ?? Infinity) >= from,
  )
}

/** What is wrong with a report; undefined when it is true. */
function lieOf(one: Trial, report: VerifyReport, world: TruthWorld, end: number): string | undefined {
  const { truths } = world
  const lag = lagOf(one)
  switch (report.outcome) {
    case 'deployed':
    case 'deployed-by-descendant': {
      const isTrue = wasTrue(truths, end - lag, end, ({ live }) => live)
      return isTrue ? undefined : 'it says that ours runs, and it does not'
    }
    case 'superseded': {
      const later = one.commits.slice(2, world.head + 1)
      const isTouched = later.some(({ touches }) => touches)
      // Whose image it is that is left alone nobody can tell.
      const isOther = one.keepsImage || later.some(({ image }) => image !== one.commits[1]?.image)
      const isTrue = isTouched && (!one.withImages || isOther)
      return isTrue ? undefined : 'it says that a newer release won, and there is none'
    }
    case 'sync-failed': {
      const cannotRender = one.commits.some(
        ({ renders }, index) => index > 0 && index <= world.head && !renders,
      )
      // It is asked twice: both fall into an outage.
      const wasOut = (from: number, until: number): boolean =>
        one.happenings.some(
          (it) => 'lasts' in it && it.kind === 'outage' && it.at <= until && it.at + it.lasts >= from,
        )
      const isOut = wasOut(0, end - one.stableFor) && wasOut(end - lag, end)
      const isTrue = world.failedSyncs.length > 0 || cannotRender || isOut
      return isTrue ? undefined : 'it says that the sync of ours failed, and none has'
    }
    case 'degraded': {
      const isTrue = wasTrue(truths, end - lag, end, ({ sick }) => sick)
      return isTrue ? undefined : 'it says that ours is degraded, and it is not'
    }
    case 'timeout': {
      const isWell = !wasTrue(truths, end - NOTICED, end, ({ settled }) => !settled)
      return isWell ? 'it says that the time ran out, and ours runs' : undefined
    }
    case 'suspended':
    case 'blocked-by-window':
    case 'failed':
      return 'it says what cannot be'
  }
}

describe('what is said of an application is true', () => {
  it('in every story', async () => {
    const told = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(trial, async (one) => {
        const { report, world, end } = await play(one)
        told.set(report.outcome, (told.get(report.outcome) ?? 0) + 1)
        const lie = lieOf(one, report, world, end)
        if (lie !== undefined) {
          const course = report.timeline.map(({ at, verdict, detail }) => `${at} ${verdict}: ${detail}`)
          const facts = world.truths.map((truth) => JSON.stringify(truth))
          throw new Error([`${lie} (${report.outcome}: ${report.reason})`, ...course, ...facts].join('\n'))
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
    // A story teller that tells of one end alone proves nothing.
    for (const outcome of ['deployed', 'deployed-by-descendant', 'superseded', 'sync-failed', 'timeout']) {
      expect([outcome, told.get(outcome) ?? 0]).toEqual([outcome, expect.any(Number)])
      expect(told.get(outcome) ?? 0).toBeGreaterThan(0)
    }
  }, 600_000)
})
