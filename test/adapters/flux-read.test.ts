import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAncestry, judge, parseCommitSha, type Relation, type Verdict } from '@gitops-actions/core'
import { KUSTOMIZATIONS } from './flux-kustomization-cases.ts'
import { COMMIT, type FluxCase, type FluxObject, gitSource, OLDER } from './flux-objects.ts'
import { RELEASES } from './flux-release-cases.ts'
import { REVISIONS } from './flux-revision-cases.ts'
import { type FluxCluster, startFluxCluster } from './flux-cluster.ts'

let cluster: FluxCluster

beforeAll(async () => {
  cluster = await startFluxCluster()
})

afterAll(() => cluster.close())

/** The verdict on the last object, by one look. */
async function verdictOf({ objects, revision = COMMIT }: FluxCase): Promise<Verdict> {
  cluster.replace([gitSource(), ...objects])
  const last = objects.at(-1)
  if (last === undefined) throw new Error('there is nothing to look at')
  const agent = await cluster.agent(revision)
  const state = await agent.observe({ kind: last.kind, namespace: last.namespace, name: last.name }, 'none')
  const ancestry = createAncestry(revision, {
    compare: (base, head) =>
      Promise.resolve({
        status: head === OLDER ? 'behind' : head === base ? 'identical' : 'ahead',
        mergeBase: parseCommitSha(base),
        files: [],
        filesComplete: true,
      }),
    changedFiles: () => Promise.resolve({ files: [], complete: true }),
  })
  const relate = (revisions: readonly string[] = []): Promise<Relation[]> =>
    Promise.all(revisions.map((one) => ancestry.relation(one)))
  const observation = {
    state,
    relations: await relate(state.revisions),
    operationRelations: await relate(state.operation?.revisions),
    window: undefined,
    recompared: false,
    exact: true,
  }
  return judge(observation, { revision, images: [] })
}

function wordOf(verdict: Verdict): string {
  if (verdict.kind === 'waiting') return `waiting ${verdict.on}`
  return verdict.kind === 'sync-failed' ? `sync-failed ${verdict.of}` : verdict.kind
}

/** What `kubectl wait --for=condition=Ready` looks at. */
function isReadyTrue(object: FluxObject | undefined): boolean {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

const CASES: readonly FluxCase[] = [
  ...KUSTOMIZATIONS.map((one) => ({ ...one, name: `a Kustomization, ${one.name}` })),
  ...REVISIONS.map((one) => ({ ...one, name: `a revision, ${one.name}` })),
  ...RELEASES.map((one) => ({ ...one, name: `a HelmRelease, ${one.name}` })),
]

function casesOf(fault?: number): (readonly [string, FluxCase])[] {
  return CASES.filter((one) => one.fault === fault).map((one) => [one.name, one])
}

interface Told {
  readonly verdict: string
  readonly detail: unknown
  readonly naive: boolean
}

async function told(one: FluxCase): Promise<Told> {
  const verdict = await verdictOf(one)
  return { verdict: wordOf(verdict), detail: verdict.detail, naive: isReadyTrue(one.objects.at(-1)) }
}

function wanted({ verdict, detail, naive = false }: FluxCase): Told {
  return { verdict, detail: expect.stringMatching(detail), naive }
}

describe('one look at', () => {
  it.each(casesOf())('%s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(81))('fault 81: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(94))('fault 94: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(100))('fault 100: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(101))('fault 101: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(102))('fault 102: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(103))('fault 103: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(104))('fault 104: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
  it.each(casesOf(105))('fault 105: %s', async (_, one) => {
    expect(await told(one)).toEqual(wanted(one))
  })
})

it('no case is left out', () => {
  const known = [undefined, 81, 94, 100, 101, 102, 103, 104, 105]
  expect(CASES.filter(({ fault }) => !known.includes(fault))).toEqual([])
})

it('a look at Ready alone would pass where ours does not', () => {
  const early = CASES.filter(({ naive, verdict }) => naive === true && verdict !== 'deployed')
  expect(early.length).toBeGreaterThanOrEqual(12)
})
