import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createAncestry, type VerifyReport, verifySync } from '@gitops-actions/core'
import { createFakeClock } from '../core/sync-clock.ts'
import { createFakeCommits, createFakeLog, NEVER, sha } from '../core/sync-world.ts'
import {
  createFluxTruthWorld,
  type FluxCommit,
  type FluxHappening,
  type FluxStory,
  type FluxTruth,
  type FluxTruthWorld,
} from './flux-truth-world.ts'

/** More of them by hand: GITOPS_ACTIONS_PROPERTY_RUNS=20000. */
const RUNS = Number(process.env.GITOPS_ACTIONS_PROPERTY_RUNS ?? '300')
const SEED = Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102')

const SHAS = [sha('b'), sha('a'), sha('c'), sha('d')]
const TIMEOUT = 400_000
/** How long what is well may go unnoticed: by intervals of Flux alone. */
const NOTICED = 150_000

interface Trial extends FluxStory {
  readonly stableFor: number
}

const mostly = fc.integer({ min: 0, max: 5 }).map((number) => number < 5)

const commitPlan = fc.record({
  changes: mostly,
  touches: fc.boolean(),
  applies: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constantFrom('build-fails' as const, 'refused' as const) },
  ),
  rollout: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constantFrom('sick' as const, 'flaps' as const) },
  ),
})

interface Plan {
  readonly changes: boolean
  readonly touches: boolean
  readonly applies: FluxCommit['applies']
  readonly rollout: FluxCommit['rollout']
}

/** What leaves the files of ours alone leaves our image alone. */
function commitsOf(plans: readonly Plan[]): readonly FluxCommit[] {
  const commits: FluxCommit[] = []
  for (const [index, { changes, touches, applies, rollout }] of plans.entries()) {
    const mayChange = index < 2 || touches
    const image = (commits.at(-1)?.image ?? 0) + (mayChange && changes ? 1 : 0)
    const well = { applies: 'well', rollout: 'well' } as const
    commits.push({
      ...(index === 0 ? well : { applies, rollout }),
      sha: SHAS[index] ?? '',
      touches: mayChange,
      image,
    })
  }
  return commits
}

const happening: fc.Arbitrary<FluxHappening> = fc.record({
  at: fc.integer({ min: 0, max: 120_000 }),
  kind: fc.constantFrom('push', 'push', 'reconcile', 'suspend', 'resume', 'edit'),
})

const trial: fc.Arbitrary<Trial> = fc
  .record({
    plans: fc.array(commitPlan, { minLength: 3, maxLength: 4 }),
    pushed: fc.integer({ min: 0, max: 20_000 }),
    happenings: fc.array(happening, { maxLength: 5 }),
    kind: fc.constantFrom('Kustomization', 'HelmRelease'),
    valuesFrom: fc.boolean(),
    waits: mostly,
    remediates: fc.boolean(),
    fetches: fc.integer({ min: 10, max: 5_000 }),
    applies: fc.integer({ min: 10, max: 8_000 }),
    starts: fc.integer({ min: 10, max: 12_000 }),
    notices: fc.integer({ min: 1, max: 1_000 }),
    travels: fc.integer({ min: 1, max: 500 }),
    refresh: mostly,
    stableFor: fc.constantFrom(10_000, 10_000, 30_000),
  })
  .map(({ plans, pushed, happenings, ...rest }) => ({
    ...rest,
    waits: rest.waits || rest.kind === 'HelmRelease',
    // Without a request nothing tells when Flux has looked at a ConfigMap.
    valuesFrom: rest.valuesFrom && rest.refresh,
    commits: commitsOf(plans),
    happenings: [{ at: pushed, kind: 'push' } as const, ...happenings],
  }))

async function play(one: Trial): Promise<{ report: VerifyReport; world: FluxTruthWorld; end: number }> {
  const clock = createFakeClock()
  const keeps = (index: number): boolean =>
    index === 1 || !one.commits.slice(2, index + 1).some(({ touches }) => touches)
  const world = createFluxTruthWorld(one, clock, keeps)
  const history = one.commits.map((commit) => ({
    sha: sha(commit.sha.charAt(0)),
    files: [commit.touches ? 'apps/api.yaml' : 'apps/other.yaml'],
  }))
  const report = await verifySync(
    {
      applications: [world.name],
      expectedCount: undefined,
      revision: SHAS[1] ?? '',
      images: [],
      timeout: TIMEOUT,
      interval: 10_000,
      stableFor: one.stableFor,
      refresh: one.refresh,
      sync: false,
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

/** Whether something was true at some moment of a span. */
function wasTrue(
  truths: readonly FluxTruth[],
  from: number,
  until: number,
  of: (one: FluxTruth) => boolean,
): boolean {
  return truths.some(
    (one, index) => of(one) && one.at <= until && (truths[index + 1]?.at ?? Infinity) >= from,
  )
}

/** What is wrong with a report; undefined when it is true. */
function lieOf(one: Trial, report: VerifyReport, world: FluxTruthWorld, end: number): string | undefined {
  const lag = 4 * one.travels + one.notices + 1_000
  switch (report.outcome) {
    case 'deployed':
    case 'deployed-by-descendant': {
      const isTrue = wasTrue(world.truths, end - lag, end, ({ live }) => live)
      return isTrue ? undefined : 'it says that ours runs, and it does not'
    }
    case 'superseded': {
      const isTouched = one.commits.slice(2, world.head + 1).some(({ touches }) => touches)
      return isTouched ? undefined : 'it says that a newer release won, and there is none'
    }
    case 'sync-failed':
    case 'degraded':
      return world.failures.length > 0 ? undefined : 'it says that ours failed, and it has not'
    case 'suspended':
      return wasTrue(world.truths, end - lag, end, ({ suspended }) => suspended)
        ? undefined
        : 'it says that it is suspended, and it is not'
    case 'timeout': {
      const isWell = !wasTrue(world.truths, end - NOTICED, end, ({ settled }) => !settled)
      return isWell ? 'it says that the time ran out, and ours runs' : undefined
    }
    case 'blocked-by-window':
    case 'failed':
      return 'it says what cannot be'
  }
}

describe('what is said of an application of Flux is true', () => {
  it('in every story', async () => {
    const told = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(trial, async (one) => {
        const { report, world, end } = await play(one)
        world.close()
        told.set(report.outcome, (told.get(report.outcome) ?? 0) + 1)
        const lie = lieOf(one, report, world, end)
        if (lie === undefined) return
        const course = report.timeline.map(({ at, verdict, detail }) => `${at} ${verdict}: ${detail}`)
        const facts = world.truths.map((truth) => JSON.stringify(truth))
        throw new Error([`${lie} (${report.outcome}: ${report.reason})`, ...course, ...facts].join('\n'))
      }),
      { numRuns: RUNS, seed: SEED },
    )
    // A story teller that tells of one end alone proves nothing.
    for (const outcome of ['deployed', 'deployed-by-descendant', 'superseded', 'sync-failed', 'timeout']) {
      expect([outcome, (told.get(outcome) ?? 0) > 0]).toEqual([outcome, true])
    }
  }, 600_000)
})
